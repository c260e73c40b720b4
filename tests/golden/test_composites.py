"""Normalisation, aggregation and weight robustness against independent software (COINr, MCMCpack) and closed forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.composite_uncertainty import bounds, top_probability
from pipeline.statistics.composites import composite, dominates, weighted_means
from pipeline.statistics.normalisation import borda, goalposts, min_max, percentile_ranks, ranks, z_scores
from pipeline.statistics.weight_uncertainty import above_probability, composite_moments, drawn_weights, expected_ranks

OWN = Path(__file__).parent / "composites"
BESIDE = Path(__file__).resolve().parents[3] / "shared/golden/f_composite"
REFERENCES: dict[str, dict[str, Any]] = json.loads((OWN / "reference.json").read_text(encoding="utf-8"))["results"]
WEIGHTS = {"c1": 0.30, "c2": 0.25, "c3": 0.20, "c4": 0.15, "c5": 0.10}
CENTRED, FLAT = [15, 12.5, 10, 7.5, 5], [1, 1, 1, 1, 1]
SEED, DRAWS = 20, 200_000


def levels() -> pd.DataFrame:
    return pd.read_csv(OWN / "replicability.csv", index_col="project")


def complete() -> pd.DataFrame:
    return 100 * levels().dropna() / 3


CASES: dict[str, Callable[[], Any]] = {
    "norm.minmax_data": lambda: min_max(levels()),
    "norm.goalposts_0_3": lambda: goalposts(levels(), 0, 3),
    "norm.zscore": lambda: z_scores(levels()),
    "norm.rank_c1": lambda: ranks(levels())["c1"],
    "norm.borda_c1": lambda: borda(levels())["c1"],
    "norm.prank_c1": lambda: percentile_ranks(levels())["c1"],
    "agg.arith": lambda: composite(100 * levels() / 3, WEIGHTS),
    "agg.geom_shift1": lambda: composite(100 * (levels() + 1) / 4, WEIGHTS, "geometric"),
    "agg.harm_shift1": lambda: composite(100 * (levels() + 1) / 4, WEIGHTS, "harmonic"),
    "dominance.pairs": lambda: int(dominates(complete()).to_numpy().sum()),
}


def as_reference(found: Any, expected: Any) -> Any:
    """`found` in the reference's shape; what is missing there is null."""
    if isinstance(expected, dict):
        return {key: as_reference(found[key], value) for key, value in expected.items()}
    return None if found != found else float(found)


def flat(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in flat(inner)]
    return [float("nan") if value is None else float(value)]


@pytest.mark.parametrize("case", sorted(set(CASES) & set(REFERENCES)))
def test_scores_and_composites_are_those_of_independent_software(case: str) -> None:
    expected = REFERENCES[case]["value"]
    found = as_reference(CASES[case](), expected)
    assert flat(found) == pytest.approx(flat(expected), rel=REFERENCES[case]["tol"], abs=1e-9, nan_ok=True)


def test_no_reference_is_left_out() -> None:
    elsewhere = {"agg.geom_with_zero", "dirichlet.centred50.exact", "dirichlet.centred50.mc"}
    assert set(REFERENCES) == (set(CASES) & set(REFERENCES)) | elsewhere
    beside = BESIDE / "reference.json"
    if not beside.exists():
        pytest.skip(f"no reference stands beside the repository: {BESIDE}")
    assert set(json.loads(beside.read_text(encoding="utf-8"))["results"]) == set(REFERENCES)


def test_a_criterion_at_zero_brings_the_geometric_mean_to_zero() -> None:
    """COINr refuses the case (`agg.geom_with_zero`); its note gives the mathematical value, 0."""
    assert "the mathematical value is 0" in REFERENCES["agg.geom_with_zero"]["note"]
    assert weighted_means(np.array([0.0, 50.0, 100.0]), np.ones(3), "geometric") == 0


def test_moments_and_mean_ranks_over_the_weights_are_exact() -> None:
    reference = REFERENCES["dirichlet.centred50.exact"]
    expected, moments = reference["value"], composite_moments(complete(), CENTRED)
    close = {"rel": reference["tol"], "abs": 1e-9}
    assert list(moments["mean"]) == pytest.approx(list(expected["E_score"].values()), **close)
    assert list(moments["deviation"]) == pytest.approx(list(expected["sd_score"].values()), **close)
    assert list(expected_ranks(complete(), CENTRED)) == pytest.approx(list(expected["E_rank"].values()), **close)


@pytest.mark.parametrize(("name", "alpha"), [("centred50", CENTRED), ("flat", FLAT)])
def test_one_unit_is_above_another_with_the_probability_of_imhof(name: str, alpha: list[float]) -> None:
    expected = pd.read_csv(OWN / f"pairwise_{name}.csv", index_col="project").to_numpy()
    values = complete().to_numpy()
    found = [[above_probability(unit - other, alpha) for other in values] for unit in values]
    assert np.abs(np.array(found) - expected).max() < 1e-8


def test_drawn_weights_agree_with_an_independent_simulation() -> None:
    """Ranks on rounded scores; tolerances are those of two independent simulations of this size."""
    reference = REFERENCES["dirichlet.centred50.mc"]["value"]
    drawn = drawn_weights(CENTRED, DRAWS, SEED) @ complete().to_numpy().T
    for size in (1, 5):
        expected = np.array(list(reference[f"p_top{size}"].values()))
        noise = 4 * np.sqrt(2 * expected * (1 - expected) / DRAWS) + 1e-4
        assert (np.abs(top_probability(drawn, size) - expected) < noise).all()
    assert list(drawn.std(axis=0)) == pytest.approx(list(reference["sd_score"].values()), rel=0.01, abs=1e-9)


def test_quantiles_of_drawn_ranks_agree_with_an_independent_simulation() -> None:
    reference = REFERENCES["dirichlet.centred50.mc"]["value"]
    drawn = drawn_weights(CENTRED, DRAWS // 10, SEED) @ complete().to_numpy().T
    places = len(complete()) + 1 - ranks(pd.DataFrame(drawn.T)).to_numpy().T
    low, high = bounds(places, 0.90)
    assert np.abs(low - np.array(list(reference["q05"].values()))).max() <= 1
    assert np.abs(high - np.array(list(reference["q95"].values()))).max() <= 1
    assert list(places.mean(axis=0)) == pytest.approx(list(reference["mean_rank"].values()), abs=0.15)
