"""How sure a composite is: weights and raters' levels drawn together, many times, and what stays the same.

Each draw takes weights from a Dirichlet distribution around those declared, and, for each unit and criterion, the level
that one of its raters gave, any of them as likely as another (Saisana, Saltelli & Tarantola 2005). The result is not a
confidence interval: it says how far the composite moves with choices that could have been otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator

from pipeline.statistics.composites import Mean, top_group, weighted_means
from pipeline.statistics.ratings import Array
from pipeline.statistics.results import Method
from pipeline.statistics.weight_uncertainty import drawn_weights

DRAWN = Method(
    "tirages sur les poids et sur les notes des évaluateurs",
    "Monte Carlo over weights and raters' levels",
    "Saisana, Saltelli & Tarantola 2005",
)


@dataclass(frozen=True)
class VarianceShares:
    """What the variance of a composite comes from: weights alone, raters alone, and both at once; they sum to one.

    All are missing when nothing varies.
    """

    weights: float | None
    raters: float | None
    both: float | None


def drawn_levels(levels: Array, picks: Array) -> Array:
    """One rater's level for each draw, unit and criterion.

    `levels` is units × criteria × raters, not a number where a rater gave none; `picks` (draws × units × criteria, or
    what broadcasts to it) are numbers from 0 to 1 that say which of the raters who gave one.
    """
    given = np.sort(levels, axis=2)  # missing ones go last
    counts = np.isfinite(levels).sum(axis=2)
    chosen = np.minimum((picks * counts).astype(int), np.maximum(counts - 1, 0))
    units, criteria = np.ogrid[: levels.shape[0], : levels.shape[1]]
    drawn: Array = given[units, criteria, chosen]
    return drawn


def drawn_composites(levels: Array, alpha: Sequence[float], draws: int, seed: int, mean: Mean = "arithmetic") -> Array:
    """Composites of `draws` draws of weights, Dirichlet(alpha), and of raters: draws × units.

    `levels` is units × criteria × raters. The same seed gives the same weights as `drawn_weights`.
    """
    weights = drawn_weights(alpha, draws, seed)
    picks = Generator(PCG64(seed).jumped()).random((draws, *levels.shape[:2]))
    return weighted_means(drawn_levels(levels, picks), weights[:, None, :], mean)


def bounds(composites: Array, level: float) -> tuple[Array, Array]:
    """The limits between which each unit's composite falls in `level` of the draws, half of the rest on each side."""
    low, high = np.quantile(composites, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def top_probability(composites: Array, size: int) -> Array:
    """In which share of the draws each unit is among the `size` highest; units level with the last one are in."""
    shares: Array = top_group(composites, size).mean(axis=0)
    return shares


def complete_profiles(levels: Array) -> Array:
    """The units (of units × criteria × raters) of which every criterion was given a level by somebody."""
    has_level = np.isfinite(levels).any(axis=2)
    complete: Array = levels[np.all(has_level, axis=1)]
    return complete


def variance_shares(levels: Array, alpha: Sequence[float]) -> VarianceShares:
    """Shares of the variance of the arithmetic composite, summed over units, exactly.

    Weights w and levels x are independent, so with mu = E(w), S = Cov(w), m = E(x), V = diag Var(x): weights alone
    m' S m, raters alone mu' V mu, both sum_k S_kk V_kk. A unit with a missing criterion is left out.
    """
    complete = complete_profiles(levels)
    a = np.array(alpha, dtype=float)
    centre = a / a.sum()
    spread = (np.diag(centre) - np.outer(centre, centre)) / (a.sum() + 1)
    m, v = np.nanmean(complete, axis=2), np.nanvar(complete, axis=2)
    parts = (
        float(np.einsum("ik,kl,il->", m, spread, m)),
        float((v * centre**2).sum()),
        float((v * np.diag(spread)).sum()),
    )
    total = sum(parts)
    if total <= 1e-12:
        return VarianceShares(None, None, None)
    return VarianceShares(*(part / total for part in parts))
