from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.methods.printed.arithmetic import bases_of_count, common_bases, runs, smallest_base, written_fraction


@pytest.mark.parametrize(("value", "fraction"), [(0.333333, (1, 3)), (0.666667, (2, 3)), (0.75, (3, 4)), (0.2, (1, 5))])
def test_written_fractions(value: float, fraction: tuple[int, int]) -> None:
    assert written_fraction(value) == Fraction(*fraction)


def test_no_base_gives_a_share_above_one() -> None:
    with pytest.raises(ValueError, match="not between 0 and 1"):
        smallest_base(Fraction(6, 5), Fraction(1, 100))


def test_a_share_that_may_be_nothing_has_no_bases() -> None:
    with pytest.raises(ValueError, match="no base follows"):
        bases_of_count(1, Fraction(0), Fraction(1, 100))


def test_common_bases_and_runs() -> None:
    assert common_bases([[1, 2, 3, 9], [2, 3, 4, 9]]) == [2, 3, 9]
    assert runs([2, 3, 9]) == [(2, 3), (9, 9)]
    assert runs([]) == []
