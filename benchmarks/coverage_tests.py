"""Size of the tests that models and series make: how often each rejects when there is nothing to find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator

from benchmarks import sizes
from benchmarks.coverage_gaps import drawn_effects
from benchmarks.coverage_models import clustered, design_of
from benchmarks.coverage_rates import FITTED, LEVEL, SEED, Batch, Draw, Rate, Scenario, errs
from benchmarks.coverage_series import size_scenarios
from pipeline.statistics.permutations import two_means
from pipeline.statistics.treatment_permutation import flip_signs, permute_treated
from pipeline.statistics.wild_bootstrap import wild_cluster_test


def scenarios() -> Iterator[Scenario]:
    """Permutations, the wild bootstrap, pooled effects and the search for a change point."""
    for treated, others in ((2, 6), (4, 4), (4, 6), (5, 15)):
        setting = f"{treated} treated, {others} others, skewed"
        yield Scenario(
            "permuted treatment",
            setting,
            "treatment_permutation",
            _allocation(treated, others),
            True,
            FITTED if others < 15 else 500,
        )
    for n in (6, 10):
        yield Scenario("flipped signs", f"{n} units", "treatment_permutation", _signs(n), True, 2 * FITTED)
    for n, m in ((4, 4), (10, 30)):
        yield Scenario("permuted means", f"{n} and {m}, skewed", "permutations", _means(n, m), True, 500)
    for clusters, treated in ((6, 3), (10, 2), (10, 5)):
        setting = f"{clusters} clusters, {treated} treated"
        yield Scenario("wild bootstrap", setting, "wild_bootstrap", _wild(clusters, treated), True, FITTED)
    for k in (3, 10):
        yield Scenario("pooled effect, t", f"{k} projects, τ 0.3", "pooling", None, True, batch=_pooled(k))
    yield from size_scenarios()


MODULES = {
    "Fisher 2 × 2": "fourfold_tables",
    "McNemar": "paired_tests",
    "Mann-Whitney": "rank_tests",
    "signed ranks": "paired_tests",
    "Kruskal-Wallis": "rank_tests",
    "Fisher r × c": "exact_tables",
    "Holm, 5 Fisher tests": "multiplicity",
}
"""Where the tests of comparisons live, whose settings are those of `benchmarks.sizes`."""

COMPARISON_DRAWS = 1000


def comparisons(share_of_draws: float = 1.0) -> Iterator[Rate]:
    """The sizes of the tests of comparisons: two of them exact, the others drawn."""
    for row in sizes.exact_sizes():
        yield Rate(row.what, row.setting, MODULES[row.what], row.rate, 0, is_size=True)
    generator, draws = Generator(PCG64(SEED)), max(1, round(COMPARISON_DRAWS * share_of_draws))
    for what, setting, rejects in sizes.simulated_tests(generator):
        rate = sum(rejects() for _ in range(draws)) / draws
        yield Rate(what, setting, MODULES[what], rate, draws, is_size=True)


def _allocation(treated: int, others: int) -> Draw:
    is_treated = np.arange(treated + others) < treated
    return lambda generator: errs(permute_treated(generator.exponential(size=len(is_treated)), is_treated, LEVEL))


def _signs(n: int) -> Draw:
    return lambda generator: errs(flip_signs(generator.standard_t(3, n), LEVEL))


def _means(n: int, m: int) -> Draw:
    return lambda generator: errs(two_means(generator.exponential(size=n), generator.exponential(size=m)))


def _wild(clusters: int, treated: int) -> Draw:
    def draw(generator: Generator) -> bool | None:
        y, x, members = clustered(generator, clusters, treated, 0.2, effect=0.0)
        weights: Literal["rademacher", "webb"] = "rademacher" if clusters > 6 else "webb"
        found = wild_cluster_test(pd.Series(y), design_of(x), pd.Series(members), "x", weights, draws=999)
        return None if found.cautions else errs(found.p_value)

    return draw


def _pooled(k: int) -> Batch:
    return lambda generator, draws: drawn_effects(k, 0.3, generator, draws, 0.0).p_value <= 1 - LEVEL
