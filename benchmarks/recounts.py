"""Count again what is hidden, in the rows of each table that leaves, as a reader with a spreadsheet would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_string_dtype

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.slugs import slug
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.masking import masked_table
from pipeline.disclosure.published import Published
from pipeline.estimates import FACT, facts_in

MOST_COLUMNS = 2
"""By how many columns at once rows are grouped."""

KIND_OF_COUNT = frozenset({"n", "count", "total", "rows", "by", "projects"})
"""Words of a fact's name that say no more than that it counts, or what all rows are."""

BLANK = ""
"""The word of a cell that says nothing: its row may belong to any group."""


def counted_again(published: Published, decision: Decision) -> Iterator[str]:
    """The hidden counts that a reader of the released tables counts again, in any of them."""
    facts = published.facts[published.facts["fact_id"].isin(decision.facts) & published.facts["unit"].eq("count")]
    for name, table in published.tables.items():
        hidden = facts[facts["theme"].eq(published.theme_of.get(name, ""))]
        if len(hidden):
            yield from recounts(masked_table(name, table, decision), hidden)


def recounts(table: pd.DataFrame, hidden: pd.DataFrame) -> Iterator[str]:
    """The `hidden` counts (fact_id, theme, value) that rows of a table come to, or the different things they list.

    A count is found where its name is made of the words of the rows and of the columns they stand in, and no blank
    row could be one more. A table that holds the count itself lists counts, and is none of units.
    """
    own, told = facts_in(table), {str(column): _words(table[column]) for column in table if _is_key(table[column])}
    sought = [
        (str(fact.fact_id), str(fact.fact_id).removeprefix(_slug(str(fact.theme))), float(fact.value))
        for fact in hidden.itertuples()
        if fact.fact_id not in own
    ]
    for chosen in (each for size in range(1, MOST_COLUMNS + 1) for each in combinations(told, size)):
        columns = KIND_OF_COUNT.union(*(_slug(column).split("-") for column in chosen))
        for words, rows in _groups([told[column] for column in chosen]):
            named = [(fact, rest, value) for fact, name, value in sought if (rest := _rest(name, words)) is not None]
            if named and _is_sure([told[column] for column in chosen], words, len(rows)):
                listed = _listed(table.iloc[rows])
                yield from (
                    fact for fact, rest, value in named
                    if value in listed or (value == len(rows) and rest <= columns)
                )  # fmt: skip


def _groups(words: list[list[str]]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """(words, rows) of the rows that have the same words in these columns; rows that say nothing make no group."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, said in enumerate(zip(*words, strict=True)):
        if BLANK not in said:
            groups.setdefault(said, []).append(row)
    yield from groups.items()


def _is_sure(words: list[list[str]], sought: tuple[str, ...], size: int) -> bool:
    """Whether no blank row could belong to the group as well."""
    return size == sum(
        all(word in (wanted, BLANK) for word, wanted in zip(said, sought, strict=True))
        for said in zip(*words, strict=True)
    )


def _is_key(column: pd.Series) -> bool:
    is_word = is_string_dtype(column) or is_bool_dtype(column)
    return bool(is_word) and not str(column.name).endswith(FACT) and column.nunique() < len(column)


def _words(column: pd.Series) -> list[str]:
    """The word of each cell; of an answer yes, the name of its column."""
    return [_word(str(column.name), value) for value in column]


def _word(column: str, value: Any) -> str:
    if pd.isna(value) or value in ("", HIDDEN_FR):
        return BLANK
    if isinstance(value, (bool, np.bool_)):
        named = column.removeprefix("is_").removeprefix("has_")
        return _slug(named if value else f"not {named}")
    return _slug(str(value))


def _slug(words: str) -> str:
    return slug(words).replace("_", "-")


def _rest(name: str, words: Iterable[str]) -> set[str] | None:
    """The words of a fact's name beside these; none where it does not hold them all."""
    rest = f"{name}-"
    for word in words:
        before, found, after = rest.partition(f"-{word}-")
        if not found:
            return None
        rest = f"{before}-{after}"
    return {token for token in rest.split("-") if token}


def _listed(rows: pd.DataFrame) -> set[int]:
    """How many different things the rows list in a column, all together or but for the last (« none of these »)."""
    columns = [rows[column] for column in rows if rows[column].dtype == object]
    lists = [[set(cell) for cell in cells if isinstance(cell, (list, tuple, np.ndarray))] for cells in columns]
    together = [(set().union(*cells), set().union(*cells[:-1])) for cells in lists]
    return {len(items) for each in together for items in each if items}
