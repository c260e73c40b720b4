"""Where does a daily series change level, if it does? Ranks, so that one odd day does not decide; memory removed first.

Pettitt 1979 looks for the day that best parts a series in two by ranks: K = max |2 Σ_{i≤t} r_i − t(n+1)|, with
p ≈ 2 exp(−6K² / (n³ + n²)). It supposes independent days. With days that remember the one before (ρ = 0.6, n = 270),
it finds a change in half of the series that have none. So the series is whitened, x_t − ρ x_{t−1}, with ρ estimated
once the jump is taken away (after Yue et al. 2002) and corrected for bias (Marriott & Pope 1954). As ρ is not known,
one standard error more is removed, √((1 − ρ²)/n): the estimate alone rejects 9 % at ρ = 0.6 and n = 60. Simulated size
is then at most 5 % (`benchmarks/coverage_tests.py`); above 0.7 or below 60 days no test is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from pipeline.statistics.results import Caution, Method, Test

LEAST_DAYS = 60
MOST_MEMORY = 0.7

PETTITT = Method(
    "test de Pettitt sur la série des jours, mémoire d’un jour à l’autre retirée",
    "Pettitt test on daily values, after removing first-order memory",
    "Pettitt 1979; Yue, Pilon, Phinney & Cavadias 2002; Marriott & Pope 1954",
)
TOO_SHORT = Caution(
    "too-short", "trop peu de jours pour chercher une rupture", "too few days to look for a change point"
)
TOO_MUCH_MEMORY = Caution(
    "strong-memory",
    "chaque jour ressemble trop au précédent pour dire si une rupture est plus qu’un hasard",
    "each day is too like the one before to tell a change point from chance",
)
CONSTANT = Caution("constant", "la série ne varie pas", "the series does not vary")

Values = NDArray[Any]


@dataclass(frozen=True)
class ChangePoint:
    """The day that best parts the series: the first day of the second part, with the median of each part.

    `memory` is the correlation of neighbouring days without the jump. The test says whether the parting is more than
    chance; without a p-value a caution says why.
    """

    changed_on: pd.Timestamp | None
    before: float | None
    after: float | None
    memory: float | None
    test: Test = field(repr=False)


def change_point(frame: pd.DataFrame) -> ChangePoint:
    """The change point of `frame` (`when`: one row a day, `value`), days in any order; missing days are allowed.

    Raises:
        ValueError: a column is missing, or a day comes twice.
    """
    absent = {"when", "value"} - set(frame.columns)
    if absent:
        raise ValueError(f"Columns are missing: {', '.join(sorted(absent))}.")
    series = frame.dropna(subset=["when", "value"]).set_index("when")["value"].astype("float64").sort_index()
    if series.index.has_duplicates:
        raise ValueError("A day comes twice.")
    if len(series) < LEAST_DAYS:
        return _none(len(series), TOO_SHORT)
    values: Values = series.to_numpy(dtype=np.float64)
    if np.ptp(values) == 0:
        return _none(len(series), CONSTANT)
    parting, _ = parting_of(values)
    days = pd.DatetimeIndex(series.index)
    memory, whitened = _whitened(values, days, parting)
    return ChangePoint(
        days[parting],
        float(np.median(values[:parting])),
        float(np.median(values[parting:])),
        memory,
        _test(whitened, memory),
    )


def parting_of(values: Values) -> tuple[int, float]:
    """How many values come before the parting, and Pettitt's K; the earliest parting among equals."""
    n = len(values)
    sums = 2 * np.cumsum(rankdata(values))[:-1] - (n + 1) * np.arange(1, n)
    best = int(np.argmax(np.abs(sums)))
    return best + 1, float(abs(sums[best]))


def pettitt_p(statistic: float, n: int) -> float:
    """The approximate two-sided p-value of Pettitt's K."""
    return float(min(1.0, 2 * np.exp(-6 * statistic**2 / (n**3 + n**2))))


def _whitened(values: Values, days: pd.DatetimeIndex, parting: int) -> tuple[float, Values]:
    """The memory, and what each day adds to what it remembers; days after a missing one are left out."""
    parts = (values[:parting], values[parting:])
    level = np.concatenate([part - np.median(part) for part in parts])
    level = level - level.mean()
    follows = np.diff(days) == np.timedelta64(1, "D")
    total = float(level @ level)
    plain = float(level[1:][follows] @ level[:-1][follows]) / total if total else 0.0
    n = len(values)
    memory = float(np.clip((n * plain + 1) / (n - 4), 0.0, 1.0))
    removed = memory + np.sqrt((1 - memory**2) / n)
    return memory, (values[1:] - removed * values[:-1])[follows]


def _test(whitened: Values, memory: float) -> Test:
    n = len(whitened)
    if memory > MOST_MEMORY:
        return Test(p_value=None, method=PETTITT, sizes=(n,), cautions=(TOO_MUCH_MEMORY,))
    if n < LEAST_DAYS - 1:
        return Test(p_value=None, method=PETTITT, sizes=(n,), cautions=(TOO_SHORT,))
    _, statistic = parting_of(whitened)
    return Test(p_value=pettitt_p(statistic, n), method=PETTITT, sizes=(n,), statistic=statistic)


def _none(n: int, caution: Caution) -> ChangePoint:
    return ChangePoint(None, None, None, None, Test(p_value=None, method=PETTITT, sizes=(n,), cautions=(caution,)))
