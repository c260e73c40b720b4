"""Could chance alone make the means of two groups, or of pairs, differ this much? Permutation tests."""

from __future__ import annotations

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import ArrayLike, NDArray

from pipeline.statistics.cautions import EMPTY, SIMULATED
from pipeline.statistics.results import Method, Test
from pipeline.statistics.shift_algorithm import (
    Alternative,
    Distribution,
    sign_sums,
    steady,
    subset_sums,
    whole_scores,
)

TWO_MEANS = Method("test de permutation de deux moyennes", "permutation test of two means", "Pitman 1937")
SIGN_FLIPS = Method("test de permutation des signes", "sign-flip permutation test", "Fisher 1935")

DRAWS = 99_999
SEED = 1937
BLOCK = 1_000
"""Permutations drawn at once, so that memory stays small."""


def mean_distribution(first: ArrayLike, second: ArrayLike) -> tuple[Distribution, int, int] | None:
    """(distribution of the scaled sum of `first`, its observed value, the scale); None when it is not enumerated."""
    x, y = steady(first), steady(second)
    scaled = whole_scores(np.concatenate([x, y]))
    if scaled is None:
        return None
    scores, scale = scaled
    found = subset_sums(scores, len(x))
    return None if found is None else (found, sum(scores[: len(x)]), scale)


def two_means(
    first: ArrayLike,
    second: ArrayLike,
    alternative: Alternative = "two-sided",
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Test:
    """The difference of two means held against all ways to deal the values out to groups of these sizes.

    Two-sided: the share of ways with a difference at least as large in absolute value (scipy's `permutation_test`
    doubles a tail instead). All ways are counted, by their sums, where the values have few decimals; else `draws` ways
    are drawn with a fixed seed and the observed one counts among them (Phipson and Smyth 2010).
    """
    x, y = steady(first), steady(second)
    sizes = (len(x), len(y))
    if not all(sizes):
        return Test(p_value=None, method=TWO_MEANS, sizes=sizes, cautions=(EMPTY,))
    difference = float(x.mean() - y.mean())
    found = mean_distribution(x, y)
    if found is None:
        return _drawn_groups(x, y, alternative, draws, seed)
    distribution, observed, _ = found
    return Test(
        p_value=distribution.p_value(observed, alternative),
        method=TWO_MEANS,
        sizes=sizes,
        statistic=difference,
        smallest_p=distribution.smallest_p(alternative),
    )


def sign_flips(
    differences: ArrayLike, alternative: Alternative = "two-sided", *, draws: int = DRAWS, seed: int = SEED
) -> Test:
    """The mean difference of pairs held against all ways to exchange the two members of each pair."""
    given = steady(differences)
    sizes = (len(given),)
    if not len(given):
        return Test(p_value=None, method=SIGN_FLIPS, sizes=sizes, cautions=(EMPTY,))
    scaled = whole_scores(given)
    distribution = sign_sums([abs(score) for score in scaled[0]]) if scaled else None
    if scaled is None or distribution is None:
        return _drawn_signs(given, alternative, draws, seed)
    observed = sum(score for score in scaled[0] if score > 0)
    return Test(
        p_value=distribution.p_value(observed, alternative),
        method=SIGN_FLIPS,
        sizes=sizes,
        statistic=float(given.mean()),
        smallest_p=distribution.smallest_p(alternative),
    )


def _drawn_groups(x: NDArray[np.float64], y: NDArray[np.float64], how: Alternative, draws: int, seed: int) -> Test:
    values = np.concatenate([x, y])
    generator = Generator(PCG64(seed))
    sums = [generator.permuted(np.tile(values, (size, 1)), axis=1)[:, : len(x)].sum(axis=1) for size in _blocks(draws)]
    return _simulated(
        np.concatenate(sums),
        float(x.sum()),
        len(x) * float(values.mean()),
        how,
        x.mean() - y.mean(),
        (len(x), len(y)),
        TWO_MEANS,
    )


def _drawn_signs(given: NDArray[np.float64], how: Alternative, draws: int, seed: int) -> Test:
    generator = Generator(PCG64(seed))
    sums = [(generator.choice([-1.0, 1.0], (size, len(given))) * given).sum(axis=1) for size in _blocks(draws)]
    return _simulated(np.concatenate(sums), float(given.sum()), 0.0, how, given.mean(), (len(given),), SIGN_FLIPS)


def _blocks(draws: int) -> list[int]:
    return [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]


def _simulated(
    sums: NDArray[np.float64],
    observed: float,
    mean: float,
    how: Alternative,
    statistic: float,
    sizes: tuple[int, ...],
    method: Method,
) -> Test:
    gaps = {"two-sided": np.abs(sums - mean), "greater": sums, "less": -sums}[how]
    gap = {"two-sided": abs(observed - mean), "greater": observed, "less": -observed}[how]
    slack = 1e-9 * max(1.0, abs(gap))
    as_far = int((gaps >= gap - slack).sum())
    return Test(
        p_value=(1 + as_far) / (1 + len(sums)),
        method=method,
        sizes=sizes,
        statistic=float(statistic),
        smallest_p=1 / (1 + len(sums)),
        cautions=(SIMULATED,),
    )
