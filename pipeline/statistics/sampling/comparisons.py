"""Do groups of a population differ? The t test and the rank test for a sample drawn by a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from pipeline.statistics.results import Method
from pipeline.statistics.sampling.design import Design, Floats, codes
from pipeline.statistics.sampling.estimates import means
from pipeline.statistics.sampling.regression import Regression, regression

Scores = Literal["wilcoxon", "vanderWaerden", "median"]
T_TEST = Method("Test t selon le plan de sondage", "Design-based t test", "Binder 1983; Lumley 2010")
RANK_TEST = Method("Test de rangs selon le plan de sondage", "Design-based rank test", "Lumley & Scott 2013")


@dataclass(frozen=True)
class Comparison:
    """What differs (`estimate`), its test statistic (t, or F for several groups) and p-value."""

    estimate: float
    statistic: float
    freedom: tuple[float, ...]
    p_value: float
    method: Method
    n: int


def mean_is_zero(values: ArrayLike, design: Design) -> Comparison:
    """The test that a mean (of a gain, say) is zero; one degree of freedom fewer than the design's, as survey 4.5.

    Raises:
        ValueError: the sample has too few degrees of freedom.
    """
    found = means(values, design)
    freedom = _left(found.degrees_of_freedom - 1)
    value = float(found.point[0])
    statistic = value / float(found.standard_errors[0])
    return Comparison(value, statistic, (freedom,), _two_sided(statistic, freedom), T_TEST, found.n)


def means_differ(values: ArrayLike, groups: Any, design: Design) -> Comparison:
    """The test that two groups have one mean; the estimate is the second group's (in sorted order) less the first's.

    Raises:
        ValueError: not two groups, or too few degrees of freedom.
    """
    group = codes(groups)
    if group.max(initial=0) != 1:
        raise ValueError("Two groups were expected.")
    return _of_second(regression(values, np.column_stack([np.ones(len(group)), group]), design), T_TEST)


def ranks_differ(values: ArrayLike, groups: Any, design: Design, scores: Scores = "wilcoxon") -> Comparison:
    """The test that groups have one distribution, on scores of estimated population ranks (Lumley & Scott 2013).

    With two groups the estimate is the difference of mean scores (a share of the population for `wilcoxon`) and the
    statistic Student's t; with more, the statistic is F and the estimate missing.

    Raises:
        ValueError: fewer than two groups, or too few degrees of freedom.
    """
    told = np.asarray(values, dtype=float)
    kept = ~np.isnan(told) & ~pd.isna(pd.Series(groups)).to_numpy()
    seen = design.domain(kept)
    heard = kept if design.calibration is None else np.full(len(told), True)
    group = codes(pd.Series(groups)[heard].to_numpy())
    scored = _scores(design.rows(np.nan_to_num(told), kept), seen.weights, scores)
    if group.max(initial=0) < 1:
        raise ValueError("Two groups at least were expected.")
    found = regression(scored, np.column_stack([np.ones(len(group)), np.eye(group.max() + 1)[group][:, 1:]]), seen)
    if group.max() == 1:
        return _of_second(found, RANK_TEST)
    return _joint(found, seen)


def _of_second(found: Regression, method: Method) -> Comparison:
    freedom = _left(found.degrees_of_freedom)
    value, statistic = float(found.coefficients[1]), float(found.t_values[1])
    return Comparison(value, statistic, (freedom,), _two_sided(statistic, freedom), method, found.n)


def _joint(found: Regression, design: Design) -> Comparison:
    """The F test that all groups have the mean score of the first."""
    others = found.coefficients[1:]
    first = len(others)
    second = _left(design.degrees_of_freedom - first)
    statistic = float(others @ np.linalg.solve(found.covariance[1:, 1:], others)) / first
    p_value = float(stats.f.sf(statistic, first, second))
    return Comparison(np.nan, statistic, (float(first), second), p_value, RANK_TEST, found.n)


def _scores(values: Floats, weights: Floats, scores: Scores) -> Floats:
    """A score of each unit's rank in the population, as a share; ties share their mean rank."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.cumsum(weights[order]) - weights[order] / 2
    shares = pd.Series(ranks).groupby(values).transform("mean").to_numpy() / weights.sum()
    if scores == "vanderWaerden":
        return np.asarray(stats.norm.ppf(shares))
    return (shares > 0.5).astype(float) if scores == "median" else np.asarray(shares)


def _left(freedom: float) -> float:
    if freedom < 1:
        raise ValueError("The sample has too few degrees of freedom.")
    return float(freedom)


def _two_sided(statistic: float, freedom: float) -> float:
    return float(2 * stats.t.sf(abs(statistic), freedom))
