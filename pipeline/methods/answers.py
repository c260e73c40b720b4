"""Answers to one question: who answered it, how often each answer was given, and the mean of a scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

SET_APART = ("dont_know", "not_concerned")
"""Answers outside every base: who does not know, or is not concerned, has not judged."""


@dataclass(frozen=True)
class Count:
    """How many of `n` chose one answer."""

    answer: str
    label_fr: str
    label_en: str
    count: int
    n: int


@dataclass(frozen=True)
class Scale:
    """A mean of `n` marks; `set_apart` did not judge."""

    mean: float
    n: int
    set_apart: int


def answered(column: pd.Series) -> pd.Series:
    """Which rows hold an answer to the question: not empty, not an empty list."""
    return column.notna() & column.map(lambda value: not hasattr(value, "__len__") or len(value) > 0).astype(bool)


def counts(column: pd.Series, answers: pd.DataFrame) -> Iterator[Count]:
    """Each answer of the questionnaire with how many chose it, on all who answered the question and judged.

    `column` holds names of choices, or lists of them where several may be chosen; shares then add up to more than one.
    """
    given = column[answered(column)]
    judged = answers[~answers["status"].isin(SET_APART)]
    names = set(judged["name"])
    # A list, because pandas turns the empty set of somebody who did not judge into an array of its text type.
    told = (set([value] if isinstance(value, str) else value) & names for value in given)
    chosen = [each for each in told if each]
    for row in judged.itertuples():
        count = sum(row.name in each for each in chosen)
        yield Count(str(row.name), str(row.label_fr), str(row.label_en), count, len(chosen))


def scale(column: pd.Series, answers: pd.DataFrame) -> Scale | None:
    """The mean of a scale whose answers stand for numbers (`value`), or of a numeric question (no `answers`).

    None without a mark.
    """
    found = marks(column, answers)
    if found.empty:
        return None
    return Scale(float(found.mean()), len(found), int(answered(column).sum()) - len(found))


def marks(column: pd.Series, answers: pd.DataFrame) -> pd.Series:
    """The numbers that answers stand for, of those who gave one, with the index of `column`."""
    judged = answers[~answers["status"].isin(SET_APART)]
    given = column[answered(column)]
    values = dict(zip(judged["name"], judged["value"], strict=True))
    return (pd.to_numeric(given) if answers.empty else given.map(values)).astype(float).dropna()
