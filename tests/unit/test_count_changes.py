from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.count_changes import (
    MOVER,
    NO_EVENT_BEFORE,
    NO_EVENT_ELSEWHERE,
    difference_of_changes,
    difference_of_shares,
    ratio_of_changes,
    ratio_of_rates,
)
from pipeline.statistics.exact_differences import CHAN_ZHANG
from pipeline.statistics.fourfold_tables import risk_difference
from pipeline.statistics.results import Estimate, Method

LEVEL = 0.95
counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(float(n))))
events = st.tuples(st.integers(1, 60), st.floats(1, 5000))


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [  # Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_newcombes_own_examples(after: tuple[int, float], before: tuple[int, float], low: float, high: float) -> None:
    table = [[count, int(base) - count] for count, base in (after, before)]
    newcombe = risk_difference(table, LEVEL)
    assert (newcombe.low, newcombe.high) == pytest.approx((low, high), abs=6e-5)
    found = difference_of_shares(after, before, LEVEL)
    assert found.interval == CHAN_ZHANG
    assert found.low is not None and found.low <= low + 0.013  # seldom narrower: Newcombe's falls below its level
    assert found.high is not None and found.high >= high - 0.013


def test_the_exact_interval_of_a_ratio_of_rates_is_that_of_r() -> None:
    """`poisson.test(c(11, 21), c(800, 3011))` of R's own example: 1.971488, 0.8584264 to 4.2772659."""
    found = ratio_of_rates((11, 800), (21, 3011), LEVEL)
    assert (found.value, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), rel=1e-6)


@given(counts, counts)
@settings(max_examples=60, deadline=None)
def test_a_difference_of_shares_is_within_its_interval_and_turns_with_its_phases(
    after: tuple[int, float], before: tuple[int, float]
) -> None:
    found, back = difference_of_shares(after, before, LEVEL), difference_of_shares(before, after, LEVEL)
    assert found.low is not None
    assert found.high is not None
    assert found.low - 1e-12 <= (found.value or 0) <= found.high + 1e-12
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low), abs=1e-9)


@given(events, events, st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_a_ratio_of_rates_is_within_its_interval_whatever_the_unit_of_exposure(
    after: tuple[int, float], before: tuple[int, float], unit: float
) -> None:
    found = ratio_of_rates(after, before, LEVEL)
    other = ratio_of_rates((after[0], after[1] * unit), (before[0], before[1] * unit), LEVEL)
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high
    assert (other.value, other.low, other.high) == pytest.approx((found.value, found.low, found.high), rel=1e-9)


def test_without_an_event_before_there_is_no_ratio() -> None:
    found = ratio_of_rates((3, 100), (0, 100), LEVEL)
    assert (found.value, found.low, found.cautions) == (None, None, (NO_EVENT_BEFORE,))


def test_no_event_after_is_a_ratio_of_zero_with_an_upper_bound() -> None:
    found = ratio_of_rates((0, 100), (4, 100), LEVEL)
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(1.5148, abs=1e-3)  # p = 1 − 0.025^(1/4), p / (1 − p)


@pytest.mark.parametrize(
    ("after", "before"), [((5, 4), (1, 4)), ((-1, 4), (1, 4)), ((1, 4), (0, 0))], ids=["above", "negative", "no base"]
)
def test_a_share_that_is_none_is_refused(after: tuple[int, float], before: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        difference_of_shares(after, before, LEVEL)


def test_a_difference_of_changes_recovers_its_bounds_from_both() -> None:
    method = Method("m", "m", "m")
    here = Estimate(value=5.0, low=2.0, high=9.0, method=method, n=10, level=LEVEL, interval=method)
    elsewhere = Estimate(value=1.0, low=0.0, high=5.0, method=method, n=10, level=LEVEL, interval=method)
    found = difference_of_changes(here, elsewhere)
    assert (found.value, found.low, found.high) == pytest.approx((4.0, 4 - 5.0, 4 + math.hypot(4, 1)))
    assert found.interval == MOVER
    bare = difference_of_changes(here, Estimate(value=1.0, method=method, n=1))
    assert (bare.value, bare.low, bare.interval) == (4.0, None, None)


def test_a_ratio_of_changes_is_a_difference_of_logarithms() -> None:
    here, elsewhere = ratio_of_rates((80, 100), (40, 100), LEVEL), ratio_of_rates((50, 100), (50, 100), LEVEL)
    found, back = ratio_of_changes(here, elsewhere), ratio_of_changes(elsewhere, here)
    assert found.value == pytest.approx(2.0)
    assert found.low is not None
    assert found.high is not None
    assert (back.low, back.high) == pytest.approx((1 / found.high, 1 / found.low))
    assert 1 < found.low < 2 < found.high
    nothing = ratio_of_changes(here, ratio_of_rates((0, 100), (50, 100), LEVEL))
    assert (nothing.value, nothing.cautions) == (None, (NO_EVENT_ELSEWHERE,))
