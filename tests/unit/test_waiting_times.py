"""The waiting curve against published values, and against plain counts where nobody is censored."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.waiting_times import waiting_curve

# Remission under 6-MP, Freireich and others 1963, as tabulated by Kalbfleisch and Prentice 2002, table 1.1.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12


@pytest.mark.parametrize(
    ("week", "still"),
    [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448), (35, 0.448)],
)
def test_the_curve_has_the_published_values(week: float, still: float) -> None:
    assert 1 - waiting_curve(WEEKS, RELAPSED).happened_by(week) == pytest.approx(still, abs=6e-4)


def test_the_median_is_the_published_one_and_what_is_not_reached_is_not_told() -> None:
    curve = waiting_curve(WEEKS, RELAPSED)
    assert curve.quantile(0.5) == 23
    assert curve.quantile(0.9) is None


def test_exactly_half_is_half() -> None:
    curve = waiting_curve([1, 2, 3, 4], [True, True, False, False])
    assert (curve.quantile(0.25), curve.quantile(0.5), curve.quantile(0.75)) == (1, 2, None)


def test_nobody_yet() -> None:
    curve = waiting_curve([3, 3], [False, False])
    assert (curve.happened_by(3), curve.quantile(0.5), curve.waiting_at(2)) == (0, None, 2)


def test_those_that_wait_at_the_end_still_wait_after_it() -> None:
    curve = waiting_curve([2, 5.5, 5.5], [True, False, False])
    assert [curve.waiting_at(month) for month in (0, 1, 2, 5, 6)] == [3, 3, 2, 2, 2]


def test_a_share_is_a_plain_count_until_somebody_leaves() -> None:
    curve = waiting_curve([2, 4, 3, 6], [True, True, False, False])
    assert curve.is_exact_until(3)
    assert not curve.is_exact_until(4)


@pytest.mark.parametrize("durations", [[], [-1.0], [float("nan")]])
def test_impossible_durations_are_refused(durations: list[float]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        waiting_curve(durations, [True] * len(durations))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=20))
def test_with_one_end_of_follow_up_the_curve_counts_all_units(units: list[tuple[int, bool]]) -> None:
    """Censored only at the end: the Kaplan–Meier curve is the cumulative incidence, a share of all units."""
    durations = [length if seen else 10 for length, seen in units]
    curve = waiting_curve(durations, [seen for _, seen in units])
    for month in range(11):
        counted = sum(seen and length <= month for length, seen in units) / len(units)
        assert curve.happened_by(month) == pytest.approx(counted)
        assert curve.is_exact_until(month)
