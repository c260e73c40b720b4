"""Intervals for a share drawn from a population without end. Which one is used by default is `shares`' choice.

Each function takes `successes` of `n` and the confidence level, and raises ValueError when that is not a share.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt
from typing import Literal

from scipy.optimize import brentq
from scipy.stats import beta, binom, norm
from statsmodels.stats.proportion import proportion_confint

from pipeline.statistics.results import Estimate, Method

SHARE = Method("Part des répondants", "Share of respondents", "")
WILSON = Method("Wilson", "Wilson score", "Wilson 1927")
WILSON_EDGED = Method("Wilson modifié", "Modified Wilson", "Brown, Cai, DasGupta 2001, section 4.1.1")
WILSON_CONTINUITY = Method(
    "Wilson avec correction de continuité", "Wilson score with continuity correction", "Newcombe 1998, method 4"
)
CLOPPER_PEARSON = Method("Clopper-Pearson", "Clopper-Pearson", "Clopper, Pearson 1934")
JEFFREYS = Method("Jeffreys", "Jeffreys", "Brown, Cai, DasGupta 2001, section 3.1.3")
AGRESTI_COULL = Method("Agresti-Coull", "Agresti-Coull", "Agresti, Coull 1998")
MID_P = Method("mi-p", "Mid-p", "Lancaster 1961; Berry, Armitage 1995")

Boundary = Literal["equal_tailed", "closed", "one_sided"]
Bounds = tuple[float, float]


def is_share(successes: int, n: int) -> None:
    """Refuse what is not a share.

    Raises:
        ValueError: `successes` is not within 0..n, or nobody was asked.
    """
    if not 0 <= successes <= n or n <= 0:
        raise ValueError(f"{successes} of {n} is not a share.")


def wilson(successes: int, n: int, level: float, *, is_edged: bool = False) -> Estimate:
    """Score interval, statsmodels' `proportion_confint(method="wilson")`.

    With `is_edged`, the limit next to the edge at 1 and n - 1 successes is that of the Poisson law, where the score
    limit covers far too seldom.
    """
    is_share(successes, n)
    low, high = _within(proportion_confint(successes, n, alpha=1 - level, method="wilson"))
    if is_edged and successes == 1:
        low = -log(level) / n
    if is_edged and successes == n - 1:
        high = 1 + log(level) / n
    return _estimate(successes, n, level, (low, high), WILSON_EDGED if is_edged else WILSON)


def wilson_continuity(successes: int, n: int, level: float) -> Estimate:
    """Score interval with continuity correction, closed form of Newcombe 1998: as R's `prop.test` gives by default."""
    is_share(successes, n)
    z = float(norm.ppf((1 + level) / 2))

    def lower(k: int) -> float:
        p = k / n
        root = sqrt(z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))
        return (2 * k + z * z - 1 - z * root) / (2 * (n + z * z))

    low = 0.0 if successes == 0 else max(0.0, lower(successes))
    high = 1.0 if successes == n else min(1.0, 1 - lower(n - successes))
    return _estimate(successes, n, level, (low, high), WILSON_CONTINUITY)


def clopper_pearson(successes: int, n: int, level: float) -> Estimate:
    """Exact interval, each tail at most (1 - level) / 2 whatever the share: statsmodels' `method="beta"`."""
    is_share(successes, n)
    bounds = _within(proportion_confint(successes, n, alpha=1 - level, method="beta"))
    return _estimate(successes, n, level, bounds, CLOPPER_PEARSON)


def jeffreys(successes: int, n: int, level: float, boundary: Boundary = "closed") -> Estimate:
    """Posterior quantiles under the prior Beta(1/2, 1/2).

    At 0 and n successes the limit next to the edge is the edge itself (`closed`, as Brown, Cai and DasGupta advise),
    or the plain quantile (`equal_tailed`), or the whole of 1 - level is left on the other side (`one_sided`).
    """
    is_share(successes, n)
    tail = (1 - level) / 2
    posterior = beta(successes + 0.5, n - successes + 0.5)
    low, high = float(posterior.ppf(tail)), float(posterior.ppf(1 - tail))
    if boundary != "equal_tailed" and successes == 0:
        low = 0.0
        high = float(posterior.ppf(level)) if boundary == "one_sided" else high
    if boundary != "equal_tailed" and successes == n:
        high = 1.0
        low = float(posterior.ppf(1 - level)) if boundary == "one_sided" else low
    return _estimate(successes, n, level, (low, high), JEFFREYS)


def agresti_coull(successes: int, n: int, level: float) -> Estimate:
    """Wald interval around the centre of Wilson's; not cut at 0 and 1, as published."""
    is_share(successes, n)
    z = float(norm.ppf((1 + level) / 2))
    size = n + z * z
    centre = (successes + z * z / 2) / size
    half = z * sqrt(centre * (1 - centre) / size)
    return _estimate(successes, n, level, (centre - half, centre + half), AGRESTI_COULL)


def mid_p(successes: int, n: int, level: float) -> Estimate:
    """As Clopper-Pearson, with half the probability of what was observed in each tail: shorter, not always covering."""
    is_share(successes, n)
    tail = (1 - level) / 2

    def above(p: float) -> float:
        return float(binom.sf(successes, n, p) + binom.pmf(successes, n, p) / 2)

    low = 0.0 if successes == 0 else _root(lambda p: above(p) - tail)
    high = 1.0 if successes == n else _root(lambda p: above(p) - (1 - tail))
    return _estimate(successes, n, level, (low, high), MID_P)


def _root(function: Callable[[float], float]) -> float:
    return float(brentq(function, 0.0, 1.0, xtol=1e-13))


def _within(bounds: tuple[float, float]) -> Bounds:
    low, high = bounds
    return max(0.0, float(low)), min(1.0, float(high))


def _estimate(successes: int, n: int, level: float, bounds: Bounds, method: Method) -> Estimate:
    low, high = bounds
    return Estimate(value=successes / n, method=SHARE, n=n, low=low, high=high, level=level, interval=method)
