"""The size of the differences between more than two groups: known values, edges, and what its interval promises."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator
from scipy.stats import kruskal, ncx2
from scipy.stats.contingency import association

from pipeline.statistics.many_groups import EPSILON_SQUARED, cramer_v, epsilon_squared

GROUPS = [[9, 8, 9, 10], [4, 5, 5, 6], [7, 7, 8, 2]]
TABLE = [[12, 3, 1], [4, 9, 3], [2, 4, 10]]
MARKS = st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=8), min_size=3, max_size=5)


def test_epsilon_squared_comes_from_the_statistic_of_kruskal_and_wallis() -> None:
    found, h = epsilon_squared(GROUPS), float(kruskal(*GROUPS).statistic)
    assert found.value == pytest.approx((h - 2) / (12 - 3))
    assert (found.n, found.method) == (12, EPSILON_SQUARED)


def test_without_its_correction_cramer_v_is_that_of_scipy() -> None:
    found, n = cramer_v(TABLE), np.sum(TABLE)
    plain = association(np.array(TABLE), method="cramer")
    corrected = (plain**2 * 2 - 4 / (n - 1)) / (3 - 4 / (n - 1) - 1)
    assert found.value == pytest.approx(corrected**0.5)
    assert found.value < plain


def test_the_bounds_are_where_the_statistic_begins_to_surprise() -> None:
    found, h = epsilon_squared(GROUPS, 0.9), float(kruskal(*GROUPS).statistic)
    assert found.low is not None and found.high is not None and found.low > 0
    assert ncx2.sf(h, 2, found.low * 11) == pytest.approx(0.05)
    assert found.high == 1.0 or ncx2.cdf(h, 2, found.high * 11) == pytest.approx(0.05)


def test_groups_that_answer_alike_are_not_apart() -> None:
    same = epsilon_squared([[5, 5, 5]] * 3)
    assert (same.value, same.low) == (0.0, 0.0)
    assert same.high is not None and same.high > 0.5, "nine answers alike are no proof that groups are alike"
    alike = cramer_v([[5, 5]] * 3)
    assert (alike.value, alike.low) == (0.0, 0.0)


def test_groups_that_tell_the_answer_are_wholly_apart() -> None:
    assert epsilon_squared([[1, 1, 1], [2, 2, 2], [3, 3, 3]]).value == pytest.approx(1.0)
    assert cramer_v(np.diag([6, 6, 6])).value == pytest.approx(1.0)


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1, 2], []], [[1], [2], [3]]])
def test_too_little_gives_no_number_and_says_why(groups: list[list[int]]) -> None:
    found = epsilon_squared(groups)
    assert found.value is None and found.cautions


@pytest.mark.parametrize("table", [[[3, 0], [4, 0]], [[3, 4]], [[1, 0], [0, 1]]])
def test_a_table_without_two_groups_and_answers_gives_no_number(table: list[list[int]]) -> None:
    found = cramer_v(table)
    assert found.value is None and found.cautions


@given(MARKS, st.randoms(use_true_random=False), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_only_order_counts_and_no_group_comes_first(marks: list[list[int]], chance: Random, times: int) -> None:
    found = epsilon_squared(marks)
    order = chance.sample(range(len(marks)), len(marks))
    again = epsilon_squared([[times * mark + 3 for mark in marks[place]] for place in order])
    assert found.value == pytest.approx(again.value)
    assert found.low is not None and found.high is not None and found.value is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_rows_and_columns_may_be_exchanged(table: list[list[int]]) -> None:
    found, turned = cramer_v(table), cramer_v(np.transpose(table))
    assert found.value == pytest.approx(turned.value) if found.value is not None else turned.value is None
    if found.value is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_the_interval_covers_what_it_promises() -> None:
    """Three groups of six whose ranks differ: 95 % asked, 93 % at least of 400 studies (their error is 1.1 points)."""
    generator = Generator(PCG64(1935))
    shifts = np.array([-0.5, 0.0, 0.5])
    population = [generator.normal(shift, 1, 20_000) for shift in shifts]
    true = (float(kruskal(*population).statistic)) / (3 * 20_000 - 1)
    studies = (epsilon_squared([generator.normal(shift, 1, 6) for shift in shifts]) for _ in range(400))
    covered = [found.low <= true <= found.high for found in studies if found.low is not None and found.high is not None]
    assert len(covered) == 400
    assert np.mean(covered) >= 0.93
