"""One number from several criteria, and what such a number allows: weighted means that compensate more or less.

The arithmetic mean lets a strong criterion make up for a weak one; the geometric and the harmonic mean ever less; a
criterion at zero brings both to zero. Weights are rescaled over the criteria that a unit has, so a missing one counts
for nothing: the composite then rests on less, which must be said. OECD & JRC 2008, step 6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.statistics.ratings import Array

Mean = Literal["arithmetic", "geometric", "harmonic"]

WHOLE = 9
"""Decimals kept before two composites are compared: sums of the same terms in another order differ further on."""


def composite(scores: pd.DataFrame, weights: Mapping[str, float], mean: Mean = "arithmetic") -> pd.Series:
    """The weighted mean of each unit (row) over the criteria (columns) it has; missing where it has none.

    Raises:
        ValueError: weights do not name the criteria, one by one, or are not all above zero; or a score is negative and
            the mean is not arithmetic.
    """
    if set(weights) != set(scores.columns) or min(weights.values()) <= 0:
        raise ValueError("Weights are one positive number for each criterion, no more and no less.")
    given = np.array([weights[str(criterion)] for criterion in scores.columns])
    values = weighted_means(scores.to_numpy(dtype=float, na_value=np.nan), given, mean)
    return pd.Series(values, index=scores.index, name="composite")


def weighted_means(scores: Array, weights: Array, mean: Mean = "arithmetic") -> Array:
    """Weighted means over the last axis; `weights` may be of fewer dimensions. Not a number marks what is missing.

    Raises:
        ValueError: a score is negative and the mean is not arithmetic.
    """
    if mean != "arithmetic" and bool((scores < 0).any()):
        raise ValueError(f"A {mean} mean is of scores that are not negative.")
    is_given = np.isfinite(scores)
    used = weights * is_given
    totals = used.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Array = _MEANS[mean](np.where(is_given, scores, 1.0), used / totals[..., None])
    return np.where(totals > 0, means, np.nan)


def nested(scores: pd.DataFrame, groups: Mapping[str, Mapping[str, float]], mean: Mean = "arithmetic") -> pd.DataFrame:
    """Composites of composites: each group of `groups`, in order, is the mean of its members, added as a column.

    Members (with their weights) are criteria or groups that stand before; the last group is the whole.
    """
    found = scores.copy()
    for group, weights in groups.items():
        found[group] = composite(found[list(weights)], weights, mean)
    return found


def weakest(scores: pd.DataFrame) -> pd.DataFrame:
    """Which criteria are the lowest of each unit, equal ones together: units × criteria, true or false."""
    return scores.eq(scores.min(axis=1), axis=0).fillna(False).astype(bool)


def dominates(scores: pd.DataFrame) -> pd.DataFrame:
    """Whether a unit (row) is at least as high as another (column) on every criterion and higher on one.

    Such a pair keeps its order under any weights, all others may change it. Only units without a gap dominate.
    """
    values = scores.to_numpy(dtype=float, na_value=np.nan)
    is_least = np.all(values[:, None, :] >= values[None, :, :], axis=2)
    is_more = np.any(values[:, None, :] > values[None, :, :], axis=2)
    return pd.DataFrame(np.logical_and(is_least, is_more), index=scores.index, columns=scores.index)


def top_group(composites: Array, size: int) -> NDArray[np.bool_]:
    """Who is among the `size` highest (last axis: units), rounded first; units level with the last one are in."""
    rounded = np.round(composites, WHOLE)
    bar = np.sort(np.where(np.isnan(rounded), -np.inf, rounded), axis=-1)[..., -size]
    is_in: NDArray[np.bool_] = rounded >= bar[..., None]
    return is_in


def _arithmetic(scores: Array, weights: Array) -> Array:
    mean: Array = (scores * weights).sum(axis=-1)
    return mean


def _geometric(scores: Array, weights: Array) -> Array:
    logs = np.where(weights > 0, np.log(scores) * weights, 0.0)
    mean: Array = np.exp(logs.sum(axis=-1))
    return mean


def _harmonic(scores: Array, weights: Array) -> Array:
    parts = np.where(weights > 0, weights / scores, 0.0)
    mean: Array = 1 / parts.sum(axis=-1)
    return mean


_MEANS: dict[Mean, Callable[[Array, Array], Array]] = {
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
}
