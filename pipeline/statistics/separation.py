"""Do the predictors tell the outcome so well that no finite coefficient is the best one (« separation »)?

A likelihood that is concave has no finite maximum when some direction of the coefficients never lowers it. That is a
linear program: Albert & Anderson 1984, Konis 2007 for binary outcomes; the same for ordered ones, and for counts
(Santos Silva & Tenreyro 2010). scipy solves it before any model is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from pipeline.statistics.regression_results import Matrix

MOVES = 1e-7


def separated_ordinal(codes: pd.Series, design: pd.DataFrame) -> list[str]:
    """Columns of `design` (n × k, no constant) whose coefficient has no finite best value in an ordered logit.

    `codes` (n) are 0, 1, … in order, each seen at least once. With thresholds θ, an answer j never loses likelihood
    along (dθ, dβ) when dθ_j − x dβ ≥ 0 (but for the last) and dθ_(j−1) − x dβ ≤ 0 (but for the first).
    """
    x, j = design.to_numpy(dtype=float), codes.to_numpy(dtype=int)
    n_thresholds = int(j.max())
    if not n_thresholds:
        return list(design.columns)
    steps = np.eye(n_thresholds)
    above, below = j < n_thresholds, j > 0
    upper = np.hstack([steps[j[above]], -x[above]])
    lower = np.hstack([-steps[j[below] - 1], x[below]])
    direction = _direction(np.vstack([upper, lower]), np.empty((0, upper.shape[1])))
    return _named(design.columns, direction[n_thresholds:])


def separated_counts(counts: pd.Series, design: pd.DataFrame) -> list[str]:
    """Columns of `design` (n × k, with its constant) whose coefficient has no finite best value in a count model.

    Rows without any event can go to −∞ along a direction that leaves the others where they are.
    """
    x, has_none = design.to_numpy(dtype=float), counts.to_numpy(dtype=float) == 0
    if has_none.all():
        return list(design.columns)
    return _named(design.columns, _direction(-x[has_none], x[~has_none]))


def _direction(at_least_zero: Matrix, exactly_zero: Matrix) -> Matrix:
    """The direction in the unit cube with the largest sum over the rows held at or above zero; zero when none moves."""
    k = at_least_zero.shape[1]
    scale = np.maximum(np.abs(np.vstack([at_least_zero, exactly_zero])).max(axis=0), 1e-300)
    free, held = at_least_zero / scale, exactly_zero / scale
    found = linprog(
        -free.sum(axis=0),
        A_ub=-free,
        b_ub=np.zeros(len(free)),
        A_eq=held if len(held) else None,
        b_eq=np.zeros(len(held)) if len(held) else None,
        bounds=(-1, 1),
        method="highs",
    )
    return np.asarray(found.x, dtype=float) if -found.fun > MOVES else np.zeros(k)


def _named(columns: Sequence[str] | pd.Index, direction: Matrix) -> list[str]:
    return [str(name) for name, moved in zip(columns, direction, strict=True) if abs(moved) > MOVES]
