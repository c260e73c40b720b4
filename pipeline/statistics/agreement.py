"""How often raters simply agree, how far apart they are, and when a coefficient beyond chance misleads.

A coefficient that compares with chance falls when nearly all ratings are one category, whatever the raters do
(Feinstein & Cicchetti 1990), and moves when raters use categories unequally often (Byrt, Bishop & Carlin 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.statistics.ratings import categories, unit_counts
from pipeline.statistics.results import Caution

CONCENTRATED = 0.8
"""From this share of ratings in one category on, a coefficient beyond chance is told to be hard to read."""

ONE_SIDED = 0.75
"""From this share of differences in one direction on, raters are told to differ in habit."""

FEWEST_DIFFERENCES = 6
"""Fewer differences than this say nothing of a habit."""
CONCENTRATION = Caution(
    "agreement-concentrated",
    "Presque toutes les notes sont au même niveau : un coefficient corrigé du hasard est alors bas même quand les "
    "évaluateurs donnent la même note.",
    "Nearly all ratings are one category: a chance-corrected coefficient is low even when raters agree.",
)
BIAS = Caution(
    "agreement-one-sided",
    "Un évaluateur note plus haut que l’autre dans la plupart des cas où ils diffèrent.",
    "One rater rates higher than the other in most cases where they differ.",
)


@dataclass(frozen=True)
class ExactAgreement:
    """Of `units` that two raters or more rated, how many got one and the same rating from all of them."""

    same: int
    units: int


def exact_agreement(ratings: pd.DataFrame) -> ExactAgreement:
    """Units on which all ratings are equal, of those with at least two (units × raters, missing allowed)."""
    given = ratings.notna().sum(axis=1)
    distinct = ratings.nunique(axis=1)
    return ExactAgreement(int((distinct.eq(1) & given.ge(2)).sum()), int(given.ge(2).sum()))


def spreads(ratings: pd.DataFrame) -> pd.Series:
    """The largest minus the smallest rating of each unit; missing where there are fewer than two."""
    numbers = ratings.astype("Float64")
    found: pd.Series = (numbers.max(axis=1) - numbers.min(axis=1)).where(ratings.notna().sum(axis=1).ge(2))
    return found


def agreement_cautions(ratings: pd.DataFrame) -> tuple[Caution, ...]:
    """What to beware of in a coefficient beyond chance: ratings nearly all alike; two raters of unequal habits."""
    counts = unit_counts(ratings, categories(ratings))
    total = counts.sum()
    cautions = [CONCENTRATION] if total and counts.sum(axis=0).max() / total >= CONCENTRATED else []
    return (*cautions, *([BIAS] if _is_one_sided(ratings) else []))


def one_way_differences(ratings: pd.DataFrame) -> tuple[int, int]:
    """Of two raters' marks (numbers): in how many differences the one who is oftener higher is so, and of how many.

    None of none where there are not two raters, or their marks are no numbers.
    """
    if ratings.shape[1] != 2 or not all(pd.api.types.is_numeric_dtype(kind) for kind in ratings.dtypes):
        return 0, 0
    differences = (ratings.iloc[:, 0] - ratings.iloc[:, 1]).dropna()
    higher, lower = int(differences.gt(0).sum()), int(differences.lt(0).sum())
    return max(higher, lower), higher + lower


def _is_one_sided(ratings: pd.DataFrame) -> bool:
    """Most differences go one way; there must be enough of them to be no accident."""
    one_way, differences = one_way_differences(ratings)
    return differences >= FEWEST_DIFFERENCES and one_way >= ONE_SIDED * differences
