"""Answers to one question: who answered it, and the numbers that answers stand for."""

from __future__ import annotations

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

SET_APART = ("dont_know", "not_concerned")
"""Answers outside every base: who does not know, or is not concerned, has not judged."""


def answered(column: pd.Series) -> pd.Series:
    """Which rows hold an answer to the question: not empty, not an empty list."""
    if is_numeric_dtype(column) or is_datetime64_any_dtype(column):
        return column.notna()
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").ne("").astype(bool)
    return column.notna() & column.map(lambda value: not hasattr(value, "__len__") or len(value) > 0).astype(bool)


def marks(column: pd.Series, answers: pd.DataFrame) -> pd.Series:
    """The numbers that answers stand for, of those who gave one, with the index of `column`."""
    judged = answers[~answers["status"].isin(SET_APART)]
    given = column[answered(column)]
    values = dict(zip(judged["name"], judged["value"], strict=True))
    return (pd.to_numeric(given) if answers.empty else given.map(values)).astype(float).dropna()
