"""Run a suite on a typed table, or take what a former build found. What failures mean to people: `verdicts`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.intake import distinct_rows
from pipeline.intake.distinct_rows import judged_alone
from pipeline.intake.expectation_engine import Engine
from pipeline.intake.former_checks import Check, FormerChecks, Outcome, Row
from pipeline.intake.suites import Expectation, Reference, Suite
from pipeline.side_by_side import side_by_side


@dataclass(frozen=True)
class Failure:
    """An expectation that does not hold: in these rows, or (no rows) in the table as a whole, which gave `observed`."""

    expectation: Expectation
    rows: tuple[Row, ...]
    observed: float | None = None


@dataclass(frozen=True)
class SuiteRun:
    """What one suite gave: failures, expectations that could not be run, and how many were evaluated or skipped.

    `skipped` holds the codes of expectations about columns or tables that this cohort does not deliver, `broken` those
    that great-expectations could not evaluate, `unreferenced` (code, table) where the table to compare with is missing.
    """

    failures: tuple[Failure, ...]
    evaluated: int
    skipped: tuple[str, ...]
    broken: tuple[str, ...]
    unreferenced: tuple[tuple[str, str], ...]


class Checker:
    """Runs suites: each on the values it sees, unless a former build ran it on the same."""

    def __init__(self, former: FormerChecks | None = None) -> None:
        """`former`: what suites gave in former builds; without it each is run, and nothing is kept."""
        self._former = former

    def run(self, suite: Suite, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> SuiteRun:
        """Every expectation of the suite on one typed table; `tables` holds the tables that keys may refer to."""
        skipped, unreferenced, runnable = _sorted_out(suite, frame.columns, tables)
        if not runnable:
            return SuiteRun((), 0, tuple(skipped), (), tuple(unreferenced))
        outcomes = self._outcomes(_check(suite, runnable, frame, tables))
        failures, broken = _read(runnable, outcomes)
        return SuiteRun(tuple(failures), len(outcomes) - len(broken), tuple(skipped), broken, tuple(unreferenced))

    def run_ahead(
        self, suites: Mapping[str, Suite], frames: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame]
    ) -> None:
        """Run side by side the suites of tables that no former build ran on the same: `run` finds what they gave."""
        if self._former is None:
            return
        checks = [self._missing(suites[name], frame, tables) for name, frame in frames.items() if name in suites]
        missing = {check.table: check for check in checks if check}
        if len(missing) > 1:
            _ = self._engine  # imported here, once for all processes
            side_by_side(lambda name: self._outcomes(missing[name]), list(missing))

    def _missing(self, suite: Suite, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Check | None:
        """What is to be checked of a table, None if a former build did or if it is not kept."""
        _, _, runnable = _sorted_out(suite, frame.columns, tables)
        if not runnable or self._former is None or len(frame) >= distinct_rows.LARGE:
            return None
        check = _check(suite, runnable, frame, tables)
        return None if self._former.take(check) else check

    def of_pieces(self) -> Checker:
        """One for a table that comes in pieces, which would take each other's place among what is kept."""
        return Checker()

    def _outcomes(self, check: Check) -> dict[str, Outcome]:
        """What each expectation gives, by code, as a former build found it or found now."""
        if self._former is None or len(check.frame) >= distinct_rows.LARGE:
            return self._new_outcomes(check)  # to compare all values of a large table would take twice its memory
        outcomes = self._former.take(check)
        if outcomes is None:
            outcomes = self._new_outcomes(check)
            self._former.keep(check, outcomes)
        return outcomes

    def _new_outcomes(self, check: Check) -> dict[str, Outcome]:
        """The same, found now. A large table is narrowed to what is looked at, each different row once."""
        if len(check.frame) < distinct_rows.LARGE:
            return self._engine.outcomes(check)
        alone = [expectation for expectation in check.expectations if judged_alone(expectation)]
        others = [expectation for expectation in check.expectations if not judged_alone(expectation)]
        outcomes = self._engine.outcomes(check.of(others)) if others else {}
        for columns, together in _by_columns(alone).items():
            distinct = distinct_rows.distinct_rows(check.frame, columns)
            of_distinct = replace(check, expectations=together, frame=distinct.frame)
            for code, outcome in self._engine.outcomes(of_distinct).items():
                rows = distinct_rows.rows_of(check.frame, distinct, [row for _, row in outcome.rows])
                outcomes[code] = replace(outcome, rows=tuple(rows))
        return outcomes

    @cached_property
    def _engine(self) -> Engine:
        return Engine()


def _sorted_out(
    suite: Suite, columns: Collection[str], tables: Mapping[str, pd.DataFrame]
) -> tuple[list[str], list[tuple[str, str]], list[Expectation]]:
    """(codes skipped, (code, missing reference table), expectations to run)."""
    skipped: list[str] = []
    unreferenced: list[tuple[str, str]] = []
    runnable: list[Expectation] = []
    for expectation in suite.expectations:
        reference = expectation.reference
        if not set(expectation.needed_columns) <= set(columns):
            skipped.append(expectation.meta.code)
        elif reference is None or _can_be_compared_with(tables.get(reference.table), reference):
            runnable.append(expectation)
        elif expectation.meta.if_absent == "skip":
            skipped.append(expectation.meta.code)
        else:
            unreferenced.append((expectation.meta.code, reference.table))
    return skipped, unreferenced, runnable


def _check(suite: Suite, runnable: list[Expectation], frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Check:
    """These expectations of a suite with all that they look at."""
    parameters = {
        reference.parameter: _reference_values(reference, tables)
        for reference in (expectation.reference for expectation in runnable)
        if reference is not None
    }
    return Check(suite.name, runnable, frame, parameters).of(runnable)


def _can_be_compared_with(table: pd.DataFrame | None, reference: Reference) -> bool:
    """Whether the other table has the columns and at least one row: comparing with nothing would blame every row."""
    return table is not None and not table.empty and set(reference.columns) <= set(table.columns)


def _reference_values(reference: Reference, tables: Mapping[str, pd.DataFrame]) -> list[Any]:
    """The values (or pairs of values) that the referenced columns hold, in their order there."""
    present = tables[reference.table][reference.columns].dropna().drop_duplicates()
    if len(reference.columns) == 1:
        return list(present[reference.columns[0]])
    return [list(row) for row in present.itertuples(index=False)]


def _by_columns(expectations: list[Expectation]) -> dict[tuple[str, ...], list[Expectation]]:
    """Expectations that look at the same columns, together."""
    groups: dict[tuple[str, ...], list[Expectation]] = {}
    for expectation in expectations:
        groups.setdefault(tuple(sorted(set(expectation.needed_columns))), []).append(expectation)
    return groups


def _read(runnable: list[Expectation], outcomes: dict[str, Outcome]) -> tuple[list[Failure], tuple[str, ...]]:
    """(failures in the suite's order, codes that raised instead of answering)."""
    failures, broken = [], []
    for expectation in runnable:
        outcome = outcomes[expectation.meta.code]
        if not outcome.was_evaluated:
            broken.append(expectation.meta.code)
        elif not outcome.success:
            failures.append(Failure(expectation, outcome.rows, outcome.observed))
    return failures, tuple(broken)
