"""How is an answer on an ordered scale associated with predictors? Proportional odds (ordered logit).

logit P(Y ≤ j) = θ_j − xβ: exp(β) is the ratio by which the odds of a higher answer are multiplied (McCullagh 1980).
"""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.tools.numdiff import approx_fprime_cs, approx_hess_cs

from pipeline.statistics.cautions import NOT_CONVERGED
from pipeline.statistics.regression_results import Fitted, Matrix, coefficient_table, few_per_parameter
from pipeline.statistics.results import Method
from pipeline.statistics.separation import separated_ordinal

METHOD = Method(
    "régression logistique ordonnée (cotes proportionnelles)", "ordered logit (proportional odds)", "McCullagh 1980"
)
SMALLEST_CHANCE = 1e-300
FLAT = 1e-6
"""Largest Newton decrement (twice the log-likelihood still to gain) at which the fit has converged."""
POLISHING = 3


def fit_ordered_logit(
    answers: pd.Series, design: pd.DataFrame, level: float, counts: pd.Series | None = None
) -> Fitted:
    """Ordered logit of `answers` (n, an ordered categorical or codes in order) on `design` (n × k, no constant).

    `counts` says how many gave each row's answer. The table has the coefficients, then the thresholds, named by the
    answers that they part (`low|high`); intervals are normal (Wald). statsmodels' OrderedModel finds the fit; the
    covariance is the inverse of the Hessian, exact by complex steps, where statsmodels' is a difference quotient.

    Raises:
        ValueError: a single answer, columns that depend on each other, or predictors that separate the answers.
    """
    codes, names = ordered_codes(answers)
    x = design.to_numpy(dtype=float)
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x])) <= x.shape[1]:
        raise ValueError("Columns of the design depend on each other or are constant.")
    separated = separated_ordinal(codes, design)
    if separated:
        raise ValueError(f"No finite fit: the answers are separated by {', '.join(separated)}.")
    weights = np.ones(len(codes)) if counts is None else counts.to_numpy(dtype=float)
    start, has_converged = _statsmodels_fit(codes, x, weights)
    params, hessian, decrement = _polished(start, codes.to_numpy(), x, weights)
    covariance = np.linalg.inv(-hessian)
    terms = [*design.columns, *threshold_names(names)]
    cautions = list(few_per_parameter(effective_size(codes, weights), len(design.columns)))
    cautions += [] if has_converged or decrement < FLAT else [NOT_CONVERGED]
    return Fitted(
        coefficients=coefficient_table(terms, params, np.sqrt(np.diag(covariance)), np.inf, level),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms),
        n=int(weights.sum()),
        level=level,
        method=METHOD,
        cautions=tuple(cautions),
        measures={"log_likelihood": float(log_likelihood(params, codes.to_numpy(), x, weights))},
    )


def ordered_codes(answers: pd.Series) -> tuple[pd.Series, list[str]]:
    """Codes 0, 1, … of the answers seen, in order, and their names.

    Raises:
        ValueError: fewer than two different answers.
    """
    held = answers.dtype
    order = held.categories if isinstance(held, pd.CategoricalDtype) and held.ordered else sorted(answers.unique())
    seen = [name for name in order if (answers == name).any()]
    if len(seen) < 2:
        raise ValueError("An ordered logit needs two different answers.")
    codes = answers.astype(object).map({name: code for code, name in enumerate(seen)}).astype(int)
    return codes, [str(name) for name in seen]


def threshold_names(names: list[str]) -> list[str]:
    """« low|high » for each pair of neighbours, as R names them."""
    return [f"{low}|{high}" for low, high in pairwise(names)]


def effective_size(codes: pd.Series, weights: Matrix | None = None) -> float:
    """The number of answers that counts for an ordered outcome: n − Σn_j³/n² (Harrell 2015): n(1 − 1/J²) at best."""
    counts = np.bincount(codes.to_numpy(dtype=int), weights=weights).astype(float)
    n = counts.sum()
    return float(n - (counts**3).sum() / n**2)


def log_likelihood(params: Matrix, codes: np.ndarray, x: Matrix, weights: Matrix) -> Matrix:
    """Σ log P(Y = j) at `params` (β, then θ); analytic, so that complex steps differentiate it exactly."""
    k = x.shape[1]
    chances = category_chances(params[k:], x @ params[:k], codes)
    total: Matrix = (weights * np.log(chances + SMALLEST_CHANCE)).sum()
    return total


def category_chances(thresholds: Matrix, eta: Matrix, codes: np.ndarray) -> Matrix:
    """P(Y = code) for each row: F(θ_j − η) − F(θ_(j−1) − η), F logistic; shapes of `codes` and `eta` broadcast."""
    last = len(thresholds)
    upper = np.where(codes < last, _logistic(thresholds[np.minimum(codes, last - 1)] - eta), 1.0)
    lower = np.where(codes > 0, _logistic(thresholds[np.maximum(codes - 1, 0)] - eta), 0.0)
    return np.asarray(upper - lower)


def _logistic(values: Matrix) -> Matrix:
    """1 / (1 + e⁻ᵛ) for real or complex values (scipy's `expit` is real)."""
    return np.asarray(1 / (1 + np.exp(-values)))


def _statsmodels_fit(codes: pd.Series, x: Matrix, weights: Matrix) -> tuple[Matrix, bool]:
    """Coefficients, then thresholds on their natural scale, by OrderedModel; a row counts as often as its weight."""
    times = weights.astype(int)
    model = OrderedModel(np.repeat(codes.to_numpy(), times), np.repeat(x, times, axis=0), distr="logit")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence is judged on the gradient
        fit = model.fit(method="bfgs", disp=False, maxiter=500)
    k = x.shape[1]
    thresholds = model.transform_threshold_params(fit.params)[1:-1]
    return np.concatenate([fit.params[:k], thresholds]), bool(fit.mle_retvals["converged"])


def _polished(start: Matrix, codes: np.ndarray, x: Matrix, weights: Matrix) -> tuple[Matrix, Matrix, float]:
    """A few Newton steps: parameters, Hessian, and the decrement left (the log-likelihood is concave)."""
    params, given = start, (codes, x, weights)
    for _ in range(POLISHING):
        gradient = np.ravel(approx_fprime_cs(params, log_likelihood, args=given))
        hessian = np.asarray(approx_hess_cs(params, log_likelihood, args=given))
        step = np.linalg.solve(-hessian, gradient)
        params = params + step
    return params, hessian, float(step @ gradient)
