"""What do several projects say together about one effect, when each has its own effect and its own margin?

Random effects: effect_i ~ N(μ, τ² + v_i). The interval of μ is that of Hartung & Knapp 2001 and Sidik & Jonkman 2002,
kept from being narrower than the usual one (as Röver, Knapp & Friede 2015 advise for few projects). The prediction
interval says where the effect of one more project would lie (Higgins, Thompson & Spiegelhalter 2009).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.meta_analysis import combine_effects

from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution, Method

Heterogeneity = Literal["reml", "dersimonian_laird", "paule_mandel"]

LEAST_POOLED = 3
"""Effects without which their spread, hence a pooled effect, cannot be told."""
FEW_POOLED = 5
METHODS = {
    "reml": Method(
        "effets aléatoires (vraisemblance restreinte), intervalle de Hartung–Knapp",
        "random effects (restricted likelihood), Hartung–Knapp interval",
        "Viechtbauer 2005; Hartung & Knapp 2001",
    ),
    "dersimonian_laird": Method(
        "effets aléatoires (DerSimonian–Laird), intervalle de Hartung–Knapp",
        "random effects (DerSimonian–Laird), Hartung–Knapp interval",
        "DerSimonian & Laird 1986; Hartung & Knapp 2001",
    ),
    "paule_mandel": Method(
        "effets aléatoires (Paule–Mandel), intervalle de Hartung–Knapp",
        "random effects (Paule–Mandel), Hartung–Knapp interval",
        "Paule & Mandel 1982; Hartung & Knapp 2001",
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
    weights = 1 / (variances + tau2)
    mean = float(weights @ effects / weights.sum())
    inflation = max(1.0, float(weights @ (effects - mean) ** 2) / (k - 1))
    error = float(np.sqrt(inflation / weights.sum()))
    reach = float(stats.t.ppf((1 + level) / 2, k - 1)) * error
    spread = float(stats.t.ppf((1 + level) / 2, k - 2) * np.sqrt(tau2 + error**2))
    q, q_p_value = _cochran(effects, variances)
    typical = _typical_variance(variances)
    return Pooled(
        estimate=mean,
        std_error=error,
        low=mean - reach,
        high=mean + reach,
        p_value=float(2 * stats.t.sf(abs(mean) / error, k - 1)),
        tau2=tau2,
        q=q,
        q_p_value=q_p_value,
        i2=tau2 / (tau2 + typical),
        predicted_low=mean - spread,
        predicted_high=mean + spread,
        k=k,
        level=level,
        method=METHODS[method],
        forest=_forest(frame, weights, level),
        cautions=_cautions(k),
    )


def between_variance(effects: Matrix, variances: Matrix, method: Heterogeneity) -> float:
    """τ², the variance between effects, at least zero.

    Moments are statsmodels'. The two others are roots: statsmodels' iteration for Paule & Mandel may stop far from it.
    """
    if method == "reml":
        return _root(_restricted_score(effects, variances), effects)
    if method == "paule_mandel":
        return _root(_generalised_q(effects, variances), effects)
    return max(0.0, float(combine_effects(effects, variances, method_re="chi2").tau2))


def _restricted_score(effects: Matrix, variances: Matrix) -> Callable[[float], float]:
    """The restricted score (Viechtbauer 2005), with w = 1/(v + τ²): Σw²(y − μ)² − Σw + Σw²/Σw."""

    def score(tau2: float) -> float:
        w = 1 / (variances + tau2)
        mean = w @ effects / w.sum()
        return float(w**2 @ (effects - mean) ** 2 - w.sum() + (w**2).sum() / w.sum())

    return score


def _generalised_q(effects: Matrix, variances: Matrix) -> Callable[[float], float]:
    """Q(τ²) − (k − 1), which falls as τ² grows (Paule & Mandel 1982; DerSimonian & Kacker 2007)."""

    def excess(tau2: float) -> float:
        w = 1 / (variances + tau2)
        return float(w @ (effects - w @ effects / w.sum()) ** 2 - (len(effects) - 1))

    return excess


def _root(falling: Callable[[float], float], effects: Matrix) -> float:
    """Where the function crosses zero; zero where it is not above it at zero."""
    if falling(0.0) <= 0:
        return 0.0
    top = float(np.ptp(effects) ** 2)
    while falling(top) > 0:
        top *= 2
    return float(brentq(falling, 0.0, top, xtol=1e-14 * top, rtol=1e-12))


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
