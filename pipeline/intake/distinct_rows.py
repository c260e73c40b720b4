"""Rows that differ in what a check looks at: a large table is checked once for each of them, then told row by row.

Answers repeat themselves a great deal, and great-expectations spends its time on rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.intake.suites import Expectation
from pipeline.tables import PROVENANCE

LARGE = 10_000
"""From how many rows on it pays."""

ROW_BY_ROW = frozenset(
    [
        *(f"expect_column_values_to_{what}" for what in ("not_be_null", "be_null", "be_between", "be_in_set")),
        *(f"expect_column_values_to_{what}" for what in ("not_be_in_set", "match_regex", "not_match_regex")),
        "expect_column_value_lengths_to_be_between",
        "expect_column_pair_values_to_be_equal",
        "expect_column_pair_values_to_be_in_set",
        "expect_column_pair_values_a_to_be_greater_than_b",
    ]
)
"""Types that judge each row by itself: equal rows have equal verdicts."""


@dataclass(frozen=True)
class DistinctRows:
    """`frame` holds each different row once, its `source_row` being its number; `numbers` says which one a row is."""

    frame: pd.DataFrame
    numbers: np.ndarray


def judged_alone(expectation: Expectation) -> bool:
    """Whether a row's verdict depends on nothing but the row."""
    return expectation.type in ROW_BY_ROW and "mostly" not in expectation.kwargs


def distinct_rows(frame: pd.DataFrame, columns: Sequence[str]) -> DistinctRows:
    """The different combinations of values that `columns` have."""
    numbers = np.zeros(len(frame), dtype="int64")
    for column in columns:
        codes, different = pd.factorize(frame[column])
        numbers, _ = pd.factorize(numbers * (len(different) + 1) + codes + 1)
    _, first = np.unique(numbers, return_index=True)
    kept = frame[list(columns)].iloc[first].reset_index(drop=True)
    return DistinctRows(kept.assign(source_file="", source_row=np.arange(len(kept))), numbers)


def rows_of(frame: pd.DataFrame, distinct: DistinctRows, found: Iterable[int]) -> list[tuple[str, int]]:
    """(source_file, source_row) of every row that is one of the distinct rows `found`."""
    positions = np.flatnonzero(np.isin(distinct.numbers, list(found)))
    places = (frame[name].to_numpy()[positions] for name in PROVENANCE)
    return [(str(file), int(row)) for file, row in zip(*places, strict=True)]
