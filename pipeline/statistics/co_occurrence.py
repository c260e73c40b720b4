"""Which codes go together: on how many units both stand, and whether more often than chance, where that can be decided.

With a handful of units most pairs cannot reach any decision: Fisher's exact test given both codes' totals has a
smallest p-value. Tarone 1990 tests only the pairs whose smallest p-value reaches the level divided by the number of
such pairs, and corrects for these alone; the others are told as counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact, hypergeom

from pipeline.statistics.results import Method

TARONE = Method(
    "test exact de Fisher, correction de Tarone", "Fisher's exact test, Tarone's correction", "Fisher 1935; Tarone 1990"
)
SAME = 1 + 1e-7
"""Two probabilities of tables are equal up to this factor, as in scipy's own test."""

COLUMNS = ("first", "second", "both", "only_first", "only_second", "neither", "smallest_p", "is_tested", "p_value")


def co_occurrences(presence: pd.DataFrame) -> pd.DataFrame:
    """On how many units both codes stand: codes × codes; on the diagonal, on how many units each does."""
    bears = presence.astype("int64")
    return bears.T @ bears


def code_pairs(presence: pd.DataFrame, level: float, pairs: Iterable[tuple[str, str]] | None = None) -> pd.DataFrame:
    """One row a pair of codes: counts, smallest p-value possible, whether it is tested, corrected p-value.

    `presence` is units × codes. `pairs` are those worth asking about (all of them by default); two codes of which one
    excludes the other are not. `p_value` is missing where no data with these totals could decide.
    """
    asked = list(combinations(presence.columns, 2) if pairs is None else pairs)
    found = pd.DataFrame([_counted(presence, first, second) for first, second in asked], columns=list(COLUMNS[:7]))
    family = tarone_family(found["smallest_p"].to_numpy(dtype=float), level)
    is_tested = found["smallest_p"] <= level / family if family else pd.Series(False, index=found.index)
    p_values = [
        min(1.0, family * _fisher(row)) if tested else np.nan
        for row, tested in zip(found.itertuples(), is_tested, strict=True)
    ]
    return found.assign(is_tested=is_tested, p_value=np.array(p_values, dtype=float))


def tarone_family(smallest: np.ndarray, level: float) -> int:
    """How many tests to correct for: the least k such that at most k tests can reach `level` / k; 0 if none can."""
    if not (smallest <= level).any():
        return 0
    return next(k for k in range(1, len(smallest) + 1) if (smallest <= level / k).sum() <= k)


def smallest_p_value(n: int, first: int, second: int) -> float:
    """The smallest p-value of Fisher's two-sided exact test, of any table of n units with these two totals."""
    least, most = max(0, first + second - n), min(first, second)
    chances = hypergeom.pmf(np.arange(least, most + 1), n, first, second)
    return float(min(1.0, chances[chances <= chances.min() * SAME].sum()))


def _counted(presence: pd.DataFrame, first: str, second: str) -> tuple[object, ...]:
    a, b = presence[first].astype(bool), presence[second].astype(bool)
    counts = ((a & b).sum(), (a & ~b).sum(), (~a & b).sum(), (~a & ~b).sum())
    return first, second, *map(int, counts), smallest_p_value(len(presence), int(a.sum()), int(b.sum()))


def _fisher(row: object) -> float:
    both, first, second, neither = (getattr(row, name) for name in COLUMNS[2:6])
    return float(fisher_exact([[both, first], [second, neither]]).pvalue)
