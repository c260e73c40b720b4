"""Do two means differ, for measurements that are close to normal or many? Student's and Welch's tests, Hedges' g."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import gammaln
from scipy.stats import nct, ttest_1samp, ttest_ind

from pipeline.statistics.results import Caution, Estimate, Method, Test

WELCH = Method("test t de Welch", "Welch t-test", "Welch 1947")
PAIRED_T = Method("test t apparié", "paired t-test", "Student 1908")
DIFFERENCE = Method("différence de deux moyennes", "difference of two means", "Welch 1947")
MEAN_CHANGE = Method("moyenne des différences", "mean difference", "Student 1908")
HEDGES = Method("g de Hedges", "Hedges’ g", "Hedges 1981")
STUDENT = Method("Student", "Student’s t", "Student 1908")
NON_CENTRAL = Method("t non centré", "noncentral t", "Steiger and Fouladi 1997")
TOO_FEW = Caution("too-few", "moins de deux mesures dans un groupe", "fewer than two measurements in a group")
NO_SPREAD = Caution("no-spread", "aucune dispersion dans les groupes", "no spread within groups")


def welch(first: ArrayLike, second: ArrayLike) -> Test:
    """Welch's two-sided test (scipy's `ttest_ind` with unequal variances). Assumption: means are close to normal."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    sizes = (len(x), len(y))
    if min(sizes) < 2 or not (np.ptp(x) or np.ptp(y)):
        return Test(p_value=None, method=WELCH, sizes=sizes, cautions=(TOO_FEW if min(sizes) < 2 else NO_SPREAD,))
    found = ttest_ind(x, y, equal_var=False)
    return Test(p_value=float(found.pvalue), method=WELCH, sizes=sizes, statistic=float(found.statistic))


def mean_difference(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean of the first group minus that of the second, with Welch's interval."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = len(x) + len(y)
    if min(len(x), len(y)) < 2:
        return Estimate(value=None, method=DIFFERENCE, n=n, cautions=(TOO_FEW,))
    bounds = ttest_ind(x, y, equal_var=False).confidence_interval(level)
    value = float(x.mean() - y.mean())
    return Estimate(
        value=value, method=DIFFERENCE, n=n, low=float(bounds.low), high=float(bounds.high), level=level, interval=WELCH
    )


def paired_t(differences: ArrayLike) -> Test:
    """Student's two-sided test that the mean difference of pairs is zero (scipy's `ttest_1samp`)."""
    given = np.asarray(differences, dtype=float)
    if len(given) < 2 or not np.ptp(given):
        return Test(
            p_value=None, method=PAIRED_T, sizes=(len(given),), cautions=(TOO_FEW if len(given) < 2 else NO_SPREAD,)
        )
    found = ttest_1samp(given, 0.0)
    return Test(p_value=float(found.pvalue), method=PAIRED_T, sizes=(len(given),), statistic=float(found.statistic))


def mean_change(differences: ArrayLike, level: float = 0.95) -> Estimate:
    """The mean difference of pairs, with Student's interval."""
    given = np.asarray(differences, dtype=float)
    if len(given) < 2:
        return Estimate(value=None, method=MEAN_CHANGE, n=len(given), cautions=(TOO_FEW,))
    bounds = ttest_1samp(given, 0.0).confidence_interval(level)
    return Estimate(
        value=float(given.mean()),
        method=MEAN_CHANGE,
        n=len(given),
        low=float(bounds.low),
        high=float(bounds.high),
        level=level,
        interval=STUDENT,
    )


def hedges_g(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Estimate:
    """Difference of means in pooled standard deviations, corrected for small groups (exact factor of Hedges 1981).

    The interval inverts the noncentral t distribution, then takes the same factor.
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n, freedom = len(x) + len(y), len(x) + len(y) - 2
    if min(len(x), len(y)) < 2:
        return Estimate(value=None, method=HEDGES, n=n, cautions=(TOO_FEW,))
    pooled = np.sqrt(((len(x) - 1) * x.var(ddof=1) + (len(y) - 1) * y.var(ddof=1)) / freedom)
    if not pooled:
        return Estimate(value=None, method=HEDGES, n=n, cautions=(NO_SPREAD,))
    scale = np.sqrt(1 / len(x) + 1 / len(y))
    statistic = float((x.mean() - y.mean()) / pooled / scale)
    factor = float(np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2) - np.log(freedom / 2) / 2))
    low, high = _non_centralities(statistic, freedom, level)
    return Estimate(
        value=statistic * scale * factor,
        method=HEDGES,
        n=n,
        low=low * scale * factor,
        high=high * scale * factor,
        level=level,
        interval=NON_CENTRAL,
    )


def _non_centralities(statistic: float, freedom: int, level: float) -> tuple[float, float]:
    """The noncentralities for which the statistic is the upper, then the lower, quantile."""
    tail, reach = (1 - level) / 2, 10 + abs(statistic)

    def at(share: float) -> float:
        return float(
            brentq(lambda centre: nct.cdf(statistic, freedom, centre) - share, statistic - reach, statistic + reach)
        )

    return at(1 - tail), at(tail)
