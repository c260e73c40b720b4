"""One delivery's columns as Table Schema fields: types as written there, constraints of its suite or questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.intake.choice_values import shown
from pipeline.intake.deliveries import Reader
from pipeline.intake.questionnaires import Question
from pipeline.intake.suites import Expectation, Suite
from pipeline.intake.values import FALSE, TRUE, WRITTEN_DATES
from pipeline.tables import LIST_SEPARATOR, Column, Table

ISO = "YYYY-MM-DD"
COMPARED = ("expect_column_values_to_be_in_set", "expect_column_pair_values_to_be_in_set")


@dataclass(frozen=True)
class Described:
    """One delivery as a table: its headers in order, the column each fills, and what must hold in them."""

    name: str
    table: Table
    reader: Reader
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    questions: Mapping[str, Question]
    suite: Suite | None

    @property
    def is_plain(self) -> bool:
        """Whether cells stand under the headers as the table's columns hold them, without a tool's habits."""
        return self.reader.tool == "plain"

    def headers_of(self, columns: Sequence[str]) -> list[str]:
        """The headers that fill these columns; none unless all are filled."""
        by_column = {column: header for header, column in self.columns.items()}
        found = [by_column[column] for column in columns if column in by_column]
        return found if len(found) == len(columns) and set(found) <= set(self.headers) else []


def field(described: Described, header: str) -> dict[str, Any]:
    """One field. What a survey tool wrote its own way is text: only its reader knows what it says."""
    name = described.columns.get(header)
    if name is None or not described.is_plain:
        note = f"Remplit la colonne {name}." if name else "Colonne livrée, non utilisée."
        return {"name": header, "type": "string", "description": note}
    column, question = described.table.column(name), described.questions.get(name)
    title = {"title": question.label_fr} if question else {}
    constraints = _constraints(column, question, described)
    return {
        "name": header,
        **title,
        **_type(column, described.reader),
        "description": f"Remplit la colonne {name}.",
        **({"constraints": constraints} if constraints else {}),
    }


def foreign_keys(
    described: Described, others: Mapping[str, Described], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Columns whose values must be in another delivery; only where one file alone fills the other table.

    `names` are the names of resources.
    """
    keys = []
    for expectation in _blocking(described.suite) if described.is_plain else ():
        reference = expectation.reference
        if reference is None or expectation.type not in COMPARED:
            continue
        fillers = [other for other in others.values() if other.table.name == reference.table]
        own = described.headers_of(expectation.columns)
        theirs = fillers[0].headers_of(reference.columns) if len(fillers) == 1 else []
        # Lists hold several values in a cell, which a foreign key cannot say.
        is_single = all(described.table.column(name).kind != "list" for name in expectation.columns)
        if own and theirs and is_single:
            resource = "" if fillers[0].name == described.name else names[fillers[0].name]
            keys.append({"fields": own, "reference": {"resource": resource, "fields": theirs}})
    return keys


def _blocking(suite: Suite | None) -> Iterator[Expectation]:
    """Expectations that hold for every row, or the delivery is refused."""
    for expectation in suite.expectations if suite else ():
        if expectation.severity == "critical" and "row_condition" not in expectation.kwargs:
            yield expectation


def _type(column: Column, reader: Reader) -> dict[str, Any]:
    if column.kind == "number":
        return {"type": "number", **({"decimalChar": ",", "groupChar": " "} if reader.decimal == "," else {})}
    if column.kind == "date":
        written = {} if reader.date_format == ISO else {"format": WRITTEN_DATES[reader.date_format]}
        return {"type": "date", **written}
    if column.kind == "boolean":
        return {"type": "boolean", "trueValues": _spellings(TRUE), "falseValues": _spellings(FALSE)}
    if column.kind in ("list", "choices"):
        return {"type": "list", "delimiter": LIST_SEPARATOR, "itemType": "string", **_categories(column, reader)}
    if column.kind == "choice":
        return {"type": "string", **_categories(column, reader)}
    return {"integer": {"type": "integer"}, "timestamp": {"type": "datetime", "format": "any"}}.get(
        column.kind, {"type": "string"}
    )


def _spellings(words: set[str]) -> list[str]:
    return sorted({spelling for word in words for spelling in (word, word.capitalize(), word.upper())})


def _categories(column: Column, reader: Reader) -> dict[str, Any]:
    listed = [{"value": shown(choice, reader.choices), "label": choice.label_fr} for choice in column.choices]
    return {"categories": listed} if listed else {}


def _constraints(column: Column, question: Question | None, described: Described) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for expectation in _blocking(described.suite):
        if expectation.columns == [column.name]:
            found |= _constraint(expectation, column)
    if question:
        found |= _asked(question, column, described.reader)
    return found


def _constraint(expectation: Expectation, column: Column) -> dict[str, Any]:
    """What Table Schema can say of an expectation."""
    kwargs, is_text = expectation.kwargs, column.kind == "text"
    if expectation.type == "expect_column_values_to_not_be_null":
        return {"required": True}
    if expectation.type == "expect_column_values_to_be_unique":
        return {"unique": True}
    if expectation.type == "expect_column_values_to_be_in_set" and expectation.reference is None and is_text:
        return {"enum": [str(value) for value in kwargs["value_set"]]}
    if expectation.type == "expect_column_values_to_match_regex" and is_text:
        return {"pattern": kwargs["regex"]}
    is_exact = not (kwargs.get("strict_min") or kwargs.get("strict_max"))
    if expectation.type == "expect_column_values_to_be_between" and column.kind in ("integer", "number") and is_exact:
        bounds = {"minimum": kwargs.get("min_value"), "maximum": kwargs.get("max_value")}
        return {name: bound for name, bound in bounds.items() if isinstance(bound, (int, float))}
    return {}


def _asked(question: Question, column: Column, reader: Reader) -> dict[str, Any]:
    """What the questionnaire says: its answers, its bounds. Not that an answer is required: some are incomplete."""
    found: dict[str, Any] = {}
    if column.kind == "choice" and column.choices:
        found["enum"] = [shown(choice, reader.choices) for choice in column.choices]
    if column.kind in ("integer", "number"):
        bounds = {"minimum": question.minimum, "maximum": question.maximum}
        found |= {name: bound for name, bound in bounds.items() if bound is not None}
    return found
