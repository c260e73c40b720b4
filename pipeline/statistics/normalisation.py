"""How criteria of unlike scales are brought to one before they are put together (OECD & JRC 2008, step 5).

Every function takes and gives units × criteria; what is missing stays missing and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def min_max(scores: pd.DataFrame, highest: float = 100.0) -> pd.DataFrame:
    """From 0 (the lowest unit of the data) to `highest` (the best one); a criterion without any difference is missing.

    What a unit gets depends on the other units: two cohorts normalised so are not comparable.
    """
    span = scores.max() - scores.min()
    return (scores - scores.min()) / span.where(span.gt(0)) * highest


def goalposts(
    scores: pd.DataFrame, low: float, high: float, highest: float = 100.0, *, is_inverted: bool = False
) -> pd.DataFrame:
    """From 0 at `low` to `highest` at `high`, bounds fixed beforehand; beyond them a unit gets the bound.

    `is_inverted` when less is better.
    """
    fractions = ((scores - low) / (high - low)).clip(0, 1)
    return (1 - fractions if is_inverted else fractions) * highest


def z_scores(scores: pd.DataFrame, mean: float = 0.0, deviation: float = 1.0) -> pd.DataFrame:
    """Deviations from the mean in standard deviations (n - 1), moved to `mean` and stretched to `deviation`."""
    spread = scores.std(ddof=1)
    return (scores - scores.mean()) / spread.where(spread.gt(0)) * deviation + mean


def ranks(scores: pd.DataFrame, decimals: int = 9) -> pd.DataFrame:
    """Ranks from 1 (the lowest) up, equal scores sharing their mean rank.

    Scores are rounded first, because the last bits of a floating-point sum are no difference between units.
    """
    return scores.round(decimals).rank(method="average")


def borda(scores: pd.DataFrame, decimals: int = 9) -> pd.DataFrame:
    """How many units each one is above, equal ones counted half: ranks less 1."""
    return ranks(scores, decimals) - 1


def percentile_ranks(scores: pd.DataFrame, decimals: int = 9) -> pd.DataFrame:
    """The share of the other units each one is above, equal ones counted half."""
    return borda(scores, decimals) / (scores.notna().sum() - 1)


def share_of_best(scores: pd.DataFrame) -> pd.DataFrame:
    """Each score over the highest of its criterion."""
    best = scores.max()
    return scores / best.where(best.ne(0))


def oriented(scores: pd.DataFrame, directions: Sequence[int]) -> pd.DataFrame:
    """Scores of which more is always better: a criterion of direction -1 changes sign."""
    return scores * pd.Series(list(directions), index=scores.columns)
