"""How far apart are more than two groups, taken together? The share of ranks or of answers that the groups explain.

Zero when all groups answer alike, one when groups tell the answer. No group is set against another, none is first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import chndtr
from scipy.stats import chi2_contingency, rankdata

from pipeline.statistics.cautions import FEWER_THAN_TWO
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shift_algorithm import steady

EPSILON_SQUARED = Method("epsilon carré sur les rangs", "rank epsilon squared", "Kelley 1935; Kruskal and Wallis 1952")
CRAMER_V = Method("V de Cramér sans biais", "bias-corrected Cramér’s V", "Cramér 1946; Bergsma 2013")
NON_CENTRAL = Method("khi-deux décentré inversé", "inverted non-central chi-square", "Smithson 2003")

TOO_FEW = Caution(
    "too-few-for-interval",
    "pas plus de réponses que de groupes : pas de mesure de l’ampleur",
    "no more answers than groups: no size",
)


def epsilon_squared(groups: Sequence[ArrayLike], level: float = 0.95) -> Estimate:
    """The part of the variance of ranks that lies between groups, without the part that chance alone puts there.

    (H − k + 1) / (n − k), not below 0, H being the statistic of Kruskal and Wallis corrected for ties: Kelley's measure
    applied to ranks. The interval holds the parameters λ / (n − 1) under which H is not surprising, H following a
    non-central chi-square of k − 1 degrees of freedom; simulated, it covers 94.5 % and more from four answers a group,
    nearly always when groups are far apart.
    """
    given = [np.asarray(steady(group)) for group in groups]
    n, k = sum(map(len, given)), len(given)
    if k < 2 or not all(map(len, given)):
        return Estimate(value=None, method=EPSILON_SQUARED, n=n, cautions=(FEWER_THAN_TWO,))
    if n <= k:
        return Estimate(value=None, method=EPSILON_SQUARED, n=n, cautions=(TOO_FEW,))
    statistic = _kruskal(given)
    value = max(0.0, (statistic - (k - 1)) / (n - k))
    low, high = (min(1.0, bound / (n - 1)) for bound in _plausible(statistic, k - 1, level))
    return _estimate(value, low, high, EPSILON_SQUARED, n, level)


def cramer_v(table: ArrayLike, level: float = 0.95) -> Estimate:
    """The strength of association in a table of counts (groups in rows), corrected for bias.

    √(φ̃² / min(r̃ − 1, c̃ − 1)) with φ̃² = max(0, φ² − (r − 1)(c − 1) / (n − 1)), r̃ = r − (r − 1)² / (n − 1), c̃ alike. The
    interval holds √(λ / (n · min(r − 1, c − 1))) for the λ under which the chi-square is not surprising; simulated, it
    covers 95.5 % and more from four answers a group. Empty rows and columns say nothing and are left out.
    """
    cells = np.asarray(table, dtype=float)
    cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    n = int(cells.sum())
    if min(cells.shape) < 2:
        return Estimate(value=None, method=CRAMER_V, n=n, cautions=(FEWER_THAN_TWO,))
    rows, columns = cells.shape
    freedom, sides = (rows - 1) * (columns - 1), min(rows, columns) - 1
    statistic = float(chi2_contingency(cells, correction=False).statistic)
    excess = max(0.0, statistic / n - freedom / (n - 1))
    shrunk = min(side - (side - 1) ** 2 / (n - 1) for side in (rows, columns)) - 1
    if shrunk <= 0:
        return Estimate(value=None, method=CRAMER_V, n=n, cautions=(TOO_FEW,))
    low, high = (min(1.0, sqrt(bound / (n * sides))) for bound in _plausible(statistic, freedom, level))
    return _estimate(min(1.0, sqrt(excess / shrunk)), low, high, CRAMER_V, n, level)


def _estimate(value: float, low: float, high: float, method: Method, n: int, level: float) -> Estimate:
    """The interval is about the same quantity, not about its corrected estimate: it is widened to hold it."""
    return Estimate(
        value=value, method=method, n=n, low=min(low, value), high=max(high, value), level=level, interval=NON_CENTRAL
    )


def _kruskal(groups: Sequence[NDArray[np.float64]]) -> float:
    """H = (n − 1) × the part of the variance of ranks between groups; 0 when every answer is the same."""
    ranks = rankdata(np.concatenate(groups))
    centred = ranks - ranks.mean()
    parts = np.split(centred, np.cumsum([len(group) for group in groups])[:-1])
    whole = float((centred**2).sum())
    between = sum(float(part.sum()) ** 2 / len(part) for part in parts)
    return (len(ranks) - 1) * between / whole if whole else 0.0


def _plausible(statistic: float, freedom: int, level: float) -> tuple[float, float]:
    """The non-centralities under which each tail beyond the statistic is (1 − level) / 2, smallest first.

    A statistic below what chance gives on average (`freedom`) is luck, not precision: it does not shorten the interval.
    """
    tail = (1 - level) / 2

    def below(non_centrality: float) -> float:
        return float(chndtr(statistic, freedom, non_centrality))

    low = _where(below, 1 - tail)
    statistic = max(statistic, freedom)
    return low, _where(below, tail)


def _where(below: Callable[[float], float], probability: float) -> float:
    """Where the decreasing function meets a probability; 0 where it is under it from the start."""
    if below(0.0) <= probability:
        return 0.0
    top = 1.0
    while below(top) > probability:
        top *= 2
    return float(brentq(lambda at: below(at) - probability, 0.0, top))
