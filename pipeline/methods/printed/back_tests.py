"""A published figure recomputed on microdata: what the data give, and the nearest value their base allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from pipeline.errors import EstimateError
from pipeline.methods.printed import arithmetic
from pipeline.methods.surveys.answers import SET_APART, answered

SAME, NEAREST, OTHER = "same", "nearest", "other"
VERDICTS_FR = {
    SAME: "retrouvé",
    NEAREST: "impossible sur cette base : valeur la plus proche",
    OTHER: "non retrouvé",
}

TOP = 3


@dataclass(frozen=True)
class Recomputed:
    """What microdata give for a published figure: `value` on `n` rows (`rows`), `numerator` of them for a share.

    `low` and `high` hold a range of counts; `value` is then missing.
    """

    n: int
    rows: pd.DataFrame
    value: float | None = None
    numerator: int | None = None
    low: float | None = None
    high: float | None = None


def recomputed(test: Any, tables: Mapping[str, pd.DataFrame]) -> Recomputed:
    """The statistic that a row of `back_tests` names, on its table.

    Raises:
        EstimateError: the table or column does not exist, or no row answers.
    """
    rows = _rows(test, tables)
    return STATISTICS[test.statistic](rows, test)


def _rows(test: Any, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    if test.source_table not in tables:
        raise EstimateError(f"Back-test {test.figure_id}: table « {test.source_table} » was not delivered.")
    rows = tables[test.source_table]
    for condition in filter(None, ("" if pd.isna(test.filter) else str(test.filter)).split("&")):
        name, _, value = condition.partition("=")
        rows = rows[_column(rows, name, test).astype(str).str.casefold().eq(value.casefold())]
    given = _column(rows, test.column, test)
    kept = rows[answered(given) & ~given.isin(_set_apart(test, tables))]
    if kept.empty:
        raise EstimateError(f"Back-test {test.figure_id}: no row of « {test.source_table} » answers it.")
    return kept


def _set_apart(test: Any, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Answers to the question that no base counts: « ne sait pas », « non concerné »."""
    if "answers" not in tables:
        return []
    answers = tables["answers"]
    asked = answers["survey"].eq(test.source_table) & answers["question"].eq(test.column)
    return list(answers.loc[asked & answers["status"].isin(SET_APART), "name"])


def _column(rows: pd.DataFrame, name: str, test: Any) -> pd.Series:
    if name not in rows:
        raise EstimateError(f"Back-test {test.figure_id}: table « {test.source_table} » has no column « {name} ».")
    return rows[name]


def _share(rows: pd.DataFrame, test: Any) -> Recomputed:
    """The share of rows whose cell is the answer, or holds it among others."""
    hits = rows[test.column].map(lambda cell: _holds(cell, str(test.answer)))
    return Recomputed(len(rows), rows, float(hits.mean()), int(hits.sum()))


def _holds(cell: Any, answer: str) -> bool:
    return (
        answer in [str(item) for item in cell]
        if hasattr(cell, "tolist") or isinstance(cell, list)
        else (str(cell).casefold() == answer.casefold())
    )


def _mean(rows: pd.DataFrame, test: Any) -> Recomputed:
    numbers = pd.to_numeric(rows[test.column], errors="coerce").dropna()
    return Recomputed(len(numbers), rows.loc[numbers.index], float(numbers.mean()))


def _median(rows: pd.DataFrame, test: Any) -> Recomputed:
    numbers = pd.to_numeric(rows[test.column], errors="coerce").dropna()
    return Recomputed(len(numbers), rows.loc[numbers.index], float(numbers.median()))


def _count(rows: pd.DataFrame, test: Any) -> Recomputed:
    kept = rows if pd.isna(test.answer) else rows[rows[test.column].map(lambda cell: _holds(cell, str(test.answer)))]
    return Recomputed(len(rows), rows, float(len(kept)))


def _distinct(rows: pd.DataFrame, test: Any) -> Recomputed:
    return Recomputed(len(rows), rows, float(rows[test.column].explode().nunique()))


def _range(rows: pd.DataFrame, test: Any) -> Recomputed:
    """The smallest and the largest number; of a column of words, the fewest and the most rows that one word has."""
    column = rows[test.column]
    sizes = column.astype(float) if is_numeric_dtype(column) else column.value_counts()
    return Recomputed(len(rows), rows, low=float(sizes.min()), high=float(sizes.max()))


def _top3(rows: pd.DataFrame, test: Any) -> Recomputed:
    """1 where the answer is among the three given most often, else its rank (ties share the better rank)."""
    sizes = rows[test.column].explode().value_counts()
    rank = int(sizes.gt(sizes.get(str(test.answer), 0)).sum()) + 1
    return Recomputed(len(rows), rows, float(rank))


STATISTICS: Mapping[str, Callable[[pd.DataFrame, Any], Recomputed]] = {
    "share": _share,
    "mean": _mean,
    "median": _median,
    "count": _count,
    "distinct": _distinct,
    "range": _range,
    "top3": _top3,
}


def verdict(figure: Any, test: Any, found: Recomputed) -> str:
    """Whether the microdata print as the publication did; if not, whether their base could have."""
    if test.statistic == "range":
        return SAME if (found.low, found.high) == (figure.value_min, figure.value_max) else OTHER
    if test.statistic == "top3":
        return SAME if (found.value or 0) <= TOP else OTHER
    value = arithmetic.exact(found.value or 0.0) if found.numerator is None else Fraction(found.numerator, found.n)
    printed, step = _printed(figure)
    if figure.qualifier == ">":
        return SAME if value > printed else OTHER
    if abs(value - printed) <= step / 2:
        return SAME
    if test.statistic != "share":
        return OTHER
    is_nearest = abs(value - printed) == abs(nearest(printed, found.n) - printed)
    is_possible = bool(arithmetic.possible_numerators(printed, step, found.n))
    return NEAREST if is_nearest and not is_possible else OTHER


def nearest(printed: Fraction, n: int) -> Fraction:
    """The share of `n` that is closest to the printed one."""
    return min((Fraction(k, n) for k in range(n + 1)), key=lambda share: (abs(share - printed), share))


def _printed(figure: Any) -> tuple[Fraction, Fraction]:
    """The printed value and its rounding step; « un tiers » is a fraction without a step."""
    if pd.isna(figure.precision):
        return arithmetic.written_fraction(figure.value), Fraction(0)
    return arithmetic.exact(figure.value), arithmetic.exact(figure.precision)
