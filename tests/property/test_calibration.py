from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from pipeline.methods.printed.arithmetic import possible_bases
from pipeline.synthetic.calibration import Target, fit, fit_breakdown, leaning, marks, podium

PERCENT = Fraction(1, 100)
SEEDS = st.integers(0, 2**32)
BASES = st.lists(st.integers(1, 60), min_size=1, max_size=20)


def chance(seed: int) -> Generator:
    return Generator(PCG64(seed))


def prints_as(target: Target, value: Fraction) -> bool:
    return abs(value - target.printed) <= target.step / 2


@given(n=st.integers(1, 60), k=st.integers(0, 60), step=st.sampled_from([PERCENT, Fraction(0), Fraction(1, 10)]))
def test_a_share_that_some_base_gives_is_met_exactly(n: int, k: int, step: Fraction) -> None:
    true = Fraction(min(k, n), n)
    printed = round(true / step) * step if step else true
    found = fit(Target(printed, step), range(1, 61))
    assert found.is_exact
    assert prints_as(Target(printed, step), found.value)
    assert found.base >= n


@given(percent=st.integers(0, 100), bases=BASES)
def test_what_no_base_gives_is_returned_with_the_nearest_value(percent: int, bases: list[int]) -> None:
    target = Target(Fraction(percent, 100), PERCENT)
    found = fit(target, bases)
    everything = [Fraction(k, n) for n in bases for k in range(n + 1)]
    possible = {n for n, _ in possible_bases(target.printed, target.step, 60)} & set(bases)
    assert found.is_exact == bool(possible) == prints_as(target, found.value)
    if found.is_exact:
        assert found.base == max(possible)
    else:
        assert abs(found.value - target.printed) == min(abs(value - target.printed) for value in everything)


@given(yes=st.integers(0, 30), no=st.integers(0, 30), percent=st.integers(0, 100))
def test_nobody_is_made_to_say_what_is_not_true(yes: int, no: int, percent: int) -> None:
    target = Target(Fraction(percent, 100), PERCENT)
    if yes + no == 0:
        with pytest.raises(ValueError, match="No base"):
            fit(target, range(1, 61), (yes, no))
        return
    found = fit(target, range(1, 61), (yes, no))
    assert found.numerator <= yes
    assert found.base - found.numerator <= no
    assert found.is_exact == prints_as(target, found.value)


@given(counts=st.lists(st.integers(0, 12), min_size=1, max_size=5), rest=st.integers(0, 10))
def test_shares_of_one_question_share_their_base(counts: list[int], rest: int) -> None:
    n = sum(counts) + rest
    if n == 0:
        return
    targets = {str(i): Target(Fraction(round(Fraction(100 * k, n)), 100), PERCENT) for i, k in enumerate(counts)}
    found = fit_breakdown(targets, range(1, n + 1))
    assert all(each.is_exact and prints_as(targets[name], each.value) for name, each in found.items())
    assert len({each.base for each in found.values()}) == 1
    assert sum(each.numerator for each in found.values()) <= next(iter(found.values())).base


@given(counts=st.lists(st.integers(1, 12), min_size=2, max_size=5), seed=SEEDS)
def test_a_breakdown_stays_within_what_respondents_truly_hold(counts: list[int], seed: int) -> None:
    held = {str(place): count for place, count in enumerate(counts)}
    percents = chance(seed).integers(0, 101, len(counts) - 1)
    targets = {str(i): Target(Fraction(int(percent), 100), PERCENT) for i, percent in enumerate(percents)}
    found = fit_breakdown(targets, range(1, sum(counts) + 1), held)
    assert all(each.numerator <= held[name] for name, each in found.items())
    rest = next(iter(found.values())).base - sum(each.numerator for each in found.values())
    assert 0 <= rest <= counts[-1]


@given(n=st.integers(1, 40), tenths=st.integers(0, 100), seed=SEEDS)
def test_marks_have_the_mean_they_were_made_for(n: int, tenths: int, seed: int) -> None:
    target = Target(Fraction(tenths, 10), Fraction(1), top=10)
    found = fit(target, [n])
    drawn = marks(found.numerator, [1] * 11, n, chance(seed))
    assert found.is_exact
    assert prints_as(target, Fraction(sum(drawn), len(drawn)))
    assert len(drawn) == n
    assert set(drawn) <= set(range(11))


@given(n=st.integers(1, 30), total=st.integers(-10, 200), seed=SEEDS)
def test_marks_that_cannot_sum_to_the_total_are_refused(n: int, total: int, seed: int) -> None:
    if n <= total <= 5 * n:
        drawn = marks(total, (1, 2, 3, 2, 1), n, chance(seed), lowest=1)
        assert sum(drawn) == total
        assert min(drawn) >= 1
    else:
        with pytest.raises(ValueError, match="cannot sum to"):
            marks(total, (1, 2, 3, 2, 1), n, chance(seed), lowest=1)


@given(values=st.lists(st.integers(0, 10), min_size=1, max_size=40), seed=SEEDS)
def test_leaning_moves_answers_and_changes_none(values: list[int], seed: int) -> None:
    lean = [float(place % 2) for place in range(len(values))]
    assert sorted(leaning(values, lean, chance(seed))) == sorted(values)


def test_leaning_puts_higher_marks_where_it_leans() -> None:
    assert leaning([1, 9, 5], [2.0, 0.0, 1.0], chance(1), noise=0.0) == [9, 1, 5]


@given(n=st.integers(2, 60), seed=SEEDS)
def test_the_podium_comes_out_ahead(n: int, seed: int) -> None:
    counts = podium(("a", "b", "c"), ("d", "e"), n, chance(seed))
    assert min(counts[name] for name in "abc") > max(counts[name] for name in "de")
    assert all(0 <= count <= n for count in counts.values())
