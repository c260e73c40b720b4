"""Count again what is hidden, in the rows of each table that leaves, as a reader with a spreadsheet would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.joined_tables import BLANK, Rows, joined, rows_of, slugged
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.masking import masked_table
from pipeline.disclosure.published import Published
from pipeline.estimates import facts_in

MOST_COLUMNS = 3
"""By how many columns at once rows are grouped."""

KIND_OF_COUNT = frozenset({"n", "count", "total", "rows", "by", "projects"})
"""Words of a fact's name that say no more than that it counts, or what all rows are."""

OF_GROUPS = frozenset({"response_groups"})
"""Tables with one row for each group of units: whoever counts their rows counts groups."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Group:
    """The rows that say a word in a column, those that may say it (blank ones), and the words of the column's name."""

    word: str
    rows: Mask
    may_be: Mask
    columns: frozenset[str]


def counted_again(published: Published, decision: Decision) -> Iterator[str]:
    """The hidden counts that a reader of the released tables counts again, in any of them or in several joined."""
    facts = published.facts[published.facts["fact_id"].isin(decision.facts) & published.facts["unit"].eq("count")]
    released = {name: masked_table(name, table, decision) for name, table in published.tables.items()}
    for name, rows in joined({name: table for name, table in released.items() if name not in OF_GROUPS}):
        yield from _recounted(rows, facts, released[name], published.theme_of.get(name, ""))


def recounts(table: pd.DataFrame, hidden: pd.DataFrame) -> Iterator[str]:
    """The `hidden` counts (fact_id, theme, value) that rows of a table come to, or the different things they list.

    A count is found where its name is made of the words of the rows and of the columns they stand in, and no blank
    row could be one more. A table that holds the count itself lists counts, and is none of units.
    """
    for theme, of_theme in hidden.groupby("theme"):
        yield from _recounted(rows_of("table", table), of_theme, table, str(theme))


def _recounted(rows: Rows, hidden: pd.DataFrame, table: pd.DataFrame, theme: str) -> Iterator[str]:
    """Lists are counted for the table's own theme only: other things are listed as often by chance."""
    groups, own = list(_groups(rows)), facts_in(table)
    lists = [table[column] for column in table if table[column].dtype == object]
    for fact in hidden.itertuples():
        listed = lists if fact.theme == theme else []
        name = str(fact.fact_id).removeprefix(slugged(str(fact.theme)))
        named = [group for group in groups if f"-{group.word}-" in f"{name}-"] if fact.fact_id not in own else []
        for chosen in _chosen(named):
            rest = _rest(name, [group.word for group in chosen])
            if rest is not None and _comes_to(float(fact.value), rest, chosen, rows, listed):
                yield str(fact.fact_id)
                break


def _chosen(groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    for size in range(MOST_COLUMNS + 1):
        yield from combinations(groups, size)


def _groups(rows: Rows) -> Iterator[Group]:
    """The rows of each word; where columns say the same in other words of theirs, they are taken together."""
    found: dict[tuple[str, bytes, bytes], Group] = {}
    for said in rows.said:
        words = np.array(said.words, dtype=object)
        is_blank = words == BLANK
        for word in sorted(set(said.words) - {BLANK}):
            mask = words == word
            key = (word, mask.tobytes(), is_blank.tobytes())
            columns = frozenset(slugged(said.column).split("-"))
            before = found.get(key)
            found[key] = Group(word, mask, mask | is_blank, columns | (before.columns if before else frozenset()))
    yield from found.values()


def _comes_to(value: float, rest: set[str], chosen: Sequence[Group], rows: Rows, listed: Sequence[pd.Series]) -> bool:
    """Whether the rows of all these groups are that many, name as many units or list as many things, for sure."""
    whole = np.ones(rows.count, dtype=bool)
    in_all = np.logical_and.reduce([whole, *(group.rows for group in chosen)])
    size = int(in_all.sum())
    if not size or size != int(np.logical_and.reduce([whole, *(group.may_be for group in chosen)]).sum()):
        return False
    columns = KIND_OF_COUNT.union(*(group.columns for group in chosen))
    if value == size and rest <= columns:
        return True
    return value in _units(in_all, rows, rest - columns) or (bool(chosen) and value in _listed(listed, in_all))


def _units(in_all: Mask, rows: Rows, rest: set[str]) -> Iterator[int]:
    """How many different units the rows name, where no row names none."""
    for said in rows.identifiers:
        words = {word for word, is_in in zip(said.words, in_all, strict=True) if is_in}
        if BLANK not in words and rest <= set(slugged(said.column).split("-")):
            yield len(words)


def _rest(name: str, words: Iterable[str]) -> set[str] | None:
    """The words of a fact's name beside these; none where it does not hold them all."""
    rest = f"{name}-"
    for word in words:
        before, found, after = rest.partition(f"-{word}-")
        if not found:
            return None
        rest = f"{before}-{after}"
    return {token for token in rest.split("-") if token}


def _listed(columns: Sequence[pd.Series], in_all: Mask) -> set[int]:
    """How many different things the rows list in a column, all together or but for the last (« none of these »)."""
    lists = [
        [set(cell) for cell in column[in_all] if isinstance(cell, (list, tuple, np.ndarray))] for column in columns
    ]
    together = [(set().union(*cells), set().union(*cells[:-1])) for cells in lists]
    return {len(items) for each in together for items in each if items}
