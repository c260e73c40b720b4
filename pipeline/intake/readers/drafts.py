"""A plain grid in the making: columns kept, renamed or dropped one after another, with what is told on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid, text_series
from pipeline.intake.problems import Findings
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.lists import Cutter, Reading, in_order
from pipeline.intake.readers.moments import written_day
from pipeline.intake.values import Fault
from pipeline.tables import LIST_SEPARATOR, Choice, Column

Convert = Callable[[str], str | Fault]


@dataclass(frozen=True)
class Habits:
    """The columns a tool adds of its own, by header: personal data, timestamps, and what is of no use to a study."""

    personal: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    useless: frozenset[str] = frozenset()
    impersonal: frozenset[str] = frozenset({"", "anonymous", "anonyme"})
    has_serials: bool = False


def headers(*texts: str) -> frozenset[str]:
    """Headers as they are compared."""
    return frozenset(folded(text) for text in texts)


@dataclass
class Draft:
    """The columns of the plain grid so far."""

    grid: Grid
    export: Export
    findings: Findings
    columns: list[tuple[str, pd.Series]] = field(default_factory=list)

    def keep(self, header: str, cells: pd.Series) -> None:
        """Add a column."""
        self.columns.append((header, cells))

    def finished(self) -> Grid:
        """The plain grid."""
        names = tuple(header for header, _ in self.columns)
        return replace(self.grid, headers=names, columns=tuple(cells for _, cells in self.columns), above=())

    def take_own(self, header: str, cells: pd.Series, habits: Habits) -> bool:
        """Deal with a column the tool adds of its own; False when it is not one.

        Personal data go, mapped or not; the rest goes unless it is mapped. Timestamps stay while nothing is settled.
        """
        key = folded(header)
        if key in habits.personal:
            self._drop_personal(header, cells, habits)
        elif key in habits.moments:
            if self.export.is_known(header) or not self.export.is_settled:
                self.keep(header, self.days(header, cells, has_serials=habits.has_serials))
        elif key not in habits.useless:
            return False
        elif self.export.is_mapped(header):
            self.keep(header, cells)
        return True

    def take_answers(self, header: str, cells: pd.Series, *, has_serials: bool = False) -> None:
        """Add a question's column as it is; a date loses the time that the tool wrote after it."""
        column = self.export.column_of(header)
        if column is not None and column.kind == "date":
            cells = self.converted(header, cells, lambda text: self._day_or_text(text, has_serials))
        self.keep(header, cells)

    def days(self, header: str, cells: pd.Series, *, has_serials: bool = False) -> pd.Series:
        """Timestamps as days in the announced order."""
        written = self.export.reader.date_format
        return self.converted(header, cells, lambda text: written_day(text, written, has_serials=has_serials))

    def converted(self, header: str, cells: pd.Series, convert: Convert) -> pd.Series:
        """`convert` of every cell that holds something, called once for each different text; faults are told."""
        codes, different = pd.factorize(cells)
        results = [convert(text.strip()) if text.strip() else "" for text in different]
        faults = {code: result for code, result in enumerate(results) if isinstance(result, Fault)}
        for place in np.flatnonzero(np.isin(codes, list(faults))):
            self.tell(faults[int(codes[place])], header, int(place), different[codes[place]])
        texts = text_series(["" if isinstance(result, Fault) else result for result in results])
        return texts.take(codes).reset_index(drop=True)

    def tell(self, fault: Fault, header: str, place: int, found: str) -> None:
        """Tell what is wrong with one cell."""
        self.findings.block(
            fault.code,
            fault.message_fr,
            row=int(self.grid.rows[place]),
            column=header,
            found=found,
            expected_fr=fault.expected_fr,
        )

    def _day_or_text(self, text: str, has_serials: bool) -> str:
        """A date question's cell; what is no timestamp stays, for the checks of values to tell."""
        day = written_day(text, self.export.reader.date_format, has_serials=has_serials)
        return text if isinstance(day, Fault) else day

    def _drop_personal(self, header: str, cells: pd.Series, habits: Habits) -> None:
        if all(folded(text) in habits.impersonal for text in cells.unique()):
            return
        self.findings.warn(
            "OUT-001",
            "L’outil a ajouté cette colonne, qui désigne des personnes. Elle n’a pas été lue ; ne la transmettez pas.",
            row=self.grid.header_row,
            column=header,
            expected_fr="un export sans les colonnes qui désignent les répondants",
        )


def split_lists(
    draft: Draft, header: str, cells: pd.Series, cutter: Cutter, column: Column, *, has_free_text: bool = True
) -> None:
    """Add a question of which one cell holds several answers.

    `has_free_text`: the tool writes the text of « Autre » into the list; it goes to a column of its own, if the table
    has one for it.
    """
    other = draft.export.free_text_of(column) if has_free_text else None
    cells_of = ListCells(column, cutter, draft.export.shown, other[0] if other else None)
    draft.keep(header, draft.converted(header, cells, cells_of.answers))
    if other is not None:
        draft.keep(other[1], draft.converted(header, cells, cells_of.free_text))


def split_free_text(draft: Draft, header: str, cells: pd.Series, column: Column) -> None:
    """Add a single-answer question in whose cells the tool writes the text of « Autre » instead of the choice."""
    other = draft.export.free_text_of(column)
    if other is None:
        draft.keep(header, cells)
        return
    known = {folded(draft.export.shown(choice)) for choice in column.choices}
    name = draft.export.shown(other[0])
    draft.keep(header, draft.converted(header, cells, lambda text: text if folded(text) in known else name))
    draft.keep(other[1], draft.converted(header, cells, lambda text: "" if folded(text) in known else text))


@dataclass(frozen=True)
class ListCells:
    """Cells of one multiple-choice question, as lists of choices and as free text.

    `other` is the choice « Autre » where its text stands in the list and has a column to go to.
    """

    column: Column
    cutter: Cutter
    shown: Callable[[Choice], str]
    other: Choice | None

    @property
    def written(self) -> Mapping[str, str]:
        """What the delivery calls each choice."""
        return {choice.name: self.shown(choice) for choice in self.column.choices}

    def answers(self, text: str) -> str | Fault:
        """The choices of a cell."""
        readings = self.cutter.readings(text)
        if len(readings) > 1:
            return ambiguous(readings, self.written)
        names, unknown = readings[0].choices, readings[0].unknown
        if unknown and (self.other is None or len(unknown) > 1):
            return _unknown(self.written)
        chosen = names | {self.other.name} if unknown and self.other is not None else names
        return LIST_SEPARATOR.join(in_order(chosen, self.written))

    def free_text(self, text: str) -> str:
        """What the respondent wrote under « Autre »."""
        readings = self.cutter.readings(text)
        if len(readings) > 1 or len(readings[0].unknown) != 1:
            return ""
        start, end = readings[0].unknown[0]
        return text[start:end].strip()


def cutter_of(export: Export, column: Column, separator: re.Pattern[str], *, free_text_is_last: bool = False) -> Cutter:
    """The cutter of a column's cells, with its choices as the delivery announces them."""
    labels = [(export.shown(choice), choice) for choice in column.choices]
    return Cutter(labels, separator, free_text_is_last=free_text_is_last)


def ambiguous(readings: Sequence[Reading], written: Mapping[str, str]) -> Fault:
    """What to say of a list of choices that can be cut in several ways."""
    ways = " ou ".join("« " + " + ".join(in_order(each.choices, written)) + " »" for each in readings)
    return ambiguous_list(f"un export qui sépare les réponses autrement ; ici {ways}")


def ambiguous_list(expected_fr: str) -> Fault:
    """What to say of a list that can be cut in several ways."""
    return Fault(
        "OUT-005",
        "Cette liste se lit de plusieurs façons, parce que ses éléments contiennent le séparateur.",
        expected_fr,
    )


def _unknown(written: Mapping[str, str]) -> Fault:
    return Fault(
        "OUT-006",
        "Cette liste contient une réponse que la question ne propose pas, et aucune colonne n’est déclarée pour elle.",
        f"des réponses parmi : {' ; '.join(written.values())}",
    )
