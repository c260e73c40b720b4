"""The net promoter score: promoters (9, 10) minus detractors (0 to 6) per hundred who answered, and its interval.

It is the mean of marks -1, 0 and 1, times a hundred, so the default interval is that of a bounded scale: exact on the
finite population, never without width, never beyond -100 and 100. The others are for comparison with other software.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2, norm

from pipeline.statistics.means import mean_interval, student_interval
from pipeline.statistics.results import Estimate, Method

NPS = Method("Promoteurs moins détracteurs, pour 100 réponses", "Net promoter score", "Reichheld 2003")
WALD = Method("Wald", "Trinomial Wald", "Rocks 2016")
ADJUSTED_WALD = Method("Wald ajusté", "Adjusted Wald", "Rocks 2016: three answers added")
PROFILE = Method("vraisemblance profilée", "Profile likelihood", "Venzon, Moolgavkar 1988")
PROMOTER_MIN, DETRACTOR_MAX, HIGHEST = 9, 6, 10
POINTS = 100.0
ADDED = (0.75, 1.5, 0.75)
"""Promoters, passives and detractors that the adjusted Wald interval adds."""


@dataclass(frozen=True)
class Promoters:
    """How many of `n` promote, are passive, detract."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """How many have answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """From -100 to 100."""
        return POINTS * (self.promoters - self.detractors) / self.n

    @property
    def variance(self) -> float:
        """Variance of the marks -1, 0 and 1, divided by n (not n - 1)."""
        return (self.promoters + self.detractors) / self.n - (self.score / POINTS) ** 2

    @property
    def standard_error(self) -> float:
        """Of the mean mark; times a hundred, of the score."""
        return sqrt(self.variance / self.n)

    @property
    def marks(self) -> NDArray[np.float64]:
        """One mark an answer: -1, 0 or 1."""
        return np.repeat([-1.0, 0.0, 1.0], [self.detractors, self.passives, self.promoters])


def promoters(scores: Sequence[float] | NDArray[np.float64]) -> Promoters:
    """Promoters, passives and detractors among scores from 0 to 10.

    Raises:
        ValueError: there is no score, or one is not a whole number from 0 to 10.
    """
    given = np.asarray(scores, dtype=float)
    if not len(given) or not (np.isin(given, np.arange(HIGHEST + 1))).all():
        raise ValueError("Net promoter scores are whole numbers from 0 to 10, and at least one.")
    for_it, against = int((given >= PROMOTER_MIN).sum()), int((given <= DETRACTOR_MAX).sum())
    return Promoters(for_it, len(given) - for_it - against, against)


def score_interval(counted: Promoters, level: float, population: int | None = None) -> Estimate:
    """The score with its default interval; none when everybody answered (caution `census`)."""
    return _in_points(mean_interval(counted.marks, level, (-1.0, 1.0), population))


def student(counted: Promoters, level: float, population: int | None = None) -> Estimate:
    """The score with Student's interval of the marks; not cut at -100 and 100."""
    return _in_points(student_interval(counted.marks, level, population))


def wald(counted: Promoters, level: float) -> Estimate:
    """The score with the normal interval of the trinomial; not cut at -100 and 100."""
    return _normal(counted.score, counted.n, counted.standard_error, level, WALD)


def adjusted_wald(counted: Promoters, level: float) -> Estimate:
    """The score with the normal interval around it after adding three answers; `value` stays the score observed."""
    p, passive, d = (
        count + added
        for count, added in zip((counted.promoters, counted.passives, counted.detractors), ADDED, strict=True)
    )
    size = p + passive + d
    centre = (p - d) / size
    error = sqrt(((p + d) / size - centre**2) / size)
    found = _normal(POINTS * centre, counted.n, error, level, ADJUSTED_WALD)
    return Estimate(
        value=counted.score,
        method=NPS,
        n=counted.n,
        low=found.low,
        high=found.high,
        level=level,
        interval=ADJUSTED_WALD,
    )


def profile_likelihood(counted: Promoters, level: float) -> Estimate:
    """The score with the interval of the differences that the trinomial likelihood, passives profiled out, allows."""
    best, allowed = counted.score / POINTS, float(chi2.ppf(level, 1)) / 2
    highest = _log_likelihood(best, counted)

    def excess(difference: float) -> float:
        return highest - _log_likelihood(difference, counted) - allowed

    edge = 1 - 1e-9
    low = -1.0 if excess(-edge) < 0 else float(brentq(excess, -edge, min(best, edge)))
    high = 1.0 if excess(edge) < 0 else float(brentq(excess, max(best, -edge), edge))
    return Estimate(
        value=counted.score,
        method=NPS,
        n=counted.n,
        low=POINTS * low,
        high=POINTS * high,
        level=level,
        interval=PROFILE,
    )


def wald_p_value(counted: Promoters) -> float | None:
    """Two-sided p-value of « the score is 0 » by the normal law; None when all answers are alike."""
    error = counted.standard_error
    return float(2 * norm.sf(abs(counted.score) / POINTS / error)) if error > 0 else None


def _log_likelihood(difference: float, counted: Promoters) -> float:
    """The largest log-likelihood of the counts when promoters exceed detractors by `difference`."""
    smallest, largest = max(difference, 0.0), (1 + difference) / 2

    def loss(p: float) -> float:
        chances = (p, 1 - 2 * p + difference, p - difference)
        counts = (counted.promoters, counted.passives, counted.detractors)
        return -sum(count * log(max(chance, 1e-300)) for count, chance in zip(counts, chances, strict=True) if count)

    if largest - smallest < 1e-12:
        return -loss(smallest)
    inside = minimize_scalar(loss, bounds=(smallest, largest), method="bounded", options={"xatol": 1e-12})
    return -min(float(inside.fun), loss(smallest), loss(largest))


def _normal(score: float, n: int, error: float, level: float, method: Method) -> Estimate:
    half = POINTS * float(norm.ppf((1 + level) / 2)) * error
    return Estimate(value=score, method=NPS, n=n, low=score - half, high=score + half, level=level, interval=method)


def _in_points(found: Estimate) -> Estimate:
    low, high = (None if limit is None else POINTS * limit for limit in (found.low, found.high))
    return Estimate(
        value=POINTS * (found.value or 0.0),
        method=NPS,
        n=found.n,
        low=low,
        high=high,
        level=found.level,
        interval=found.interval,
        cautions=found.cautions,
    )
