"""Intraclass correlation: which share of the variance of marks is that of the units, for one rater or a mean of raters.

Six forms (Shrout & Fleiss 1979, in brackets McGraw & Wong 1996). With n units, k raters and the mean squares of units
(R), raters (C), error (E) and, raters unknown, within units (W):

    one-way      ICC(1)             (R - W) / (R + (k - 1) W)
                 ICC(1,k)           (R - W) / R
    agreement    ICC(2) [A,1]       (R - E) / (R + (k - 1) E + k (C - E) / n)
                 ICC(2,k) [A,k]     (R - E) / (R + (C - E) / n)
    consistency  ICC(3) [C,1]       (R - E) / (R + (k - 1) E)
                 ICC(3,k) [C,k]     (R - E) / R

Intervals are those of the same papers, exact under normality but for agreement (Satterthwaite's approximation).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import f

from pipeline.statistics.ratings import Array
from pipeline.statistics.results import Caution, Estimate, Method

Form = Literal["one_way", "agreement", "consistency"]

FORMS_FR = {"one_way": "à un facteur", "agreement": "d’accord", "consistency": "de cohérence"}
SOURCE = "Shrout & Fleiss 1979; McGraw & Wong 1996"
INTERVAL = Method("de Fisher", "F distribution", SOURCE)
NOT_ENOUGH = Caution(
    "icc-not-enough",
    "Il faut au moins deux unités notées par les mêmes évaluateurs, au moins deux.",
    "At least two units, rated by the same two raters or more, are needed.",
)
NO_VARIANCE = Caution(
    "icc-no-variance",
    "Aucune note ne diffère d’une autre : la corrélation n’est pas définie.",
    "No mark differs from another: the correlation is not defined.",
)


@dataclass(frozen=True, kw_only=True)
class Intraclass(Estimate):
    """An intraclass correlation with the F test that it is zero."""

    f: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_value: float | None = None


@dataclass(frozen=True)
class _Squares:
    """Mean squares of a units × raters table without gaps."""

    n: int
    k: int
    units: float
    raters: float
    error: float
    within: float


def intraclass(ratings: pd.DataFrame, form: Form, level: float, *, is_mean_of_raters: bool = False) -> Intraclass:
    """The intraclass correlation of `ratings` (units × raters); a unit with a missing mark is left out.

    `one_way` when raters differ from unit to unit; `agreement` when a rater who marks lower throughout disagrees,
    `consistency` when that is no matter. `is_mean_of_raters`: of the mean of the k raters' marks, not of one mark.
    """
    marks = ratings.dropna().to_numpy(dtype=float)
    unit = "moyenne des évaluateurs" if is_mean_of_raters else "un évaluateur"
    method = Method(f"corrélation intraclasse {FORMS_FR[form]}, {unit}", f"ICC, {form.replace('_', '-')}", SOURCE)
    if min(marks.shape) < 2:
        return Intraclass(value=None, method=method, n=len(marks), cautions=(NOT_ENOUGH,))
    squares = _mean_squares(marks)
    if np.ptp(marks) == 0:
        return Intraclass(value=None, method=method, n=squares.n, cautions=(NO_VARIANCE,))
    value, low, high = _FORMS[form](squares, level)
    if is_mean_of_raters:
        value, low, high = (_stepped_up(rho, squares.k) for rho in (value, low, high))
    noise = squares.within if form == "one_way" else squares.error
    df1, df2 = squares.n - 1, squares.n * (squares.k - 1) if form == "one_way" else (squares.n - 1) * (squares.k - 1)
    ratio = squares.units / noise if noise > 0 else np.inf
    return Intraclass(
        value=value,
        method=method,
        n=squares.n,
        low=low,
        high=high,
        level=level,
        interval=INTERVAL,
        f=float(ratio),
        df1=float(df1),
        df2=float(df2),
        p_value=float(f.sf(ratio, df1, df2)),
    )


def _mean_squares(marks: Array) -> _Squares:
    n, k = marks.shape
    grand = marks.mean()
    by_unit, by_rater = marks.mean(axis=1), marks.mean(axis=0)
    units = k * float(((by_unit - grand) ** 2).sum()) / (n - 1)
    raters = n * float(((by_rater - grand) ** 2).sum()) / (k - 1)
    within = float(((marks - by_unit[:, None]) ** 2).sum()) / (n * (k - 1))
    residual = marks - by_unit[:, None] - by_rater[None, :] + grand
    return _Squares(n, k, units, raters, float((residual**2).sum()) / ((n - 1) * (k - 1)), within)


def _from_ratio(ratio: float, k: int) -> float:
    """(F - 1) / (F + k - 1): the correlation that a ratio of mean squares stands for."""
    return 1.0 if np.isinf(ratio) else float((ratio - 1) / (ratio + k - 1))


def _stepped_up(rho: float, k: int) -> float:
    """Spearman-Brown: the correlation of the mean of k marks, from that of one."""
    below = 1 + (k - 1) * rho
    return float(k * rho / below) if below > 0 else -np.inf


def _by_ratio(squares: _Squares, noise: float, df2: int, level: float) -> tuple[float, float, float]:
    upper = (1 + level) / 2
    df1 = squares.n - 1
    ratio = squares.units / noise if noise > 0 else np.inf
    bounds = (ratio, ratio / f.ppf(upper, df1, df2), ratio * f.ppf(upper, df2, df1))
    value, low, high = (_from_ratio(float(bound), squares.k) for bound in bounds)
    return value, low, high


def _one_way(squares: _Squares, level: float) -> tuple[float, float, float]:
    return _by_ratio(squares, squares.within, squares.n * (squares.k - 1), level)


def _consistency(squares: _Squares, level: float) -> tuple[float, float, float]:
    return _by_ratio(squares, squares.error, (squares.n - 1) * (squares.k - 1), level)


def _agreement(squares: _Squares, level: float) -> tuple[float, float, float]:
    """McGraw & Wong 1996, table 7: degrees of freedom of the denominator by Satterthwaite, at the estimate."""
    n, k, units, raters, error = squares.n, squares.k, squares.units, squares.raters, squares.error
    value = (units - error) / (units + (k - 1) * error + k * (raters - error) / n)
    if np.isclose(value, 1):
        return 1.0, 1.0, 1.0
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    parts = (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    df2 = (a * raters + b * error) ** 2 / parts
    upper = (1 + level) / 2
    f_low, f_high = float(f.ppf(upper, n - 1, df2)), float(f.ppf(upper, df2, n - 1))
    mixed = k * raters + (k * n - k - n) * error
    low = n * (units - f_low * error) / (f_low * mixed + n * units)
    high = n * (f_high * units - error) / (mixed + n * f_high * units)
    return float(value), float(low), float(high)


_FORMS: dict[Form, Callable[[_Squares, float], tuple[float, float, float]]] = {
    "one_way": _one_way,
    "agreement": _agreement,
    "consistency": _consistency,
}
