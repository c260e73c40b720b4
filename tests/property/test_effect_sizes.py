"""Effect sizes and their intervals: what must hold whatever the answers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from pipeline.statistics import (
    correlations,
    effect_sizes,
    exact_differences,
    fourfold_tables,
    location_shifts,
    mean_tests,
    multiplicity,
)
from pipeline.statistics.results import Estimate

MARKS = st.lists(st.integers(0, 10), min_size=2, max_size=9)
COUNT = st.integers(0, 12)
FEW = settings(max_examples=60, deadline=None)


def holds_its_value(estimate: Estimate) -> None:
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.value is not None
    assert estimate.low - 1e-9 <= estimate.value <= estimate.high + 1e-9


@FEW
@given(MARKS, MARKS)
def test_exchanging_the_groups_turns_every_sign(x: list[int], y: list[int]) -> None:
    for of in (effect_sizes.cliff_delta, location_shifts.shift):
        there, back = of(x, y), of(y, x)
        holds_its_value(there)
        assert (back.value, back.low, back.high) == pytest.approx((-there.value, -there.high, -there.low))  # type: ignore[operator]


@FEW
@given(MARKS, MARKS, st.integers(1, 5), st.integers(-20, 20))
def test_a_shift_moves_and_stretches_with_the_answers(x: list[int], y: list[int], times: int, more: int) -> None:
    base = location_shifts.shift(x, y)
    moved = location_shifts.shift([times * each + more for each in x], [times * each for each in y])
    assert moved.value == pytest.approx(times * base.value + more)  # type: ignore[operator]
    assert moved.low == pytest.approx(times * base.low + more)  # type: ignore[operator]


@FEW
@given(MARKS, MARKS)
def test_dominance_sees_the_order_only(x: list[int], y: list[int]) -> None:
    plain = effect_sizes.cliff_delta(x, y)
    cubed = effect_sizes.cliff_delta([each**3 for each in x], [each**3 for each in y])
    assert (cubed.value, cubed.low, cubed.high) == pytest.approx((plain.value, plain.low, plain.high))
    assert -1 <= plain.low <= plain.high <= 1  # type: ignore[operator]


@FEW
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=10))
def test_a_pseudo_median_of_opposite_differences_is_opposite(differences: list[int]) -> None:
    there, back = (location_shifts.pseudo_median([sign * d for d in differences]) for sign in (1, -1))
    holds_its_value(there)
    assert (back.value, back.low, back.high) == pytest.approx((-there.value, -there.high, -there.low))  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(COUNT, COUNT, COUNT, COUNT)
def test_the_difference_of_two_shares_is_antisymmetric(a: int, b: int, c: int, d: int) -> None:
    assume(a + b and c + d)
    for of in (fourfold_tables.risk_difference, exact_differences.difference_of_shares):
        there, back = of([[a, b], [c, d]]), of([[c, d], [a, b]])
        holds_its_value(there)
        opposite = (-there.value, -there.high, -there.low)  # type: ignore[operator]
        assert (back.value, back.low, back.high) == pytest.approx(opposite, abs=1e-7)


@FEW
@given(COUNT, COUNT, COUNT, COUNT)
def test_an_exact_odds_ratio_excludes_one_when_its_test_rejects(a: int, b: int, c: int, d: int) -> None:
    assume(a + b and c + d and a + c and b + d)
    table = [[a, b], [c, d]]
    ratio, test = fourfold_tables.conditional_odds_ratio(table), fourfold_tables.fisher_central(table)
    holds_its_value(ratio)
    assert (ratio.low > 1 or ratio.high < 1) == (test.p_value < 0.05)  # type: ignore[operator]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=8))
def test_adjusting_keeps_the_order_and_lowers_nothing(p_values: list[float | None]) -> None:
    for how in multiplicity.METHODS:
        found = multiplicity.adjusted(p_values, how)
        assert [each is None for each in found] == [each is None for each in p_values]
        both = sorted((p, q) for p, q in zip(p_values, found, strict=True) if p is not None and q is not None)
        assert all(p <= q + 1e-12 for p, q in both)
        assert [q for _, q in both] == sorted(q for _, q in both)


def test_a_p_value_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplicity.adjusted([1.2])


@pytest.mark.parametrize(
    "estimate",
    [
        effect_sizes.cliff_delta([], [1]),
        effect_sizes.superiority([1], []),
        effect_sizes.paired_rank_biserial([0, 0]),
        location_shifts.shift([], [1]),
        location_shifts.pseudo_median([]),
        location_shifts.pseudo_median([0], keeps_zeros=False),
        fourfold_tables.risk_difference([[0, 0], [1, 2]]),
        fourfold_tables.conditional_odds_ratio([[0, 0], [1, 2]]),
        mean_tests.mean_difference([1], [2, 3]),
        mean_tests.mean_change([1]),
        mean_tests.hedges_g([1, 1], [2, 2]),
        correlations.spearman([1, 2], [2, 1])[0],
        correlations.kendall([1, 1, 1], [2, 1, 3])[0],
    ],
    ids=lambda estimate: estimate.method.name_en,
)
def test_what_cannot_be_computed_says_why(estimate: Estimate) -> None:
    assert estimate.value is None
    assert estimate.cautions


def test_one_answer_in_a_group_gives_a_dominance_without_interval() -> None:
    found = effect_sizes.cliff_delta([3], [1, 2, 5])
    assert found.value == pytest.approx(1 / 3)
    assert found.low is None
    assert [caution.code for caution in found.cautions] == ["too-few-for-interval"]


def test_groups_that_do_not_overlap_keep_a_bound_and_say_so() -> None:
    default = effect_sizes.cliff_delta([7, 8, 9, 9, 8, 7], [1, 2, 3, 1])
    assert (default.value, default.high, default.cautions) == (1, 1, ())
    assert -1 < default.low < 0.5  # type: ignore[operator]
    found = effect_sizes.cliff_delta([7, 8, 9, 9, 8, 7], [1, 2, 3, 1], kind="consistent")
    assert found.value == 1
    assert found.high == 1
    assert found.low == pytest.approx((4 - 2.306**2) / (4 + 2.306**2), abs=1e-3)
    assert [caution.code for caution in found.cautions] == ["no-overlap"]


def test_a_level_that_few_answers_cannot_reach_is_not_claimed() -> None:
    found = location_shifts.shift([1, 2, 3], [7, 8, 9])
    assert found.level == pytest.approx(0.9)
    assert [caution.code for caution in found.cautions] == ["level-not-reached"]
    one_sided = location_shifts.shift([1, 2, 3], [7, 8, 9], alternative="greater")
    assert (one_sided.level, one_sided.cautions) == (0.95, ())


def test_large_groups_take_the_normal_approximation_of_the_shift() -> None:
    found = location_shifts.shift(list(range(300)), list(range(5, 305)))
    assert found.value == -5
    holds_its_value(found)


def test_zeros_left_out_are_told() -> None:
    found = location_shifts.pseudo_median([0, 0, 1, 1, 2, 2, 3, 3], keeps_zeros=False)
    assert found.n == 6
    assert [caution.code for caution in found.cautions] == ["zeros-dropped"]


def test_correlations_leave_incomplete_pairs_out() -> None:
    nan = float("nan")
    (estimate, test) = correlations.pearson([1, 2, nan, 4, 6], [2, 3, 5, nan, 9])
    assert estimate.n == 3
    assert test.sizes == (3,)
    assert correlations.kendall([1, 2, 3, 4], [1, 2, 3, 4])[1].p_value == pytest.approx(2 / 24)


@pytest.mark.parametrize("table", [[[60, 60], [30, 70]], [[2, 2], [900, 1500]]])
def test_groups_too_large_for_the_exact_difference_recover_it_from_both_shares(table: list[list[int]]) -> None:
    found, newcombe = exact_differences.difference_of_shares(table), fourfold_tables.risk_difference(table)
    assert found.interval == exact_differences.RECOVERED
    assert found.value == newcombe.value
    assert found.low is not None and found.high is not None and newcombe.low is not None and newcombe.high is not None
    assert found.low < newcombe.low < newcombe.high < found.high


def test_a_gap_between_pairs_that_all_move_alike_is_not_certain() -> None:
    assert effect_sizes.paired_rank_biserial([2.0]).low is None
    for n, most in ((4, 0.0), (30, 0.8)):
        found = effect_sizes.paired_rank_biserial(np.arange(1.0, n + 1))
        assert (found.value, found.high) == (1.0, pytest.approx(1.0))
        assert found.low is not None and most - 0.6 < found.low < most
    mirrored = effect_sizes.paired_rank_biserial([-1.0, -2.0, 3.0])
    plain = effect_sizes.paired_rank_biserial([1.0, 2.0, -3.0])
    assert (mirrored.low, mirrored.high) == pytest.approx((-(plain.high or 0), -(plain.low or 0)))


@pytest.mark.parametrize(("first", "second"), [(0.1, 0.1), (0.9, 0.3)])
def test_the_exact_difference_covers_at_least_its_level(first: float, second: float) -> None:
    n, m, covered = 4, 6, 0.0
    for yes, other in product(range(n + 1), range(m + 1)):
        found = exact_differences.difference_of_shares([[yes, n - yes], [other, m - other]])
        if found.low - 1e-9 <= first - second <= found.high + 1e-9:  # type: ignore[operator]
            covered += binom.pmf(yes, n, first) * binom.pmf(other, m, second)
    assert covered >= 0.95


def test_the_likeliest_shares_are_the_pooled_ones_without_a_difference() -> None:
    statistics = exact_differences.score_statistics(5, 5, 0.0)
    assert statistics[4, 1] == pytest.approx((0.8 - 0.2) / (0.5 * 0.5 * 2 / 5) ** 0.5)
    assert statistics[0, 0] == statistics[5, 5] == 0
