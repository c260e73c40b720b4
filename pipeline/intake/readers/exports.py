"""What is known of an export before it is read: which header is which question, and which choices it offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.intake.choice_values import folded, shown
from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import plain
from pipeline.intake.questionnaires import Questionnaire
from pipeline.tables import Choice, Column, Table

OTHER_NAMES = ("other", "autre")
"""Names of the choice « Autre », and endings of the column that holds what respondents wrote there."""


@dataclass(frozen=True)
class Export:
    """The table an export fills, its questionnaire if it is a survey, and what delivery.yml says of its headers.

    `columns` maps headers, as they are once the tool's habits are undone, to columns; `ignore` are those left out.
    `is_settled` is false while a mapping is still to be proposed: then the tool's timestamps stay, mapped or not.
    """

    reader: Reader
    table: Table | None = None
    questionnaire: Questionnaire | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: Sequence[str] = ()
    is_settled: bool = True

    def column_of(self, header: str) -> Column | None:
        """The column that this header fills: as delivery.yml maps it, else by its name, else by its question's text."""
        return self._by_header.get(folded(header))

    def is_mapped(self, header: str) -> bool:
        """Whether delivery.yml maps this header to a column."""
        return folded(header) in self._mapped

    def is_known(self, header: str) -> bool:
        """Whether delivery.yml maps or ignores this header."""
        return folded(header) in self._spellings

    def fills(self, column: str) -> bool:
        """Whether delivery.yml maps some header to this column."""
        return column in self._mapped.values()

    def spelled(self, header: str) -> str:
        """The header as delivery.yml spells it, however the file writes its spaces, apostrophes and capitals."""
        return self._spellings.get(folded(header), plain(" ".join(header.split())))

    def other_choice(self, column: Column) -> Choice | None:
        """The choice « Autre » of a column."""
        return next((choice for choice in column.choices if choice.name in OTHER_NAMES), None)

    def other_header(self, column: Column) -> str:
        """The header of what respondents wrote under « Autre »: the name of the table's column for it, else nothing."""
        names = (f"{column.name}_{ending}" for ending in OTHER_NAMES)
        return next((name for name in names if name in self._names), "")

    def free_text_of(self, column: Column) -> tuple[Choice, str] | None:
        """The choice « Autre » and the header of its text, where text among the answers may be taken for it.

        That is so when the table has a column for it that delivery.yml fills from that header, or ignores.
        """
        choice, header = self.other_choice(column), self.other_header(column)
        is_expected = self.is_known(header) or not self.is_settled
        return (choice, header) if choice is not None and header and is_expected else None

    def choice_of(self, column: Column, text: str) -> Choice | None:
        """The choice that the tool names so, by its name or by a label; None when there is none or several."""
        key = folded(text)
        for written in (self.reader.choices, "names", "labels-fr", "labels-en"):
            found = [choice for choice in column.choices if key and folded(shown(choice, written)) == key]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def shown(self, choice: Choice) -> str:
        """The choice as this delivery announces answers."""
        return shown(choice, self.reader.choices)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column that the export may fill."""
        if self.table is not None:
            return self.table.columns
        return tuple(question.column for question in self.questionnaire.questions) if self.questionnaire else ()

    @cached_property
    def _names(self) -> dict[str, Column]:
        return {column.name: column for column in self.all_columns}

    @cached_property
    def _mapped(self) -> dict[str, str]:
        return {folded(header): name for header, name in self.columns.items()}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {folded(header): plain(header) for header in (*self.ignore, *self.columns)}

    @cached_property
    def _by_header(self) -> dict[str, Column]:
        texts = Counter(text for text, _ in self._question_texts())
        by_text = {text: column for text, column in self._question_texts() if texts[text] == 1}
        by_name = {folded(name): column for name, column in self._names.items()}
        mapped = {header: self._names[name] for header, name in self._mapped.items() if name in self._names}
        return {**by_text, **by_name, **mapped}

    def _question_texts(self) -> Iterator[tuple[str, Column]]:
        for question in self.questionnaire.questions if self.questionnaire else ():
            if question.name in self._names:
                for text in {folded(question.label_fr), folded(question.label_en)} - {""}:
                    yield text, self._names[question.name]
