"""How far apart are two groups, or two moments, in answers that are only ordered? Dominance and its intervals."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import norm, rankdata, t

from pipeline.statistics.cautions import EMPTY, NO_CHANGE
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shift_algorithm import steady

CLIFF = Method("delta de Cliff", "Cliff’s delta", "Cliff 1993")
SUPERIORITY = Method("probabilité de supériorité", "probability of superiority", "Vargha and Delaney 2000")
RANK_BISERIAL = Method("corrélation bisériale de rangs, paires", "matched-pairs rank-biserial", "Kerby 2014")
SCORE = Method("Newcombe (méthode 5), quantile de Student", "Newcombe method 5, Student quantile", "Newcombe 2006")
CONSISTENT = Method("Cliff, asymétrique", "Cliff, asymmetric", "Feng and Cliff 2004")
FISHER_Z = Method("transformation z de Fisher", "Fisher z", "Lüdecke, Ben-Shachar and Makowski 2020")
EFFECTIVE_WILSON = Method(
    "Wilson sur l’effectif efficace des rangs, quantile de Student",
    "Wilson with the effective size of ranks, Student quantile",
    "Wilson 1927; Kish 1965",
)

EDGE = 1e-12
"""Where groups do not overlap, 0 or 1 solves the equation too: the root looked for is away from it."""

TOO_FEW = Caution(
    "too-few-for-interval",
    "intervalle sans objet avec une seule réponse dans un groupe",
    "no interval with one answer in a group",
)
APART = Caution(
    "no-overlap", "les deux groupes ne se recouvrent pas : borne de repli", "groups do not overlap: bound by convention"
)
ONE_CHANGE = Caution("one-change", "une seule paire change : pas d’intervalle", "one pair changes: no interval")
TWO_PAIRS = 2

Kind = Literal["score", "consistent", "fisher_z"]
INTERVALS: dict[Kind, Method] = {"score": SCORE, "consistent": CONSISTENT, "fisher_z": FISHER_Z}


def cliff_delta(first: ArrayLike, second: ArrayLike, level: float = 0.95, *, kind: Kind = "score") -> Estimate:
    """P(first above second) − P(first below second), over all pairs of one answer of each group: −1 to 1.

    The default interval holds its level on small groups and tied scales (`benchmarks/sizes.py` shows it). The two
    others are for comparison with other software: `consistent` (Feng and Cliff 2004) covers 84 to 90 % when dominance
    is strong, `fisher_z` less.
    """
    x, y = steady(first), steady(second)
    n = len(x) + len(y)
    if not (len(x) and len(y)):
        return Estimate(value=None, method=CLIFF, n=n, cautions=(EMPTY,))
    dominance = np.sign(x[:, None] - y[None, :])
    delta = float(dominance.mean())
    if min(len(x), len(y)) < 2 and kind != "fisher_z":
        return Estimate(value=delta, method=CLIFF, n=n, cautions=(TOO_FEW,))
    low, high, cautions = _bounds(dominance, delta, level, kind)
    return Estimate(
        value=delta, method=CLIFF, n=n, low=low, high=high, level=level, interval=INTERVALS[kind], cautions=cautions
    )


def _bounds(
    dominance: NDArray[np.float64], delta: float, level: float, kind: Kind
) -> tuple[float, float, tuple[Caution, ...]]:
    n, m = dominance.shape
    quantile = float(t.ppf((1 + level) / 2, n + m - 2)) if n + m > 2 else np.inf
    if kind == "score":
        return *_score(delta, n, m, quantile), ()
    if kind == "fisher_z":
        return *_by_fisher_z(delta, float(np.sqrt((n + m + 1) / (3 * n * m))), level), ()
    if abs(delta) == 1:
        return *_apart(delta, min(n, m), quantile), (APART,)
    return *_asymmetric(dominance, delta, quantile), ()


def _score(delta: float, n: int, m: int, quantile: float) -> tuple[float, float]:
    """The values θ of P(above) + ½ P(equal) that lie within `quantile` standard errors, the error being that of θ.

    Newcombe's method 5: V(θ) = θ(1 − θ)[1 + k(1 − θ)/(2 − θ) + kθ/(1 + θ)] / nm with k = (n + m)/2 − 1, exact for
    exponential answers and close for others. It needs no variance from the data, so it never shrinks to a point.
    """
    k, found = (n + m) / 2 - 1, (delta + 1) / 2

    def excess(theta: float) -> float:
        factor = 1 + k * (1 - theta) / (2 - theta) + k * theta / (1 + theta)
        return float((found - theta) ** 2 - quantile**2 * theta * (1 - theta) * factor / (n * m))

    low = brentq(excess, 0.0, min(found, 1 - EDGE)) if found > 0 else 0.0
    high = brentq(excess, max(found, EDGE), 1.0) if found < 1 else 1.0
    return 2 * float(low) - 1, 2 * float(high) - 1


def dominance_variance(first: ArrayLike, second: ArrayLike) -> float:
    """The unbiased variance of Cliff's delta (Cliff 1996, equation 5.10), not below its floor (1 − δ²) / (nm − 1)."""
    x, y = steady(first), steady(second)
    return _variance(np.sign(x[:, None] - y[None, :]))


def superiority(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Estimate:
    """P(first above second) + ½ P(equal): Cliff's delta brought between 0 and 1."""
    delta = cliff_delta(first, second, level)
    low, value, high = (None if each is None else (each + 1) / 2 for each in (delta.low, delta.value, delta.high))
    return Estimate(
        value=value,
        method=SUPERIORITY,
        n=delta.n,
        low=low,
        high=high,
        level=delta.level,
        interval=delta.interval,
        cautions=delta.cautions,
    )


def paired_rank_biserial(
    differences: ArrayLike, level: float = 0.95, *, kind: Literal["score", "fisher_z"] = "score"
) -> Estimate:
    """(Positive rank sum − negative rank sum) / total rank sum of the differences that are not zero: −1 to 1.

    The default interval holds its level from four pairs on (`benchmarks/coverage_gaps.py`). `fisher_z`, the signed-rank
    statistic's variance without a change on Fisher's scale, is for comparison with other software: it is one point when
    all pairs move alike, and covers half the time with four pairs.
    """
    given = steady(differences)
    kept = given[given != 0]
    n = len(kept)
    if not n:
        return Estimate(value=None, method=RANK_BISERIAL, n=0, cautions=(NO_CHANGE,))
    ranks = rankdata(np.abs(kept))
    value = float((np.sign(kept) * ranks).sum() / ranks.sum())
    if kind == "fisher_z":
        error = float(np.sqrt(n * (n + 1) * (2 * n + 1) / 6) / ranks.sum())
        low, high = _by_fisher_z(value, error, level)
        return Estimate(value=value, method=RANK_BISERIAL, n=n, low=low, high=high, level=level, interval=FISHER_Z)
    if n < TWO_PAIRS:
        return Estimate(value=value, method=RANK_BISERIAL, n=n, cautions=(ONE_CHANGE,))
    low, high = _signed_score(value, ranks, float(t.ppf((1 + level) / 2, n - 1)))
    return Estimate(value=value, method=RANK_BISERIAL, n=n, low=low, high=high, level=level, interval=EFFECTIVE_WILSON)


def _signed_score(value: float, ranks: NDArray[np.float64], quantile: float) -> tuple[float, float]:
    """The values that lie within `quantile` standard errors, the error being that of the value itself.

    Were each difference positive with probability θ whatever its size, the positive rank sum over the total would have
    mean θ and variance θ(1 − θ) Σr² / (Σr)²: a share of m = (Σr)² / Σr² answers, Kish's effective size of weights that
    are ranks. Wilson's interval of that share follows; Student's quantile pays for sizes and signs that go together.
    """
    size = float(ranks.sum() ** 2 / (ranks**2).sum())
    share, extra = (value + 1) / 2, quantile**2 / size
    middle = (share + extra / 2) / (1 + extra)
    half = float(np.sqrt(extra * share * (1 - share) + extra**2 / 4)) / (1 + extra)
    return max(-1.0, 2 * (middle - half) - 1), min(1.0, 2 * (middle + half) - 1)


def _variance(dominance: NDArray[np.float64]) -> float:
    n, m = dominance.shape
    delta = dominance.mean()
    rows = m**2 * ((dominance.mean(axis=1) - delta) ** 2).sum()
    columns = n**2 * ((dominance.mean(axis=0) - delta) ** 2).sum()
    cells = ((dominance - delta) ** 2).sum()
    unbiased = (rows + columns - cells) / (n * m * (n - 1) * (m - 1))
    return float(max(unbiased, (1 - delta**2) / (n * m - 1)))


def _asymmetric(dominance: NDArray[np.float64], delta: float, quantile: float) -> tuple[float, float]:
    variance = _variance(dominance)
    middle, scale = delta - delta**3, 1 - delta**2 + quantile**2 * variance
    half = quantile * np.sqrt(variance * ((1 - delta**2) ** 2 + quantile**2 * variance))
    return max(-1.0, float((middle - half) / scale)), min(1.0, float((middle + half) / scale))


def _apart(delta: float, fewest: int, quantile: float) -> tuple[float, float]:
    bound = (fewest - quantile**2) / (fewest + quantile**2)
    return (bound, 1.0) if delta > 0 else (-1.0, -bound)


def _by_fisher_z(value: float, error: float, level: float) -> tuple[float, float]:
    if abs(value) == 1:
        return value, value
    half = float(norm.ppf((1 + level) / 2)) * error
    return float(np.tanh(np.arctanh(value) - half)), float(np.tanh(np.arctanh(value) + half))
