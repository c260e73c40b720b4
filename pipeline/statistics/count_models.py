"""How does a number of events (purchases, breakdowns) go with predictors, for a given exposure?

log E(Y) = log(exposure) + xβ: exp(β) is the ratio by which the expected number is multiplied. Poisson, and negative
binomial where counts vary more than Poisson allows.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from scipy.optimize import brentq
from scipy.special import digamma, polygamma
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from pipeline.statistics.cluster_errors import ClusterErrors, Kind, cluster_cautions, cluster_errors
from pipeline.statistics.regression_results import Fitted, Matrix, coefficient_table, few_per_parameter
from pipeline.statistics.results import Caution, Method
from pipeline.statistics.separation import separated_counts

Errors = Literal["model", "quasi", "HC0"]

POISSON = Method("régression de Poisson", "Poisson regression", "Nelder & Wedderburn 1972")
POISSON_ROBUST = Method(
    "régression de Poisson, erreurs robustes", "Poisson regression, robust errors", "Gourieroux et al. 1984; White 1980"
)
QUASI_POISSON = Method(
    "régression de Poisson, marges à la mesure de la dispersion observée (quasi-Poisson)",
    "quasi-Poisson regression",
    "Wedderburn 1974; McCullagh & Nelder 1989, section 6.2.3",
)
POISSON_CLUSTERED = Method(
    "régression de Poisson, erreurs par groupes",
    "Poisson regression, cluster-robust errors",
    "Liang & Zeger 1986; Bell & McCaffrey 2002; Pustejovsky & Tipton 2018",
)
NEGATIVE_BINOMIAL = Method("régression binomiale négative", "negative binomial regression", "Lawless 1987")
OVERDISPERSED = Caution(
    "overdispersed",
    "les nombres varient plus que ne le suppose la loi de Poisson ; des marges plus larges seraient honnêtes",
    "counts vary more than Poisson assumes; wider margins would be honest",
)
WIDENED = Caution(
    "widened-for-dispersion",
    "les nombres varient plus que ne le suppose la loi de Poisson ; les marges sont élargies d’autant",
    "counts vary more than Poisson assumes; margins are widened accordingly",
)
NOT_OVERDISPERSED = Caution(
    "not-overdispersed",
    "les nombres ne varient pas plus que selon la loi de Poisson ; c’est elle qui est ajustée",
    "counts vary no more than Poisson assumes, which is fitted instead",
)
DISPERSION_LEVEL = 0.05
SMALLEST_THETA, LARGEST_THETA = 1e-4, 1e8


def fit_poisson(
    counts: pd.Series,
    design: pd.DataFrame,
    level: float,
    exposure: pd.Series | None = None,
    errors: Errors | Kind = "quasi",
    clusters: pd.Series | None = None,
) -> Fitted:
    """Poisson regression of `counts` (n) on `design` (n × k, with its constant), by statsmodels' GLM.

    `exposure` (n, positive) is what events are counted per. Errors of the model or HC0 are normal; `quasi` ones are
    those of the model times the root of Pearson's dispersion, when above 1, with Student's t on n − k: where counts
    vary three times as much as Poisson's, normal ones cover 72 to 77 %. CR0 to CR3 (which need `clusters`) have
    Satterthwaite degrees of freedom. Measures: `pearson_dispersion`, and the p-value
    `overdispersion_p_value` of Dean & Lawless 1989.

    Raises:
        ValueError: counts that are not whole and positive, exposure not positive, columns that depend on each other,
            predictors that separate the rows without events, or clustered errors without clusters.
    """
    fit = _glm(counts, design, exposure, sm.families.Poisson())
    k, n = design.shape[1], len(counts)
    p_value = overdispersion_p_value(counts.to_numpy(dtype=float), fit.mu)
    dispersion = float(fit.pearson_chi2 / max(n - k, 1))
    cautions = [*few_per_parameter(_events(counts), k)]
    if errors in ("model", "quasi", "HC0"):
        covariance, df, method = _plain_errors(fit, errors, dispersion)
        varies = {"model": [OVERDISPERSED], "quasi": [WIDENED]}.get(errors, [])
        cautions += varies if p_value < DISPERSION_LEVEL else []
    else:
        found = _clustered(fit, clusters, errors)  # type: ignore[arg-type]
        covariance, df, method = found.covariance, found.degrees_of_freedom(), POISSON_CLUSTERED
        cautions += cluster_cautions(found, df)
    measures = {"pearson_dispersion": dispersion, "overdispersion_p_value": p_value, "log_likelihood": float(fit.llf)}
    return _fitted(fit, design, covariance, df, level, method, cautions, measures)


def _plain_errors(fit: Any, errors: str, dispersion: float) -> tuple[Matrix, Matrix, Method]:
    """Covariance, degrees of freedom and name of the method, without clusters."""
    n, k = fit.model.exog.shape
    if errors == "quasi":
        return max(1.0, dispersion) * fit.cov_params(), np.full(k, float(max(n - k, 1))), QUASI_POISSON
    normal = np.full(k, np.inf)
    return (fit.cov_params(), normal, POISSON) if errors == "model" else (_sandwich(fit), normal, POISSON_ROBUST)


def fit_negative_binomial(
    counts: pd.Series,
    design: pd.DataFrame,
    level: float,
    exposure: pd.Series | None = None,
    errors: Literal["model", "quasi"] = "quasi",
) -> Fitted:
    """Negative binomial regression (variance μ + μ²/θ), θ by maximum likelihood; like `fit_poisson` otherwise.

    Errors of the `model` take θ as known, as R's `glm.nb` does: with 10 to 30 counts normal ones cover 87 to 93 %. The
    default multiplies them by the root of Pearson's dispersion, when above 1, and by that of n/(n − k), since the
    likeliest θ does not count what the coefficients take, with Student's t on n − k. Without more variation than
    Poisson's, θ is infinite: the Poisson fit is given back and says so.

    Raises:
        ValueError: as `fit_poisson`.
    """
    poisson = fit_poisson(counts, design, level, exposure, errors)
    y = counts.to_numpy(dtype=float)
    mu = _glm(counts, design, exposure, sm.families.Poisson()).mu
    if ((y - mu) ** 2 - y).sum() <= 0:
        kept = tuple(caution for caution in poisson.cautions if caution not in (OVERDISPERSED, WIDENED))
        return replace(poisson, cautions=(NOT_OVERDISPERSED, *kept))
    theta = _theta(y, design, exposure)
    fit = _negative_binomial(counts, design, exposure, theta)
    measures = {
        "theta": theta,
        "theta_std_error": float(1 / np.sqrt(_theta_information(theta, y, fit.mu))),
        "log_likelihood": float(stats.nbinom.logpmf(y, theta, theta / (theta + fit.mu)).sum()),
    }
    cautions = few_per_parameter(_events(counts), design.shape[1] + 1)
    n, k = design.shape
    covariance, df = fit.cov_params(), np.full(k, np.inf)
    if errors == "quasi":
        freedom = float(max(n - k, 1))
        covariance = covariance * max(1.0, float(fit.pearson_chi2) / freedom) * n / freedom
        df = np.full(k, freedom)
    return _fitted(fit, design, covariance, df, level, NEGATIVE_BINOMIAL, list(cautions), measures)


def overdispersion_p_value(y: Matrix, mu: Matrix) -> float:
    """One-sided score test of Dean & Lawless 1989 that counts vary more than Poisson: Σ((y − μ)² − y) / √(2Σμ²)."""
    return float(stats.norm.sf(((y - mu) ** 2 - y).sum() / np.sqrt(2 * (mu**2).sum())))


def _events(counts: pd.Series) -> float:
    """Rows, or events when there are fewer: what a count model rests on."""
    return float(min(len(counts), counts.sum()))


def _glm(
    counts: pd.Series, design: pd.DataFrame, exposure: pd.Series | None, family: Any, tolerance: float = 1e-8
) -> Any:
    y, x = counts.to_numpy(dtype=float), design.to_numpy(dtype=float)
    if (y < 0).any() or (y % 1 != 0).any():
        raise ValueError("Counts are whole numbers, zero or more.")
    if exposure is not None and not (exposure > 0).all():
        raise ValueError("Exposure is a positive number.")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("Columns of the design depend on each other.")
    separated = separated_counts(counts, design)
    if separated:
        raise ValueError(f"No finite fit: rows without events are separated by {', '.join(separated)}.")
    return _iterated(y, x, _given(exposure, len(y)), family, tolerance)


def _given(exposure: pd.Series | None, n: int) -> Matrix:
    return np.ones(n) if exposure is None else exposure.to_numpy(dtype=float)


def _iterated(y: Matrix, x: Matrix, given: Matrix, family: Any, tolerance: float) -> Any:
    """statsmodels' fit of arrays that were checked before."""
    start = _first_step(y, x, given, family)
    with warnings.catch_warnings():  # statsmodels calls counts that are fitted exactly separated, too
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return sm.GLM(y, x, family=family, exposure=given).fit(start_params=start, maxiter=200, tol=tolerance)


def _first_step(y: Matrix, x: Matrix, exposure: Matrix, family: Any) -> Matrix:
    """Coefficients after one weighted least squares from μ = y + 0.1, where R starts too.

    Both then stop at the same step; the standard errors of two starts differ by 1e-9, since they use the weights of the
    step before the last.
    """
    mu = y + 0.1
    weights = np.sqrt(family.weights(mu))
    aim = np.log(mu / exposure) + (y - mu) / mu
    return np.linalg.lstsq(weights[:, None] * x, weights * aim)[0]


def _clustered(fit: Any, clusters: pd.Series | None, kind: Kind) -> ClusterErrors:
    """Errors by cluster: of y − μ on μX with variance μ; without small-sample adjustment, the same in working terms."""
    if clusters is None:
        raise ValueError("Clustered errors need clusters.")
    if kind in ("CR2", "CR3"):
        return cluster_errors(fit.model.exog * fit.mu[:, None], fit.resid_response, clusters, kind, 1 / fit.mu)
    return cluster_errors(fit.model.exog, fit.resid_working, clusters, kind, fit.model.weights)


def _sandwich(fit: Any) -> Matrix:
    """HC0: bread × Σ(y − μ)²xx′ × bread (White 1980), without a small-sample factor."""
    bread = np.asarray(fit.normalized_cov_params)
    scores = fit.model.exog * (fit.resid_working * fit.model.weights)[:, None]
    return bread @ scores.T @ scores @ bread


def _negative_binomial(counts: pd.Series, design: pd.DataFrame, exposure: pd.Series | None, theta: float) -> Any:
    return _glm(counts, design, exposure, sm.families.NegativeBinomial(alpha=1 / theta), 1e-12)


def _theta(y: Matrix, design: pd.DataFrame, exposure: pd.Series | None) -> float:
    """The θ where its score is zero, coefficients being those of the model with that θ."""

    x, given = design.to_numpy(dtype=float), _given(exposure, len(y))

    def score(log_theta: float) -> float:
        theta = float(np.exp(log_theta))
        mu = _iterated(y, x, given, sm.families.NegativeBinomial(alpha=1 / theta), 1e-12).mu
        inside = digamma(y + theta) - digamma(theta) + np.log(theta / (mu + theta)) + 1 - (y + theta) / (mu + theta)
        return float(inside.sum())

    return float(np.exp(brentq(score, np.log(SMALLEST_THETA), np.log(LARGEST_THETA), xtol=1e-12)))


def _theta_information(theta: float, y: Matrix, mu: Matrix) -> float:
    """Observed information of θ at given means."""
    inside = (
        polygamma(1, theta) - polygamma(1, y + theta) - 1 / theta + 2 / (mu + theta) - (y + theta) / (mu + theta) ** 2
    )
    return float(inside.sum())


def _fitted(
    fit: Any,
    design: pd.DataFrame,
    covariance: Matrix,
    df: Matrix,
    level: float,
    method: Method,
    cautions: list[Caution],
    measures: dict[str, float],
) -> Fitted:
    terms = list(design.columns)
    return Fitted(
        coefficients=coefficient_table(terms, fit.params, np.sqrt(np.diag(covariance)), df, level),
        covariance=pd.DataFrame(np.asarray(covariance), index=terms, columns=terms),
        n=len(design),
        level=level,
        method=method,
        cautions=tuple(cautions),
        measures=measures,
    )
