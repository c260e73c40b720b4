"""Coverage of the intervals of comparisons where everybody is known: samples without replacement of a cohort of 30.

They have no finite population correction: what is left to chance is less than they allow, so that they hold more often
than in an endless population. Shares are enumerated over all true counts; ordinal answers are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator
from scipy.stats import hypergeom

from benchmarks.coverage_gaps import Interval, groups, odds
from benchmarks.coverage_rates import EDGE, FITTED, LEVEL, Draw, Rate, Scenario, holds
from pipeline.statistics.effect_sizes import cliff_delta, paired_rank_biserial
from pipeline.statistics.location_shifts import pseudo_median, shift

GROUPS = ((4, 12, 4, 18), (4, 12, 10, 18), (10, 12, 10, 18))
"""Sample and size of two groups that make a cohort of 30."""

FIRST = np.array([3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10])
SECOND = np.array([1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 9, 10])
CHANGES = np.array([-2] + [-1] * 3 + [0] * 6 + [1] * 10 + [2] * 6 + [3] * 3 + [4])
"""Changes of 30 units, symmetric around 1."""


def exact_rates() -> Iterator[Rate]:
    """Difference of shares and odds ratio of two groups of a cohort."""
    for n, size, m, other in GROUPS:
        yield _shares("difference of shares, groups", "exact_differences", groups, (n, size, m, other))
        yield _shares("odds ratio", "fourfold_tables", odds, (n, size, m, other))


def _shares(what: str, module: str, interval: Interval, sizes: tuple[int, int, int, int]) -> Rate:
    n, size, m, other = sizes
    found = [[interval(a, n, b, m) for b in range(m + 1)] for a in range(n + 1)]
    low, high = (
        np.array([[np.nan if each.low is None else getattr(each, side) for each in row] for row in found], dtype=float)
        for side in ("low", "high")
    )
    rates, parts = [], []
    for yes in range(1, size):
        for other_yes in range(1, other):
            chances = np.outer(
                hypergeom.pmf(range(n + 1), size, yes, n), hypergeom.pmf(range(m + 1), other, other_yes, m)
            )
            truth = _truth(what, yes, size, other_yes, other)
            parts.append(chances[~np.isnan(low)].sum())
            rates.append(chances[(low <= truth + EDGE) & (truth <= high + EDGE)].sum() / parts[-1])
    setting = f"{_setting(sizes)}, worst of {len(rates)}"
    return Rate(what, setting, module, float(min(rates)), 0, float(np.mean(parts)))


def _truth(what: str, yes: int, size: int, other_yes: int, other: int) -> float:
    if what == "odds ratio":
        return yes / (size - yes) * (other - other_yes) / other_yes
    return yes / size - other_yes / other


def _setting(sizes: tuple[int, int, int, int]) -> str:
    n, size, m, other = sizes
    return f"{n} of {size} and {m} of {other}, N 30"


def scenarios() -> Iterator[Scenario]:
    """Marks of two groups of a cohort, and changes of pairs."""
    for sizes in GROUPS:
        yield Scenario("Cliff’s delta", _setting(sizes), "effect_sizes", _cliff(*sizes))
        yield Scenario("Hodges–Lehmann shift", _setting(sizes), "location_shifts", _shift(*sizes), draws=2 * FITTED)
    for n in (4, 10):
        yield Scenario("Hodges–Lehmann, pairs", f"{n} pairs, N 30", "location_shifts", _pairs(n))
        yield Scenario("rank-biserial, pairs", f"{n} pairs, N 30", "effect_sizes", _biserial(n))


def _drawn(generator: Generator, n: int, m: int) -> tuple[Any, Any]:
    return generator.permutation(FIRST)[:n], generator.permutation(SECOND)[:m]


def _cliff(n: int, _size: int, m: int, _other: int) -> Draw:
    truth = float(np.sign(FIRST[:, None] - SECOND[None, :]).mean())
    return lambda generator: holds(cliff_delta(*_drawn(generator, n, m), LEVEL), truth)


def _shift(n: int, _size: int, m: int, _other: int) -> Draw:
    truth = float(np.median(FIRST[:, None] - SECOND[None, :]))
    return lambda generator: holds(shift(*_drawn(generator, n, m), LEVEL), truth)


def _pairs(n: int) -> Draw:
    return lambda generator: holds(pseudo_median(generator.permutation(CHANGES)[:n], LEVEL), 1)


def _biserial(n: int) -> Draw:
    truth = paired_rank_biserial(CHANGES, LEVEL).value or 0.0
    return lambda generator: holds(paired_rank_biserial(generator.permutation(CHANGES)[:n], LEVEL), truth)
