"""Which published quantities add up: columns and rows of the release's tables, against the totals that are published.

A sum that holds among numbers by chance only makes the attack stronger than it is; a sum that is missed would leave a
hole. So sums are looked for generously: down the columns of every table, within every group of rows that its text
columns make, and across its columns; and a total is any count of the same rows, the common base of the parts, or a fact
of the theme that is named after the column or the group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.disclosure.linked import Sum
from pipeline.disclosure.quantities import Quantities
from pipeline.estimates import FACT

KEYS = 4
"""Text columns of a table by which rows are grouped; tables have the general before the particular."""

ACROSS = 8
"""Count columns up to which every selection of them is tried for adding up to another."""

Columns = Mapping[str, list[str | None]]
"""The quantity in each row of a column; none where there is no number."""


def sums_of_table(table: pd.DataFrame, columns: Columns, theme: str, quantities: Quantities) -> Iterator[Sum]:
    """Every sum among the quantities of one table of a theme, and with published totals."""
    for column, names in columns.items():
        stem = slug(column.removesuffix(FACT))
        for rows, words in _groups(table, columns):
            parts = [names[row] for row in rows]
            found = [name for name in parts if name is not None]
            if len(found) == len(parts) > 1 and len(set(found)) == len(found):
                yield from _with_totals(found, [stem, *words], theme, quantities)
    yield from _across(columns, quantities)


def _groups(table: pd.DataFrame, columns: Columns) -> Iterator[tuple[list[int], list[str]]]:
    """All rows, then the rows of each group that one or several of the first text columns make."""
    yield list(range(len(table))), []
    told: set[tuple[int, ...]] = set()
    keys = [name for name in map(str, table) if name not in columns and _is_key(table[name])][:KEYS]
    codes = {name: pd.factorize(table[name], use_na_sentinel=False)[0] for name in keys}
    for size in range(1, len(keys) + 1):
        for chosen in combinations(keys, size):
            for rows in _alike([codes[name] for name in chosen]):
                if 1 < len(rows) < len(table) and rows not in told:
                    told.add(rows)
                    yield list(rows), [slug(str(table[name].iloc[rows[0]])) for name in chosen]


def _alike(codes: Sequence[np.ndarray]) -> list[tuple[int, ...]]:
    """The rows that have the same codes, in the order of the first of each."""
    found: dict[tuple[int, ...], list[int]] = {}
    for row, words in enumerate(zip(*(each.tolist() for each in codes), strict=True)):
        found.setdefault(words, []).append(row)
    return [tuple(rows) for rows in found.values()]


def _is_key(column: pd.Series) -> bool:
    is_text = pd.api.types.is_string_dtype(column) and not str(column.name).endswith(FACT)
    return bool(is_text) and 1 < column.nunique() < len(column)


def _with_totals(parts: list[str], words: list[str], theme: str, quantities: Quantities) -> Iterator[Sum]:
    total = sum(quantities.found[name].value for name in parts)
    for whole in dict.fromkeys(_totals(parts, total, words, theme, quantities)):
        if whole not in parts:
            yield {**dict.fromkeys(parts, 1.0), whole: -1.0}


def _totals(parts: list[str], total: float, words: list[str], theme: str, quantities: Quantities) -> Iterator[str]:
    """Published quantities that are the sum of the parts; `words` are the column's name and those of the group.

    Where rows or bases show the total, no part of a base is taken for it by its name: one that happens to be the same
    would say that those whom it leaves out are nobody. Nor is a fact called as the column is that does not rest on what
    the parts rest on, nor, where the parts are answers of the same persons, one that is not named as they are (of
    another question): all facts of a column « before » are called so, and some come to any sum.
    """
    shown = list(_shown_totals(parts, total, quantities))
    yield from shown
    column, *group = words
    common = _words_of_all(parts, quantities) if quantities.overlap(parts) else frozenset()
    for fact in quantities.facts_of_value(theme, total):
        is_part_of_base = f"rest:{fact}" in quantities.found
        is_of_column = f"-{column}-" in f"-{fact}-" and quantities.rests_on(fact, parts)
        is_named = (is_of_column and _is_named_alike(fact, common)) or any(word and word in fact for word in group)
        if is_named and not (shown and is_part_of_base):
            yield quantities.main[fact]


def _shown_totals(parts: list[str], total: float, quantities: Quantities) -> Iterator[str]:
    """The quantities that are the sum of the parts by the rows that these rest on, or by their bases."""
    counted = quantities.row_sets.total_of([name for name in parts if quantities.found[name].value])
    if counted in quantities.found:
        yield str(counted)
    yield from (name for name in quantities.bases_of(parts) if quantities.found[name].value == total)


def _words_of_all(parts: list[str], quantities: Quantities) -> frozenset[str]:
    """The words that stand in the name of each printed part."""
    names = [quantities.found[name].printed_by[0].split("-") for name in parts if quantities.found[name].printed_by]
    return frozenset.intersection(*map(frozenset, names)) if names else frozenset()


def _is_named_alike(fact: str, common: frozenset[str]) -> bool:
    """Whether a name says of all what the parts say of each (`rate`), or what several of the parts say together."""
    words = frozenset(fact.split("-"))
    return words <= common or common <= words


def _across(columns: Columns, quantities: Quantities) -> Iterator[Sum]:
    """In every row: columns that together make another, and what a column leaves of one whose rows hold its own."""
    used = [column for column, names in columns.items() if any(names)][:ACROSS]
    values = {column: _values(columns[column], quantities) for column in used}
    for whole in used:
        others = [column for column in used if column != whole]
        for size in (2, 3, 4):
            for chosen in combinations(others, size):
                together = np.sum([values[column] for column in chosen], axis=0)
                is_told = ~np.isnan(together) & ~np.isnan(values[whole])
                if is_told.sum() > 1 and np.allclose(together[is_told], values[whole][is_told]):
                    for row in np.flatnonzero(is_told):
                        yield from _one_row([columns[column][row] for column in chosen], columns[whole][row])


def _one_row(parts: list[str | None], whole: str | None) -> Iterator[Sum]:
    names = [name for name in parts if name is not None]
    if whole is not None and len(names) == len(parts) == len(set(names)) and whole not in names:
        yield {**dict.fromkeys(names, 1.0), whole: -1.0}


def _values(names: list[str | None], quantities: Quantities) -> np.ndarray:
    return np.array([np.nan if name is None else quantities.found[name].value for name in names], dtype=np.float64)
