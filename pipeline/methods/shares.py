"""Intervals for a share: which one is honest depends on what the base is."""

from __future__ import annotations

from dataclasses import dataclass

from statsmodels.stats.proportion import proportion_confint


@dataclass(frozen=True)
class Interval:
    """Bounds as fractions, the confidence level, and the name of the method."""

    low: float
    high: float
    level: float
    method: str


def wilson(numerator: int, denominator: int, level: float) -> Interval:
    """Wilson score interval (Wilson 1927), statsmodels' `proportion_confint(method="wilson")`.

    For a share observed on a sample of a large population. A census (everyone was asked) has no interval.

    Raises:
        ValueError: the numerator is not within 0..denominator, or the denominator is not positive.
    """
    if not 0 <= numerator <= denominator or denominator <= 0:
        raise ValueError(f"{numerator} of {denominator} is not a share.")
    low, high = proportion_confint(numerator, denominator, alpha=1 - level, method="wilson")
    return Interval(max(0.0, float(low)), min(1.0, float(high)), level, "Wilson")
