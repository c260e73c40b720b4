"""How is an answer on an ordered scale associated with predictors, when answers come in groups (several a project)?

Proportional odds with a normal intercept for each group: statsmodels has none. The likelihood of a group is integrated
over its intercept by adaptive Gauss–Hermite quadrature around the group's own mode (Pinheiro & Bates 1995).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp
from statsmodels.tools.numdiff import approx_hess3

from pipeline.statistics.cautions import BOUNDARY
from pipeline.statistics.cluster_errors import FEW_CLUSTERS
from pipeline.statistics.ordinal_models import (
    NOT_CONVERGED,
    SMALLEST_CHANCE,
    category_chances,
    effective_size,
    fit_ordered_logit,
    ordered_codes,
)
from pipeline.statistics.regression_results import Fitted, Matrix, coefficient_table, few_per_parameter
from pipeline.statistics.results import Caution, Method

METHOD = Method(
    "régression logistique ordonnée à effets aléatoires (quadrature de Gauss–Hermite adaptative)",
    "mixed ordered logit (adaptive Gauss–Hermite quadrature)",
    "McCullagh 1980; Pinheiro & Bates 1995",
)
NODES = 15
MODE_STEPS = 25
AT_LIMIT = 1e-3
"""Standard deviation between groups, on the logit scale, that is taken for zero."""
GRADIENT_SETTLED = 1e-3


def fit_mixed_ordered_logit(
    answers: pd.Series, design: pd.DataFrame, groups: pd.Series, level: float, nodes: int = NODES
) -> Fitted:
    """Ordered logit of `answers` (n) on `design` (n × k, no constant), with a normal intercept for each of `groups`.

    Like `fit_ordered_logit`, and `sd_groups` among the measures. When groups do not differ, the fit without them,
    which says so. Intervals are normal (Wald).

    Raises:
        ValueError: as `fit_ordered_logit`, or fewer than two groups.
    """
    if groups.nunique() < 2:
        raise ValueError("A mixed model needs two groups.")
    plain = fit_ordered_logit(answers, design, level)
    codes, _ = ordered_codes(answers)
    loss = _negative_likelihood(codes.to_numpy(), design.to_numpy(dtype=float), groups, nodes)
    start = np.append(plain.coefficients["estimate"].to_numpy(), np.log(0.5))
    found = minimize(loss, start, method="BFGS", options={"gtol": 1e-5})
    deviation = float(np.exp(found.x[-1]))
    if deviation < AT_LIMIT or -found.fun < plain.measures["log_likelihood"]:
        return replace(plain, cautions=(BOUNDARY, *plain.cautions))
    covariance = np.linalg.inv(approx_hess3(found.x, loss))[:-1, :-1]
    terms = list(plain.coefficients["term"])
    cautions = list(few_per_parameter(effective_size(codes), design.shape[1] + 1))
    cautions += _fit_cautions(groups.nunique(), float(np.abs(found.jac).max()))
    return Fitted(
        coefficients=coefficient_table(terms, found.x[:-1], np.sqrt(np.diag(covariance)), np.inf, level),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms),
        n=len(codes),
        level=level,
        method=METHOD,
        cautions=tuple(cautions),
        measures={"log_likelihood": float(-found.fun), "sd_groups": deviation},
    )


def _fit_cautions(n_groups: int, gradient: float) -> list[Caution]:
    found = []
    if n_groups < FEW_CLUSTERS:
        found.append(
            Caution("few-clusters", "les groupes sont peu nombreux et la marge est large", "few groups: wide margin")
        )
    return [*found, NOT_CONVERGED] if gradient > GRADIENT_SETTLED else found


def _negative_likelihood(codes: np.ndarray, x: Matrix, groups: pd.Series, nodes: int) -> Callable[[Matrix], float]:
    """The function of (β, θ, log σ) to minimise; intercepts are σu with u standard normal."""
    members, names = pd.factorize(groups)
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    log_weights = np.log(weights) - 0.5 * np.log(2 * np.pi) + 0.5 * points**2
    k, n_groups = x.shape[1], len(names)

    def loss(params: Matrix) -> float:
        thresholds, deviation = params[k:-1], np.exp(params[-1])
        if (np.diff(thresholds) <= 0).any():
            return float("inf")
        eta = x @ params[:k]
        mode, curvature = _modes(codes, eta, thresholds, deviation, members, n_groups)
        spread = 1 / np.sqrt(curvature)
        u = mode[:, None] + spread[:, None] * points
        chances = category_chances(thresholds, eta[:, None] + deviation * u[members], codes[:, None])
        joint = _by_group(np.log(chances + SMALLEST_CHANCE), members, n_groups) - 0.5 * u**2
        return float(-(np.log(spread) + logsumexp(joint + log_weights, axis=1)).sum())

    return loss


def _modes(
    codes: np.ndarray, eta: Matrix, thresholds: Matrix, deviation: float, members: np.ndarray, n_groups: int
) -> tuple[Matrix, Matrix]:
    """For each group, the u where its joint likelihood is highest, and minus its second derivative there, by Newton.

    With a = F(θ_j − η) and b = F(θ_(j−1) − η), log(a − b) has derivative a + b − 1 in η, and second derivative
    −a(1 − a) − b(1 − b): concave, so that Newton from zero gets there.
    """
    u = np.zeros(n_groups)
    for _ in range(MODE_STEPS):
        upper, lower = _bounds(thresholds, eta + deviation * u[members], codes)
        slope = _by_group(1 - upper - lower, members, n_groups) * -deviation - u
        bend = _by_group(upper * (1 - upper) + lower * (1 - lower), members, n_groups) * deviation**2 + 1
        step = slope / bend
        u = u + step
        if np.abs(step).max() < 1e-10:
            break
    return u, bend


def _bounds(thresholds: Matrix, eta: Matrix, codes: np.ndarray) -> tuple[Matrix, Matrix]:
    """F(θ_j − η), which is 1 for the last answer, and F(θ_(j−1) − η), which is 0 for the first."""
    last = len(thresholds)
    upper = np.where(codes < last, 1 / (1 + np.exp(eta - thresholds[np.minimum(codes, last - 1)])), 1.0)
    lower = np.where(codes > 0, 1 / (1 + np.exp(eta - thresholds[np.maximum(codes - 1, 0)])), 0.0)
    return upper, lower


def _by_group(values: Matrix, members: np.ndarray, n_groups: int) -> Matrix:
    """Sums of `values` (n, or n × m) over the rows of each group."""
    total = np.zeros((n_groups, *values.shape[1:]))
    np.add.at(total, members, values)
    return total
