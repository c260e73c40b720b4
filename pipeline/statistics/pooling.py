"""What do several projects say together about one effect, when each has its own effect and its own margin?

Random effects: effect_i ~ N(μ, τ² + v_i), τ² and the weighted mean by restricted likelihood. The interval of Hartung &
Knapp 2001, even kept from being narrower than the usual one (Röver, Knapp & Friede 2015), covers 92 to 93 % with 3 to 7
projects of unequal margins, because weights take τ² for known. It is therefore widened to hold Student's interval of
the plain mean, in which each project counts once: whatever the variances, that one covers at least its level for any
number of normal effects (Bakirov & Székely 2006; Ibragimov & Müller 2010). The prediction interval says where the
effect of one more project would lie (Higgins, Thompson & Spiegelhalter 2009, with k − 1 degrees of freedom), widened
likewise: by itself it covers 79 to 95 %.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import stdtr, stdtrit
from statsmodels.stats.meta_analysis import combine_effects

from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution, Method

Heterogeneity = Literal["reml", "dersimonian_laird", "paule_mandel"]

LEAST_POOLED = 3
"""Effects without which their spread, hence a pooled effect, cannot be told."""
FEW_POOLED = 5
HALVINGS = 60
"""Of the bracket of τ², which end within a last bit of its width."""
METHODS = {
    "reml": Method(
        "effets aléatoires (vraisemblance restreinte), intervalle de Hartung–Knapp élargi à celui de la moyenne simple",
        "random effects (restricted likelihood), Hartung–Knapp interval, widened to that of the plain mean",
        "Viechtbauer 2005; Hartung & Knapp 2001; Ibragimov & Müller 2010",
    ),
    "dersimonian_laird": Method(
        "effets aléatoires (DerSimonian–Laird), intervalle de Hartung–Knapp élargi à celui de la moyenne simple",
        "random effects (DerSimonian–Laird), Hartung–Knapp interval, widened to that of the plain mean",
        "DerSimonian & Laird 1986; Hartung & Knapp 2001; Ibragimov & Müller 2010",
    ),
    "paule_mandel": Method(
        "effets aléatoires (Paule–Mandel), intervalle de Hartung–Knapp élargi à celui de la moyenne simple",
        "random effects (Paule–Mandel), Hartung–Knapp interval, widened to that of the plain mean",
        "Paule & Mandel 1982; Hartung & Knapp 2001; Ibragimov & Müller 2010",
    ),
}
TOO_FEW = Caution(
    "too-few-to-pool", "trop peu de projets pour dire un effet commun", "too few projects to tell a common effect"
)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The mean effect μ (`estimate`), missing with fewer than three effects.

    `tau2` is the variance between effects, `i2` the share (0–1) of the total variation it makes (Higgins & Thompson
    2002), `q` and `q_p_value` Cochran's test that there is none. `predicted_low`, `predicted_high` bound the effect of
    one more project. `forest` has `label, effect, variance, low, high, weight` (weights sum to 1).
    """

    estimate: float | None
    std_error: float | None
    low: float | None
    high: float | None
    p_value: float | None
    tau2: float | None
    q: float | None
    q_p_value: float | None
    i2: float | None
    predicted_low: float | None
    predicted_high: float | None
    k: int
    level: float
    method: Method
    forest: pd.DataFrame
    cautions: tuple[Caution, ...] = ()


def pool(frame: pd.DataFrame, level: float, method: Heterogeneity = "reml") -> Pooled:
    """The pooled effect of `frame` (`label`, `effect`, `variance` of the effect), each row one project.

    Raises:
        ValueError: a column is missing, an effect is missing, or a variance is not positive.
    """
    effects, variances = _checked(frame)
    k = len(frame)
    if k < LEAST_POOLED:
        return _not_pooled(frame, level, METHODS[method])
    tau2 = between_variance(effects, variances, method)
    mean = mean_effect(effects, variances, tau2, level)
    q, q_p_value = _cochran(effects, variances)
    return Pooled(
        estimate=float(mean.estimate),
        std_error=float(mean.std_error),
        low=float(mean.low),
        high=float(mean.high),
        p_value=float(mean.p_value),
        tau2=tau2,
        q=q,
        q_p_value=q_p_value,
        i2=tau2 / (tau2 + _typical_variance(variances)),
        predicted_low=float(mean.predicted_low),
        predicted_high=float(mean.predicted_high),
        k=k,
        level=level,
        method=METHODS[method],
        forest=_forest(frame, 1 / (variances + tau2), level),
        cautions=_cautions(k),
    )


@dataclass(frozen=True, kw_only=True)
class MeanEffect:
    """The weighted mean with its bounds; each is a number, or one a row of effects where several sets are given."""

    estimate: Matrix
    std_error: Matrix
    low: Matrix
    high: Matrix
    p_value: Matrix
    predicted_low: Matrix
    predicted_high: Matrix


def mean_effect(effects: Matrix, variances: Matrix, tau2: Matrix | float, level: float) -> MeanEffect:
    """The mean of `effects` (k, or sets × k) with these `variances`, τ² being estimated (one, or one a set).

    The p-value is the larger of the two that belong to the two intervals, 1 where they decide for opposite signs, so
    that it is at most 1 − `level` just where zero lies outside.
    """
    k = effects.shape[-1]
    weights = 1 / (variances + np.expand_dims(tau2, -1))
    total = weights.sum(axis=-1)
    mean, plain = (weights * effects).sum(axis=-1) / total, effects.mean(axis=-1)
    excess = (weights * (effects - mean[..., None]) ** 2).sum(axis=-1) / (k - 1)
    error = np.sqrt(np.maximum(excess, 1.0) / total)
    spread = effects.std(axis=-1, ddof=1)
    plain_error = spread / np.sqrt(k)
    t = stdtrit(k - 1, (1 + level) / 2)
    low, high = _hull((mean, t * error), (plain, t * plain_error))
    one_more = (mean, t * np.sqrt(tau2 + error**2)), (plain, t * spread * np.sqrt(1 + 1 / k))
    predicted_low, predicted_high = _hull(*one_more)
    p_value = np.maximum(*(_p_value(*each, k - 1) for each in ((mean, error), (plain, plain_error))))
    return MeanEffect(
        estimate=mean,
        std_error=error,
        low=low,
        high=high,
        p_value=np.where(mean * plain < 0, 1.0, p_value),
        predicted_low=predicted_low,
        predicted_high=predicted_high,
    )


def _hull(*intervals: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
    """The ends of what intervals (middle, reach) span together."""
    lows, highs = ([middle + side * reach for middle, reach in intervals] for side in (-1, 1))
    return np.asarray(np.minimum(*lows)), np.asarray(np.maximum(*highs))


def _p_value(mean: Matrix, error: Matrix, df: int) -> Matrix:
    """Student's two-sided p-value; effects that are all equal have no error, and none but zero is compatible."""
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(mean) / error
    return np.asarray(2 * stdtr(df, -np.nan_to_num(distance, nan=0.0, posinf=np.inf)))


def between_variance(effects: Matrix, variances: Matrix, method: Heterogeneity) -> float:
    """τ², the variance between effects, at least zero.

    Moments are statsmodels'. The two others are roots: statsmodels' iteration for Paule & Mandel may stop far from it.
    """
    if method == "reml":
        return float(restricted_variance(effects, variances))
    if method == "paule_mandel":
        return float(_root(_generalised_q(effects, variances), effects))
    return max(0.0, float(combine_effects(effects, variances, method_re="chi2").tau2))


def restricted_variance(effects: Matrix, variances: Matrix) -> Matrix:
    """τ² by restricted likelihood: a number, or one a set where `effects` are sets × k."""
    return _root(_restricted_score(effects, variances), effects)


def _restricted_score(effects: Matrix, variances: Matrix) -> Callable[[Matrix], Matrix]:
    """The restricted score (Viechtbauer 2005), with w = 1/(v + τ²): Σw²(y − μ)² − Σw + Σw²/Σw."""

    def score(tau2: Matrix) -> Matrix:
        w = 1 / (variances + tau2[..., None])
        total = w.sum(axis=-1)
        mean = (w * effects).sum(axis=-1) / total
        squares = (w**2 * (effects - mean[..., None]) ** 2).sum(axis=-1)
        return np.asarray(squares - total + (w**2).sum(axis=-1) / total)

    return score


def _generalised_q(effects: Matrix, variances: Matrix) -> Callable[[Matrix], Matrix]:
    """Q(τ²) − (k − 1), which falls as τ² grows (Paule & Mandel 1982; DerSimonian & Kacker 2007)."""

    def excess(tau2: Matrix) -> Matrix:
        w = 1 / (variances + tau2[..., None])
        mean = (w * effects).sum(axis=-1) / w.sum(axis=-1)
        return np.asarray((w * (effects - mean[..., None]) ** 2).sum(axis=-1) - (effects.shape[-1] - 1))

    return excess


def _root(falling: Callable[[Matrix], Matrix], effects: Matrix) -> Matrix:
    """Where the function crosses zero, for each set of effects; zero where it is not above it at zero.

    By halving, for all sets at once: scipy's root finders take functions of one number.
    """
    low = np.zeros(effects.shape[:-1])
    is_above = falling(low) > 0
    high = np.where(is_above, np.ptp(effects, axis=-1) ** 2, 0.0)
    while (still := is_above & (falling(high) > 0)).any():
        high = np.where(still, 2 * high, high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_below = falling(middle) > 0
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return np.where(is_above, (low + high) / 2, 0.0)


def _cochran(effects: Matrix, variances: Matrix) -> tuple[float, float]:
    w = 1 / variances
    q = float(w @ (effects - w @ effects / w.sum()) ** 2)
    return q, float(stats.chi2.sf(q, len(effects) - 1))


def _typical_variance(variances: Matrix) -> float:
    """The « typical » variance within projects: (k − 1)Σw / ((Σw)² − Σw²) (Higgins & Thompson 2002)."""
    w = 1 / variances
    return float((len(w) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum()))


def _checked(frame: pd.DataFrame) -> tuple[Matrix, Matrix]:
    absent = {"label", "effect", "variance"} - set(frame.columns)
    if absent:
        raise ValueError(f"Columns are missing: {', '.join(sorted(absent))}.")
    effects, variances = frame["effect"].to_numpy(dtype=float), frame["variance"].to_numpy(dtype=float)
    if not (np.isfinite(effects).all() and np.isfinite(variances).all() and (variances > 0).all()):
        raise ValueError("Every effect needs a value and a positive variance.")
    return effects, variances


def _forest(frame: pd.DataFrame, weights: Matrix, level: float) -> pd.DataFrame:
    """Each project with its own interval (normal, as its variance is taken as known) and its weight."""
    rows = frame[["label", "effect", "variance"]].astype({"effect": float, "variance": float}).reset_index(drop=True)
    reach = stats.norm.ppf((1 + level) / 2) * np.sqrt(rows["variance"])
    return rows.assign(low=rows["effect"] - reach, high=rows["effect"] + reach, weight=weights / weights.sum())


def _cautions(k: int) -> tuple[Caution, ...]:
    if k >= FEW_POOLED:
        return ()
    fr = "peu de projets : la dispersion entre projets est mal connue"
    return (Caution("few-to-pool", fr, "few projects: the spread between them is poorly known"),)


def _not_pooled(frame: pd.DataFrame, level: float, method: Method) -> Pooled:
    weights = 1 / frame["variance"].to_numpy(dtype=float)
    return Pooled(
        estimate=None,
        std_error=None,
        low=None,
        high=None,
        p_value=None,
        tau2=None,
        q=None,
        q_p_value=None,
        i2=None,
        predicted_low=None,
        predicted_high=None,
        k=len(frame),
        level=level,
        method=method,
        forest=_forest(frame, weights, level),
        cautions=(TOO_FEW,),
    )
