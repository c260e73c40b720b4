"""What a simulated scenario is, how its rate is counted, and whether that rate is what a nominal 95 % promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from pipeline.statistics.results import Estimate, Test

LEVEL, LEAST, WANTED = 0.95, 0.93, 0.94
CHEAP, FITTED = 7500, 1900
"""Draws that leave half a point of Monte Carlo error (95 %) on a rate of 95 %, and one point."""

SMALL_SHARE = 0.1
"""Share of draws from which batches, which cost next to nothing, are drawn whole."""

HALF_WIDTH = 1.96
NONE_SHOWN = 200
"""Draws without a single interval after which a size is taken to show none."""

SEED = 20261125
ERRORS = 2
"""Monte Carlo errors that a simulated rate may stray."""

EDGE = 1e-9

Draw = Callable[[Generator], bool | None]
"""One sample of the scenario: whether the interval held the truth, or the test erred; None when there was none."""


Batch = Callable[[Generator, int], NDArray[np.bool_]]
"""So many samples at once, all of which show an interval or a test."""


@dataclass(frozen=True)
class Scenario:
    """A default interval or test (`what`), a setting of sizes that occur, and one draw of it, or a batch of them.

    `draws` is how many it takes at least for a fit that is slow; `module` is where the method lives.
    """

    what: str
    setting: str
    module: str
    draw: Draw | None = None
    is_size: bool = False
    draws: int = CHEAP
    batch: Batch | None = None


@dataclass(frozen=True)
class Rate:
    """How often an interval shown held the truth, or a test made erred. `draws` is 0 for an exact rate.

    `shown` is the share of samples in which there was an interval or a test at all.
    """

    what: str
    setting: str
    module: str
    rate: float
    draws: int
    shown: float = 1.0
    is_size: bool = False

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the rate."""
        counted = self.draws * self.shown
        return sqrt(self.rate * (1 - self.rate) / counted) if counted else 0.0

    @property
    def verdict(self) -> str:
        """`ok`, or what is wrong, Monte Carlo error allowed; `none` where nothing was shown in any sample."""
        if not self.shown:
            return "none shown"
        slack = ERRORS * self.error + EDGE
        if self.is_size:
            return "ok" if self.rate - slack <= 1 - LEVEL else "ABOVE"
        if self.rate + slack >= WANTED:
            return "ok"
        return "93–94 %" if self.rate + slack >= LEAST else "BELOW"


def measured(scenario: Scenario, share_of_draws: float = 1.0) -> Rate:
    """The rate of one scenario; its generator is seeded by its name, so that it can be run alone."""
    is_costly = scenario.batch is None or share_of_draws < SMALL_SHARE
    draws = max(1, round(scenario.draws * (share_of_draws if is_costly else 1.0)))
    generator = Generator(PCG64(SEED + crc32(f"{scenario.what}|{scenario.setting}".encode())))
    found = _drawn(scenario, generator, draws)
    draws, shown = len(found), [each for each in found if each is not None]
    rate = sum(shown) / len(shown) if shown else 0.0
    return Rate(
        scenario.what, scenario.setting, scenario.module, rate, draws, len(shown) / draws, is_size=scenario.is_size
    )


def _drawn(scenario: Scenario, generator: Generator, draws: int) -> list[bool | None]:
    if scenario.batch is not None:
        return [bool(each) for each in scenario.batch(generator, draws)]
    if scenario.draw is None:
        raise ValueError(f"{scenario.what}, {scenario.setting}: nothing to draw.")
    found = [scenario.draw(generator) for _ in range(min(draws, NONE_SHOWN))]
    if any(each is not None for each in found):
        found += [scenario.draw(generator) for _ in range(draws - len(found))]
    return found


def within(low: NDArray[np.float64], high: NDArray[np.float64], truth: float) -> NDArray[np.bool_]:
    """Whether `truth` lies between bounds, sample by sample."""
    return np.asarray((low <= truth + EDGE) & (truth - EDGE <= high))


def holds(estimate: Estimate, truth: float) -> bool | None:
    """Whether the interval holds the truth; None without one."""
    return between(estimate.low, estimate.high, truth)


def between(low: float | None, high: float | None, truth: float) -> bool | None:
    """Whether `truth` lies between two bounds; None without them."""
    if low is None or high is None:
        return None
    slack = EDGE * max(1.0, abs(truth))
    return bool(low - slack <= truth <= high + slack)


def errs(test: Test | float | None) -> bool | None:
    """Whether a test of a true hypothesis rejects it; None when it was not made."""
    p_value = test.p_value if isinstance(test, Test) else test
    return None if p_value is None else bool(p_value <= 1 - LEVEL + EDGE)


def failing(rates: Iterable[Rate]) -> list[Rate]:
    """Intervals below 93 % and tests above 5 %, Monte Carlo error allowed."""
    return [rate for rate in rates if rate.verdict in ("BELOW", "ABOVE")]


def markdown(title: str, rates: Sequence[Rate]) -> str:
    """One table: rates in percent, with their Monte Carlo error where they were drawn."""
    name = "size" if rates and rates[0].is_size else "coverage"
    header = (
        f"| {'test' if name == 'size' else 'interval'} | setting | shown | {name} | verdict |\n|---|---|--:|--:|---|"
    )
    return "\n".join([f"## {title}", "", header, *map(line, rates), ""])


def line(rate: Rate) -> str:
    """One row of the table."""
    return f"| {rate.what} | {rate.setting} | {rate.shown:.0%} | {told(rate)} | {rate.verdict} |"


def told(rate: Rate) -> str:
    """The rate with the half width of its 95 % Monte Carlo interval, « exact » where it was enumerated."""
    if not rate.shown:
        return "none"
    return f"{rate.rate:.1%} ± {HALF_WIDTH * rate.error:.1%}" if rate.draws else f"{rate.rate:.1%} exact"
