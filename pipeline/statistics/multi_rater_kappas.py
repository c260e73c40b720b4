"""Kappas of any number of raters who all rated every unit: Fleiss for all categories and each, Conger for named raters.

Fleiss 1971 compares agreement with what the shares of categories would give, raters being interchangeable; statsmodels
has it (`fleiss_kappa`), not its standard error without agreement (Fleiss, Nee & Landis 1979), which is given here:

    SE = sqrt(2 / (n m (m - 1))) / A * sqrt(A**2 - sum_j p_j q_j (q_j - p_j)),   A = sum_j p_j q_j,   q_j = 1 - p_j

for n units, m raters, p_j the share of category j. For one category against the others SE = sqrt(2 / (n m (m - 1))).
Conger 1980 keeps who rated: chance agreement is the mean over pairs of raters of sum_j p_gj p_hj.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import fleiss_kappa

from pipeline.statistics.kappas import Kappa
from pipeline.statistics.krippendorff import NO_PAIR, NO_VARIATION
from pipeline.statistics.ratings import Array, categories, unit_counts
from pipeline.statistics.results import Method

FLEISS = Method("kappa de Fleiss", "Fleiss' kappa", "Fleiss 1971; Fleiss, Nee & Landis 1979")
CONGER = Method("kappa de Conger", "Conger's kappa", "Conger 1980")


@dataclass(frozen=True)
class _Complete:
    """Ratings without gaps: their categories, counts (units × categories) and number of raters."""

    ratings: pd.DataFrame
    scale: list[Any]
    counts: Array
    raters: int


def fleiss(ratings: pd.DataFrame) -> Kappa:
    """Fleiss' kappa of `ratings` (units × raters); a unit with a missing rating is left out. No interval: z only."""
    complete = _complete(ratings)
    n, m = len(complete.ratings), complete.raters
    if n == 0 or m < 2:
        return Kappa(value=None, method=FLEISS, n=n, cautions=(NO_PAIR,))
    if len(complete.scale) < 2:
        return Kappa(value=None, method=FLEISS, n=n, cautions=(NO_VARIATION,))
    p = complete.counts.sum(axis=0) / (n * m)
    q = 1 - p
    total = float((p * q).sum())
    spread = np.sqrt(total**2 - float((p * q * (q - p)).sum()))
    error = float(np.sqrt(2 / (n * m * (m - 1))) / total * spread)
    value = float(fleiss_kappa(complete.counts))
    return Kappa(value=value, method=FLEISS, n=n, standard_error=error, z=value / error)


def fleiss_by_category(ratings: pd.DataFrame) -> dict[Any, Kappa]:
    """Fleiss' kappa of each category against all others together (units with a missing rating left out)."""
    complete = _complete(ratings)
    n, m = len(complete.ratings), complete.raters
    if n == 0 or m < 2 or len(complete.scale) < 2:
        return {}
    error = float(np.sqrt(2 / (n * m * (m - 1))))
    p = complete.counts.sum(axis=0) / (n * m)
    apart = (complete.counts * (m - complete.counts)).sum(axis=0)
    kappas = 1 - apart / (n * m * (m - 1) * p * (1 - p))
    return {
        value: Kappa(value=float(kappa), method=FLEISS, n=n, standard_error=error, z=float(kappa) / error)
        for value, kappa in zip(complete.scale, kappas, strict=True)
    }


def conger(ratings: pd.DataFrame) -> Kappa:
    """Conger's kappa of `ratings` (units × raters), Cohen's for two; a unit with a missing rating is left out."""
    complete = _complete(ratings)
    n, m = len(complete.ratings), complete.raters
    if n == 0 or m < 2:
        return Kappa(value=None, method=CONGER, n=n, cautions=(NO_PAIR,))
    agreeing = (complete.counts * (complete.counts - 1)).sum(axis=1) / (m * (m - 1))
    given = complete.ratings.to_numpy(dtype=object)
    shares = [np.array([(given[:, rater] == value).mean() for value in complete.scale]) for rater in range(m)]
    chance = float(np.mean([first @ second for first, second in combinations(shares, 2)]))
    if np.isclose(chance, 1):
        return Kappa(value=None, method=CONGER, n=n, cautions=(NO_VARIATION,))
    observed = float(agreeing.mean())
    return Kappa(value=(observed - chance) / (1 - chance), method=CONGER, n=n, observed=observed, expected=chance)


def _complete(ratings: pd.DataFrame) -> _Complete:
    complete = ratings.dropna()
    values = categories(complete)
    return _Complete(complete, values, unit_counts(complete, values), complete.shape[1])
