"""How ratings are laid out for measures of agreement: units in rows, raters in columns, and counts of each category."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


def categories(ratings: pd.DataFrame) -> list[Any]:
    """The distinct values given, sorted; what is missing is no value."""
    given = ratings.to_numpy(dtype=object).ravel()
    return sorted({value for value in given if not pd.isna(value)})


def unit_counts(ratings: pd.DataFrame, values: Sequence[Hashable]) -> Array:
    """How many raters gave each of `values` to each unit: units × values."""
    given = ratings.to_numpy(dtype=object)
    counts = [[sum(rating == value for rating in row if not pd.isna(rating)) for value in values] for row in given]
    return np.array(counts, dtype=float).reshape(len(ratings), len(values))


def pairable(counts: Array) -> Array:
    """The rows of `counts` of the units that at least two raters rated: only these say anything of agreement."""
    paired: Array = counts[counts.sum(axis=1) >= 2]
    return paired
