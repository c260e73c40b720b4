"""Did treated units change more than comparison units between two phases, and how sure is that?

Each unit's change is taken first, so that what never changes about a unit drops out. Which error fits depends on the
design: units in one arm each (HC2 errors of the changes, which are CR2 errors by unit of the two-phase regression),
units that hold both arms (a treated and a comparison site each), or units seen in one phase only (CR2 by unit).
With few units, degrees of freedom are the wary ones of `mean_contrasts`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mean_contrasts import MeanContrast, mean_contrast
from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution, Method, Test
from pipeline.statistics.treatment_permutation import flip_signs, permute_treated

TREATED, COMPARISON = "treated", "comparison"
BEFORE, AFTER = "baseline", "endline"
COLUMNS = ("unit", "arm", "phase", "value")
LEAST_UNITS = 2
"""Units an arm without which how much units differ is unknown: no interval."""
FEW_UNITS = 10
"""Units an arm below which the p-value comes from permutation, whose size is exact whatever the distribution, and the
margin counts that spreads may be unequal."""

ALIKE = 1e-12
"""Standard error, relative to the values measured, that is rounding and not spread."""

BY_ARM = Method(
    "écart des évolutions entre unités traitées et témoins, erreurs CR2 par unité (degrés de liberté de Satterthwaite)",
    "difference in differences, CR2 errors by unit with Satterthwaite degrees of freedom",
    "Card & Krueger 1994; Bell & McCaffrey 2002; Welch 1947",
)
WITHIN_UNITS = Method(
    "écart des évolutions au sein de chaque unité (site traité moins site témoin), intervalle de Student",
    "difference in differences within units (treated minus comparison site), Student interval",
    "Card & Krueger 1994; Student 1908",
)
BY_CELL = Method(
    "écart des évolutions entre moyennes de phase, unités différentes d’une phase à l’autre, erreurs CR2 par unité",
    "difference in differences of phase means, other units in each phase, CR2 errors by unit",
    "Card & Krueger 1994; Bell & McCaffrey 2002; Welch 1947",
)
ONE_UNIT = Caution(
    "one-unit",
    "trop peu d’unités dans un groupe pour dire la marge",
    "too few units in a group to tell the margin",
)
FEW = Caution(
    "few-units",
    "peu d’unités : marge élargie, qui tient son niveau si un groupe ne varie pas plus de deux fois plus que l’autre ; "
    "test par permutation",
    "few units: wider margin, which holds its level unless one group varies more than twice as much as the other; "
    "permutation test",
)
FEW_WITHIN = Caution(
    "few-units",
    "peu d’unités : marge de Student, qui tient son niveau si leurs écarts sont à peu près symétriques ; "
    "test par permutation",
    "few units: Student margin, which holds its level if their differences are about symmetric; permutation test",
)
SAME_CHANGE = Caution(
    "same-change", "toutes les unités évoluent du même pas : aucune marge à dire", "all units change alike: no margin"
)


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """How much more the treated changed. `low` and `high` are missing when an arm has too few units.

    `n_treated` and `n_comparison` are the units that count. `p_method` is what the p-value comes from; `p_value` is
    missing when no test could decide, and a caution says so.
    """

    estimate: float
    low: float | None
    high: float | None
    p_value: float | None
    method: Method
    p_method: Method | None
    level: float
    n_treated: int
    n_comparison: int
    cautions: tuple[Caution, ...] = ()


def difference_in_differences(frame: pd.DataFrame, level: float) -> Contrast | None:
    """The change of the treated minus that of the comparison units, with its interval at `level`.

    `frame` has `unit`, `arm` (treated, comparison), `phase` (baseline, endline) and `value`; several values of a unit
    in a phase are averaged first, so that every unit counts once. Units without both phases are left out and said,
    unless no unit has both: then phases are compared by their means. Nothing when an arm lacks a phase.

    Raises:
        ValueError: a column is missing, or another arm or phase is in the frame.
    """
    cells = _cells(frame)
    sizes = cells.abs().max(axis=1)
    changes = cells.assign(change=cells[AFTER] - cells[BEFORE], size=sizes).dropna().reset_index()
    left_out = _left_out(cells.index.get_level_values("unit").nunique() - changes["unit"].nunique())
    arms = [set(changes.loc[changes["arm"].eq(arm), "unit"]) for arm in (TREATED, COMPARISON)]
    if not any(arms):
        return _from_cells(cells, level)
    if not all(arms):
        return None
    if arms[0] & arms[1]:
        return _within_units(changes, level, left_out)
    return _between_arms(changes, level, left_out)


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a unit and arm, one column a phase: the mean value, missing where nothing was measured."""
    absent = set(COLUMNS) - set(frame.columns)
    if absent:
        raise ValueError(f"Columns are missing: {', '.join(sorted(absent))}.")
    known = frame["arm"].isin([TREATED, COMPARISON]) & frame["phase"].isin([BEFORE, AFTER])
    if not known.all():
        raise ValueError(f"Arms are {TREATED} and {COMPARISON}; phases are {BEFORE} and {AFTER}.")
    given = frame.assign(value=frame["value"].astype("float64"), unit=frame["unit"].astype(str)).dropna(
        subset=["value"]
    )
    means = given.pivot_table(index=["unit", "arm"], columns="phase", values="value", aggfunc="mean", observed=True)
    return means.reindex(columns=[BEFORE, AFTER])


def _left_out(n: int) -> tuple[Caution, ...]:
    if not n:
        return ()
    fr = "des unités sans relevé dans les deux phases sont laissées de côté"
    return (Caution("incomplete-units", fr, "units without both phases are left out"),)


def _between_arms(changes: pd.DataFrame, level: float, cautions: tuple[Caution, ...]) -> Contrast:
    treated = changes["arm"].eq(TREATED)
    sizes = int(treated.sum()), int((~treated).sum())
    value = changes["change"]
    estimate = float(value[treated].mean() - value[~treated].mean())
    if min(sizes) < LEAST_UNITS:
        return _bare(estimate, BY_ARM, level, sizes, (*cautions, ONE_UNIT))
    is_few = min(sizes) < FEW_UNITS
    arms = [[value[chosen].to_numpy()] for chosen in (treated, ~treated)]
    found = mean_contrast(*arms, has_equal_spread=not is_few)
    if found.std_error <= ALIKE * changes["size"].max():
        return _bare(estimate, BY_ARM, level, sizes, (*cautions, SAME_CHANGE))
    if not is_few:
        return _assembled(_read(found, level), BY_ARM, BY_ARM, level, sizes, cautions)
    return _permuted(
        _read(found, level), BY_ARM, permute_treated(value, treated, level), level, sizes, (*cautions, FEW)
    )


def _within_units(changes: pd.DataFrame, level: float, cautions: tuple[Caution, ...]) -> Contrast:
    """Units with both arms: their own differences; units with one arm only cannot be compared with themselves."""
    wide = changes.pivot_table(index="unit", columns="arm", values="change")
    differences = (wide[TREATED] - wide[COMPARISON]).dropna()
    if len(differences) < len(wide):
        fr = "des unités sans site témoin propre sont laissées de côté"
        cautions = (*cautions, Caution("unmatched-units", fr, "units without a comparison site of their own left out"))
    n, estimate = len(differences), float(differences.mean())
    if n < LEAST_UNITS:
        return _bare(estimate, WITHIN_UNITS, level, (n, n), (*cautions, ONE_UNIT))
    told = mean_contrast([differences.to_numpy()], [])
    if told.std_error <= ALIKE * changes["size"].max():
        return _bare(estimate, WITHIN_UNITS, level, (n, n), (*cautions, SAME_CHANGE))
    found = _read(told, level)
    if n >= FEW_UNITS:
        return _assembled(found, WITHIN_UNITS, WITHIN_UNITS, level, (n, n), cautions)
    return _permuted(found, WITHIN_UNITS, flip_signs(differences, level), level, (n, n), (*cautions, FEW_WITHIN))


def _from_cells(cells: pd.DataFrame, level: float) -> Contrast | None:
    """No unit was seen twice: the difference of the four cell means, each unit counting once in its phase."""
    seen = cells.reset_index().melt(["unit", "arm"], var_name="phase", value_name="value").dropna()
    means = seen.groupby(["arm", "phase"])["value"].mean()
    if len(means) < len((BEFORE, AFTER)) * len((TREATED, COMPARISON)):
        return None
    estimate = float(
        means[TREATED, AFTER] - means[TREATED, BEFORE] - means[COMPARISON, AFTER] + means[COMPARISON, BEFORE]
    )
    sizes = tuple(int(seen.loc[seen["arm"].eq(arm), "unit"].nunique()) for arm in (TREATED, COMPARISON))
    fr = "les unités ne sont pas les mêmes d’une phase à l’autre"
    cautions = (Caution("other-units", fr, "units differ between phases"),)
    if seen.groupby(["arm", "phase"])["unit"].nunique().min() < LEAST_UNITS:
        return _bare(estimate, BY_CELL, level, sizes, (*cautions, ONE_UNIT))
    found = mean_contrast(*_in_cells(seen))
    if found.std_error <= ALIKE * seen["value"].abs().max():
        return _bare(estimate, BY_CELL, level, sizes, (*cautions, SAME_CHANGE))
    if not seen["unit"].is_unique:
        found = _by_unit(seen, found.df, level)
    return _assembled(_read(found, level), BY_CELL, BY_CELL, level, sizes, cautions)


def _in_cells(seen: pd.DataFrame) -> tuple[list[Matrix], list[Matrix]]:
    """Values of the cells that are added, and of those that are taken away."""
    cells = {key: rows.to_numpy() for key, rows in seen.groupby(["arm", "phase"])["value"]}
    added = [cells[TREATED, AFTER], cells[COMPARISON, BEFORE]]
    return added, [cells[TREATED, BEFORE], cells[COMPARISON, AFTER]]


def _by_unit(seen: pd.DataFrame, most: Matrix, level: float) -> MeanContrast:
    """Where some units stand in a cell of each arm, CR2 errors by unit, with at `most` the degrees of freedom of cells
    that share none.
    """
    treated, after = seen["arm"].eq(TREATED).astype(float), seen["phase"].eq(AFTER).astype(float)
    design = pd.DataFrame({"constant": 1.0, "treated": treated, "after": after, "both": treated * after})
    row = fit_linear(seen["value"], design, level, "CR2", seen["unit"]).term("both")
    estimate, error = (np.asarray(float(row[name])) for name in ("estimate", "std_error"))
    return MeanContrast(estimate=estimate, std_error=error, df=np.fmin(float(row["df"]), most))


def _bare(
    estimate: float, method: Method, level: float, sizes: tuple[int, ...], cautions: tuple[Caution, ...]
) -> Contrast:
    return _assembled((estimate, None, None, None), method, None, level, sizes, cautions)


def _read(found: MeanContrast, level: float) -> tuple[float, float, float, float]:
    """Estimate, bounds and p-value."""
    low, high = found.bounds(level)
    return float(found.estimate), float(low), float(high), float(found.p_value())


def _permuted(
    found: tuple[float, float, float, float],
    method: Method,
    test: Test,
    level: float,
    sizes: tuple[int, ...],
    cautions: tuple[Caution, ...],
) -> Contrast:
    """The interval as found; the p-value by permutation, and none when it could not decide."""
    p_value = None if test.cautions else test.p_value
    return _assembled((*found[:3], p_value), method, test.method, level, sizes, (*cautions, *test.cautions))


def _assembled(
    found: tuple[float, float | None, float | None, float | None],
    method: Method,
    p_method: Method | None,
    level: float,
    sizes: tuple[int, ...],
    cautions: tuple[Caution, ...],
) -> Contrast:
    estimate, low, high, p_value = found
    return Contrast(
        estimate=estimate,
        low=low,
        high=high,
        p_value=p_value,
        method=method,
        p_method=p_method,
        level=level,
        n_treated=sizes[0],
        n_comparison=sizes[1],
        cautions=cautions,
    )
