"""Do groups of a weighted survey answer alike? Rao and Scott's test, where groups are large enough for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t

from pipeline.estimates import Tables
from pipeline.methods.comparisons.compared_groups import Sample
from pipeline.methods.surveys.response_weights import Weighted, weighted
from pipeline.plan import Plan
from pipeline.statistics.results import Caution, Estimate, Method, Test
from pipeline.statistics.sampling.association import association
from pipeline.statistics.sampling.calibration import CalibrationError, effective_size
from pipeline.statistics.sampling.design import Design
from pipeline.statistics.sampling.regression import regression

TWO = 2
FEWEST_EXPECTED = 5
"""Effective answers that each cell must expect (Cochran 1954). Simulated with weights from half to three times their
mean, the test finds a difference that is not there in 5 % of studies; in up to 9 % when a cell expects two to four."""

DIFFERENCE = Method("écart de parts pondérées", "difference of weighted shares", "Binder 1983")
BY_DESIGN = Method("Student, variance linéarisée", "Student, linearised variance", "Binder 1983")
WEIGHTED_BY = {
    "post_stratification": ("post-stratification", "post-stratification"),
    "raking": ("calage sur marges", "raking"),
}
TOO_SMALL = Caution(
    "too-few-for-weights",
    "le plan pondère cette enquête, mais un test pondéré demanderait au moins cinq réponses attendues, en nombre"
    " efficace, pour chaque réponse de chaque groupe : le test est exact et sans les poids",
    "the plan weights this survey, but a weighted test needs five effective answers expected in each cell: the test is"
    " exact, without the weights",
)
ORDER_UNWEIGHTED = Caution(
    "order-unweighted",
    "le plan pondère cette enquête ; le test porte sur l’ordre des réponses, sans les poids",
    "the plan weights this survey; the test bears on the order of answers, without the weights",
)


@dataclass(frozen=True, eq=False)
class Weights:
    """How the answers of a survey stand for its register: one row a weighted answer, of `respondents` in this order.

    The population of `design` has no end: groups are compared as others might answer tomorrow, not as those of today
    did, of whom nearly all may have answered.
    """

    declared: str
    respondents: pd.Index
    design: Design


def survey_weights(tables: Tables, plan: Plan | None, survey: str) -> Weights | None:
    """The weights that the plan declares for a survey; None when it declares none, or none reach the register.

    Raises:
        EstimateError: the plan names a register or a column that the cohort does not have.
    """
    if plan is None or survey not in tables or "respondent_id" not in tables[survey]:
        return None
    try:
        found: Weighted | None = weighted(tables, plan, survey)
    except CalibrationError:
        return None
    if found is None:
        return None
    without_end = replace(found.design, population=np.full_like(found.design.population, np.inf))
    respondents = pd.Index(tables[survey].loc[found.rows, "respondent_id"])
    return Weights(found.declared.method, respondents, without_end)


def weighted_shares(
    sample: Sample, answers: list[pd.Series], weights: Weights, level: float
) -> tuple[Test, Estimate | None] | None:
    """Rao and Scott's test of the answers of each group (codes), and of two answers of two groups the gap of the first.

    None when a cell expects fewer than `FEWEST_EXPECTED` answers, effectively: the test's law is an approximation.
    """
    group, answer = (_placed(weights, sample, values) for values in (_places(sample), answers))
    kept = ~(np.isnan(group) | np.isnan(answer))
    if not kept.any() or _fewest_expected(group[kept], answer[kept], weights.design.weights[kept]) < FEWEST_EXPECTED:
        return None
    seen = weights.design.domain(kept)
    rows, columns = (_whole(values, kept, seen) for values in (group, answer))
    found = association(rows, columns, seen)
    test = Test(
        p_value=found.p_value,
        method=_said(found.method, weights),
        sizes=tuple(int((rows[seen.weights > 0] == place).sum()) for place in range(len(sample.groups))),
        statistic=found.statistic,
    )
    is_pair = len(sample.groups) == TWO == len(np.unique(columns))
    return test, _gap(rows, columns, seen, level) if is_pair else None


def _places(sample: Sample) -> list[pd.Series]:
    return [pd.Series(float(place), index=group.given.index) for place, group in enumerate(sample.groups)]


def _placed(weights: Weights, sample: Sample, values: list[pd.Series]) -> NDArray[np.float64]:
    """One value a weighted answer, in the order of the design; missing for those in no group."""
    told = [
        column.astype(float).set_axis(group.respondents)
        for column, group in zip(values, sample.groups, strict=True)
        if group.respondents is not None
    ]
    each = pd.concat(told) if told else pd.Series(dtype=float)
    return np.asarray(each[each.index.notna()].reindex(weights.respondents), dtype=np.float64)


def _fewest_expected(group: NDArray[np.float64], answer: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """The smallest count of effective answers that a cell expects if groups answer alike; 0 with one row or column."""
    table = pd.DataFrame({"group": group, "answer": answer, "weight": weight / weight.sum()}).pivot_table(
        index="group", columns="answer", values="weight", aggfunc="sum", fill_value=0.0
    )
    if min(table.shape) < TWO:
        return 0.0
    return effective_size(weight) * float(np.outer(table.sum(axis=1), table.sum(axis=0)).min())


def _whole(values: NDArray[np.float64], kept: NDArray[np.bool_], seen: Design) -> NDArray[np.intp]:
    """The values of the rows that `seen` has; those that it keeps with weight zero are given one that exists."""
    told = values[kept] if len(seen.weights) < len(values) else np.where(kept, values, values[kept].min())
    return told.astype(np.intp)


def _gap(rows: NDArray[np.intp], columns: NDArray[np.intp], seen: Design, level: float) -> Estimate:
    """The weighted share of the first answer (code 1) in the first group less that in the second."""
    fitted = regression(columns, np.column_stack([np.ones(len(rows)), rows == 0]), seen)
    value = float(fitted.coefficients[1])
    margin = float(t.ppf((1 + level) / 2, fitted.degrees_of_freedom)) * float(fitted.standard_errors[1])
    return Estimate(
        value=value,
        method=DIFFERENCE,
        n=fitted.n,
        low=max(-1.0, value - margin),
        high=min(1.0, value + margin),
        level=level,
        interval=BY_DESIGN,
    )


def _said(method: Method, weights: Weights) -> Method:
    fr, en = WEIGHTED_BY[weights.declared]
    return Method(
        f"{method.name_fr}, réponses pondérées par {fr}", f"{method.name_en}, answers weighted by {en}", method.source
    )
