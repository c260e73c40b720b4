"""By how much do answers of one group, or moment, lie above those of another? Hodges-Lehmann estimates.

The estimate is the plain median of all pairwise values: software that interpolates between steps of the rank statistic
gives other values under ties. The interval is made of two pairwise values, found by inverting the exact rank test; with
ties it keeps at least its level. Where even all pairwise values together do not reach the level, their range is given
with the level it has, and a caution says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from pipeline.statistics.cautions import EMPTY, NO_CHANGE, ZEROS_DROPPED
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shift_algorithm import Alternative, Distribution, sign_sums, steady, subset_sums

SHIFT = Method("écart de Hodges-Lehmann", "Hodges-Lehmann shift", "Hodges and Lehmann 1963")
PAIRED = Method("pseudo-médiane de Hodges-Lehmann", "Hodges-Lehmann pseudo-median", "Hodges and Lehmann 1963")
RANKS = Method("test des rangs exact, inversé", "inverted exact rank test", "Lehmann 1963")

LOW_LEVEL = Caution(
    "level-not-reached",
    "effectifs trop faibles pour le niveau voulu : l’intervalle a le niveau indiqué",
    "too few for the level asked: the interval has the level told",
)


def shift(first: ArrayLike, second: ArrayLike, level: float = 0.95, alternative: Alternative = "two-sided") -> Estimate:
    """Median of all differences first − second, with the interval that the Mann-Whitney test inverted gives."""
    x, y = steady(first), steady(second)
    n = len(x) + len(y)
    if not (len(x) and len(y)):
        return Estimate(value=None, method=SHIFT, n=n, cautions=(EMPTY,))
    values = np.sort(steady((x[:, None] - y[None, :]).ravel()))
    null = _Null(subset_sums(range(1, n + 1), len(x)), np.sqrt(len(x) * len(y) * (n + 1) / 12))
    return _estimate(SHIFT, values, null, n, level, alternative)


def pseudo_median(
    differences: ArrayLike,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    *,
    keeps_zeros: bool = True,
) -> Estimate:
    """Median of the means of all pairs of differences (each with itself too), the signed-rank test's estimate.

    Without `keeps_zeros`, pairs that do not change are left out, as the signed-rank test does, and a caution says so.
    """
    given = steady(differences)
    kept = given if keeps_zeros else given[given != 0]
    n = len(kept)
    if not n:
        return Estimate(value=None, method=PAIRED, n=0, cautions=(NO_CHANGE if len(given) else EMPTY,))
    first, second = np.triu_indices(n)
    values = np.sort(steady((kept[first] + kept[second]) / 2))
    null = _Null(sign_sums(range(1, n + 1)), np.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    found = _estimate(PAIRED, values, null, n, level, alternative)
    return found if n == len(given) else replace(found, cautions=(*found.cautions, ZEROS_DROPPED))


@dataclass(frozen=True)
class _Null:
    """What a rank statistic does by chance: its exact distribution (None for large groups) from its least value
    on, and its standard deviation.
    """

    distribution: Distribution | None
    spread: float


def _estimate(
    method: Method,
    values: NDArray[np.float64],
    null: _Null,
    n: int,
    level: float,
    alternative: Alternative,
) -> Estimate:
    tail = (1 - level) / 2 if alternative == "two-sided" else 1 - level
    rank, beyond = _rank(null, tail, len(values))
    reached = beyond <= tail
    has_low, has_high = alternative != "less", alternative != "greater"
    sides = int(has_low) + int(has_high)
    return Estimate(
        value=float(np.median(values)),
        method=method,
        n=n,
        low=float(values[rank - 1]) if has_low else -np.inf,
        high=float(values[len(values) - rank]) if has_high else np.inf,
        level=level if reached else 1 - sides * beyond,
        interval=RANKS,
        cautions=() if reached else (LOW_LEVEL,),
    )


def _rank(null: _Null, tail: float, pairs: int) -> tuple[int, float]:
    """(rank r of the lower bound among the pairwise values, probability that the truth lies below it).

    The truth lies below the r-th value when the statistic is at most r − 1; r is the largest with that probability at
    most `tail`, and at least 1. For large groups, by the normal approximation.
    """
    if null.distribution is None:
        return max(1, int(np.floor(pairs / 2 + norm.ppf(tail) * null.spread))), tail
    chances = np.cumsum(null.distribution.probabilities)
    rank = max(1, int((chances <= tail).sum()))
    return rank, float(chances[rank - 1])
