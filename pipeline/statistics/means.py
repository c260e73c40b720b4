"""The mean of marks or of numbers, with the interval that fits what is known of them.

The default was chosen on evidence (`benchmarks/coverage.py`): on marks from 0 to 10, Student's interval covers 12 to
94 % of the time at n = 4 (four people who agree have no spread) and 62 to 95 % at n = 30; the one for bounded scales
never less than 96 %. Of numbers without a bound (staff, days), no interval covers well below two hundred answers when a
few are large, and choosing by the skewness seen makes it worse: the mean is then given without one, the median with.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from scipy.stats import bootstrap, t

from pipeline.statistics.bounded_means import bounded_interval
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shares import CENSUS

MEAN = Method("Moyenne", "Mean", "")
STUDENT = Method("Student", "Student's t", "Student 1908; Cochran 1977, section 2.8, for the finite population")
BCA = Method("bootstrap BCa", "BCa bootstrap", "Efron 1987")
FREE_NUMBERS = Caution(
    "free-numbers",
    "Nombre sans borne et trop peu de réponses : une seule grande valeur déplacerait la moyenne ; voir la médiane.",
    "Unbounded number and too few answers: one large value would move the mean; see the median.",
)
SEED, RESAMPLES = 20261121, 4999
FREE_NUMBERS_MIN, BOOTSTRAP_MAX = 200, 5000
"""Answers from which the mean of an unbounded number has an interval, and beyond which Student's differs in nothing."""


def mean_interval(
    values: Sequence[float] | NDArray[np.float64],
    level: float,
    bounds: tuple[float, float] | None = None,
    population: int | None = None,
) -> Estimate:
    """The mean of `values` with its default interval.

    Everybody answered: none, and caution `census`. Marks between known `bounds`: `bounded_interval`. Numbers without
    bounds: BCa bootstrap (seeded) from `FREE_NUMBERS_MIN` answers, Student's interval from `BOOTSTRAP_MAX`; of fewer
    answers none, and caution `free-numbers`.

    Raises:
        ValueError: there is no value, one lies outside the bounds, or there are more values than people.
    """
    n = len(values)
    if not n or (population is not None and n > population):
        raise ValueError(f"{n} values of a population of {population} have no mean.")
    mean = float(np.mean(np.sort(values)))
    if n == population:
        return Estimate(value=mean, method=MEAN, n=n, cautions=(CENSUS,))
    if bounds is not None:
        low, high, method = bounded_interval(values, bounds, level, population)
        return Estimate(value=mean, method=MEAN, n=n, low=low, high=high, level=level, interval=method)
    if n < FREE_NUMBERS_MIN:
        return Estimate(value=mean, method=MEAN, n=n, cautions=(FREE_NUMBERS,))
    interval = bootstrap_interval if n <= BOOTSTRAP_MAX else student_interval
    return interval(values, level, population)


def student_interval(
    values: Sequence[float] | NDArray[np.float64], level: float, population: int | None = None
) -> Estimate:
    """Mean and Student interval, with the finite population correction when N is known; no interval for one value."""
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return Estimate(value=mean, method=MEAN, n=n)
    error = float(np.std(values, ddof=1)) / sqrt(n) * _correction(n, population)
    half = float(t.ppf((1 + level) / 2, n - 1)) * error
    return Estimate(value=mean, method=MEAN, n=n, low=mean - half, high=mean + half, level=level, interval=STUDENT)


def bootstrap_interval(
    values: Sequence[float] | NDArray[np.float64], level: float, population: int | None = None
) -> Estimate:
    """Mean and bias-corrected accelerated bootstrap interval (scipy, seeded); equal values give one point.

    When N is known the limits are drawn towards the mean by the square root of the part not seen.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    n, mean = len(ordered), float(ordered.mean())
    if ordered[0] == ordered[-1]:
        return Estimate(value=mean, method=MEAN, n=n, low=mean, high=mean, level=level, interval=BCA)
    found = bootstrap(
        (ordered,),
        np.mean,
        confidence_level=level,
        n_resamples=RESAMPLES,
        method="BCa",
        rng=Generator(PCG64(SEED)),
        batch=500,
    ).confidence_interval
    kept = _correction(n, population)
    low, high = (mean + (float(limit) - mean) * kept for limit in (found.low, found.high))
    return Estimate(value=mean, method=MEAN, n=n, low=low, high=high, level=level, interval=BCA)


def _correction(n: int, population: int | None) -> float:
    return 1.0 if population is None else sqrt((population - n) / population)
