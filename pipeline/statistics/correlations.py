"""Do two answers of the same respondents rise together? Pearson's, Spearman's and Kendall's correlations."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kendalltau, pearsonr, rankdata, spearmanr

from pipeline.statistics.results import Caution, Estimate, Method, Test

PEARSON = Method("corrélation de Pearson", "Pearson correlation", "Pearson 1895")
SPEARMAN = Method("corrélation de Spearman", "Spearman correlation", "Spearman 1904")
KENDALL = Method("tau-b de Kendall", "Kendall’s tau-b", "Kendall 1945")
FISHER_Z = Method("transformation z de Fisher", "Fisher z", "Fisher 1921")
TOO_FEW = Caution("too-few", "moins de trois paires complètes", "fewer than three complete pairs")
CONSTANT = Caution("one-value", "une des deux réponses ne varie pas", "one of the two answers does not vary")
TIES = Caution("ties", "ex æquo : loi approchée", "ties: approximate distribution")

FEWEST = 3


def pearson(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> tuple[Estimate, Test]:
    """Pearson's coefficient with Fisher's interval, and its test (scipy's `pearsonr`)."""
    x, y = _pairs(first, second)
    if caution := _trouble(x, y):
        return _none(PEARSON, x, caution)
    found = pearsonr(x, y)
    has_interval = len(x) > FEWEST
    bounds = found.confidence_interval(level) if has_interval else None
    estimate = Estimate(
        value=float(found.statistic),
        method=PEARSON,
        n=len(x),
        low=float(bounds.low) if bounds else None,
        high=float(bounds.high) if bounds else None,
        level=level if bounds else None,
        interval=FISHER_Z if bounds else None,
    )
    return estimate, _test(PEARSON, x, float(found.pvalue), float(found.statistic))


def spearman(first: ArrayLike, second: ArrayLike) -> tuple[Estimate, Test]:
    """Spearman's coefficient; `statistic` of its test is Σ (difference of ranks)², as (n³ − n)(1 − ρ)/6.

    Student's t approximation (scipy's `spearmanr`), which ties call for.
    """
    x, y = _pairs(first, second)
    if caution := _trouble(x, y):
        return _none(SPEARMAN, x, caution)
    found = spearmanr(x, y)
    rho, n = float(found.statistic), len(x)
    return Estimate(value=rho, method=SPEARMAN, n=n), _test(
        SPEARMAN, x, float(found.pvalue), (n**3 - n) * (1 - rho) / 6, _ties(x, y)
    )


def kendall(first: ArrayLike, second: ArrayLike) -> tuple[Estimate, Test]:
    """Kendall's tau-b; exact without ties, else the normal approximation corrected for them (scipy's `kendalltau`)."""
    x, y = _pairs(first, second)
    if caution := _trouble(x, y):
        return _none(KENDALL, x, caution)
    cautions = _ties(x, y)
    found = kendalltau(x, y, method="asymptotic" if cautions else "exact")
    tau = float(found.statistic)
    return Estimate(value=tau, method=KENDALL, n=len(x)), _test(KENDALL, x, float(found.pvalue), tau, cautions)


def _pairs(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The pairs of which neither member is missing."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    complete = ~(np.isnan(x) | np.isnan(y))
    return x[complete], y[complete]


def _trouble(x: NDArray[np.float64], y: NDArray[np.float64]) -> Caution | None:
    if len(x) < FEWEST:
        return TOO_FEW
    return None if np.ptp(x) and np.ptp(y) else CONSTANT


def _ties(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Caution, ...]:
    has_ties = any(len(np.unique(rankdata(each))) < len(each) for each in (x, y))
    return (TIES,) if has_ties else ()


def _none(method: Method, x: NDArray[np.float64], caution: Caution) -> tuple[Estimate, Test]:
    estimate = Estimate(value=None, method=method, n=len(x), cautions=(caution,))
    return estimate, Test(p_value=None, method=method, sizes=(len(x),), cautions=(caution,))


def _test(
    method: Method, x: NDArray[np.float64], p: float, statistic: float, cautions: tuple[Caution, ...] = ()
) -> Test:
    return Test(p_value=p, method=method, sizes=(len(x),), statistic=statistic, cautions=cautions)
