"""Intervals hold their estimate, move with the count, mirror each other, and keep their coverage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.coverage import LEAST, LEVEL, WANTED, default_shares, share_coverage
from pipeline.statistics import binomial_intervals as binomial
from pipeline.statistics import hypergeometric_intervals as finite
from pipeline.statistics.results import Estimate
from pipeline.statistics.rounding import WHOLE, printed_percents
from pipeline.statistics.shares import ALL_ALIKE, CENSUS, share_interval

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])
BINOMIAL = st.sampled_from(
    [binomial.wilson, binomial.wilson_continuity, binomial.clopper_pearson, binomial.jeffreys, binomial.mid_p]
)
FINITE = st.sampled_from([finite.equal_tailed, finite.sterne, finite.blaker])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int, int]:
    n = draw(st.integers(1, 40))
    return draw(st.integers(0, n)), n, n + draw(st.integers(0, 60))


def bounds(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


@given(shares(), LEVELS, BINOMIAL)
@settings(max_examples=60, deadline=None)
def test_an_interval_holds_its_share_and_mirrors_that_of_the_others(
    drawn: tuple[int, int, int], level: float, interval: object
) -> None:
    k, n, _ = drawn
    low, high = bounds(interval(k, n, level))  # type: ignore[operator]
    mirrored = bounds(interval(n - k, n, level))  # type: ignore[operator]
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(shares(), LEVELS, FINITE)
@settings(max_examples=60, deadline=None)
def test_a_finite_interval_holds_what_was_seen_and_not_what_cannot_be(
    drawn: tuple[int, int, int], level: float, interval: object
) -> None:
    k, n, size = drawn
    low, high = bounds(interval(k, n, size, level))  # type: ignore[operator]
    assert k / size <= low <= high <= (size - n + k) / size
    assert low <= k / n + 1 / size
    assert high >= k / n - 1 / size


@given(shares(), LEVELS)
@settings(max_examples=60, deadline=None)
def test_the_default_rises_with_the_count_and_widens_with_the_level(drawn: tuple[int, int, int], level: float) -> None:
    k, n, size = drawn
    for population in (None, size + 1):
        low, high = bounds(share_interval(k, n, level, population))
        wide = bounds(share_interval(k, n, 0.995, population))
        assert wide[0] <= low
        assert high <= wide[1]
        if k < n:
            more = bounds(share_interval(k + 1, n, level, population))
            assert more[0] >= low
            assert more[1] >= high


def test_a_large_population_is_as_one_without_end() -> None:
    near, endless = (bounds(share_interval(7, 12, 0.95, N)) for N in (200_000, None))
    assert near == pytest.approx(endless, abs=1e-4)


def test_a_census_has_no_interval_and_says_so() -> None:
    found = share_interval(3, 4, 0.95, 4)
    assert (found.value, found.low, found.high, found.interval) == (0.75, None, None, None)
    assert found.cautions == (CENSUS,)


def test_agreement_of_all_is_told() -> None:
    assert share_interval(4, 4, 0.95).cautions == share_interval(0, 4, 0.95, 30).cautions == (ALL_ALIKE,)
    assert share_interval(1, 4, 0.95).cautions == ()


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="population of 4"):
        share_interval(3, 5, 0.95, 4)


def test_the_default_keeps_its_coverage_for_every_true_share() -> None:
    found = list(default_shares())
    assert {(each.n, each.population) for each in found} == {(4, None), (4, 30), (10, None), (10, 30), (30, None)}
    assert min(each.coverage for each in found) >= WANTED > LEAST


def test_an_interval_that_covers_too_seldom_would_be_seen() -> None:
    assert share_coverage("Wilson", lambda k, n: binomial.wilson(k, n, LEVEL), 10, None).coverage < LEAST


COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=7).filter(lambda counts: sum(counts) > 0)


@given(COUNTS)
def test_printed_percentages_are_rounded_and_equal_counts_print_alike(counts: list[int]) -> None:
    n = sum(counts)
    printed = printed_percents(counts, n)
    assert printed.is_whole == (printed.total == WHOLE)
    for count, percent in zip(counts, printed.percents, strict=True):
        assert abs(percent - WHOLE * count / n) < 1
        assert printed.percents[counts.index(count)] == percent


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_no_printed_percentage(counts: list[int], rng: object) -> None:
    shuffled = list(counts)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    n = sum(counts)
    assert sorted(printed_percents(shuffled, n).percents) == sorted(printed_percents(counts, n).percents)


@pytest.mark.parametrize(
    ("counts", "n", "percents", "is_whole"),
    [
        ([7, 8, 13], 28, (25, 29, 46), True),  # 25.0, 28.57, 46.43
        ([1, 1, 1], 3, (33, 33, 33), False),  # the point that misses cannot be given fairly
        ([3, 3, 2], 8, (38, 38, 25), False),
        ([10, 19, 0], 29, (34, 66, 0), True),
        ([20, 12], 18, None, False),
        ([4], 4, (100,), True),
    ],
)
def test_percentages(counts: list[int], n: int, percents: tuple[int, ...] | None, is_whole: bool) -> None:
    if percents is None:
        with pytest.raises(ValueError, match="not counts of"):
            printed_percents(counts, n)
        return
    printed = printed_percents(counts, n)
    assert (printed.percents, printed.is_whole) == (percents, is_whole)


def test_several_answers_are_rounded_one_by_one() -> None:
    printed = printed_percents([12, 9, 9], 18)
    assert (printed.percents, printed.total, printed.is_whole) == ((67, 50, 50), 167, False)
