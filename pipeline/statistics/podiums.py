"""Which options come first: points from rankings or choices, shared places, and how sure the first places are.

Frames hold one row a respondent and one column an option. Rankings hold ranks from 1, missing where an option was not
ranked; choices hold 1 and 0. Options are compared, never projects or communes.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from pipeline.statistics.results import Method

STABILITY = Method(
    "rééchantillonnage de Pólya",
    "Pólya posterior",
    "Ghosh, Meeden 1997; without a known N, the Bayesian bootstrap (Rubin 1981)",
)
SEED, DRAWS, BATCH = 20261121, 4000, 500
PLACES = 3
Unranked = Literal["shared", "zero"]

Numbers = NDArray[np.float64]


def mean_ranks(ranks: pd.DataFrame, *, is_imputed: bool = True, counts: NDArray[np.int64] | None = None) -> pd.Series:
    """Mean rank of each option; the options a respondent left unranked share the mean of the remaining ranks.

    Without `is_imputed`, only ranks given count: an option seldom ranked, but first, then seems liked. `counts` is how
    many respondents each row stands for, one unless told.
    """
    given = imputed_ranks(ranks) if is_imputed else ranks
    weights = given.notna().mul(np.ones(len(ranks)) if counts is None else counts, axis=0)
    return given.mul(weights).sum(axis=0) / weights.sum(axis=0)


def imputed_ranks(ranks: pd.DataFrame) -> pd.DataFrame:
    """Ranks in which the options a respondent did not rank share the mean of the ranks that remain."""
    options, given = ranks.shape[1], ranks.notna().sum(axis=1)
    remaining = (given + 1 + options) / 2
    return ranks.apply(lambda column: column.fillna(remaining))


def first_shares(ranks: pd.DataFrame) -> pd.Series:
    """The share of respondents who put each option first, on all respondents."""
    return ranks.eq(1).mean(axis=0)


def borda_points(ranks: pd.DataFrame, unranked: Unranked = "shared") -> pd.DataFrame:
    """Points of each respondent: as many as the options put behind, so k - 1 for the first of k and 0 for the last.

    Options left unranked share the points that remain (`shared`) or get none (`zero`).
    """
    options = ranks.shape[1]
    given = imputed_ranks(ranks) if unranked == "shared" else ranks
    return (options - given).fillna(0.0)


def places(totals: pd.Series) -> pd.Series:
    """The place of each option, the largest total first; equal totals share the better place (1, 2, 2, 4)."""
    return totals.round(9).rank(ascending=False, method="min").astype("int64")


def top_chances(
    points: pd.DataFrame,
    population: int | None = None,
    top: int = PLACES,
    seed: int = SEED,
    counts: NDArray[np.int64] | None = None,
) -> pd.Series:
    """The probability that each option is among the `top` first of the whole population, given those who answered.

    Those who did not answer are drawn, `DRAWS` times, from those who did (Pólya's urn): they are N - n when N is known,
    and without end otherwise (Dirichlet weights on the respondents). Options tied for the last places share them, so
    the probabilities add up to `top`. When everybody answered each is 0, 1 or a tied share. `counts` is how many
    respondents each row of `points` stands for, one unless told.

    Raises:
        ValueError: nobody answered, or more than the population did.
    """
    told = np.ones(len(points), dtype=np.int64) if counts is None else counts
    n = int(told.sum())
    if not n or (population is not None and n > population):
        raise ValueError(f"{n} answers of a population of {population} make no podium.")
    alike, kind = np.unique(points.to_numpy(dtype=float), axis=0, return_inverse=True)
    sizes = np.bincount(kind, weights=told).astype(np.int64)
    rng, shares = Generator(PCG64(seed)), np.zeros(points.shape[1])
    for _ in range(DRAWS // BATCH):
        totals = np.round(_people(sizes, population, rng) @ alike, 9)
        shares += _shares_of_top(totals, min(top, points.shape[1])).sum(axis=0)
    return pd.Series(shares / DRAWS, index=points.columns)


def _people(counts: NDArray[np.int64], population: int | None, rng: Generator) -> Numbers:
    """How many people answer as each kind of respondents in each draw, shape (BATCH, kinds).

    Those who answered alike are drawn together: the sum of their Dirichlet weights has the sum of their parameters.
    """
    chances = rng.dirichlet(counts, size=BATCH)
    if population is None:
        return np.asarray(chances)
    return np.asarray(rng.multinomial(population - int(counts.sum()), chances) + counts, dtype=float)


def _shares_of_top(totals: Numbers, top: int) -> Numbers:
    """1 for options surely among the `top` largest of a row, 0 for those surely not, the shared places for the tied."""
    last_in = np.sort(totals, axis=1)[:, [-top]]
    is_above, is_tied = totals > last_in, totals == last_in
    left = top - is_above.sum(axis=1, keepdims=True)
    return is_above + is_tied * left / is_tied.sum(axis=1, keepdims=True)
