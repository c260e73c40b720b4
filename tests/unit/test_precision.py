from __future__ import annotations

import numpy as np
import pytest

from pipeline.statistics import precision
from pipeline.statistics.fourfold_tables import fisher
from pipeline.statistics.rank_tests import mann_whitney, mann_whitney_normal
from pipeline.statistics.shift_algorithm import subset_sums

LEVEL = 0.95


def test_three_against_three_cannot_decide_and_four_against_four_can() -> None:
    assert not precision.can_decide(mann_whitney([1, 2, 3], [4, 5, 6]), LEVEL)
    assert precision.can_decide(mann_whitney([1, 2, 3, 4], [1, 2, 3, 5]), LEVEL)


def test_a_test_that_was_not_done_decides_nothing_and_an_approximate_one_can() -> None:
    assert not precision.can_decide(mann_whitney([], [4]), LEVEL)
    assert precision.can_decide(mann_whitney_normal([1, 2, 3], [2, 3, 4]), LEVEL)


@pytest.mark.parametrize(("n", "m", "total"), [(14, 16, 12), (10, 10, 6), (10, 10, 10), (6, 6, 7)])
def test_the_counts_that_decide_are_the_first_that_fisher_s_test_tells_apart(n: int, m: int, total: int) -> None:
    below, above = precision.count_that_decides(n, m, total, LEVEL)
    assert below is not None or above is not None
    for count, further in ((below, -1), (above, 1)):
        if count is None:
            continue
        assert fisher([[count, n - count], [total - count, m - total + count]]).p_value <= 0.05  # type: ignore[operator]
        nearer = count - further
        assert fisher([[nearer, n - nearer], [total - nearer, m - total + nearer]]).p_value > 0.05  # type: ignore[operator]


def test_no_count_decides_between_two_pairs() -> None:
    assert precision.count_that_decides(2, 2, 2, LEVEL) == (None, None)
    assert precision.detectable_count(2, 1, 2, LEVEL) == (None, None)


@pytest.mark.parametrize("total", range(21))
def test_some_count_decides_exactly_where_the_smallest_p_value_is_small_enough(total: int) -> None:
    mine = min(10, total)
    test = fisher([[mine, 10 - mine], [total - mine, 10 - total + mine]])
    can = precision.can_decide(test, LEVEL)
    assert can == (precision.count_that_decides(10, 10, total, LEVEL) != (None, None))


def test_a_count_seen_with_power_is_told_on_both_sides() -> None:
    assert precision.detectable_count(30, 10, 30, LEVEL) == (1, 22)


def test_the_power_of_equal_shares_is_the_size_of_the_test() -> None:
    for share in (0.1, 0.5, 0.8):
        assert precision.fisher_power(share, 9, share, 12, LEVEL) <= 0.05


def test_an_order_by_chance_has_the_distribution_of_u() -> None:
    null = subset_sums(range(1, 10), 4)
    assert null is not None
    assert precision.lehmann_distribution(1.0, 4, 5) == pytest.approx(null.probabilities)


@pytest.mark.parametrize("odds", [0.5, 3.0, 9.0])
def test_the_mean_of_u_is_the_superiority(odds: float) -> None:
    chances = precision.lehmann_distribution(odds, 6, 4)
    assert chances.sum() == pytest.approx(1)
    assert chances @ np.arange(25) / 24 == pytest.approx(odds / (1 + odds))


def test_larger_groups_see_smaller_differences() -> None:
    seen = [precision.detectable_superiority(n, n, LEVEL) for n in (4, 8, 16, 40, 60)]
    assert all(each is not None for each in seen)
    assert seen == sorted(seen, reverse=True)  # type: ignore[type-var]
    assert precision.detectable_superiority(3, 3, LEVEL) is None
    assert precision.detectable_superiority(2, 400, LEVEL) is not None


def test_the_approximation_for_large_groups_is_near_the_exact_power() -> None:
    exact = precision.detectable_superiority(50, 50, LEVEL)
    larger = precision.detectable_superiority(51, 50, LEVEL)
    assert larger == pytest.approx(exact, abs=0.01)


def test_six_pairs_must_change_the_same_way() -> None:
    assert precision.one_way_changes_needed(LEVEL) == 6
    assert precision.one_way_changes_needed(0.99) == 8
    assert [precision.changes_that_decide(changed, LEVEL) for changed in (0, 5, 6, 10)] == [None, None, 6, 9]
