"""By how much do the shares of two groups differ, with an interval that small groups do not make too narrow?

Newcombe's and the score intervals fall to 89-92 % of real coverage for some shares when groups have 4 to 30 members.
This one inverts two one-sided exact unconditional tests ordered by the score statistic (Chan and Zhang 1999): for a
difference δ, the p-value is the largest, over all shares that δ allows, of the probability of tables whose statistic is
at least as extreme. Its coverage is at least the level, whatever the shares. No Python library has it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.proportion import proportion_confint

from pipeline.statistics.cautions import EMPTY
from pipeline.statistics.fourfold_tables import RISK_DIFFERENCE, Fourfold
from pipeline.statistics.results import Estimate, Method

CHAN_ZHANG = Method("exact inconditionnel (Chan et Zhang)", "exact unconditional", "Chan and Zhang 1999")
RECOVERED = Method(
    "MOVER, bornes de Clopper-Pearson", "MOVER, Clopper-Pearson bounds", "Clopper and Pearson 1934; Zou and Donner 2008"
)

Array = NDArray[np.float64]

LARGEST_PRODUCT = 10_000
"""Product of the two sizes beyond which an interval recovered from both exact ones is quicker.

Exact coverage there is 95 % or more, of 4 and 3000 too; that of Newcombe's interval 87 to 94 %.
"""

LARGEST_SIZE = 1000
"""Size beyond which binomial coefficients leave floating-point numbers."""

NUISANCE_POINTS = 101
STEPS = 24
"""Halvings of an interval of width 2 at most: bounds are good to 10⁻⁷."""

SLACK = 1e-9

Bounds = dict[str, float]
"""Lower bounds, by all that each hangs on: yes and size of both groups, and the tail."""

BOUNDS: Bounds = {}
"""Those that this process found or took so far."""

FORMER_BOUNDS: Bounds = {}
"""Those that another process found: none unless a stage brings them. One takes a hundredth of a second."""


def difference_of_shares(table: Fourfold, level: float = 0.95) -> Estimate:
    """Share of yes (first column) of the first row minus that of the second, with its exact unconditional interval."""
    (yes, no), (other_yes, other_no) = (tuple(map(int, row)) for row in table)
    first, second = yes + no, other_yes + other_no
    if not (first and second):
        return Estimate(value=None, method=RISK_DIFFERENCE, n=first + second, cautions=(EMPTY,))
    if first * second > LARGEST_PRODUCT or max(first, second) > LARGEST_SIZE:
        return _recovered((yes, first), (other_yes, second), level)
    tail = (1 - level) / 2
    low = _lower(yes, first, other_yes, second, tail)
    high = -_lower(other_yes, second, yes, first, tail)
    return Estimate(
        value=yes / first - other_yes / second,
        method=RISK_DIFFERENCE,
        n=first + second,
        low=low,
        high=high,
        level=level,
        interval=CHAN_ZHANG,
    )


def _recovered(one: tuple[int, int], other: tuple[int, int], level: float) -> Estimate:
    """As Newcombe 1998 put Wilson's bounds together, with bounds that always hold their level."""
    shares = [yes / n for yes, n in (one, other)]
    gaps = []
    for (yes, n), share in zip((one, other), shares, strict=True):
        low, high = proportion_confint(yes, n, alpha=1 - level, method="beta")
        gaps.append((share - float(low), float(high) - share))
    value = shares[0] - shares[1]
    return Estimate(
        value=value,
        method=RISK_DIFFERENCE,
        n=one[1] + other[1],
        low=max(-1.0, value - float(np.hypot(gaps[0][0], gaps[1][1]))),
        high=min(1.0, value + float(np.hypot(gaps[0][1], gaps[1][0]))),
        level=level,
        interval=RECOVERED,
    )


def _lower(yes: int, n: int, other_yes: int, m: int, tail: float) -> float:
    """The smallest difference that the one-sided test does not reject at `tail`."""
    name = f"{yes}/{n} {other_yes}/{m} {tail!r}"
    if name not in BOUNDS:
        former = FORMER_BOUNDS.get(name)
        BOUNDS[name] = _lower_now(yes, n, other_yes, m, tail) if former is None else former
    return BOUNDS[name]


def _lower_now(yes: int, n: int, other_yes: int, m: int, tail: float) -> float:
    def p_value(delta: float) -> float:
        statistics = score_statistics(n, m, delta)
        return _largest_probability(statistics >= statistics[yes, other_yes] - SLACK, n, m, delta)

    return _first_above(p_value, tail, -1.0, yes / n - other_yes / m)


def _first_above(p_value: Callable[[float], float], tail: float, low: float, high: float) -> float:
    """Where the p-value passes `tail`, which it does once between `low` and `high` (by halving)."""
    if p_value(low + SLACK) > tail:
        return low
    for _ in range(STEPS):
        middle = (low + high) / 2
        if p_value(middle) > tail:
            high = middle
        else:
            low = middle
    return low


def _largest_probability(is_extreme: NDArray[np.bool_], n: int, m: int, delta: float) -> float:
    """Probability of the extreme tables, the largest over the second share; the first one is `delta` above it."""
    shares = np.linspace(max(0.0, -delta), min(1.0, 1.0 - delta), NUISANCE_POINTS)
    first, second = _binomial(n, np.clip(shares + delta, 0, 1)), _binomial(m, np.clip(shares, 0, 1))
    return float(((first @ is_extreme) * second).sum(axis=1).max())


def _binomial(n: int, shares: Array) -> Array:
    """Probability of 0…n (columns) for each share (rows). scipy's `binom` gives the same, ten times slower."""
    counts = np.arange(n + 1.0)
    ways = np.array([float(comb(n, count)) for count in range(n + 1)])
    chances: Array = ways * shares[:, None] ** counts * (1 - shares[:, None]) ** (n - counts)
    return chances


def score_statistics(n: int, m: int, delta: float) -> Array:
    """The score statistic of every table (rows 0…n yes of the first group, columns 0…m of the second).

    (p̂₁ − p̂₂ − δ) over its standard error at the likeliest shares that differ by δ, the closed-form root of a cubic
    (Miettinen and Nurminen 1985, appendix I; Farrington and Manning 1990).
    """
    x, y = np.arange(n + 1.0)[:, None], np.arange(m + 1.0)[None, :]
    lower = _likeliest(x, n, y, m, delta)
    upper = np.clip(lower + delta, 0, 1)
    variance = upper * (1 - upper) / n + lower * (1 - lower) / m
    gap = x / n - y / m - delta
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = gap / np.sqrt(variance)
    return np.where(variance > 1e-15, statistic, np.where(np.abs(gap) < SLACK, 0.0, np.copysign(np.inf, gap)))


def _likeliest(x: Array, n: int, y: Array, m: int, delta: float) -> Array:
    """The second group's share that maximises the likelihood when the first group's is `delta` above it."""
    total, yes = n + m, x + y
    square = ((n + 2 * m) * delta - total - yes) / (3 * total)
    linear = ((m * delta - total - 2 * y) * delta + yes) / (3 * total)
    constant = y * delta * (1 - delta) / (2 * total)
    q = square**3 - 1.5 * linear * square + constant
    spread = np.sqrt(np.maximum(square**2 - linear, 0.0))
    p = np.where(q < 0, -spread, spread)
    ratio = np.divide(q, p**3, out=np.zeros_like(q), where=p != 0)
    angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
    root: Array = np.clip(2 * p * np.cos(angle) - square, max(0.0, -delta), min(1.0, 1 - delta))
    return root
