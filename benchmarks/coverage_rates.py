"""What a simulated scenario is, how its rate is counted, and whether that rate is what a nominal 95 % promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

from numpy.random import PCG64, Generator

from pipeline.statistics.results import Estimate, Test

LEVEL, LEAST, WANTED = 0.95, 0.93, 0.94
SEED = 20261125
ERRORS = 2
"""Monte Carlo errors that a simulated rate may stray."""

EDGE = 1e-9

Draw = Callable[[Generator], bool | None]
"""One sample of the scenario: whether the interval held the truth, or the test erred; None when there was none."""


@dataclass(frozen=True)
class Scenario:
    """A default interval or test (`what`), a setting of sizes that occur, and one draw of it.

    `draws` is how many it takes at least for a fit that is slow; `module` is where the method lives.
    """

    what: str
    setting: str
    module: str
    draw: Draw
    is_size: bool = False
    draws: int = 2000


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
    draws = max(1, round(scenario.draws * share_of_draws))
    generator = Generator(PCG64(SEED + crc32(f"{scenario.what}|{scenario.setting}".encode())))
    found = [scenario.draw(generator) for _ in range(draws)]
    shown = [each for each in found if each is not None]
    rate = sum(shown) / len(shown) if shown else 0.0
    return Rate(
        scenario.what, scenario.setting, scenario.module, rate, draws, len(shown) / draws, is_size=scenario.is_size
    )


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
    told = "none" if not rate.shown else f"{rate.rate:.1%}" + (f" ± {rate.error:.1%}" if rate.draws else " exact")
    return f"| {rate.what} | {rate.setting} | {rate.shown:.0%} | {told} | {rate.verdict} |"
