"""The weight of each answer, so that the answers of a survey resemble the register of those it was addressed to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.errors import EstimateError
from pipeline.estimates import Tables
from pipeline.methods.surveys.response_frames import CROSSED, Frame, frame, labels
from pipeline.plan import Plan, Weighting
from pipeline.statistics.sampling.calibration import CalibrationError, rake, trim
from pipeline.statistics.sampling.design import Design, sample_design


@dataclass(frozen=True, eq=False)
class Weighted:
    """Weighted answers of one survey.

    `weights` have the index of the survey's table and a mean of one; a response that does not count (a second one of a
    person, one of nobody invited) has none. `design` says how the `rows` weighted (in its order) stand for the
    `represented` of the `registered` units; the others are of groups in which nobody answered (`silent`, by column).
    """

    declared: Weighting
    weights: pd.Series
    rows: pd.Index
    design: Design
    represented: int
    registered: int
    silent: dict[str, list[str]]


def weights(tables: Tables, plan: Plan, survey: str) -> pd.Series | None:
    """The weight of each response (index of `tables[survey]`, mean one); None where the plan does not weight the survey
    or no weights reach the register's counts.

    Raises:
        EstimateError: the plan names a register or a column that the cohort does not have.
    """
    try:
        found = weighted(tables, plan, survey)
    except CalibrationError:
        return None
    return None if found is None else found.weights


def weighted(tables: Tables, plan: Plan, survey: str) -> Weighted | None:
    """The weighting that the plan declares for the survey; None when it declares none, or nobody registered answered.

    Groups in which nobody answered have no voice to weight: their units are left out of what the answers stand for.
    Several answers for one project share its weight.

    Raises:
        EstimateError: the plan names a register or a column that the cohort does not have.
        CalibrationError: no weights reach the register's counts.
    """
    declared = next((each for each in plan.weighting if each.survey == survey), None)
    if declared is None or survey not in tables or "invitations" not in tables:
        return None
    found = frame(tables, survey)
    key, register = _register(found, declared, tables)
    joined = found.invited[[key, "has_answered", "response_row"]].merge(register, on=key, how="inner")
    heard = joined[joined["has_answered"]].reset_index(drop=True)
    target, silent = _represented(register, heard)
    if heard.empty or not found.is_linked:
        return None
    margins = [(heard[name], _sizes(target[name])) for name in target.columns.drop(key)]
    design = rake(_before(heard[key], len(target)), margins)
    if declared.trim is not None:
        mean = float(design.weights.mean())
        design = trim(design, declared.trim[0] * mean, declared.trim[1] * mean)
    told = pd.Series(design.weights / design.weights.mean(), index=pd.Index(heard["response_row"].astype(int)))
    return Weighted(
        declared,
        told.reindex(tables[survey].index).rename("weight"),
        pd.Index(heard["response_row"].astype(int)),
        design,
        len(target),
        len(register),
        silent,
    )


def _register(found: Frame, declared: Weighting, tables: Tables) -> tuple[str, pd.DataFrame]:
    """The key and the rows of the declared register: each unit once, with its group by each margin.

    Post-stratification has one margin, every crossing of the columns; raking has them one by one.
    """
    if declared.frame not in tables:
        raise EstimateError(f"plan.yml: {declared.survey} is weighted to « {declared.frame} », which is not a table.")
    register = tables[declared.frame]
    keys = [key for key in ("project_id", "commune_insee", "institution") if key in register and key in found.invited]
    absent = [name for name in declared.margins if name not in register]
    if absent or not keys:
        missing = ", ".join(absent) or "a column that invitations have too"
        raise EstimateError(f"plan.yml: {declared.survey} is weighted to « {declared.frame} », which lacks {missing}.")
    is_crossed = declared.method == "post_stratification"
    margins = [declared.margins] if is_crossed else [[name] for name in declared.margins]
    columns = {CROSSED.join(names): labels(register, names) for names in margins}
    told = pd.DataFrame({keys[0]: register[keys[0]], **columns})
    return keys[0], told.drop_duplicates(keys[0], ignore_index=True)


def _represented(register: pd.DataFrame, heard: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """The units of groups from which somebody answered, and the groups from which nobody did."""
    silent = {name: sorted(set(register[name]) - set(heard[name])) for name in register.columns[1:]}
    target = register
    for name, groups in silent.items():
        target = target[~target[name].isin(groups)]
    return target, {name: groups for name, groups in silent.items() if groups}


def _before(units: pd.Series, population: int) -> Design:
    """The answers as a simple sample of the units, those of one unit sharing its weight."""
    share = 1 / units.groupby(units).transform("size").to_numpy(dtype=float)
    drawn = units.nunique()
    return sample_design(
        len(units),
        weights=share * population / drawn,
        clusters=[units.astype(str).to_numpy()],
        population=[[float(population)] * len(units)],
    )


def _sizes(column: pd.Series) -> dict[str, float]:
    return {str(name): float(size) for name, size in column.value_counts().items()}
