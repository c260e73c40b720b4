"""Coverage of the intervals of sampling designs: means, shares, ratios and quantiles, in strata and clusters.

One population of communes and projects is made once, seeded; samples are drawn from it without replacement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator

from benchmarks.coverage_rates import FITTED, LEVEL, SEED, Draw, Scenario, holds
from pipeline.statistics.results import Estimate
from pipeline.statistics.sampling.design import Design, sample_design
from pipeline.statistics.sampling.estimates import means, ratio
from pipeline.statistics.sampling.proportions import share_estimate
from pipeline.statistics.sampling.quantiles import quantile_estimate

CLUSTERS, STRATA, STRATUM_SIZE = 40, 3, 30
_MAKER = Generator(PCG64(SEED))
_CLUSTER_OF = np.repeat(np.arange(CLUSTERS), _MAKER.integers(3, 12, CLUSTERS))
_STRATUM_OF = np.repeat(np.arange(STRATA), STRATUM_SIZE)

Statistic = Callable[[Any, Design], Estimate]


def _values(owners: Any, part: float) -> Any:
    """Marks whose variance lies for `part` between owners (clusters or strata)."""
    own = _MAKER.normal(size=owners.max() + 1) * part**0.5
    return np.round(6.5 + 2 * (own[owners] + _MAKER.normal(size=len(owners)) * (1 - part) ** 0.5), 1)


_CLUSTERED, _STRATIFIED = _values(_CLUSTER_OF, 0.2), _values(_STRATUM_OF, 0.3)
LIMIT = 6.5
"""A mark above it counts as one for the shares."""


def scenarios() -> Iterator[Scenario]:
    """Each statistic, from strata of few and from few clusters."""
    for each in (3, 4, 10):
        for name, module, statistic, truth in _statistics(_STRATIFIED):
            yield Scenario(
                name,
                f"{STRATA} strata, {each} of {STRATUM_SIZE} in each",
                module,
                _in_strata(each, statistic, truth),
                draws=2 * FITTED,
            )
    for drawn in (4, 6, 10):
        for name, module, statistic, truth in _statistics(_CLUSTERED):
            yield Scenario(
                name,
                f"{drawn} of {CLUSTERS} clusters of 3 to 11",
                module,
                _in_clusters(drawn, statistic, truth),
                draws=FITTED,
            )


def _statistics(values: Any) -> Iterator[tuple[str, str, Statistic, float]]:
    yield "design mean", "sampling.estimates", lambda told, design: means(told, design).estimate(LEVEL), values.mean()
    yield "design share", "sampling.proportions", _share, float((values > LIMIT).mean())
    yield "design share near 1", "sampling.proportions", _common, float((values > LIMIT - 3).mean())
    size = np.abs(values)
    yield "design ratio", "sampling.estimates", _ratio, float((size**2).sum() / size.sum())
    yield "design median", "sampling.quantiles", _median, float(np.quantile(values, 0.5, method="inverted_cdf"))


def _share(told: Any, design: Design) -> Estimate:
    return share_estimate((told > LIMIT).astype(float), design, LEVEL)


def _common(told: Any, design: Design) -> Estimate:
    return share_estimate((told > LIMIT - 3).astype(float), design, LEVEL)


def _ratio(told: Any, design: Design) -> Estimate:
    return ratio(np.abs(told) ** 2, np.abs(told), design).estimate(LEVEL)


def _median(told: Any, design: Design) -> Estimate:
    return quantile_estimate(told, design, 0.5, LEVEL)


def _in_strata(each: int, statistic: Statistic, truth: float) -> Draw:
    strata = np.repeat(np.arange(STRATA), each)
    design = sample_design(len(strata), strata=strata, population=[np.full(len(strata), STRATUM_SIZE)])

    def draw(generator: Generator) -> bool | None:
        rows = [stratum * STRATUM_SIZE + generator.permutation(STRATUM_SIZE)[:each] for stratum in range(STRATA)]
        return holds(statistic(_STRATIFIED[np.concatenate(rows)], design), truth)

    return draw


def _in_clusters(drawn: int, statistic: Statistic, truth: float) -> Draw:
    def draw(generator: Generator) -> bool | None:
        rows = np.flatnonzero(np.isin(_CLUSTER_OF, generator.permutation(CLUSTERS)[:drawn]))
        n = len(rows)
        design = sample_design(
            n, clusters=[_CLUSTER_OF[rows]], population=[np.full(n, CLUSTERS)], weights=np.full(n, CLUSTERS / drawn)
        )
        return holds(statistic(_CLUSTERED[rows], design), truth)

    return draw
