"""The interval of a share estimated on a sample: six ways, for shares near zero or one need other ones than a mean."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats
from scipy.special import expit, logit, xlog1py, xlogy

from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.sampling.design import Design
from pipeline.statistics.sampling.estimates import MEAN, NO_FREEDOM, NOBODY, Moments, means, quantile_of_t

IntervalKind = Literal["logit", "xlogit", "likelihood", "asin", "beta", "mean"]
"""`logit` and `xlogit` are the same interval, reached by a model without predictors or from the share itself."""

SHARE = Method("Part pondérée", "Weighted share", MEAN.source)
INTERVALS: dict[IntervalKind, Method] = {
    "logit": Method("Logit, variance linéarisée", "Logit, linearised variance", "Lumley 2010"),
    "xlogit": Method("Logit, variance linéarisée", "Logit, linearised variance", "Lumley 2010"),
    "likelihood": Method(
        "Vraisemblance ajustée au plan de sondage", "Design-adjusted likelihood ratio", "Rao & Scott 1984"
    ),
    "asin": Method("Arc sinus, variance linéarisée", "Arcsine, linearised variance", "Lumley 2010"),
    "beta": Method("Clopper-Pearson, taille effective", "Clopper-Pearson, effective size", "Korn & Graubard 1998"),
    "mean": Method("Student, variance linéarisée", "Student's t, linearised variance", "Särndal et al. 1992"),
}
NEAREST = 1e-12
"""Where likelihood allows a share this near to zero or one, it allows zero or one."""

SAME_ANSWER = Caution(
    "same-answer",
    "Toutes les réponses sont les mêmes : l’échantillon ne dit pas combien la part varie.",
    "All answers are alike: the sample does not tell how much the share varies.",
)


def share_estimate(is_one: ArrayLike, design: Design, level: float, interval: IntervalKind = "beta") -> Estimate:
    """The share of units for which `is_one` (zeros, ones, missing left out) holds, with its interval.

    `beta` keeps its level best for small samples and shares near zero or one (Korn & Graubard 1998). Without variance
    (a census, or one answer only) there is no interval.
    """
    found = means(is_one, design)
    value = float(found.point[0])
    if not found.n or not np.isfinite(value):
        return Estimate(value=None, method=SHARE, n=0, cautions=(NOBODY,))
    if found.degrees_of_freedom < 1:
        return Estimate(value=value, method=SHARE, n=found.n, cautions=(NO_FREEDOM,))
    if not found.varies[0]:
        cautions = (SAME_ANSWER,) if value in (0.0, 1.0) and not design.is_census else ()
        return Estimate(value=value, method=SHARE, n=found.n, cautions=cautions)
    low, high = share_bounds(found, level, interval)
    return Estimate(value=value, low=low, high=high, level=level, interval=INTERVALS[interval], method=SHARE, n=found.n)


def share_bounds(found: Moments, level: float, interval: IntervalKind) -> tuple[float, float]:
    """The bounds of a share found by `means`; those of `mean` may leave 0..1."""
    value, error = float(found.point[0]), float(found.standard_errors[0])
    reach = quantile_of_t(level, found.degrees_of_freedom)
    if interval == "mean":
        return value - reach * error, value + reach * error
    if interval == "beta":
        return _beta_bounds(found, level)
    if interval == "likelihood":
        return _likelihood_bounds(value, error, reach, found.n)
    if interval == "asin":
        half = reach * error / (2 * np.sqrt(value * (1 - value)))
        # An angle beyond a right one would come back as a share on the wrong side: the share is then 0 or 1.
        low, high = np.clip(np.arcsin(np.sqrt(value)) + np.array([-half, half]), 0, np.pi / 2)
        return float(np.sin(low) ** 2), float(np.sin(high) ** 2)
    low, high = expit(logit(value) + np.array([-1, 1]) * reach * error / (value * (1 - value)))
    return float(low), float(high)


def _beta_bounds(found: Moments, level: float) -> tuple[float, float]:
    """Clopper–Pearson with the size of a simple sample that varies as much, less what few degrees of freedom cost."""
    value, error = float(found.point[0]), float(found.standard_errors[0])
    cost = quantile_of_t(level, found.n - 1) / quantile_of_t(level, found.degrees_of_freedom)
    size = value * (1 - value) / error**2 * cost**2
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, size * value, size * (1 - value) + 1)
    high = stats.beta.ppf(1 - tail, size * value + 1, size * (1 - value))
    return float(low), float(high)


def _likelihood_bounds(value: float, error: float, reach: float, n: int) -> tuple[float, float]:
    """Where the likelihood of the share, of the size of a simple sample that varies as much, falls too low.

    2 m [l(p) - l(q)] = t², with m = (n-1)/n · p(1-p)/variance: the likelihood ratio over its design effect, the spread
    of the n answers being estimated with n-1.
    """
    size = value * (1 - value) / error**2 * (n - 1) / n
    best = xlogy(value, value) + xlog1py(1 - value, -value)

    def excess(at: float) -> float:
        return float(2 * size * (best - xlogy(value, at) - xlog1py(1 - value, -at)) - reach**2)

    low, high = NEAREST * value, 1 - NEAREST * (1 - value)
    return (
        float(optimize.brentq(excess, low, value, xtol=1e-14)) if excess(low) > 0 else 0.0,
        float(optimize.brentq(excess, value, high, xtol=1e-14)) if excess(high) > 0 else 1.0,
    )
