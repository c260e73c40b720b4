"""Is one coefficient zero, when clusters are few? The wild cluster bootstrap with the null imposed.

Cameron, Gelbach & Miller 2008; Webb 2023 for six-point weights, which give more distinct draws than two-point ones when
clusters are fewer than about 10. The residuals of the fit without the term are multiplied by one random weight a
cluster; t is compared with its bootstrap draws. No free library with few dependencies has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator

from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution, Method

Weights = Literal["rademacher", "webb"]

SEED = 20_260_102
MOST_ENUMERATED, DRAWS = 20_000, 9_999
POINTS: dict[Weights, tuple[float, ...]] = {
    "rademacher": (-1.0, 1.0),
    "webb": tuple(sign * float(np.sqrt(half / 2)) for sign in (-1, 1) for half in (1, 2, 3)),
}
METHODS: dict[Weights, Method] = {
    "rademacher": Method(
        "bootstrap sauvage par groupes (poids à deux points)",
        "wild cluster bootstrap (two-point weights)",
        "Cameron, Gelbach & Miller 2008",
    ),
    "webb": Method(
        "bootstrap sauvage par groupes (poids à six points)",
        "wild cluster bootstrap (six-point weights)",
        "Cameron, Gelbach & Miller 2008; Webb 2023",
    ),
}
NEAR = 1e-9
FEW_TREATED = Caution(
    "few-distinct-draws",
    "trop peu de groupes : le bootstrap n’a que quelques tirages distincts",
    "too few clusters: the bootstrap has only a few distinct draws",
)
LEAST_DISTINCT, LEAST_CLUSTERS = 20, 10
FEW_CLUSTERS = Caution(
    "few-clusters",
    "moins de dix groupes : avec des groupes inégaux, ce test se trompe plus souvent qu’annoncé",
    "fewer than ten clusters: with unequal ones this test errs more often than told (8 % at 6)",
)


@dataclass(frozen=True, kw_only=True)
class WildTest:
    """A bootstrap test. `p_value` counts draws at least as far from zero; `p_value_strict` only those farther.

    They differ when draws are enumerated, since the observed arrangement and its mirror are among them; software
    disagrees on which to print. `is_enumerated` says that every combination of weights was used.
    """

    statistic: float
    p_value: float
    p_value_strict: float
    draws: int
    is_enumerated: bool
    n_clusters: int
    method: Method
    cautions: tuple[Caution, ...] = ()


def wild_cluster_test(
    outcome: pd.Series,
    design: pd.DataFrame,
    clusters: pd.Series,
    term: str,
    weights: Weights = "rademacher",
    draws: int = DRAWS,
) -> WildTest:
    """Two-sided test that the coefficient of `term` is zero in the least squares of `outcome` (n) on `design` (n × k).

    All combinations of weights are enumerated up to 20 000, else `draws` are drawn (fixed seed).

    Raises:
        ValueError: the design has no such term, fewer than two clusters, or columns that depend on each other.
    """
    x, y = design.to_numpy(dtype=float), outcome.to_numpy(dtype=float)
    members, names = pd.factorize(clusters)
    if len(names) < 2 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("A cluster bootstrap needs two clusters and columns that do not depend on each other.")
    column = list(design.columns).index(term)
    combinations, is_enumerated = _combinations(weights, len(names), draws)
    observed, drawn = _statistics(x, y, members, column, combinations)
    size = np.abs(drawn)
    cautions = (FEW_CLUSTERS,) if len(names) < LEAST_CLUSTERS else ()
    near = NEAR * abs(observed)
    distinct = len(np.unique(np.round(size / max(abs(observed), 1e-300), 9)))
    return WildTest(
        statistic=observed,
        p_value=float((size >= abs(observed) - near).mean()),
        p_value_strict=float((size > abs(observed) + near).mean()),
        draws=len(combinations),
        is_enumerated=is_enumerated,
        n_clusters=len(names),
        method=METHODS[weights],
        cautions=(*cautions, FEW_TREATED) if distinct < LEAST_DISTINCT else cautions,
    )


def _combinations(weights: Weights, n_clusters: int, draws: int) -> tuple[Matrix, bool]:
    points = POINTS[weights]
    if len(points) ** n_clusters <= MOST_ENUMERATED:
        return np.array(list(product(points, repeat=n_clusters))), True
    return Generator(PCG64(SEED)).choice(points, size=(draws, n_clusters)), False


def _statistics(x: Matrix, y: Matrix, members: np.ndarray, column: int, combinations: Matrix) -> tuple[float, Matrix]:
    """t of the data, and of each draw y* = fitted + weight × residual, both without the term; CR0 errors.

    Everything is linear in the weights: with a = row of (X′X)⁻¹X′ for the term, β* − 0 = Σ_g w_g a_g′ẽ_g, and the score
    of cluster g is a_g′(I − H) of the draw. A constant factor of the errors (CR1) would cancel out.
    """
    row = np.linalg.pinv(x)[column]
    others = np.delete(x, column, axis=1)
    restricted = y - others @ np.linalg.lstsq(others, y)[0]
    indicator = (members[:, None] == np.arange(members.max() + 1)).astype(float)
    spread = indicator * restricted[:, None]  # n × G: each cluster's residuals, alone
    left = spread - x @ (np.linalg.pinv(x) @ spread)  # what the full model leaves of them
    scores = (indicator * row[:, None]).T @ left  # G × G: score of cluster g from the residuals of cluster h
    effects = row @ spread

    def t(weighted: Matrix) -> Matrix:
        error = np.sqrt(((weighted @ scores.T) ** 2).sum(axis=1))
        return np.asarray(weighted @ effects / np.where(error > 0, error, np.nan), dtype=float)

    return float(t(np.ones((1, len(effects))))[0]), t(combinations)
