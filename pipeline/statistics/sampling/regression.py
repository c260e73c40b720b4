"""Linear and logistic regression over the population that a sample stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import expit, logit, xlog1py, xlogy

from pipeline.statistics.results import Method
from pipeline.statistics.sampling.design import Design, Floats
from pipeline.statistics.sampling.estimates import observed
from pipeline.statistics.sampling.linearisation import covariance

Family = Literal["gaussian", "logit"]
SOURCE = "Binder 1983"
METHODS: dict[Family, Method] = {
    "gaussian": Method("Régression linéaire pondérée", "Weighted linear regression", SOURCE),
    "logit": Method("Régression logistique pondérée", "Weighted logistic regression", SOURCE),
}
MAX_ROUNDS = 100
SAME_DEVIANCE = 1e-8
TOO_SURE = 30.0
"""A linear predictor this far from zero means a probability of 1e-13: the answers are separated."""


class SeparationError(ValueError):
    """Predictors that tell zeros and ones apart without fail: no finite coefficient is best."""


@dataclass(frozen=True, eq=False)
class Regression:
    """q coefficients with their covariance (q × q) and the degrees of freedom left."""

    coefficients: Floats
    covariance: Floats
    degrees_of_freedom: int
    n: int
    method: Method

    @property
    def standard_errors(self) -> Floats:
        """One a coefficient."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def t_values(self) -> Floats:
        """Coefficients over their standard errors."""
        return self.coefficients / self.standard_errors

    @property
    def p_values(self) -> Floats:
        """Two-sided, by Student's t with the degrees of freedom left."""
        return np.asarray(2 * stats.t.sf(np.abs(self.t_values), self.degrees_of_freedom))


def regression(outcome: ArrayLike, predictors: ArrayLike, design: Design, family: Family = "gaussian") -> Regression:
    """Coefficients of `predictors` (n × q, with their column of ones) for `outcome` (n; zeros and ones for `logit`).

    The estimating equations of the population, weighted; the variance is that of their linearisation (Binder 1983).
    Degrees of freedom are the design's less q-1. Rows with a missing value are left out.

    Raises:
        SeparationError: a `logit` has no finite coefficients.
        numpy.linalg.LinAlgError: the predictors depend on one another.
    """
    given = np.column_stack([np.asarray(outcome, dtype=float), np.asarray(predictors, dtype=float)])
    told, seen = observed(given, design)
    known, columns = told[:, 0], told[:, 1:]
    fit = _linear if family == "gaussian" else _logistic
    coefficients, bread, residuals = fit(known, columns, seen.weights)
    expanded = (columns * residuals[:, None]) @ bread
    freedom = seen.degrees_of_freedom + 1 - columns.shape[1]
    return Regression(coefficients, covariance(expanded, seen), freedom, seen.size, METHODS[family])


Fit = tuple[Floats, Floats, Floats]
"""Coefficients (q), the inverse of the weighted cross-product (q × q) and weighted residuals (n)."""


def _least_squares(target: Floats, columns: Floats, weights: Floats) -> tuple[Floats, Floats]:
    bread = np.asarray(np.linalg.inv((columns * weights[:, None]).T @ columns), dtype=np.float64)
    return bread @ (columns.T @ (weights * target)), bread


def _linear(known: Floats, columns: Floats, weights: Floats) -> Fit:
    coefficients, bread = _least_squares(known, columns, weights)
    return coefficients, bread, weights * (known - columns @ coefficients)


def _logistic(known: Floats, columns: Floats, weights: Floats) -> Fit:
    """Iterated weighted least squares until the deviance stays (McCullagh & Nelder 1989, section 2.5)."""
    scaled = weights / weights[weights > 0].mean()
    probability = (scaled * known + 0.5) / (scaled + 1)
    linear, before = logit(probability), np.inf
    for _ in range(MAX_ROUNDS):
        slopes = probability * (1 - probability)
        coefficients, bread = _least_squares(linear + (known - probability) / slopes, columns, weights * slopes)
        linear = columns @ coefficients
        if np.abs(linear[weights > 0]).max() > TOO_SURE:
            break
        probability = expit(linear)
        deviance = -2 * float((scaled * (xlogy(known, probability) + xlog1py(1 - known, -probability))).sum())
        if abs(deviance - before) <= SAME_DEVIANCE * (deviance + 0.1):
            residuals = weights * slopes * (known - probability) / (probability * (1 - probability))
            return coefficients, bread, residuals
        before = deviance
    raise SeparationError("The predictors tell zeros and ones apart without fail.")
