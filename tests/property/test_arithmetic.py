"""Whatever the counts, a share that was really computed and rounded is found; what is not found does not exist."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.methods.printed.arithmetic import exact, possible_bases, possible_numerators, runs, smallest_base

STEPS = st.sampled_from(["0.1", "0.01", "0.001"])


@st.composite
def counted_shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize("rounding", [ROUND_HALF_UP, ROUND_HALF_EVEN])
@given(counted=counted_shares(), step=STEPS)
def test_a_rounded_share_is_always_found_possible(rounding: str, counted: tuple[int, int], step: str) -> None:
    numerator, n = counted
    # 28 digits of precision would round before the rounding under test: scale to whole steps exactly instead.
    steps = Fraction(numerator, n) / Fraction(step)
    whole, rest = divmod(steps.numerator, steps.denominator)
    doubled = Decimal(whole) + Decimal({-1: "0.25", 0: "0.5", 1: "0.75"}[_side(rest, steps.denominator)])
    printed = int(doubled.quantize(Decimal(1), rounding=rounding)) * Fraction(step)
    assert numerator in possible_numerators(printed, Fraction(step), n)


def _side(rest: int, denominator: int) -> int:
    """Below, at or above the half."""
    return (2 * rest > denominator) - (2 * rest < denominator)


@given(hundredths=st.integers(0, 100), n_max=st.integers(1, 60))
def test_exhaustive_search_finds_the_same(hundredths: int, n_max: int) -> None:
    printed, half = Fraction(hundredths, 100), Fraction(1, 200)
    searched = {n: [k for k in range(n + 1) if abs(Fraction(k, n) - printed) <= half] for n in range(1, n_max + 1)}
    assert dict(possible_bases(printed, Fraction(1, 100), n_max)) == {n: ks for n, ks in searched.items() if ks}


@given(tenths=st.integers(0, 100), n=st.integers(1, 40))
def test_exhaustive_search_of_marks_finds_the_same(tenths: int, n: int) -> None:
    printed = Fraction(tenths, 10)
    searched = [k for k in range(10 * n + 1) if abs(Fraction(k, n) - printed) <= Fraction(1, 20)]
    assert possible_numerators(printed, Fraction(1, 10), n, top=10) == searched


@given(hundredths=st.integers(0, 100))
def test_the_smallest_base_is_possible_and_none_below_is(hundredths: int) -> None:
    printed, step = Fraction(hundredths, 100), Fraction(1, 100)
    smallest = smallest_base(printed, step)
    assert [n for n, _ in possible_bases(printed, step, smallest)] == [smallest]


@given(numbers=st.sets(st.integers(1, 60)))
def test_runs_hold_the_same_numbers(numbers: set[int]) -> None:
    found = runs(sorted(numbers))
    assert [n for low, high in found for n in range(low, high + 1)] == sorted(numbers)
    assert all(following[0] > run[1] + 1 for run, following in pairwise(found))


@given(hundredths=st.integers(0, 10_000))
def test_the_written_decimal_is_read_back_exactly(hundredths: int) -> None:
    assert exact(hundredths / 100) == Fraction(hundredths, 100)
