"""Do two or more independent groups give answers of the same height? Tests on ranks, exact where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial, prod
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import ArrayLike, NDArray
from scipy.stats import friedmanchisquare, kruskal, mannwhitneyu, rankdata

from pipeline.statistics.cautions import EMPTY, ONE_VALUE, SIMULATED
from pipeline.statistics.results import Caution, Method, Test
from pipeline.statistics.shift_algorithm import Alternative, Distribution, steady, subset_sums

MANN_WHITNEY = Method("test de Mann-Whitney exact", "exact Mann-Whitney test", "Mann and Whitney 1947")
MANN_WHITNEY_NORMAL = Method(
    "test de Mann-Whitney, loi normale approchée", "Mann-Whitney test, normal approximation", "Mann and Whitney 1947"
)
KRUSKAL = Method("test de Kruskal-Wallis", "Kruskal-Wallis test", "Kruskal and Wallis 1952")
KRUSKAL_PERMUTATION = Method(
    "test de Kruskal-Wallis par permutation", "permutation Kruskal-Wallis test", "Kruskal and Wallis 1952"
)
FRIEDMAN = Method("test de Friedman", "Friedman test", "Friedman 1937")

APPROXIMATE = Caution(
    "approximate", "loi approchée : trop de réponses pour le calcul exact", "approximate: too many answers to enumerate"
)
SMALL_EXPECTED = Caution(
    "few-per-group", "loi du khi-deux approchée : petits groupes", "chi-square approximation: small groups"
)

MOST_ARRANGEMENTS = 20_000
DRAWS = 9_999
SEED = 1952
FEWEST_FOR_CHI_SQUARE = 5


def rank_sum_distribution(first: ArrayLike, second: ArrayLike) -> tuple[Distribution, int] | None:
    """(distribution of twice the rank sum of `first` given all ranks, its observed value); None when too large."""
    ranks = rankdata(steady([*np.asarray(first, dtype=float), *np.asarray(second, dtype=float)]))
    doubled = [round(2 * rank) for rank in ranks]
    size = np.size(first)
    found = subset_sums(doubled, size)
    return None if found is None else (found, sum(doubled[:size]))


def mann_whitney(first: ArrayLike, second: ArrayLike, alternative: Alternative = "two-sided") -> Test:
    """The Mann-Whitney (Wilcoxon rank-sum) test; `statistic` is U of `first`.

    Exact given the ties of the data: the p-value is the share of all allocations whose rank sum is at least as far off
    the mean of all. Beyond `shift_algorithm.LARGEST_WORK`, the normal approximation corrected for ties and continuity,
    which a caution says. Assumption: answers are independent and, were there no difference, exchangeable.
    """
    x, y = steady(first), steady(second)
    sizes = (len(x), len(y))
    if not all(sizes):
        return Test(p_value=None, method=MANN_WHITNEY, sizes=sizes, cautions=(EMPTY,))
    found = rank_sum_distribution(x, y)
    if found is None:
        return mann_whitney_normal(x, y, alternative)
    distribution, observed = found
    alike = (ONE_VALUE,) if len({*x, *y}) == 1 else ()
    return Test(
        p_value=distribution.p_value(observed, alternative),
        method=MANN_WHITNEY,
        sizes=sizes,
        statistic=observed / 2 - len(x) * (len(x) + 1) / 2,
        smallest_p=distribution.smallest_p(alternative),
        cautions=alike,
    )


def mann_whitney_normal(
    first: ArrayLike, second: ArrayLike, alternative: Alternative = "two-sided", *, continuity: bool = True
) -> Test:
    """The same test by the normal approximation, corrected for ties (scipy's `mannwhitneyu`)."""
    x, y = steady(first), steady(second)
    sizes = (len(x), len(y))
    if not all(sizes):
        return Test(p_value=None, method=MANN_WHITNEY_NORMAL, sizes=sizes, cautions=(EMPTY,))
    if len({*x, *y}) == 1:
        middle = len(x) * len(y) / 2
        return Test(p_value=1.0, method=MANN_WHITNEY_NORMAL, sizes=sizes, statistic=middle, cautions=(ONE_VALUE,))
    found = mannwhitneyu(x, y, alternative=alternative, method="asymptotic", use_continuity=continuity)
    return Test(
        p_value=float(found.pvalue),
        method=MANN_WHITNEY_NORMAL,
        sizes=sizes,
        statistic=float(found.statistic),
        cautions=(APPROXIMATE,),
    )


def kruskal_wallis(groups: Sequence[ArrayLike]) -> Test:
    """The Kruskal-Wallis test, corrected for ties, by its chi-square approximation (scipy's `kruskal`)."""
    given = [steady(group) for group in groups]
    sizes = tuple(map(len, given))
    if len(given) < 2 or not all(sizes):
        return Test(p_value=None, method=KRUSKAL, sizes=sizes, cautions=(EMPTY,))
    if len(set(np.concatenate(given))) == 1:
        return Test(p_value=1.0, method=KRUSKAL, sizes=sizes, statistic=0.0, cautions=(ONE_VALUE,))
    found = kruskal(*given)
    few = (SMALL_EXPECTED,) if min(sizes) < FEWEST_FOR_CHI_SQUARE else ()
    return Test(
        p_value=float(found.pvalue), method=KRUSKAL, sizes=sizes, statistic=float(found.statistic), cautions=few
    )


def kruskal_permutation(groups: Sequence[ArrayLike], *, draws: int = DRAWS, seed: int = SEED) -> Test:
    """The Kruskal-Wallis statistic held against all ways to deal the ranks out to groups of these sizes.

    Every way is counted when there are at most `MOST_ARRANGEMENTS`; else `draws` are drawn with a fixed seed, the
    observed one counts among them (Phipson and Smyth 2010), and a caution says so. `smallest_p` is the share of the
    ways that give the largest statistic met.
    """
    given = [steady(group) for group in groups]
    sizes = tuple(map(len, given))
    asymptotic = kruskal_wallis(given)
    if asymptotic.p_value is None or asymptotic.cautions == (ONE_VALUE,):
        alone = None if asymptotic.p_value is None else 1.0
        return Test(
            p_value=alone,
            method=KRUSKAL_PERMUTATION,
            sizes=sizes,
            statistic=asymptotic.statistic,
            smallest_p=alone,
            cautions=asymptotic.cautions,
        )
    ranks = rankdata(np.concatenate(given))
    ways = factorial(len(ranks)) // prod(map(factorial, sizes))
    is_exact = ways <= MOST_ARRANGEMENTS
    labels = np.array(list(_arrangements(sizes))) if is_exact else _drawn(sizes, draws, seed)
    met = np.round(_between(ranks, labels, sizes), 9)
    observed = met[0]
    return Test(
        p_value=float(np.mean(met >= observed)),
        method=KRUSKAL_PERMUTATION,
        sizes=sizes,
        statistic=asymptotic.statistic,
        smallest_p=float(np.mean(met == met.max())),
        cautions=() if is_exact else (SIMULATED,),
    )


def friedman(columns: Sequence[ArrayLike]) -> Test:
    """The Friedman test of conditions (`columns`) measured on the same units in one order (scipy's)."""
    given = [steady(column) for column in columns]
    found = friedmanchisquare(*given)
    return Test(p_value=float(found.pvalue), method=FRIEDMAN, sizes=(len(given[0]),), statistic=float(found.statistic))


def _between(ranks: NDArray[Any], labels: NDArray[Any], sizes: tuple[int, ...]) -> NDArray[Any]:
    """Σ (rank sum)² / size for each row of `labels`: it orders arrangements as the Kruskal-Wallis statistic does."""
    totals = (np.where(labels == group, ranks, 0.0).sum(axis=1) ** 2 / size for group, size in enumerate(sizes))
    result: NDArray[Any] = np.sum(list(totals), axis=0)
    return result


def _drawn(sizes: tuple[int, ...], draws: int, seed: int) -> NDArray[Any]:
    """The observed labels, then `draws` shuffles of them."""
    observed = np.repeat(np.arange(len(sizes)), sizes)
    generator = Generator(PCG64(seed))
    shuffled = generator.permuted(np.tile(observed, (draws, 1)), axis=1)
    return np.vstack([observed, shuffled])


def _arrangements(sizes: tuple[int, ...]) -> list[list[int]]:
    """Every way to deal members out to groups of these sizes, the observed order first."""
    ways: list[tuple[list[int], tuple[int, ...]]] = [([], sizes)]
    for _ in range(sum(sizes)):
        ways = [
            ([*dealt, group], (*left[:group], left[group] - 1, *left[group + 1 :]))
            for dealt, left in ways
            for group in range(len(sizes))
            if left[group]
        ]
    return [dealt for dealt, _ in ways]
