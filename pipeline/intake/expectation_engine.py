"""great-expectations, in memory: what each expectation gives on a typed table.

It takes seconds to import, so it is when the first table has to be checked anew. No Data Docs are built: they do not
escape cell values. Usage statistics are off.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.intake.former_checks import Check, Outcome
from pipeline.tables import PROVENANCE

HOLDS, WITH_ROWS = "BOOLEAN_ONLY", "COMPLETE"
"""What great-expectations tells of an expectation: whether it holds, or in which rows it does not: twice the work."""


class Engine:
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

    def outcomes(self, check: Check) -> dict[str, Outcome]:
        """What each expectation gives, by code. Most hold: rows are asked for of those that do not."""
        results = self._results(check, {"result_format": HOLDS})
        outcomes = {code: Outcome(True, True, (), None) for code, result in results.items() if result.success}
        others = [expectation for expectation in check.expectations if expectation.meta.code not in outcomes]
        if others:
            wanted = {"result_format": WITH_ROWS, "unexpected_index_column_names": list(PROVENANCE)}
            results = self._results(replace(check, expectations=others), wanted)
            outcomes |= {code: _outcome(result) for code, result in results.items()}
        return outcomes

    def _results(self, check: Check, wanted: dict[str, Any]) -> dict[str, Any]:
        """great-expectations' result of each expectation, by code: they come back in another order than the suite's."""
        batch = self._whole_table.get_batch(batch_parameters={"dataframe": check.frame})
        # It copies notes some forty times a check, and uses none.
        written = [{**each.model_dump(), "meta": {"code": each.meta.code}} for each in check.expectations]
        answer: Any = batch.validate(
            self._gx.ExpectationSuite(name=check.table, expectations=written),
            result_format=wanted,
            expectation_parameters=dict(check.parameters),
        )
        return {result.expectation_config.meta["code"]: result for result in answer.results}


def _outcome(result: Any) -> Outcome:
    was_evaluated = "element_count" in result.result or "observed_value" in result.result
    rows = result.result.get("unexpected_index_list") or []
    places = tuple((row["source_file"], int(row["source_row"])) for row in rows)
    observed = result.result.get("observed_value")
    return Outcome(was_evaluated, bool(result.success), places, _plain(observed))


def _plain(observed: Any) -> Any:
    """A number as Python's own, which is what can be kept."""
    return observed.item() if isinstance(observed, np.generic) else observed
