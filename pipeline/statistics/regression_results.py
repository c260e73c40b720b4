"""What a fitted regression gives back: coefficients with their uncertainty, the method, and what to beware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from pipeline.statistics.results import Caution, Method

Matrix = NDArray[np.float64]

FEW_PER_PARAMETER, TOO_FEW_PER_PARAMETER = 10, 5
"""Observations (or events) for each parameter: below the first a caution, below the second no model is worth fitting.

Vittinghoff & McCulloch 2007 found coverage and bias acceptable from 5 to 9, not below; 10 is the rule of Peduzzi et
al. 1996.
"""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A fitted model.

    `coefficients` has one row a term: `term, estimate, std_error, statistic, df, p_value, low, high`; an infinite `df`
    means the normal distribution. `covariance` is that of the estimates, labelled by term. `measures` are numbers
    about the whole fit, by name (`log_likelihood`, `sigma`, …).
    """

    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    n: int
    level: float
    method: Method
    cautions: tuple[Caution, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)

    def term(self, name: str) -> pd.Series:
        """The row of one term.

        Raises:
            IndexError: the model has no such term.
        """
        return self.coefficients[self.coefficients["term"].eq(name)].iloc[0]


def coefficient_table(
    terms: Sequence[str], estimates: ArrayLike, std_errors: ArrayLike, df: ArrayLike, level: float
) -> pd.DataFrame:
    """One row a term, with the statistic, two-sided p-value and interval of Student's t on `df`."""
    estimate, error = np.asarray(estimates, dtype=float), np.asarray(std_errors, dtype=float)
    freedom = np.broadcast_to(np.asarray(df, dtype=float), estimate.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / error
    reach = stats.t.ppf((1 + level) / 2, freedom) * error
    return pd.DataFrame(
        {
            "term": list(terms),
            "estimate": estimate,
            "std_error": error,
            "statistic": statistic,
            "df": freedom,
            "p_value": 2 * stats.t.sf(np.abs(statistic), freedom),
            "low": estimate - reach,
            "high": estimate + reach,
        }
    )


def few_per_parameter(observations: float, parameters: int) -> tuple[Caution, ...]:
    """The caution on a model that asks much of few observations, if it does."""
    if observations >= FEW_PER_PARAMETER * parameters:
        return ()
    fr = "les observations sont peu nombreuses pour autant de coefficients, et le résultat est fragile"
    en = "few observations for the number of coefficients; the result is fragile"
    return (Caution("few-per-parameter", fr, en),)


def can_bear(observations: float, parameters: int) -> bool:
    """Whether so many observations (or events) can bear a model with so many parameters at all."""
    return observations >= TOO_FEW_PER_PARAMETER * parameters
