"""Percentages as printed: whole numbers that add up to 100 where that can be done without treating equals unequally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE = 100


@dataclass(frozen=True)
class Printed:
    """Percentages to print, in whole points, in the order of the counts. `is_whole` says that they add up to 100."""

    percents: tuple[int, ...]
    is_whole: bool

    @property
    def total(self) -> int:
        """What a reader gets who adds them up."""
        return sum(self.percents)


def printed_percents(counts: Sequence[int], n: int) -> Printed:
    """Percentages of `n` for `counts`, which may or may not make it up.

    Counts of a partition (they add up to `n`) are rounded by largest remainder (Hamilton's method): rounded down, then
    the points that miss are given to the largest remainders. Two equal counts must print alike: when the last point
    would have to be given to one of several equals, or when several answers were possible, each is rounded by itself
    (half up) and the total is what it is.

    Raises:
        ValueError: a count is not within 0..n, or n is 0.
    """
    if n <= 0 or any(not 0 <= count <= n for count in counts):
        raise ValueError(f"{list(counts)} are not counts of {n}.")
    if sum(counts) == n:
        fair = _largest_remainder(counts, n)
        if fair is not None:
            return Printed(fair, is_whole=True)
    alone = tuple((2 * WHOLE * count + n) // (2 * n) for count in counts)
    return Printed(alone, is_whole=sum(alone) == WHOLE)


def _largest_remainder(counts: Sequence[int], n: int) -> tuple[int, ...] | None:
    """The rounded percentages, or None when equal remainders would be rounded differently."""
    floors = [WHOLE * count // n for count in counts]
    remainders = [WHOLE * count % n for count in counts]
    missing = WHOLE - sum(floors)
    if not missing:
        return tuple(floors)
    last_served = sorted(remainders, reverse=True)[missing - 1]
    is_served = [remainder >= last_served for remainder in remainders]
    if sum(is_served) > missing:
        return None
    return tuple(floor + served for floor, served in zip(floors, is_served, strict=True))
