"""Worked by hand, then compared: n and k were found on paper, without the module under test."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.methods.printed.arithmetic import (
    bases_of_count,
    common_bases,
    possible_bases,
    possible_numerators,
    smallest_base,
)

PERCENT = Fraction(1, 100)


def bases(percent: int, n_max: int) -> list[int]:
    return [n for n, _ in possible_bases(Fraction(percent, 100), PERCENT, n_max)]


def test_84_percent_up_to_30_needs_19_or_25() -> None:
    # 16/19 = 0.8421, 21/25 = 0.84; 25/30 = 0.8333 prints 83, 26/31 is out of reach, 24/28 = 0.857 prints 86.
    assert possible_bases(Fraction(84, 100), PERCENT, 30) == [(19, [16]), (25, [21])]


@pytest.mark.parametrize(("percent", "first"), [(80, 5), (70, 10)])
def test_80_and_70_percent_of_4_are_impossible(percent: int, first: int) -> None:
    # Quarters print 0, 25, 50, 75, 100; thirds 33, 67; halves 50.
    assert bases(percent, 4) == []
    assert smallest_base(Fraction(percent, 100), PERCENT) == first


def test_64_percent_of_28_is_18() -> None:
    assert possible_numerators(Fraction(64, 100), PERCENT, 28) == [18]  # 18/28 = 0.642857
    assert possible_numerators(Fraction(64, 100), PERCENT, 30) == []  # 19/30 = 0.6333 prints 63


def test_18_printed_beside_64_percent_can_only_be_18_of_28() -> None:
    # 18/27 = 0.667, 18/28 = 0.643, 18/29 = 0.621
    assert bases_of_count(18, Fraction(64, 100), PERCENT) == [28]


def test_6_percent_up_to_30_needs_16_to_18() -> None:
    # 1/16 = 0.0625, 1/17 = 0.0588, 1/18 = 0.0556; 1/15 prints 7, 1/19 prints 5, 2/30 = 0.0667 prints 7.
    assert bases(6, 30) == [16, 17, 18]


def test_breakdown_of_themes_suits_30_alone() -> None:
    # 17, 17, 10, 20, 23 % are 5, 5, 3, 6, 7 of 30; 23 % leaves 13, 22, 26, 30 and 20 % leaves 30 of these.
    assert common_bases(bases(percent, 30) for percent in (17, 17, 10, 20, 23)) == [30]


def test_a_half_is_accepted_rounded_either_way() -> None:
    # 1/8 = 0.125 prints 13 (half up) or 12 (half to even); 3/8 = 0.375 prints 38 either way, 37 when cut.
    assert possible_numerators(Fraction(13, 100), PERCENT, 8) == [1]
    assert possible_numerators(Fraction(12, 100), PERCENT, 8) == [1]


def test_a_fraction_in_words_must_come_out_exactly() -> None:
    two_thirds = Fraction(2, 3)
    assert [n for n, _ in possible_bases(two_thirds, Fraction(0), 30)] == list(range(3, 31, 3))
    assert possible_numerators(two_thirds, Fraction(0), 28) == []


def test_grim_mean_of_whole_marks() -> None:
    # GRIM test, doi:10.1177/1948550616673876: of 28 whole marks no mean is 5.19 (145/28 = 5.18, 146/28 = 5.21).
    assert possible_numerators(Fraction(519, 100), PERCENT, 28, top=7) == []
    assert possible_numerators(Fraction(518, 100), PERCENT, 28, top=7) == [145]


def test_a_mean_rounded_to_whole_marks_excludes_nothing() -> None:
    assert [n for n, _ in possible_bases(Fraction(8), Fraction(1), 30, top=10)] == list(range(1, 31))
