"""Means, medians, scores of promoters, reliability and podiums: what must hold whatever was answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.coverage import MARKS, below, drawn_coverage
from pipeline.statistics import podiums, reliability
from pipeline.statistics import promoters as nps
from pipeline.statistics.binomial_intervals import clopper_pearson
from pipeline.statistics.bounded_means import GAFFKE, GAFFKE_CORRECTED, GAFFKE_FINITE, bounded_interval
from pipeline.statistics.hypergeometric_intervals import equal_tailed
from pipeline.statistics.likert import Distribution
from pipeline.statistics.means import (
    FREE_NUMBERS,
    FREE_NUMBERS_MIN,
    bootstrap_interval,
    mean_interval,
    student_interval,
)
from pipeline.statistics.medians import TOO_FEW, median_interval
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import CENSUS

SCALE = (0.0, 10.0)
ANSWERS = st.lists(st.integers(0, 10).map(float), min_size=1, max_size=25)
UNSEEN = st.one_of(st.none(), st.integers(1, 30))


def bounds(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


@given(st.integers(1, 40), st.data())
@settings(max_examples=40, deadline=None)
def test_the_mean_of_zeros_and_ones_has_the_exact_interval_of_a_share(n: int, data: st.DataObject) -> None:
    k, unseen = data.draw(st.integers(0, n)), data.draw(st.integers(0, 30))
    answers = [1.0] * k + [0.0] * (n - k)
    low, high, method = bounded_interval(answers, (0, 1), 0.95)
    assert method == GAFFKE
    assert (low, high) == pytest.approx(bounds(clopper_pearson(k, n, 0.95)), abs=1e-7)
    low, high, method = bounded_interval(answers, (0, 1), 0.95, n + unseen)
    assert method == GAFFKE_FINITE
    assert (low, high) == pytest.approx(bounds(equal_tailed(k, n, n + unseen, 0.95)), abs=1e-12)


@given(ANSWERS, UNSEEN)
@settings(max_examples=40, deadline=None)
def test_a_mean_lies_in_its_interval_and_both_mirror(answers: list[float], unseen: int | None) -> None:
    population = None if unseen is None else len(answers) + unseen
    found = mean_interval(answers, 0.95, SCALE, population)
    low, high = bounds(found)
    assert 0 <= low <= (found.value or 0) <= high <= 10
    mirrored = mean_interval([10 - answer for answer in answers], 0.95, SCALE, population)
    assert bounds(mirrored) == pytest.approx((10 - high, 10 - low), abs=1e-6)


@given(ANSWERS, UNSEEN, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_order_changes_nothing_and_the_scale_carries_over(
    answers: list[float], unseen: int | None, rng: object
) -> None:
    population = None if unseen is None else len(answers) + unseen
    shuffled = list(answers)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    found = mean_interval(answers, 0.95, SCALE, population)
    assert mean_interval(shuffled, 0.95, SCALE, population) == found
    doubled = mean_interval([2 * answer + 3 for answer in answers], 0.95, (3.0, 23.0), population)
    assert bounds(doubled) == pytest.approx([2 * limit + 3 for limit in bounds(found)], abs=1e-6)


@given(ANSWERS.filter(lambda answers: min(answers) < 10))
@settings(max_examples=30, deadline=None)
def test_a_better_answer_never_lowers_a_limit(answers: list[float]) -> None:
    better = sorted(answers)
    better[0] += 1
    before, after = (bounds(mean_interval(given_, 0.95, SCALE, 40)) for given_ in (answers, better))
    assert after[0] >= before[0] - 1e-9
    assert after[1] >= before[1] - 1e-9


def test_a_scale_too_large_to_follow_is_taken_as_endless() -> None:
    low, high, method = bounded_interval([8.0, 9.0, 9.5], SCALE, 0.95, 60)
    assert method == GAFFKE  # 9.5 is no whole step
    assert low < 8.83 < high


def test_a_population_too_large_to_follow_is_corrected_for() -> None:
    answers = [6.0, 7.0, 8.0, 8.0, 9.0] * 200
    (low, high, endless), (near_low, near_high, corrected) = (
        bounded_interval(answers, SCALE, 0.95, N) for N in (None, 1250)
    )
    assert (endless, corrected) == (GAFFKE, GAFFKE_CORRECTED)
    assert near_high - near_low == pytest.approx((high - low) * (250 / 1250) ** 0.5)
    exact = bounds(equal_tailed(940, 1000, 1250, 0.95))
    assert bounded_interval([1.0] * 940 + [0.0] * 60, (0, 1), 0.95, 1250)[:2] == pytest.approx(exact, abs=0.002)


@pytest.mark.parametrize(
    ("answers", "population"), [([], None), ([11.0], None), ([-1.0, 3.0], None), ([1.0, 2.0, 3.0], 2)]
)
def test_answers_that_do_not_fit_are_refused(answers: list[float], population: int | None) -> None:
    with pytest.raises(ValueError, match=r"do not fit|have no mean"):
        mean_interval(answers, 0.95, SCALE, population)


def test_a_census_has_a_mean_a_median_and_a_score_without_interval() -> None:
    answers = [3.0, 9.0, 10.0]
    for found in (
        mean_interval(answers, 0.95, SCALE, 3),
        median_interval(answers, 0.95, 3),
        nps.score_interval(nps.promoters(answers), 0.95, 3),
    ):
        assert (found.low, found.high, found.cautions) == (None, None, (CENSUS,))


def test_free_numbers_have_an_interval_only_where_it_holds() -> None:
    few = mean_interval([1.0, 2.0, 90.0], 0.95)
    assert (few.value, few.low, few.cautions) == (31.0, None, (FREE_NUMBERS,))
    many = mean_interval([float(i % 7) for i in range(FREE_NUMBERS_MIN)], 0.95)
    assert many.interval is not None
    low, high = bounds(many)
    assert low < (many.value or 0) < high
    assert mean_interval([float(i % 7) for i in range(FREE_NUMBERS_MIN)], 0.95) == many


def test_the_bootstrap_knows_the_population_and_answers_all_alike() -> None:
    numbers = [1.0, 2.0, 2.0, 3.0, 5.0, 8.0, 20.0, 4.0]
    (low, high), (near_low, near_high) = (bounds(bootstrap_interval(numbers, 0.95, N)) for N in (None, 10))
    assert low < near_low < np.mean(numbers) < near_high < high
    assert bounds(bootstrap_interval([4.0] * 5, 0.95)) == (4.0, 4.0)
    assert student_interval([4.0], 0.95).low is None


@pytest.mark.parametrize(
    ("n", "population", "is_shown"), [(5, None, False), (6, None, True), (4, 30, False), (4, 5, True)]
)
def test_a_median_has_an_interval_from_the_n_that_can_reach_the_level(
    n: int, population: int | None, is_shown: bool
) -> None:
    found = median_interval([float(i) for i in range(n)], 0.95, population)
    assert (found.low is not None) == is_shown
    assert (TOO_FEW in found.cautions) != is_shown


@given(ANSWERS, UNSEEN)
@settings(max_examples=60, deadline=None)
def test_a_median_lies_between_two_answers(answers: list[float], unseen: int | None) -> None:
    population = None if unseen is None else len(answers) + unseen
    found = median_interval(answers, 0.9, population)
    if found.low is not None and found.high is not None:
        assert {found.low, found.high} <= set(answers)
        assert found.low <= (found.value or 0) <= found.high


def test_ranks_of_the_median_are_those_of_the_binomial_table() -> None:
    """David and Nagaraja: at n = 10 the 2nd and 9th order statistics cover the median 97.9 % of the time."""
    found = median_interval([float(i) for i in range(1, 11)], 0.95)
    assert bounds(found) == (2.0, 9.0)


@given(st.lists(st.integers(0, 10).map(float), min_size=1, max_size=30))
def test_a_score_is_within_a_hundred_and_counts_everybody(scores: list[float]) -> None:
    counted = nps.promoters(scores)
    assert counted.n == len(scores)
    assert -100 <= counted.score <= 100
    assert counted.promoters == sum(score >= 9 for score in scores)
    assert counted.detractors == sum(score <= 6 for score in scores)


def test_scores_outside_the_scale_are_refused() -> None:
    for scores in ([], [11.0], [7.5]):
        with pytest.raises(ValueError, match="whole numbers from 0 to 10"):
            nps.promoters(scores)


def test_levels_and_boxes_stand_on_those_who_judged() -> None:
    found = Distribution({"very_good": 6, "good": 3, "fair": 1, "poor": 0}, apart=4)
    assert found.n == 10
    top = found.box(["very_good", "good"], 0.95, 14)
    assert (top.value, top.n) == (0.9, 10)
    assert {name: each.value for name, each in found.shares(0.95).items()}["poor"] == 0
    assert Distribution({"good": 0, "poor": 0}, apart=2).shares(0.95) == {}


ITEMS = pd.DataFrame(
    {"a": [1, 2, 3, 4, 5, 5], "b": [1, 2, 3, 4, 5, 4], "c": [2, 2, 3, 5, 5, 5], "d": [3, 1, 2, 4, 4, 5]}
)


def test_reliability_ignores_order_and_scale_and_says_what_is_missing() -> None:
    found = reliability.alpha(ITEMS, 0.95)
    assert found.cautions == (reliability.FEW,)
    assert reliability.alpha(ITEMS.sample(frac=1, random_state=2)[["d", "b", "a", "c"]], 0.95).value == pytest.approx(
        found.value
    )
    assert reliability.alpha(10 * ITEMS + 1, 0.95).value == pytest.approx(found.value)
    low, high = bounds(found)
    assert low < (found.value or 0) < high < 1
    half_empty = pd.concat([ITEMS, ITEMS.assign(a=None)])
    assert reliability.alpha(half_empty, 0.95).n == len(ITEMS)


def test_reliability_that_cannot_be_computed_says_why() -> None:
    few = reliability.alpha(ITEMS.head(4), 0.95)
    assert (few.value, few.cautions) == (None, (reliability.NONE,))
    two = reliability.omega(ITEMS[["a", "b"]])
    assert (two.value, reliability.TWO_ITEMS in two.cautions) == (None, True)
    constant = reliability.omega(ITEMS.assign(a=3))
    assert (constant.value, reliability.CONSTANT in constant.cautions) == (None, True)
    opposed = reliability.alpha(ITEMS.assign(a=6 - ITEMS["a"])[["a", "b"]], 0.95)
    assert reliability.REVERSED in opposed.cautions
    same = reliability.omega(ITEMS.assign(b=ITEMS["a"]))
    assert (same.value, reliability.IMPROPER in same.cautions) == (None, True)
    with pytest.raises(ValueError, match="two items"):
        reliability.alpha(ITEMS[["a"]], 0.95)


def test_omega_finds_the_reliability_it_was_planted_with() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    thing = rng.normal(size=4000)
    loadings = np.array([0.9, 0.7, 0.5, 0.6])
    items = pd.DataFrame(np.outer(thing, loadings) + rng.normal(size=(4000, 4)) * np.sqrt(1 - loadings**2))
    planted = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert reliability.omega(items).value == pytest.approx(planted, abs=0.01)
    assert (reliability.alpha(items, 0.95).value or 1) < planted  # unequal loadings: alpha is too low


RANKS = st.lists(st.permutations([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=1, max_size=12)


@given(RANKS, st.one_of(st.none(), st.integers(0, 10)))
@settings(max_examples=15, deadline=None)
def test_chances_of_a_podium_add_up_to_its_places(ranks: list[list[float]], unseen: int | None) -> None:
    points = podiums.borda_points(pd.DataFrame(ranks, columns=list("abcde")))
    population = None if unseen is None else len(points) + unseen
    found = podiums.top_chances(points, population)
    assert found.sum() == pytest.approx(3)
    assert found.between(0, 1 + 1e-12).all()
    shuffled = points.sample(frac=1, random_state=1)
    assert podiums.top_chances(shuffled, population).to_dict() == found.to_dict()


def test_when_everybody_answered_the_podium_is_sure_but_for_ties() -> None:
    points = pd.DataFrame({"a": [1, 1, 1], "b": [1, 1, 0], "c": [0, 1, 0], "d": [1, 0, 0], "e": [0, 0, 0]})
    assert podiums.top_chances(points, 3).to_dict() == {"a": 1, "b": 1, "c": 0.5, "d": 0.5, "e": 0}
    assert podiums.places(points.sum()).to_dict() == {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5}


def test_unranked_options_share_the_points_that_remain_or_get_none() -> None:
    ranks = pd.DataFrame({"a": [1.0], "b": [2.0], "c": [np.nan], "d": [np.nan]})
    assert podiums.borda_points(ranks).loc[0].to_list() == [3, 2, 0.5, 0.5]
    assert podiums.borda_points(ranks, "zero").loc[0].to_list() == [3, 2, 0, 0]


def test_more_people_unheard_make_a_podium_less_sure() -> None:
    points = pd.DataFrame({"a": [1] * 8 + [0] * 4, "b": [0] * 6 + [1] * 6, "c": [1, 0] * 6, "d": [0] * 7 + [1] * 5})
    sure, unsure = (podiums.top_chances(points, N)["a"] for N in (13, 60))
    assert sure > unsure > 0.5
    with pytest.raises(ValueError, match="no podium"):
        podiums.top_chances(points, 11)


def test_default_intervals_of_marks_and_scores_keep_their_coverage() -> None:
    """A few populations here; `benchmarks/coverage.py` shows all, and what was not chosen."""

    def mark(values: tuple[float, ...], population: int | None) -> Estimate:
        return mean_interval(values, 0.95, SCALE, population)

    def student(values: tuple[float, ...], population: int | None) -> Estimate:
        return student_interval(values, 0.95, population)

    def mean(values: list[int]) -> float:
        return float(np.mean(values))

    hard = {"delighted but one": MARKS["delighted but one"]}
    found = list(drawn_coverage("mark", hard, mark, mean, samples=200))
    assert len(found) == 5
    assert not below(found, 0.94)
    assert below(list(drawn_coverage("Student", hard, student, mean, samples=200)), 0.93)
