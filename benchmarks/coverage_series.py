"""Coverage of the jump of an interrupted series, and size of the search for a change point, in series with memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy.signal import lfilter

from benchmarks.coverage_rates import FITTED, LEVEL, Batch, Draw, Scenario, errs
from pipeline.statistics.change_points import change_point
from pipeline.statistics.interrupted_series import averaged_laws

WARM_UP = 50
START = pd.Timestamp(2025, 1, 1)


def scenarios() -> Iterator[Scenario]:
    """Monthly and daily series, from the shortest on which a jump is told."""
    for n in (6, 8, 10, 12, 24, 30, 60):
        for memory in (0.0, 0.4, 0.6):
            for term, name in (("level change", "jump"), ("slope change", "slope")):
                what, setting = f"interrupted series, {name}", f"{n} months, ρ {memory:g}"
                yield Scenario(what, setting, "interrupted_series", batch=_series(n, memory, term))
    for n in (270, 730):
        setting = f"{n} days, ρ 0.6"
        batch = _series(n, 0.6, "level change")
        yield Scenario("interrupted series, jump", setting, "interrupted_series", batch=batch, draws=FITTED)


def size_scenarios() -> Iterator[Scenario]:
    """The Pettitt test on series without a change."""
    for n in (60, 270):
        for memory in (0.0, 0.3, 0.6):
            yield Scenario("Pettitt", f"{n} days, ρ {memory:g}", "change_points", _pettitt(n, memory), True, FITTED)


def remembering(n: int, memory: float, generator: Generator) -> Any:
    """A first-order autoregressive series of unit noise, long after its start."""
    return lfilter([1.0], [1.0, -memory], generator.normal(size=n + WARM_UP))[WARM_UP:]


def _series(n: int, memory: float, term: str) -> Batch:
    """Series without a change, which intervals must not exclude: the interval holds zero where its law puts between one
    tail and the other below it.
    """
    times = np.arange(n, dtype=np.float64) - n // 2
    tail = (1 - LEVEL) / 2

    def batch(generator: Generator, draws: int) -> Any:
        noise = lfilter([1.0], [1.0, -memory], generator.normal(size=(n + WARM_UP, draws)), axis=0)[WARM_UP:]
        below = averaged_laws(times, 0.05 * times[:, None] + noise).below(0.0, term)
        return (below >= tail) & (below <= 1 - tail)

    return batch


def _pettitt(n: int, memory: float) -> Draw:
    when = pd.date_range(START, periods=n, freq="D")
    return lambda generator: errs(
        change_point(pd.DataFrame({"when": when, "value": remembering(n, memory, generator)})).test
    )
