"""Run a suite on a typed table with great-expectations, in memory. What failures mean to people belongs in `verdicts`.

great-expectations takes seconds to import, so only functions here import it. No Data Docs are built: they do not escape
cell values. Usage statistics are off.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.intake.suites import Expectation, Reference, Suite
from pipeline.tables import PROVENANCE

Row = tuple[str, int]
"""(source_file, source_row)."""


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
    """An ephemeral great-expectations context, made once a run."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when great-expectations is imported
        import great_expectations
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self._gx = great_expectations
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("table")
        self._whole_table = asset.add_batch_definition_whole_dataframe("all")

    def run(self, suite: Suite, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> SuiteRun:
        """Every expectation of the suite on one typed table; `tables` holds the tables that keys may refer to."""
        skipped, unreferenced, runnable = _sorted_out(suite, frame.columns, tables)
        if not runnable:
            return SuiteRun((), 0, tuple(skipped), (), tuple(unreferenced))
        parameters = {
            reference.parameter: _reference_values(reference, tables)
            for reference in (expectation.reference for expectation in runnable)
            if reference is not None
        }
        results = self._results(suite.name, runnable, frame, parameters)
        failures, broken = _read(runnable, results)
        return SuiteRun(tuple(failures), len(results) - len(broken), tuple(skipped), broken, tuple(unreferenced))

    def _results(
        self, name: str, expectations: list[Expectation], frame: pd.DataFrame, parameters: dict[str, Any]
    ) -> dict[str, Any]:
        """great-expectations' result of each expectation, by code."""
        batch = self._whole_table.get_batch(batch_parameters={"dataframe": frame})
        written = [expectation.model_dump() for expectation in expectations]
        answer: Any = batch.validate(
            self._gx.ExpectationSuite(name=name, expectations=written),
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(PROVENANCE)},
            expectation_parameters=parameters,
        )
        # Results come back in another order than the suite's.
        return {result.expectation_config.meta["code"]: result for result in answer.results}


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


def _can_be_compared_with(table: pd.DataFrame | None, reference: Reference) -> bool:
    """Whether the other table has the columns and at least one row: comparing with nothing would blame every row."""
    return table is not None and not table.empty and set(reference.columns) <= set(table.columns)


def _reference_values(reference: Reference, tables: Mapping[str, pd.DataFrame]) -> list[Any]:
    """The values (or pairs of values) that the referenced columns hold, in their order there."""
    present = tables[reference.table][reference.columns].dropna().drop_duplicates()
    if len(reference.columns) == 1:
        return list(present[reference.columns[0]])
    return [list(row) for row in present.itertuples(index=False)]


def _read(runnable: list[Expectation], results: dict[str, Any]) -> tuple[list[Failure], tuple[str, ...]]:
    """(failures in the suite's order, codes that raised instead of answering)."""
    failures, broken = [], []
    for expectation in runnable:
        result = results[expectation.meta.code]
        if "element_count" not in result.result and "observed_value" not in result.result:
            broken.append(expectation.meta.code)
        elif not result.success:
            rows = result.result.get("unexpected_index_list") or []
            places = tuple((row["source_file"], int(row["source_row"])) for row in rows)
            failures.append(Failure(expectation, places, result.result.get("observed_value")))
    return failures, tuple(broken)
