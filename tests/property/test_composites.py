"""Composites lie between their criteria, do not depend on order, and move as exact results say they should."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.composite_uncertainty import (
    bounds,
    drawn_composites,
    drawn_levels,
    top_probability,
    variance_shares,
)
from pipeline.statistics.composites import Mean, composite, dominates, nested, top_group, weakest, weighted_means
from pipeline.statistics.normalisation import borda, goalposts, min_max, oriented, percentile_ranks, share_of_best
from pipeline.statistics.sensitivity import first_order
from pipeline.statistics.weight_uncertainty import above_probability, composite_moments, drawn_weights

MEANS: tuple[Mean, ...] = ("arithmetic", "geometric", "harmonic")
LEVELS = np.array([[[2, 3], [1, 1], [0, 1]], [[3, 3], [3, 3], [3, 3]], [[0, 2], [2, np.nan], [1, 1]]], dtype=float)
ALPHA = [6.0, 3.0, 1.0]
SCORES = st.lists(st.lists(st.floats(0.1, 100), min_size=4, max_size=4), min_size=1, max_size=6).map(np.array)


@given(SCORES, st.lists(st.floats(0.1, 5), min_size=4, max_size=4).map(np.array))
@settings(max_examples=50, deadline=None)
def test_means_lie_between_the_criteria_and_compensate_ever_less(scores: np.ndarray, weights: np.ndarray) -> None:
    arithmetic, geometric, harmonic = (weighted_means(scores, weights, mean) for mean in MEANS)
    slack = 1e-9 * scores.max()
    assert (scores.min(axis=1) - slack <= harmonic).all()
    assert (harmonic <= geometric + slack).all()
    assert (geometric <= arithmetic + slack).all()
    assert (arithmetic <= scores.max(axis=1) + slack).all()


@given(SCORES, st.permutations(range(4)), st.floats(0.1, 50))
@settings(max_examples=30, deadline=None)
def test_order_and_size_of_weights_change_nothing(scores: np.ndarray, order: list[int], factor: float) -> None:
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    for mean in MEANS:
        moved = weighted_means(scores[:, order], factor * weights[order], mean)
        assert moved == pytest.approx(weighted_means(scores, weights, mean))


def test_a_missing_criterion_counts_for_nothing() -> None:
    scores = pd.DataFrame({"a": [4.0, None, None], "b": [2.0, 2.0, None]})
    assert composite(scores, {"a": 3, "b": 1}).tolist()[:2] == [3.5, 2.0]
    assert np.isnan(composite(scores, {"a": 3, "b": 1}).iloc[2])


@pytest.mark.parametrize("weights", [{"a": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 0}])
def test_weights_that_do_not_fit_the_criteria_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="one positive number for each criterion"):
        composite(pd.DataFrame({"a": [1], "b": [2]}), weights)


def test_negative_scores_have_no_geometric_mean() -> None:
    with pytest.raises(ValueError, match="not negative"):
        weighted_means(np.array([-1.0, 2.0]), np.ones(2), "geometric")


def test_groups_of_groups_are_means_of_means() -> None:
    scores = pd.DataFrame({"a": [1.0], "b": [3.0], "c": [10.0]})
    found = nested(scores, {"ab": {"a": 1, "b": 1}, "all": {"ab": 3, "c": 1}})
    assert found[["ab", "all"]].iloc[0].tolist() == [2.0, 4.0]


def test_weakest_criteria_are_all_that_are_lowest() -> None:
    scores = pd.DataFrame({"a": [1.0, 2.0, None], "b": [1.0, 3.0, None]})
    assert weakest(scores).to_numpy().tolist() == [[True, True], [True, False], [False, False]]


def test_dominance_needs_every_criterion() -> None:
    scores = pd.DataFrame({"a": [1.0, 2.0, 2.0], "b": [1.0, 1.0, 0.0]}, index=["x", "y", "z"])
    assert dominates(scores).loc["y"].tolist() == [True, False, True]
    assert not dominates(scores).loc["z"].any()


def test_units_level_with_the_last_of_the_top_group_are_in_it_whatever_the_last_bit() -> None:
    assert top_group(np.array([0.3, 0.1 + 0.2, 0.2, 0.1]), 1).tolist() == [True, True, False, False]


def test_normalisations_by_hand() -> None:
    scores = pd.DataFrame({"a": [1.0, 2.0, 3.0, None], "b": [5.0, 5.0, 5.0, 5.0]})
    assert min_max(scores)["a"].tolist()[:3] == [0, 50, 100]
    assert min_max(scores)["b"].isna().all()
    assert goalposts(scores[["a"]], 0, 2)["a"].tolist()[:3] == [50, 100, 100]
    assert goalposts(scores[["a"]], 0, 2, is_inverted=True)["a"].tolist()[:3] == [50, 0, 0]
    assert borda(scores)["a"].tolist()[:3] == [0, 1, 2]
    assert percentile_ranks(scores)["a"].tolist()[:3] == [0, 0.5, 1]
    assert share_of_best(scores)["a"].tolist()[:2] == pytest.approx([1 / 3, 2 / 3])
    assert oriented(scores, [-1, 1])["a"].tolist()[:3] == [-1, -2, -3]


def test_levels_are_drawn_from_those_given_only() -> None:
    picks = np.random.default_rng(1).random((400, *LEVELS.shape[:2]))
    drawn = drawn_levels(LEVELS, picks)
    assert set(drawn[:, 0, 0]) == {2, 3}
    assert set(drawn[:, 2, 1]) == {2}
    assert drawn[:, 0, 2].mean() == pytest.approx(0.5, abs=0.1)


def test_simulation_agrees_with_closed_forms() -> None:
    fixed = LEVELS[:2, :, :1]
    drawn = drawn_composites(fixed, ALPHA, 40_000, seed=5)
    exact = composite_moments(pd.DataFrame(fixed[:, :, 0]), ALPHA)
    assert drawn.mean(axis=0) == pytest.approx(exact["mean"].to_numpy(), abs=0.01)
    assert drawn.std(axis=0) == pytest.approx(exact["deviation"].to_numpy(), abs=0.01)
    above = above_probability(fixed[0, :, 0] - np.array([2, 0, 1]), ALPHA)
    weights = drawn_weights(ALPHA, 40_000, seed=6)
    assert above == pytest.approx((weights @ (fixed[0, :, 0] - np.array([2, 0, 1])) > 0).mean(), abs=0.01)


def test_variance_is_that_of_weights_and_of_raters_and_of_both() -> None:
    drawn = drawn_composites(LEVELS, ALPHA, 60_000, seed=2)
    shares = variance_shares(LEVELS, ALPHA)
    no_raters = drawn_composites(np.nanmean(LEVELS, axis=2, keepdims=True), ALPHA, 60_000, seed=2)
    expected = no_raters.var(axis=0).sum() / drawn.var(axis=0).sum()
    assert shares.weights == pytest.approx(expected, abs=0.02)
    assert (shares.weights or 0) + (shares.raters or 0) + (shares.both or 0) == pytest.approx(1)


def test_first_order_indices_sum_to_less_than_the_whole_and_find_what_matters() -> None:
    found = first_order(LEVELS, ALPHA, ["x", "y", "z"], seed=3)
    shares = variance_shares(LEVELS, ALPHA)
    assert found["raters"].sum() == pytest.approx(shares.raters, abs=0.03)
    assert 0 < found["weight"].sum() <= (shares.weights or 0) + 0.03
    assert found.loc["y", "raters"] == pytest.approx(0, abs=0.01)  # nobody disagrees on it
    assert found["raters"].idxmax() == "x"


def test_nothing_matters_where_nothing_varies() -> None:
    flat = np.full((2, 3, 2), 2.0)
    assert first_order(flat, ALPHA, ["x", "y", "z"], seed=3).empty
    assert first_order(np.full((1, 3, 2), np.nan), ALPHA, ["x", "y", "z"], seed=3).empty
    assert variance_shares(flat, ALPHA).weights is None


def test_the_interval_of_a_unit_everybody_agrees_on_is_a_point_and_top_units_stay_on_top() -> None:
    drawn = drawn_composites(LEVELS, ALPHA, 500, seed=7)
    low, high = bounds(drawn, 0.95)
    assert (low[1], high[1]) == pytest.approx((3, 3))
    assert top_probability(drawn, 1).tolist()[1] == 1
