"""Which choice moves a composite most: first-order indices of the weight, and of the raters' level, of each criterion.

A first-order index is the share of the variance that would vanish on average if one input alone were known (Sobol
1993), estimated by scipy's `sobol_indices` (Saltelli et al. 2010) on a quasi-random sample. Weights are shares, so they
do not vary one by one; their raw weights do: w = g / sum(g) with g_k independent Gamma(alpha_k) gives Dirichlet(alpha).
Over several units, indices are means weighted by variance (Lamboni, Monod & Makowski 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from scipy.stats import gamma, sobol_indices, uniform

from pipeline.statistics.composite_uncertainty import complete_profiles, drawn_levels
from pipeline.statistics.composites import Mean, weighted_means
from pipeline.statistics.ratings import Array
from pipeline.statistics.results import Method

FIRST_ORDER = Method("indices de sensibilité du premier ordre", "first-order Sobol indices", "Saltelli et al. 2010")
SAMPLE = 2048
"""Size of each base sample, a power of two as the quasi-random sequence wants it."""


def first_order(
    levels: Array, alpha: Sequence[float], criteria: Sequence[str], *, seed: int, mean: Mean = "arithmetic"
) -> pd.DataFrame:
    """`weight` and `raters`: first-order indices of each criterion (rows), over all units without a missing criterion.

    `levels` is units × criteria × raters. Empty when nothing varies. What indices lack to sum to one is what inputs do
    together. Estimates may fall slightly below zero: they are set to zero.
    """
    complete = complete_profiles(levels)
    size = len(criteria)
    if len(complete) == 0:
        return pd.DataFrame(columns=["weight", "raters"], dtype=float)
    model = _model(complete, size, mean)
    inputs = [*(gamma(a) for a in alpha), *([uniform()] * size)]
    with np.errstate(divide="ignore", invalid="ignore"):  # a unit whose composite never moves has no index
        found = sobol_indices(func=model, n=SAMPLE, dists=inputs, rng=Generator(PCG64(seed)))
    variance = _variances(model, inputs, seed)
    moves = variance > 1e-12
    if not moves.any():
        return pd.DataFrame(columns=["weight", "raters"], dtype=float)
    shares = np.average(np.atleast_2d(found.first_order)[moves], axis=0, weights=variance[moves])
    shares = np.clip(shares, 0, 1)
    return pd.DataFrame({"weight": shares[:size], "raters": shares[size:]}, index=pd.Index(criteria, name="criterion"))


def _model(levels: Array, size: int, mean: Mean) -> Callable[[Array], Array]:
    """From inputs (raw weights, then picks of raters; inputs × runs) to composites (units × runs)."""

    def composites(inputs: Array) -> Array:
        weights, picks = inputs[:size].T, inputs[size:].T
        drawn = drawn_levels(levels, picks[:, None, :])
        return weighted_means(drawn, (weights / weights.sum(axis=1, keepdims=True))[:, None, :], mean).T

    return composites


def _variances(model: Callable[[Array], Array], inputs: Sequence[object], seed: int) -> Array:
    """How much each unit's composite varies, by which the indices of units are weighted."""
    draws = Generator(PCG64(seed).jumped()).random((len(inputs), SAMPLE))
    values = np.stack([dist.ppf(row) for dist, row in zip(inputs, draws, strict=True)])  # type: ignore[attr-defined]
    variances: Array = model(values).var(axis=1)
    return variances
