"""expectations/<table>.json: what must hold in each table, in great-expectations' own format. Nothing is run here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from pydantic import Field, ValidationError

from pipeline.errors import ParamsError
from pipeline.intake.derived_columns import derivations_of
from pipeline.intake.response_counts import is_survey
from pipeline.params import Strict
from pipeline.tables import Table

COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
PARAMETER = "$PARAMETER"
SEPARATOR = "__"
FOUND = "found"
SURVEY, SURVEYS = "survey", "surveys"
"""The suite that every survey table shares, whatever its questionnaire."""


class Meta(Strict):
    """What a data owner is told. `{found}` in `expected_fr` is the cell as delivered.

    `{<derived column>}` there is its value, for those that may be shown (`derived_columns`).

    `if_absent` says what happens when the table that `$PARAMETER` names is not part of the cohort: `block`, or `skip`
    where the check has no object without that table.
    """

    code: str
    message_fr: str
    expected_fr: str
    if_absent: Literal["block", "skip"] = "block"


class Expectation(Strict):
    """One expectation of a suite, as great-expectations writes it."""

    type: str
    kwargs: dict[str, Any]
    severity: Literal["critical", "warning"]
    meta: Meta

    @property
    def columns(self) -> list[str]:
        """The columns it looks at, the one to show to the data owner first."""
        listed = [self.kwargs[name] for name in COLUMN_ARGUMENTS if name in self.kwargs]
        return listed + list(self.kwargs.get("column_list", []))

    @property
    def needed_columns(self) -> list[str]:
        """The columns without which it cannot be evaluated: those it looks at and those that pick its rows."""
        return self.columns + _condition_columns(self.kwargs.get("row_condition", {}))

    @property
    def quoted_columns(self) -> list[str]:
        """Derived columns whose value the sentence for the data owner quotes."""
        names = [name for _, name, _, _ in Formatter().parse(self.meta.expected_fr) if name]
        return [name for name in names if name != FOUND]

    @property
    def reference(self) -> Reference | None:
        """The columns of another table that its values must be found in."""
        names = [value[PARAMETER] for value in self.kwargs.values() if isinstance(value, dict) and PARAMETER in value]
        if not names:
            return None
        table, *columns = names[0].split(SEPARATOR)
        return Reference(parameter=names[0], table=table, columns=columns)


def _condition_columns(condition: dict[str, Any]) -> list[str]:
    """Columns named in a `row_condition`, alone or joined by and / or."""
    parts = condition.get("conditions", [])
    own = [condition["column"]["name"]] if "column" in condition else []
    return own + [name for part in parts for name in _condition_columns(part)]


class Reference(Strict):
    """Another table's columns: `communes__commune_insee`, or a pair `coding__dimension_id__code`."""

    parameter: str
    table: str
    columns: list[str]


class SuiteMeta(Strict):
    """Required columns that a cohort may leave empty throughout."""

    may_be_empty: list[str]


class Suite(Strict):
    """The expectations of one table."""

    name: str
    expectations: list[Expectation]
    meta: SuiteMeta = Field(default_factory=lambda: SuiteMeta(may_be_empty=[]))

    @property
    def wanted_columns(self) -> set[str]:
        """Every column that an expectation looks at or quotes."""
        return {name for each in self.expectations for name in (*each.needed_columns, *each.quoted_columns)}


def load_suite(folder: Path, table: str, schema: Mapping[str, Table]) -> Suite | None:
    """The suite of a table, None when `expectations/` has none. A survey's holds first what every survey must hold.

    Raises:
        ParamsError: a file is not valid JSON, or names something that does not exist; every mistake at once.
    """
    files = [folder / f"{SURVEYS}.json"] if is_survey(table) else []
    suites = [_read(path, schema[table], schema) for path in (*files, folder / f"{table}.json") if path.is_file()]
    return joined(table, suites) if suites else None


def joined(table: str, suites: Iterable[Suite]) -> Suite:
    """One suite with the expectations of several, in their order."""
    parts = list(suites)
    may_be_empty = [name for suite in parts for name in suite.meta.may_be_empty]
    expectations = [expectation for suite in parts for expectation in suite.expectations]
    return Suite(name=table, expectations=expectations, meta=SuiteMeta(may_be_empty=may_be_empty))


def _read(path: Path, table: Table, schema: Mapping[str, Table]) -> Suite:
    try:
        suite = Suite.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as problem:
        raise ParamsError(f"{path}, line {problem.lineno}: {problem.msg}.") from problem
    except ValidationError as problems:
        raise ParamsError("\n".join(_sentence(path, error) for error in problems.errors())) from None
    if mistakes := list(_mistakes(suite, path.stem, table, schema)):
        raise ParamsError("\n".join(f"{path}: {mistake}." for mistake in mistakes))
    return suite


def _sentence(path: Path, error: Any) -> str:
    return f"{path}, « {'.'.join(str(part) for part in error['loc'])} »: {error['msg']}."


def _mistakes(suite: Suite, stem: str, table: Table, schema: Mapping[str, Table]) -> Iterator[str]:
    derived = derivations_of(table)
    if suite.name != stem:
        yield f"the suite is named « {suite.name} » but the file is that of table « {stem} »"
    # Questionnaires differ from cohort to cohort: a question that this one lacks is skipped and listed, no mistake.
    fixed = [] if stem.startswith(f"{SURVEY}_") else [table]
    for known in fixed:
        yield from (f"may_be_empty names « {name} », unknown here" for name in _unknown(known, suite.meta.may_be_empty))
    shown = {name for name, derivation in derived.items() if derivation.is_shown}
    for expectation in suite.expectations:
        code = expectation.meta.code
        delivered = [name for name in expectation.needed_columns if name not in derived]
        yield from (f"{code}: no column « {name} »" for known in fixed for name in _unknown(known, delivered))
        yield from (f"{code}: {{{name}}} cannot be quoted" for name in expectation.quoted_columns if name not in shown)
        yield from (f"{code}: {mistake}" for mistake in _wrong_reference(expectation, schema))


def _wrong_reference(expectation: Expectation, schema: Mapping[str, Table]) -> Iterator[str]:
    """What another table that the expectation looks up does not have: itself, or a column."""
    reference = expectation.reference
    if reference is not None and reference.table not in schema:
        yield f"no table « {reference.table} »"
    elif reference is not None:
        unknown = _unknown(schema[reference.table], reference.columns)
        yield from (f"no column « {name} » in {reference.table}" for name in unknown)


def _unknown(table: Table, columns: list[str]) -> list[str]:
    known = {column.name for column in table.columns}
    return [name for name in columns if name not in known]
