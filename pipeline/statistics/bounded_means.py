"""The interval of a mean of answers on a bounded scale that keeps its coverage at n = 4 as at n = 300.

Between two bounds that everybody knows (0 and 10, -1 and 1), the answers not seen could be anything between them; an
interval from the spread of those seen (Student, bootstrap) forgets it, and has no width at all when four people agree.
Gaffke 2005 puts one more answer at a bound: the upper limit is the (1 + level) / 2 quantile of the means of the answers
seen and one at the highest mark, weighted by Dirichlet(1, ..., 1) weights; the lower limit likewise at the lowest mark.
For answers 0 and 1 this is the interval of Clopper and Pearson exactly (the weights of k of n + 1 answers follow a Beta
law). That it never covers too seldom is proved for two marks and conjectured otherwise (Learned-Miller, Thomas 2020).

Drawn without replacement from N, the mean of all is that of the n seen and the N - n unseen; Pólya's urn started with
the answers seen and one at the bound takes the place of the Dirichlet weights (the limit of its shares). For answers 0
and 1 the number of ones follows the negative hypergeometric law, and the interval is the exact hypergeometric one.
`benchmarks/coverage.py` and `tests/property/test_bounded_means.py` show both.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import beta

from pipeline.statistics.results import Method

GAFFKE = Method(
    "échelle bornée (Gaffke)",
    "Bounded scale, Gaffke",
    "Gaffke 2005; Learned-Miller, Thomas 2020 (coverage conjectured)",
)
GAFFKE_FINITE = Method(
    "échelle bornée, population finie",
    "Bounded scale, finite population",
    "Gaffke 2005, with Pólya's urn in place of the Dirichlet weights; exact for two marks",
)

GAFFKE_CORRECTED = Method(
    "échelle bornée, correction de population finie",
    "Bounded scale, finite population correction",
    "Gaffke 2005; Cochran 1977, section 2.6, for the correction",
)

MOST_STEPS, MOST_PEOPLE = 20_000, 900
"""Unseen people times marks, and people, up to which the urn is followed. Beyond so many people the limits are drawn
towards the mean by the square root of the part not seen; below, marks that are no steps count as of an endless
population."""

MANY, FARTHEST = 10_000, 12.0
"""Answers beyond which a limit is sought within so many standard deviations of the mean: farther away the integral
swings faster than its nodes follow, and from some hundred thousand answers on is no probability at all."""

TWO_MARKS = 2

NODES = 400
_ABSCISSAE, _WEIGHTS = np.polynomial.legendre.leggauss(NODES)

Numbers = NDArray[np.float64]


def bounded_interval(
    values: Sequence[float] | Numbers, bounds: tuple[float, float], level: float, population: int | None = None
) -> tuple[float, float, Method]:
    """Limits of the mean of a population, and the method that gave them.

    `values` are answers between `bounds`; `population` is N, when known, of which they were drawn.

    Raises:
        ValueError: there is no answer, one lies outside the bounds, or there are more answers than people.
    """
    marks = np.sort(np.asarray(values, dtype=float))
    lowest, highest = bounds
    if not len(marks) or marks[0] < lowest or marks[-1] > highest or (population or len(marks)) < len(marks):
        raise ValueError(f"{len(marks)} answers between {lowest} and {highest} from {population} people do not fit.")
    tail = (1 - level) / 2
    mirrored = (highest - (marks - lowest))[::-1]
    if population is not None and _is_countable(marks, bounds, population):
        above = _finite_upper(marks - lowest, highest - lowest, tail, population)
        below = _finite_upper(mirrored - lowest, highest - lowest, tail, population)
        return highest - below, lowest + above, GAFFKE_FINITE
    low, high = lowest + highest - _upper(mirrored, highest, tail), _upper(marks, highest, tail)
    if population is None or population <= MOST_PEOPLE:
        return low, high, GAFFKE
    mean, kept = float(marks.mean()), sqrt((population - len(marks)) / population)
    return mean - (mean - low) * kept, mean + (high - mean) * kept, GAFFKE_CORRECTED


def _is_countable(marks: Numbers, bounds: tuple[float, float], population: int) -> bool:
    """Whether marks are whole steps from the lowest, few enough for the urn to be followed draw by draw."""
    lowest, highest = bounds
    unseen, steps = population - len(marks), highest - lowest
    is_stepped = bool(np.equal(np.mod(np.append(marks, highest), 1), lowest % 1).all())
    return is_stepped and population <= MOST_PEOPLE and unseen * steps <= MOST_STEPS


def _finite_upper(steps: Numbers, highest: float, tail: float, population: int) -> float:
    """The largest mean of `population` people that the urn exceeds or equals with a probability above `tail`."""
    seen, unseen, top = np.rint(steps).astype(int), population - len(steps), int(highest)
    totals = _urn_totals([*seen, top], unseen, top)
    at_least = np.cumsum(totals[::-1])[::-1]
    largest = int(np.flatnonzero(at_least > tail).max())
    return float((seen.sum() + largest) / population)


def _urn_totals(balls: Sequence[int], draws: int, top: int) -> Numbers:
    """The law of the total of `draws` draws from Pólya's urn, total 0 first.

    The number of ways to draw c_j balls of kind j is the coefficient of t^draws in the product over balls of
    1 / (1 - t x^mark); only sums of positive numbers are made, so nothing cancels.
    """
    ways = np.zeros((draws + 1, draws * top + 1))
    ways[0, 0] = 1.0
    for mark in balls:
        for drawn in range(1, draws + 1):
            ways[drawn, mark:] += ways[drawn - 1, : ways.shape[1] - mark]
    return np.asarray(ways[draws] / ways[draws].sum())


def _upper(marks: Numbers, highest: float, tail: float) -> float:
    """The 1 - tail quantile of the Dirichlet mean of `marks` and one answer at `highest`."""
    if marks[0] == highest:
        return highest
    levels, counts = np.unique(np.append(marks, highest), return_counts=True)
    scale = float(levels[-1] - levels[0])
    if len(levels) == TWO_MARKS and counts.sum() > MANY:
        return float(levels[0] + scale * beta.ppf(1 - tail, counts[1], counts[0]))
    reduced = (levels - levels[0]) / scale

    def excess(share: float) -> float:
        return _above(reduced - share, counts) - tail

    return float(levels[0] + scale * brentq(excess, *_around(reduced, counts), xtol=1e-9))


def _around(marks: Numbers, counts: NDArray[np.int64]) -> tuple[float, float]:
    """Between which marks, from 0 to 1, an upper limit is sought."""
    total = int(counts.sum())
    if total <= MANY:
        return 0.0, 1.0
    mean = float(counts @ marks) / total
    return mean, min(1.0, mean + FARTHEST * sqrt(float(counts @ (marks - mean) ** 2)) / total)


def _above(gaps: Numbers, counts: NDArray[np.int64]) -> float:
    """The probability that a Dirichlet mean lies above the point from which its marks are `gaps` away.

    It is that of the sum of gaps times independent Gamma(count) being positive, by inversion of its characteristic
    function (Gil-Pelaez 1951), the half line folded on ]0, 1[ around the standard deviation.
    """
    spread = float(np.sqrt((counts * gaps**2).sum()))
    fold = (_ABSCISSAE + 1) / 2
    points = fold / (1 - fold) / spread
    slopes = 1 / (1 - fold) ** 2 / spread
    angles = counts @ np.arctan(np.outer(gaps, points))
    sizes = counts @ np.log1p(np.outer(gaps, points) ** 2) / 2
    integral = (np.sin(angles) * np.exp(-sizes) / points * slopes) @ _WEIGHTS / 2
    return float(0.5 + integral / np.pi)
