"""Exact permutation distributions of a sum of scores, by the shift algorithm (Streitberg and Röhmel 1986).

Two questions share them: which members fall in a group of given size (two samples), and which differences keep their
sign (pairs). The algorithm counts, for every sum, how many arrangements reach it, adding one score at a time; ties
need no correction. Scores must be whole numbers: mid-ranks are doubled, measurements are scaled by a power of ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, gcd
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Alternative = Literal["two-sided", "less", "greater"]

SIGNIFICANT_DIGITS = 9
"""Digits kept of a measurement: 0.3 − 0.1 and 0.2 are one value."""

MOST_DECIMALS = 6
LARGEST_WORK = 400_000_000
"""Additions beyond which the distribution is not enumerated (about a second)."""

HALF_STEP = 1e-6
"""Less than any gap between two sums' distances to their mean, more than the rounding of that mean."""


@dataclass(frozen=True)
class Distribution:
    """Probabilities of the whole numbers `first`, `first + step`, … under the hypothesis that arrangement is chance."""

    first: int
    step: int
    probabilities: NDArray[np.float64]

    @property
    def values(self) -> NDArray[np.float64]:
        """The numbers that `probabilities` are about."""
        return self.first + self.step * np.arange(len(self.probabilities), dtype=np.float64)

    @property
    def mean(self) -> float:
        """Expected sum."""
        return float(self.values @ self.probabilities)

    def p_value(self, observed: float, alternative: Alternative = "two-sided") -> float:
        """Probability of a sum at least as far from its mean as `observed` (or as large, or as small)."""
        return min(1.0, float(self.probabilities[self._extreme(observed, alternative)].sum()))

    def mid_p(self, observed: float) -> float:
        """Two-sided p-value that counts the observed distance for one half (Lancaster 1961)."""
        distances = np.abs(self.values - self.mean)
        same = np.abs(distances - abs(observed - self.mean)) < HALF_STEP
        return self.p_value(observed) - float(self.probabilities[same].sum()) / 2

    def smallest_p(self, alternative: Alternative = "two-sided") -> float:
        """The p-value of the most extreme sum that can occur."""
        possible = self.values[self.probabilities > 0]
        if alternative == "less":
            return self.p_value(possible[0], "less")
        if alternative == "greater":
            return self.p_value(possible[-1], "greater")
        return min(self.p_value(possible[0]), self.p_value(possible[-1]))

    def standardised(self, observed: float) -> float:
        """Distance to the mean in standard deviations; 0 when nothing can vary."""
        variance = float((self.values - self.mean) ** 2 @ self.probabilities)
        return (observed - self.mean) / variance**0.5 if variance > 0 else 0.0

    def _extreme(self, observed: float, alternative: Alternative) -> NDArray[np.bool_]:
        if alternative == "less":
            return self.values <= observed + HALF_STEP
        if alternative == "greater":
            return self.values >= observed - HALF_STEP
        return np.abs(self.values - self.mean) >= abs(observed - self.mean) - HALF_STEP


def subset_sums(scores: Sequence[int], size: int) -> Distribution | None:
    """The sum of the scores of `size` members drawn without replacement; None beyond `LARGEST_WORK`.

    Raises:
        ValueError: `size` is not between 0 and the number of scores.
    """
    if not 0 <= size <= len(scores):
        raise ValueError(f"{size} of {len(scores)} scores cannot be drawn.")
    if size > len(scores) / 2:
        others = subset_sums(scores, len(scores) - size)
        return others and Distribution(
            sum(scores) - others.first - others.step * (len(others.probabilities) - 1),
            others.step,
            others.probabilities[::-1],
        )
    least, step, steps = _steps(scores)
    top = sum(sorted(steps)[len(steps) - size :])
    if (size + 1) * (top + 1) * len(steps) > LARGEST_WORK:
        return None
    ways = np.zeros((size + 1, top + 1))
    ways[0, 0] = 1.0
    for score in steps:
        ways[1:, score:] += ways[:-1, : top + 1 - score]
    reached = np.flatnonzero(ways[size])
    chances = ways[size, reached[0] : reached[-1] + 1] / comb(len(scores), size)
    return Distribution(size * least + step * int(reached[0]), step, chances)


def sign_sums(scores: Sequence[int]) -> Distribution | None:
    """The sum of the scores whose sign is positive, each with probability one half; None beyond `LARGEST_WORK`.

    Raises:
        ValueError: a score is negative.
    """
    if any(score < 0 for score in scores):
        raise ValueError("Scores are sizes: none may be negative.")
    step = gcd(*scores) or 1
    steps = [score // step for score in scores]
    top = sum(steps)
    if (top + 1) * len(steps) > LARGEST_WORK:
        return None
    chances = np.zeros(top + 1)
    chances[0] = 1.0
    for score in steps:
        kept = chances.copy()
        kept[score:] += chances[: top + 1 - score]
        chances = kept / 2
    return Distribution(0, step, chances)


def whole_scores(values: ArrayLike) -> tuple[list[int], int] | None:
    """(whole numbers, what they were multiplied by) for measurements of at most six decimals; None for others."""
    given = steady(values)
    for decimals in range(MOST_DECIMALS + 1):
        scale = 10**decimals
        scaled = given * scale
        if np.allclose(scaled, np.rint(scaled), rtol=0, atol=1e-4 / 10 ** (MOST_DECIMALS - decimals)):
            return [int(value) for value in np.rint(scaled)], scale
    return None


def steady(values: ArrayLike) -> NDArray[np.float64]:
    """The values to nine significant digits, so that the last bit of a subtraction breaks no tie."""
    given = np.asarray(values, dtype=np.float64)
    return np.array([float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in given], dtype=np.float64)


def _steps(scores: Sequence[int]) -> tuple[int, int, list[int]]:
    """(least score, common step, each score as a number of steps above the least)."""
    least = min(scores, default=0)
    step = gcd(*(score - least for score in scores)) or 1
    return least, step, [(score - least) // step for score in scores]
