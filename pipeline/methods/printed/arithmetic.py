"""The arithmetic check: which bases make a printed share or mean possible. Whole numbers and fractions only, no floats.

A share printed with rounding step d stands for a count k of n only if |k/n − p| ≤ d/2 for a whole k; the bound is
included on both sides, so that a half rounded up and a half rounded to even are both accepted. Means of whole marks
are checked likewise (GRIM test, 2017, doi:10.1177/1948550616673876).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import count, pairwise
from math import ceil, floor

LARGEST_PRINTED_DENOMINATOR = 12


def exact(value: float) -> Fraction:
    """The decimal number that was written down, not its nearest binary neighbour."""
    return Fraction(f"{value:.12g}")


def written_fraction(value: float) -> Fraction:
    """The fraction that a decimal like 0.666667 stands for: « 2/3 », « un tiers »; denominators up to 12."""
    return exact(value).limit_denominator(LARGEST_PRINTED_DENOMINATOR)


def possible_numerators(printed: Fraction, step: Fraction, n: int, top: int = 1) -> list[int]:
    """Every whole k from 0 to n × top for which k/n prints as `printed`; `step` 0 asks for k/n exactly.

    `top` is the largest value of one unit: 1 for a share, 10 for a mark from 0 to 10.
    """
    half = step / 2
    lowest = max(0, ceil(n * (printed - half)))
    highest = min(n * top, floor(n * (printed + half)))
    return list(range(lowest, highest + 1))


def possible_bases(printed: Fraction, step: Fraction, n_max: int, top: int = 1) -> list[tuple[int, list[int]]]:
    """Each base n from 1 to `n_max` that can print as `printed`, with its numerators."""
    tried = ((n, possible_numerators(printed, step, n, top)) for n in range(1, n_max + 1))
    return [(n, numerators) for n, numerators in tried if numerators]


def smallest_base(printed: Fraction, step: Fraction, top: int = 1) -> int:
    """The smallest base that can print as `printed`; at most its denominator.

    Raises:
        ValueError: `printed` is outside 0..top, which no base allows.
    """
    if not 0 <= printed <= top:
        raise ValueError(f"{printed} is not between 0 and {top}.")
    return next(n for n in count(1) if possible_numerators(printed, step, n, top))


def common_bases(bases: Iterable[Sequence[int]]) -> list[int]:
    """The bases that suit every figure of a breakdown."""
    return sorted(set.intersection(*(set(each) for each in bases)))


def bases_of_count(numerator: int, share: Fraction, step: Fraction) -> list[int]:
    """Every base n for which a count printed beside its share is `numerator`/n; the share must exceed half a step.

    Raises:
        ValueError: the share is so small that any large base would do.
    """
    half = step / 2
    if share <= half:
        raise ValueError(f"A share of {share} with a step of {step} may be nothing at all: no base follows from it.")
    lowest, highest = ceil(numerator / (share + half)), floor(numerator / (share - half))
    return list(range(max(lowest, numerator, 1), highest + 1))


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted whole numbers as unbroken runs: 1, 2, 3, 5 gives (1, 3), (5, 5)."""
    if not numbers:
        return []
    breaks = [position for position, (left, right) in enumerate(pairwise(numbers), start=1) if right != left + 1]
    edges = [0, *breaks, len(numbers)]
    return [(numbers[start], numbers[end - 1]) for start, end in pairwise(edges)]
