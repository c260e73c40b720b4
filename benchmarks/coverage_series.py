"""Coverage of the jump of an interrupted series, and size of the search for a change point, in series with memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy.signal import lfilter

from benchmarks.coverage_rates import LEVEL, Draw, Scenario, between, errs
from pipeline.statistics.change_points import change_point
from pipeline.statistics.interrupted_series import interrupted_series

JUMP = 1.0
WARM_UP = 50
START = pd.Timestamp(2025, 1, 1)


def scenarios() -> Iterator[Scenario]:
    """Monthly and daily series, from the shortest on which a jump is told."""
    for n in (8, 12, 24, 60):
        for memory in (0.0, 0.4, 0.6):
            yield Scenario(
                "interrupted series, jump",
                f"{n} months, ρ {memory:g}",
                "interrupted_series",
                _months(n, memory),
                draws=300,
            )
    yield Scenario("interrupted series, jump", "270 days, ρ 0.6", "interrupted_series", _days(270, 0.6), draws=40)


def size_scenarios() -> Iterator[Scenario]:
    """The Pettitt test on series without a change."""
    for n in (60, 270):
        for memory in (0.0, 0.3, 0.6):
            yield Scenario("Pettitt", f"{n} days, ρ {memory:g}", "change_points", _pettitt(n, memory), True, 800)


def remembering(n: int, memory: float, generator: Generator) -> Any:
    """A first-order autoregressive series of unit noise, long after its start."""
    return lfilter([1.0], [1.0, -memory], generator.normal(size=n + WARM_UP))[WARM_UP:]


def _series(n: int, memory: float, frequency: str) -> Draw:
    when = pd.date_range(START, periods=n, freq=frequency)
    after = np.arange(n) >= n // 2

    def draw(generator: Generator) -> bool | None:
        values = 0.05 * np.arange(n) + JUMP * after + remembering(n, memory, generator)
        found = interrupted_series(pd.DataFrame({"when": when, "value": values}), when[n // 2], LEVEL).level_change
        return None if found is None else between(found.low, found.high, JUMP)

    return draw


def _months(n: int, memory: float) -> Draw:
    return _series(n, memory, "MS")


def _days(n: int, memory: float) -> Draw:
    return _series(n, memory, "D")


def _pettitt(n: int, memory: float) -> Draw:
    when = pd.date_range(START, periods=n, freq="D")
    return lambda generator: errs(
        change_point(pd.DataFrame({"when": when, "value": remembering(n, memory, generator)})).test
    )
