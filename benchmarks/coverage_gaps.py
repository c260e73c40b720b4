"""Coverage of the intervals of gaps: between two groups, between two moments, between two changes, over projects.

Shares and rates are enumerated, so that their rates are exact: the smallest over true values. Others are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.random import Generator
from scipy.stats import binom, poisson

from benchmarks.coverage_rates import EDGE, FITTED, LEVEL, Batch, Draw, Rate, Scenario, holds, within
from pipeline.statistics import count_changes, exact_differences
from pipeline.statistics.difference_in_differences import FEW_UNITS
from pipeline.statistics.effect_sizes import cliff_delta, paired_rank_biserial
from pipeline.statistics.fourfold_tables import conditional_odds_ratio
from pipeline.statistics.location_shifts import pseudo_median, shift
from pipeline.statistics.mean_contrasts import MeanContrast, mean_contrast
from pipeline.statistics.pooling import MeanEffect, mean_effect, restricted_variance
from pipeline.statistics.results import Estimate

SIZES = ((4, 4), (4, 10), (10, 10), (10, 30), (30, 30))
SHARES = np.linspace(0.02, 0.98, 25)
MARKS = np.array([1, 1, 2, 3, 5, 9, 14, 20, 22, 14, 9]) / 100
CHANGES = np.array([-2, -1, 0, 1, 2, 3, 4])
CHANCES = np.array([5, 10, 20, 25, 20, 15, 5]) / 100
NEARLY_ALL = np.array([0, 3, 7, 20, 30, 30, 10]) / 100
GAIN = 0.5


def exact_rates(is_quick: bool = False) -> Iterator[Rate]:
    """Differences of shares, odds ratios and ratios of rates: the smallest coverage over true values."""
    for n, m in SIZES[:3]:
        yield _shares("difference of shares, groups", "exact_differences", groups, n, m)
        yield _shares("odds ratio", "fourfold_tables", odds, n, m)
    for n, m in ((4, 10), (10, 10), (29, 400))[: 2 if is_quick else 3]:
        yield _shares("difference of shares, phases", "count_changes", _phases, n, m)
    for before, after in ((3.0, 3.0), (10.0, 5.0), (30.0, 30.0)):
        yield _rates(before, after)


Interval = Callable[[int, int, int, int], Estimate]


def groups(a: int, n: int, b: int, m: int) -> Estimate:
    """The difference of the shares a of n and b of m."""
    return exact_differences.difference_of_shares([[a, n - a], [b, m - b]], LEVEL)


def _phases(a: int, n: int, b: int, m: int) -> Estimate:
    return count_changes.difference_of_shares((a, n), (b, m), LEVEL)


def odds(a: int, n: int, b: int, m: int) -> Estimate:
    """The ratio of the odds of a of n and b of m."""
    return conditional_odds_ratio([[a, n - a], [b, m - b]], LEVEL)


def _shares(what: str, module: str, interval: Interval, n: int, m: int) -> Rate:
    """Over pairs of true shares; of odds ratios, the coverage of those that exist."""
    is_ratio = interval is odds
    bounds = [[interval(a, n, b, m) for b in range(m + 1)] for a in range(n + 1)]
    low, high = (
        np.array([[np.nan if each.low is None else getattr(each, side) for each in row] for row in bounds], dtype=float)
        for side in ("low", "high")
    )
    coverages, parts = [], []
    for first in SHARES:
        for second in SHARES:
            truth = first / (1 - first) / (second / (1 - second)) if is_ratio else first - second
            chances = np.outer(binom.pmf(range(n + 1), n, first), binom.pmf(range(m + 1), m, second))
            part = chances[~np.isnan(low)].sum()
            parts.append(part)
            coverages.append(chances[(low <= truth + EDGE) & (truth <= high + EDGE)].sum() / part)
    return Rate(what, f"{n} and {m}, worst of 625", module, float(min(coverages)), 0, float(np.mean(parts)))


def _rates(before: float, after: float) -> Rate:
    """Two Poisson counts with these means, on equal exposures."""
    most = int(max(before, after) + 8 * max(before, after) ** 0.5) + 8
    truth, coverage, shown = after / before, 0.0, 0.0
    for a in range(most):
        for b in range(most):
            found = holds(count_changes.ratio_of_rates((a, 1.0), (b, 1.0), LEVEL), truth)
            chance = poisson.pmf(a, after) * poisson.pmf(b, before)
            shown += 0.0 if found is None else chance
            coverage += chance if found else 0.0
    setting = f"{before:.0f} events expected before, {after:.0f} after"
    return Rate("ratio of rates", setting, "count_changes", float(coverage / shown), 0, float(shown))


def scenarios() -> Iterator[Scenario]:
    """What is drawn: ordinal gaps, differences of changes, differences in differences, pooled effects."""
    yield from _ordinal()
    yield from _changes_of_changes()
    yield from _differences_in_differences()
    yield from _pooled()


def _ordinal() -> Iterator[Scenario]:
    for n, m in SIZES:
        for higher, name in ((MARKS, "alike"), (MARKS[::-1], "far apart")):
            draw = _cliff(n, m, higher)
            yield Scenario("Cliff’s delta", f"{n} and {m}, marks 0–10, {name}", "effect_sizes", draw)
        draws = FITTED if n == m == SIZES[-1][0] else 2 * FITTED
        setting = f"{n} and {m}, marks 0–10"
        yield Scenario("Hodges–Lehmann shift", setting, "location_shifts", _shift(n, m), draws=draws)
    for n in (4, 10, 30):
        yield Scenario("Hodges–Lehmann, pairs", f"{n} pairs, whole changes", "location_shifts", _pairs(n))
        for chances, name in ((CHANCES, "most rise"), (NEARLY_ALL, "nearly all rise")):
            draw = _biserial(n, chances)
            yield Scenario("rank-biserial, pairs", f"{n} pairs, {name}", "effect_sizes", draw)


def _cliff(n: int, m: int, higher: Any) -> Draw:
    signs = np.sign(np.subtract.outer(np.arange(11), np.arange(11)))
    truth = float(MARKS @ signs @ higher)
    return lambda generator: holds(
        cliff_delta(generator.choice(11, n, p=MARKS), generator.choice(11, m, p=higher), LEVEL), truth
    )


def _shift(n: int, m: int) -> Draw:
    return lambda generator: holds(
        shift(generator.choice(11, n, p=MARKS) + 2, generator.choice(11, m, p=MARKS), LEVEL), 2
    )


def _pairs(n: int) -> Draw:
    """Changes whose law is symmetric around 1, so that 1 is their pseudo-median."""
    symmetric = np.array([5, 10, 20, 30, 20, 10, 5]) / 100
    return lambda generator: holds(pseudo_median(generator.choice(CHANGES, n, p=symmetric), LEVEL), 1)


def _biserial(n: int, chances: Any) -> Draw:
    truth = _expected_biserial(tuple(chances))
    return lambda generator: holds(paired_rank_biserial(generator.choice(CHANGES, n, p=chances), LEVEL), truth)


@cache
def _expected_biserial(chances: tuple[float, ...]) -> float:
    """P(sum of two changes > 0) − P(< 0) among those that are not zero, which large samples come to."""
    kept = np.where(CHANGES != 0, chances, 0)
    kept = kept / kept.sum()
    larger = np.abs(CHANGES)[:, None] - np.abs(CHANGES)[None, :]
    signs = np.where(larger > 0, np.sign(CHANGES)[:, None], np.sign(CHANGES)[None, :])
    tied = (np.sign(CHANGES)[:, None] + np.sign(CHANGES)[None, :]) / 2
    return float(kept @ np.where(larger == 0, tied, signs) @ kept)


def _changes_of_changes() -> Iterator[Scenario]:
    for n, shares in ((10, (0.6, 0.4, 0.5, 0.4)), (30, (0.9, 0.7, 0.8, 0.8)), (60, (0.05, 0.02, 0.03, 0.03))):
        yield Scenario(
            "difference of two changes",
            f"four shares of {n}",
            "count_changes",
            _four_shares(n, shares),
            draws=2 * FITTED,
        )
    for mean in (5.0, 20.0):
        setting = f"four counts of mean {mean:.0f}"
        yield Scenario("ratio of two changes", setting, "count_changes", _four_counts(mean))


def _four_shares(n: int, shares: tuple[float, ...]) -> Draw:
    truth = shares[0] - shares[1] - shares[2] + shares[3]

    @cache
    def change(after: int, before: int) -> Estimate:
        return count_changes.difference_of_shares((after, n), (before, n), LEVEL)

    def draw(generator: Generator) -> bool | None:
        a, b, c, d = (int(generator.binomial(n, share)) for share in shares)
        return holds(count_changes.difference_of_changes(change(a, b), change(c, d)), truth)

    return draw


def _four_counts(mean: float) -> Draw:
    def draw(generator: Generator) -> bool | None:
        after, before, there_after, there_before = (int(each) for each in generator.poisson(mean, 4))
        here = count_changes.ratio_of_rates((after, 1), (before, 1), LEVEL)
        return holds(
            count_changes.ratio_of_changes(
                here, count_changes.ratio_of_rates((there_after, 1), (there_before, 1), LEVEL)
            ),
            1.0,
        )

    return draw


def _differences_in_differences() -> Iterator[Scenario]:
    what, module = "difference in differences", "difference_in_differences"
    for treated, others in ((2, 2), (2, 6), (3, 10), (4, 4), (4, 6), (4, 10), (10, 10), (5, 15), (10, 30)):
        for spread in (1.0, 2.0):
            setting = f"{treated} treated, {others} others, spread ×{spread:.0f}"
            yield Scenario(what, setting, module, batch=_two_arms(treated, others, spread))
    for units in (3, 4, 10, 30):
        yield Scenario(what, f"{units} units with both", module, batch=_both_arms(units))
    for each in (2, 3, 5, 10):
        for spread in (1.0, 2.0):
            setting = f"other units in each phase, {each} a cell, spread ×{spread:.0f}"
            yield Scenario(what, setting, module, batch=_cells(each, spread))


def _holds_gain(found: MeanContrast) -> Any:
    return within(*found.bounds(LEVEL), GAIN)


def _two_arms(treated: int, others: int, spread: float) -> Batch:
    """Changes of units, as `difference_in_differences` hands them over."""
    has_equal_spread = min(treated, others) >= FEW_UNITS

    def batch(generator: Generator, draws: int) -> Any:
        here = GAIN + spread * generator.normal(size=(draws, treated))
        there = generator.normal(size=(draws, others))
        return _holds_gain(mean_contrast([here], [there], has_equal_spread=has_equal_spread))

    return batch


def _both_arms(units: int) -> Batch:
    return lambda generator, draws: _holds_gain(mean_contrast([GAIN + generator.normal(size=(draws, units))], []))


def _cells(each: int, spread: float) -> Batch:
    """Four cells of other units; those of the first vary more where there is a spread."""

    def batch(generator: Generator, draws: int) -> Any:
        first, *others = (generator.normal(size=(draws, each)) for _ in range(4))
        return _holds_gain(mean_contrast([GAIN + spread * first, others[0]], others[1:]))

    return batch


def _pooled() -> Iterator[Scenario]:
    for k in (3, 4, 5, 10, 30):
        for between_projects in (0.0, 0.3, 1.0):
            setting = f"{k} projects, τ {between_projects:g}, errors 0.2 to 1"
            yield Scenario("pooled effect", setting, "pooling", batch=_effects(k, between_projects))
            yield Scenario("effect of one more project", setting, "pooling", batch=_one_more(k, between_projects))
        yield Scenario("pooled shares", f"{k} projects, bases 20 to 200", "pooling", batch=_pooled_shares(k))


def drawn_effects(k: int, tau: float, generator: Generator, draws: int, mean: float) -> MeanEffect:
    """Effects of k projects around `mean`, of standard deviation τ, measured with errors 0.2 to 1, pooled."""
    errors = np.linspace(0.2, 1.0, k)
    effects = mean + tau * generator.normal(size=(draws, k)) + errors * generator.normal(size=(draws, k))
    return mean_effect(effects, errors**2, restricted_variance(effects, errors**2), LEVEL)


def _effects(k: int, tau: float) -> Batch:
    def batch(generator: Generator, draws: int) -> Any:
        found = drawn_effects(k, tau, generator, draws, GAIN)
        return within(found.low, found.high, GAIN)

    return batch


def _one_more(k: int, tau: float) -> Batch:
    """The prediction interval, and the effect of one more project."""

    def batch(generator: Generator, draws: int) -> Any:
        found = drawn_effects(k, tau, generator, draws, GAIN)
        new = GAIN + tau * generator.normal(size=draws)
        return within(found.predicted_low - new, found.predicted_high - new, 0.0)

    return batch


def _pooled_shares(k: int) -> Batch:
    """Differences of shares with variances that are estimated too, as projects give them."""
    bases = np.linspace(20, 200, k).astype(int)

    def batch(generator: Generator, draws: int) -> Any:
        before = generator.uniform(0.2, 0.6, (draws, k))
        gains = 0.1 + 0.05 * generator.normal(size=(draws, k))
        counts = generator.binomial(bases, before), generator.binomial(bases, np.clip(before + gains, 0, 1))
        smoothed = [(each + 0.5) / (bases + 1) for each in counts]
        variances = smoothed[0] * (1 - smoothed[0]) / bases + smoothed[1] * (1 - smoothed[1]) / bases
        effects = (counts[1] - counts[0]) / bases
        found = mean_effect(effects, variances, restricted_variance(effects, variances), LEVEL)
        return within(found.low, found.high, 0.1)

    return batch
