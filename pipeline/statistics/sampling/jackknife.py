"""The jackknife: how an estimate moves when one cluster is left out, for statistics without a linear form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from pipeline.statistics.results import Method
from pipeline.statistics.sampling.design import Design, Floats
from pipeline.statistics.sampling.estimates import Moments

JACKKNIFE = Method("Jackknife", "Jackknife", "Rao, Wu & Yue 1992; Lumley 2010, section 2.3")


def jackknife(statistic: Callable[[Floats], Floats], design: Design) -> Moments:
    """`statistic` (n weights in, p values out) with its variance over replicates that leave one cluster out.

    JK1 for one stratum, JKn for several: the others of the stratum weigh drawn/(drawn-1) times more, and each replicate
    counts (drawn-1)/drawn times the part of the stratum that was not drawn.

    Raises:
        ValueError: a stratum of which not all was drawn has one cluster.
    """
    replicates, scales = [], []
    for weights, scale in _replicates(design):
        replicates.append(np.atleast_1d(statistic(weights)))
        scales.append(scale)
    values = np.atleast_1d(statistic(design.weights))
    told, counted = np.array(replicates).reshape(-1, len(values)), np.array(scales)
    used = counted > 0
    centre = told[used].mean(axis=0) if used.any() else values
    deviations = (told - centre) * np.sqrt(counted)[:, None]
    return Moments(values, deviations.T @ deviations, design.degrees_of_freedom, design.size, JACKKNIFE)


def _replicates(design: Design) -> Iterator[tuple[Floats, float]]:
    strata, clusters = design.strata[:, 0], design.clusters[:, 0]
    for stratum in np.unique(strata):
        here = strata == stratum
        drawn, population = design.drawn[here, 0][0], design.population[here, 0][0]
        left = 1 - drawn / population
        if drawn < 2:
            if left > 0:
                raise ValueError("A stratum has one cluster: nothing can be left out of it.")
            continue
        for cluster in np.unique(clusters[here]):
            others = np.where(here, drawn / (drawn - 1), 1.0)
            yield design.weights * np.where(clusters == cluster, 0.0, others), (drawn - 1) / drawn * left
