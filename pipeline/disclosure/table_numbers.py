"""Which columns of the release's tables hold numbers about persons or firms, and whose numbers they are."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pandas as pd

from pipeline.disclosure import rules as primary
from pipeline.disclosure.quantities import Quantities
from pipeline.estimates import FACT

DESCRIBES = frozenset(
    {"line", "position", "row", "goal", "number", "code", "step", "month", "year", "edition", "place", "lat", "lon"}
    | {"minimum", "maximum", "lowest", "highest", "strength", "total", "base", "interviews", "printed_value"}
)
"""Numbers that order, date, place or describe a row, the same whoever answered: they are no count of anybody."""

UNITS = {
    "deployment_projects": (
        "is_deployed is_measured is_bought is_renewed is_stopped is_waiting status status_fr theme theme_fr"
    ),
    "deployment_dates": "selection framing site_validated deployed measured closed",
    "interviews_presence": "",
    "interviews_type_entities": "types",
    "portfolio_catalogue": "theme theme_fact commune",
    "prevalence_matrix": "",
    "prevalence_presence": "",
    "prevalence_profiles": "entity dimension_fr code_fr others lines",
    "replicability_composites": "arithmetic low high",
    "replicability_profiles": "weakest level_*",
    "sample_register": "role_class how_fr",
    "typologies_agreement": "differing",
    "typologies_classes": "entities",
    "typologies_versions": "first_fr second_fr verdict_fr",
}
"""Tables that say of each project or entity what became of it, in these columns (where none is named, in all that hold
numbers; a star stands for any ending): whoever reads them can count."""

REGISTERS = frozenset({"portfolio_catalogue", "prevalence_profiles"})
"""Tables of units that say nothing else: none of their rows is told, whose order alone would tell the groups."""

COUNTS = frozenset({"count", "n", "given", "with_lowest", "raters"})
"""Counts of which there may be no fact beside them."""

MEASURES = frozenset({"value", "low", "high", "start", "end", "weight", "rate", "alpha", "arithmetic", "population"})
"""Shares, intervals, means: hidden with any fact of their row."""

NAMED_BY_DATA = frozenset(
    {"interviews_presence", "interviews_together", "interviews_role_mode", "prevalence_matrix", "prevalence_presence"}
    | {"replicability_profiles", "replicability_weakest_themes", "portfolio_matrix", "indicator_library_matrix"}
)
"""Tables whose columns are called after communes, codes or criteria: all their whole numbers are counts or marks."""

OF_NO_PERSON = frozenset(
    {"sensors_monthly", "sensors_weekly", "coverage_grid", "interviews_saturation", "survey_choices"}
)
"""Tables of readings, documents, expected curves and questionnaires: told without a fact beside their numbers."""

FINDINGS = ("is_apart", "gap_is_apart", "is_decided", "is_tied", "is_sure", "is_stable", "is_shared", "has_general")
"""Columns that say what came out of the numbers of their row: they go with its facts."""

NAMED = ("entities", "territories")
"""Columns that list by name those whom a number counts."""


def told_of_units(name: str, table: pd.DataFrame) -> list[str]:
    """The columns of a table of units from which one can count."""
    named = UNITS[name].split()
    if not named:
        return [str(column) for column in table if not _is_text(table[column])]
    return [str(column) for column in table if any(fnmatchcase(str(column), pattern) for pattern in named)]


def _is_text(column: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(column))


def columns_of(name: str, table: pd.DataFrame, quantities: Quantities) -> dict[str, list[str | None]]:
    """The quantity in each row of each column that holds facts, or counts of which there is no fact."""
    facts = [column for column in map(str, table) if column.endswith(FACT)]
    found = {column: [quantities.main.get(_text(fact)) for fact in table[column]] for column in facts}
    if name in UNITS:
        return {column: names for column, names in found.items() if any(names)}
    for column in own_counts(table):
        found[column] = _own_cells(name, table, column, found, quantities)
    return {column: names for column, names in found.items() if any(names)}


def unclassified(name: str, table: pd.DataFrame) -> list[str]:
    """Columns of numbers of which nobody has said whether they count somebody: for a test to ask.

    A measure that has no fact in its row would never be hidden: its table must be one of those of no person.
    """
    if name in NAMED_BY_DATA or name in OF_NO_PERSON:
        return []
    has_facts = any(column.endswith(FACT) for column in map(str, table))
    known = DESCRIBES | COUNTS | (MEASURES if has_facts else frozenset())
    numbers = [str(column) for column in table.select_dtypes(include="number") if not str(column).endswith(FACT)]
    return [column for column in numbers if column not in known and f"{column}{FACT}" not in table]


def own_counts(table: pd.DataFrame) -> list[str]:
    """Whole numbers of which there is no fact beside them, and that are not known to be something else."""
    return [
        str(column)
        for column in table
        if pd.api.types.is_integer_dtype(table[column]) and column not in DESCRIBES and f"{column}{FACT}" not in table
    ]


def amounts(table: pd.DataFrame) -> list[str]:
    """Other numbers of which there is no fact beside them: shares, intervals, means; they go with their row's facts."""
    return [
        str(column)
        for column in table
        if pd.api.types.is_float_dtype(table[column]) and column not in DESCRIBES and not str(column).endswith(FACT)
    ]


def _own_cells(
    name: str, table: pd.DataFrame, column: str, facts: dict[str, list[str | None]], quantities: Quantities
) -> list[str | None]:
    """The same quantity as a fact of the row that has the same value, else a cell of its own."""
    cells: list[str | None] = []
    for row, value in enumerate(table[column]):
        if pd.isna(value):
            cells.append(None)
            continue
        told = [names[row] for names in facts.values()]
        same = [cell for cell in told if cell is not None and quantities.found[cell].value == value]
        cells.append(same[0] if same else _new_cell(f"table:{name}:{column}:{row}", float(value), quantities))
    return cells


def _new_cell(cell: str, value: float, quantities: Quantities) -> str:
    quantities.add(cell, value, primary.of_count(value, quantities.rules), None)
    quantities.found[cell].is_printed = True
    return cell


def _text(fact: object) -> str:
    return fact if isinstance(fact, str) else ""
