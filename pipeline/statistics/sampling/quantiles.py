"""Quantiles of a sample and their intervals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.sampling.design import Design, Floats
from pipeline.statistics.sampling.estimates import NO_FREEDOM, means, observed, quantile_of_t
from pipeline.statistics.sampling.proportions import IntervalKind, share_bounds

Rule = Literal["math", "school", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9", "shahvaish"]
"""`math` and `school` invert the distribution (the latter takes the middle of a step).

`hf4` to `hf9` interpolate as the definitions of Hyndman & Fan 1996 with these numbers. `shahvaish` is that of Shah &
Vaish 2006 as survey 4.5 computes it: its half weight is not normalised, so that it moves with the scale of the weights;
it is there for comparison only.
"""

QUANTILE = Method("Quantile pondéré", "Weighted quantile", "Hyndman & Fan 1996")
AT_THE_END = Caution(
    "at-the-end",
    "Le quantile est la plus grande réponse : l’échantillon ne dit pas combien il varie.",
    "The quantile is the largest answer: the sample does not tell how much it varies.",
)
WOODRUFF = Method("Intervalle de Woodruff", "Woodruff interval", "Woodruff 1952")


def quantile(values: ArrayLike, weights: ArrayLike, share: float, rule: Rule = "math") -> float:
    """The value below which a `share` of the weight lies; missing without a positive weight."""
    told, heavy = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    kept = (heavy > 0) & ~np.isnan(told)
    order = np.argsort(told[kept], kind="stable")
    ordered, heavy = told[kept][order], heavy[kept][order]
    if len(ordered) < 2:
        return float(ordered[0]) if len(ordered) else np.nan
    if rule in ("math", "school", "hf4"):
        return _inverted(ordered, heavy, share, rule)
    points = _plotting_points(heavy, rule)
    if rule == "shahvaish":
        return _step(ordered, points, share)
    return float(np.interp(share, points, ordered))


def _inverted(ordered: Floats, weights: Floats, share: float, rule: Rule) -> float:
    """From the last value whose cumulated weight does not exceed the share, and the next.

    Weights are cumulated without rounding; whether a share falls on a step is then asked of floating-point numbers, as
    survey 4.5 asks it: on a step both neighbours are quantiles.
    """
    exact = list(accumulate(map(Fraction, weights.tolist())))
    whole = float(exact[-1])
    cumulated = np.array([float(sum_so_far) for sum_so_far in exact])
    below = np.flatnonzero(cumulated <= share * whole)
    position = int(below[-1]) if len(below) else 0
    following = min(position + 1, len(ordered) - 1) if len(below) else 0
    if rule == "hf4":
        following = min(position + 1, len(ordered) - 1)
        return float(np.interp(share, cumulated[[position, following]] / whole, ordered[[position, following]]))
    is_step = len(below) > 0 and share == cumulated[position] / whole
    if not is_step:
        return float(ordered[following])
    return float(ordered[position] if rule == "math" else (ordered[position] + ordered[following]) / 2)


def _step(ordered: Floats, points: Floats, share: float) -> float:
    """The value at the last point that does not exceed the share; points out of order are put in order first."""
    order = np.argsort(points, kind="stable")
    position = int(np.searchsorted(points[order], share, side="right")) - 1
    return float(ordered[order][max(0, position)])


def _plotting_points(weights: Floats, rule: Rule) -> Floats:
    """The share of the population that each ordered value stands for."""
    cumulated, last = np.cumsum(weights), weights[-1]
    before = cumulated - weights
    points: dict[str, Callable[[], Floats]] = {
        "hf5": lambda: (cumulated - weights / 2) / cumulated[-1],
        "hf6": lambda: cumulated / (cumulated[-1] + last),
        "hf7": lambda: before / cumulated[-2],
        "hf8": lambda: (before / 3 + cumulated * 2 / 3) / (cumulated[-1] + last / 3),
        "hf9": lambda: (before * 3 / 8 + cumulated * 5 / 8) / (cumulated[-1] + last / 4),
        "shahvaish": lambda: (cumulated / weights.mean() + 0.5 - weights / 2) / (len(weights) + 1),
    }
    return points[rule]()


def quantile_estimate(
    values: ArrayLike,
    design: Design,
    share: float,
    level: float,
    *,
    rule: Rule = "math",
    interval: IntervalKind = "beta",
) -> Estimate:
    """A quantile with Woodruff's interval: the quantiles at the bounds of the share of units not above it.

    `interval` says which interval that share has: that of Korn & Graubard 1998, since with Student's (`mean`) it covers
    93 to 94 %. A bound outside 0..1 leaves that side open (missing). A census has no interval.
    """
    told, seen = observed(values, design)
    column = told[:, 0]
    value = quantile(column, seen.weights, share, rule)
    if not np.isfinite(value):
        return Estimate(value=None, method=QUANTILE, n=seen.size)
    below = means((column <= value).astype(float), seen)
    if below.degrees_of_freedom < 1 or not below.varies[0]:
        return Estimate(value=value, method=QUANTILE, n=seen.size, cautions=_without_interval(seen))
    low, high = share_bounds(below, level, interval)
    bounds = [quantile(column, seen.weights, at, rule) if 0 <= at <= 1 else None for at in (low, high)]
    return Estimate(
        value=value,
        low=bounds[0],
        high=bounds[1],
        level=level,
        interval=WOODRUFF,
        method=QUANTILE,
        n=seen.size,
    )


def _without_interval(design: Design) -> tuple[Caution, ...]:
    if design.is_census:
        return ()
    return (NO_FREEDOM,) if design.degrees_of_freedom < 1 else (AT_THE_END,)


def quantile_standard_error(found: Estimate, degrees_of_freedom: int) -> float:
    """What Woodruff's interval is worth as a standard error: its width over twice Student's quantile."""
    if found.low is None or found.high is None or found.level is None:
        return np.nan
    return (found.high - found.low) / (2 * quantile_of_t(found.level, degrees_of_freedom))
