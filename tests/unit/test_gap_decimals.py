"""Gaps between shares that are read in one column have one number of decimals."""

from __future__ import annotations

from pipeline.facts import facts_frame
from pipeline.methods.comparisons.gap_decimals import as_precise
from tests.unit.test_facts import a_fact


def test_gaps_are_printed_like_the_least_certain_of_them() -> None:
    sure = a_fact(fact_id="sample-sure-gap", unit="points", value=6.9, decimals=1, low=-2.0, high=15.6)
    unsure = a_fact(fact_id="sample-unsure-gap", unit="points", value=-31.5, decimals=1, low=-55.4, high=-0.4)
    mark = a_fact(fact_id="sample-mark", unit="number", value=1.25, decimals=2)
    rows = facts_frame({"sample": as_precise([sure, unsure, mark])}).set_index("fact_id")
    assert rows["decimals"].to_dict() == {"sample-sure-gap": 0, "sample-unsure-gap": 0, "sample-mark": 2}
    alone = facts_frame({"sample": as_precise([sure])})
    assert list(alone["decimals"]) == [1]
