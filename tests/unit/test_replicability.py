from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.replicability import estimate
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)


@pytest.fixture
def estimates() -> Estimates:
    pairs = list(product(["essai", "prix"], range(4)))
    scale = pd.DataFrame(pairs, columns=["criterion_id", "level"]).assign(
        criterion_fr=lambda frame: frame["criterion_id"].str.title(),
        anchor_fr=lambda frame: "l'ancre " + frame["level"].astype(str),
        source_file="scale.csv",
        source_row=range(2, len(pairs) + 2),
    )
    return estimate({"replicability_scale": scale}, PARAMS)


def test_the_scale_is_described(estimates: Estimates) -> None:
    found = {fact.fact_id.removeprefix("replicability-"): fact.value for fact in estimates.facts}
    assert (found["criteria"], found["levels"], found["lowest-level"], found["highest-level"]) == (2, 4, 0, 3)
    assert (found["max-total"], found["max-total-with-lowest"]) == (6, 3)
    assert (found["profiles"], found["shared-total"], found["shared-profiles"]) == (16, 3, 4)


def test_profiles_of_each_total_are_counted_by_hand(estimates: Estimates) -> None:
    totals = estimates.tables["replicability_totals"].set_index("total")
    assert list(totals["count"]) == [1, 2, 3, 4, 3, 2, 1]
    assert list(totals["with_lowest"]) == [1, 2, 2, 2, 0, 0, 0]


def test_anchors_are_one_row_a_criterion(estimates: Estimates) -> None:
    anchors = estimates.tables["replicability_anchors"]
    assert list(anchors["criterion_id"]) == ["essai", "prix"]
    assert list(anchors.filter(like="level_").iloc[0]) == [f"l’ancre {level}" for level in range(4)]
