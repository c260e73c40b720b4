"""The median with the exact interval that two ranks of the answers give, whatever their distribution."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shares import CENSUS

MEDIAN = Method("Médiane", "Median", "")
RANKS = Method("rangs exacts", "Exact order statistics", "Thompson 1936; David, Nagaraja 2003, section 7.1")
RANKS_FINITE = Method(
    "rangs exacts, population finie", "Exact order statistics, finite population", "Meyer 1987; Wilks 1962, section 8.8"
)
TOO_FEW = Caution(
    "median-too-few",
    "Trop peu de réponses : même de la plus petite à la plus grande, l’intervalle n’atteindrait pas le niveau.",
    "Too few answers for an interval: even from the smallest to the largest it would not reach the level.",
)


def median_interval(
    values: Sequence[float] | NDArray[np.float64], level: float, population: int | None = None
) -> Estimate:
    """The median and the interval from the r-th smallest to the r-th largest answer, r as large as the level allows.

    The number of answers below the population median is binomial, or hypergeometric when N is known; for an even N the
    interval holds both middle values. Ties only raise the coverage.

    Raises:
        ValueError: there is no value, or there are more values than people.
    """
    n = len(values)
    if not n or (population is not None and n > population):
        raise ValueError(f"{n} values of a population of {population} have no median.")
    ordered = np.sort(np.asarray(values, dtype=float))
    median = float(np.median(ordered))
    if n == population:
        return Estimate(value=median, method=MEDIAN, n=n, cautions=(CENSUS,))
    rank = _rank(n, level, population)
    if not rank:
        return Estimate(value=median, method=MEDIAN, n=n, cautions=(TOO_FEW,))
    low, high = float(ordered[rank - 1]), float(ordered[n - rank])
    method = RANKS if population is None else RANKS_FINITE
    return Estimate(value=median, method=MEDIAN, n=n, low=low, high=high, level=level, interval=method)


def _rank(n: int, level: float, population: int | None) -> int:
    """The largest r such that r answers or more on one side leave the median outside with at most half the error.

    Fewer than r answers among the lower half of the population put its median below the r-th answer.
    """
    below = binom(n, 0.5) if population is None else hypergeom(population, population // 2, n)
    tail = (1 - level) / 2
    return bisect_left(range(1, n // 2 + 1), True, key=lambda rank: bool(below.cdf(rank - 1) > tail))
