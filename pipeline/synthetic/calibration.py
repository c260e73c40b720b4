"""Which whole counts make a printed figure come out, and how answers are dealt so that they do.

A printed share or mean is a target: a value, the step it was rounded to, and the largest value of one answer. Which n
and k it allows is said by `pipeline.methods.printed.arithmetic`; here one of them is chosen, the largest n first. A
target that no n allows is not forced: it is returned with the nearest value that can be reached, so that a back-test
shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator

from pipeline.methods.printed.arithmetic import exact, possible_numerators, written_fraction

T = TypeVar("T")
LARGEST_MARK = {"mean_0_10": 10, "months": 24}


@dataclass(frozen=True)
class Target:
    """What should come out: `printed`, to within half a `step` (0: exactly); one answer counts from 0 to `top`."""

    printed: Fraction
    step: Fraction
    top: int = 1

    @classmethod
    def of(cls, figure: Mapping[str, Any]) -> Target:
        """The target that a row of the published figures sets; « 2/3 » and « un tiers » are fractions."""
        value, step = float(figure["value"]), figure["precision"]
        if figure["unit"] == "ratio" or not step:
            return cls(written_fraction(value), Fraction(0))
        return cls(exact(value), exact(float(step)), LARGEST_MARK.get(str(figure["unit"]), 1))


@dataclass(frozen=True)
class Fit:
    """`numerator` of `base`: the target when `is_exact`, else the nearest value that the possible bases reach."""

    base: int
    numerator: int
    is_exact: bool

    @property
    def value(self) -> Fraction:
        """What comes out."""
        return Fraction(self.numerator, self.base)


def fit(target: Target, bases: Iterable[int], held: tuple[int, int] | None = None) -> Fit:
    """The count to give, on the largest possible base.

    `held` says how many respondents would truly count, and not count, when that is already decided elsewhere: then
    only who leaves the question blank is free.

    Raises:
        ValueError: no base was given, or none that the respondents can fill.
    """
    descending = sorted((n for n in set(bases) if n > 0), reverse=True)
    for n in descending:
        room = _within(target, n, held)
        if exactly := [k for k in possible_numerators(target.printed, target.step, n, target.top) if k in room]:
            return Fit(n, min(exactly, key=lambda k: (_distance(target, n, k), k)), is_exact=True)
    reached = [(n, k) for n in descending for k in _within(target, n, held)]
    if not reached:
        raise ValueError("No base that the respondents can fill.")
    base, numerator = min(reached, key=lambda pair: (_distance(target, *pair), -pair[0], pair[1]))
    return Fit(base, numerator, is_exact=False)


def fit_breakdown(
    targets: Mapping[str, Target], bases: Iterable[int], held: Mapping[str, int] | None = None
) -> dict[str, Fit]:
    """The counts of shares of one question with one answer each: one base for all, and no more answers than it.

    `held` says how many respondents would truly give each answer, those without target included. The base that misses
    the fewest targets is taken, the largest among those.

    Raises:
        ValueError: no base was given, or none that the respondents can fill.
    """
    limits = held or {}
    tried = [_dealt_base(targets, n, limits) for n in sorted((n for n in set(bases) if n > 0), reverse=True)]
    others = sum(count for name, count in limits.items() if name not in targets)
    fillable = [fits for fits in tried if held is None or _left_over(fits) <= others]
    if not fillable:
        raise ValueError("No base that the respondents can fill.")
    return max(fillable, key=lambda fits: sum(each.is_exact for each in fits.values()))


def _left_over(fits: Mapping[str, Fit]) -> int:
    return next(iter(fits.values())).base - sum(each.numerator for each in fits.values())


def _within(target: Target, base: int, held: tuple[int, int] | None) -> range:
    """Numerators that the respondents can give on a base."""
    if held is None:
        return range(base * target.top + 1)
    counting, others = held
    return range(max(0, base - others), min(base, counting) + 1)


def _distance(target: Target, base: int, numerator: int) -> Fraction:
    return abs(Fraction(numerator, base) - target.printed)


def _dealt_base(targets: Mapping[str, Target], base: int, limits: Mapping[str, int]) -> dict[str, Fit]:
    """Each target on one base in turn, keeping what the following ones need at least."""
    allowed = {
        name: [k for k in possible_numerators(each.printed, each.step, base) if k <= limits.get(name, base)]
        for name, each in targets.items()
    }
    left, reserved = base, sum(numbers[0] for numbers in allowed.values() if numbers)
    fits = {}
    for name, target in targets.items():
        reserved -= allowed[name][0] if allowed[name] else 0
        room = range(min(max(left - reserved, 0), limits.get(name, base)) + 1)
        within = [k for k in allowed[name] if k in room]
        numerator = min(within or room, key=lambda k: (_distance(target, base, k), k))
        fits[name] = Fit(base, numerator, bool(within))
        left -= numerator
    return fits


def marks(total: int, shape: Sequence[float], n: int, rng: Generator, lowest: int = 0) -> list[int]:
    """`n` marks whose sum is `total`: drawn from a shape (the odds of `lowest`, `lowest` + 1…), then moved by ones.

    Raises:
        ValueError: no marks on this scale have that sum.
    """
    highest = lowest + len(shape) - 1
    if not n * lowest <= total <= n * highest:
        raise ValueError(f"{n} marks from {lowest} to {highest} cannot sum to {total}.")
    odds = np.asarray(shape, dtype=float)
    drawn = rng.choice(np.arange(lowest, highest + 1), size=n, p=odds / odds.sum())
    while (missing := total - int(drawn.sum())) != 0:
        step = 1 if missing > 0 else -1
        movable = np.flatnonzero(drawn < highest if step > 0 else drawn > lowest)
        drawn[rng.permutation(movable)[: abs(missing)]] += step
    return [int(mark) for mark in drawn]


def leaning(values: Iterable[T], lean: Sequence[float], rng: Generator, noise: float = 1.0) -> list[T]:
    """The values in a new order: higher ones tend to go where `lean` is higher; which ones exist does not change."""
    order = np.argsort(np.asarray(lean, dtype=float) + rng.normal(0.0, noise, len(lean)), kind="stable")
    placed = dict(zip(order.tolist(), sorted(values), strict=True))  # type: ignore[type-var]
    return [placed[position] for position in range(len(lean))]


def podium(first: Sequence[str], others: Sequence[str], n: int, rng: Generator) -> dict[str, int]:
    """How many of `n` respondents choose each answer: each of `first` more often than any of `others`.

    Raises:
        ValueError: too few respondents to tell one answer from another.
    """
    if n < 2:
        raise ValueError(f"{n} respondents make no podium.")
    bar = max(1, n * 2 // 5)
    counts = {name: int(rng.integers(bar + 1, max(bar + 2, n * 3 // 4))) for name in first}
    return counts | {name: int(rng.integers(0, bar + 1)) for name in others}
