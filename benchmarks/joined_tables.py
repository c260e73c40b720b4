"""Join released tables over the identifiers they share, as a reader with a spreadsheet would look one up in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_string_dtype

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.slugs import slug
from pipeline.estimates import FACT

BLANK = ""
"""The word of a cell that says nothing: its row may belong to any group."""


@dataclass(frozen=True)
class Said:
    """What a column says: a word a row, the table it comes from and its name there."""

    table: str
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """`count` rows with what their table and others say of them; `identifiers` are columns that name units."""

    count: int
    said: list[Said]
    identifiers: list[Said] = field(default_factory=list)


def joined(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Rows]]:
    """Each table with all that other tables say of what it names in a column, where they have one row for each name."""
    texts = {name: list(_texts(name, table)) for name, table in tables.items()}
    keys = {name: [each for each in said if _is_unique(each)] for name, said in texts.items()}
    for name, own in texts.items():
        found = {
            (each, key): dict(zip(key.words, range(len(key.words)), strict=True))
            for each in own
            for other, unique in keys.items()
            for key in unique
            if other != name and _names_of(each) and _names_of(each) <= set(key.words)
        }
        looked_up = [
            Said(key.table, said.column, tuple(said.words[row[word]] if word else BLANK for word in each.words))
            for (each, key), row in found.items()
            for said in texts[key.table]
            if said is not key
        ]
        yield name, Rows(len(tables[name]), [*own, *looked_up], list(dict.fromkeys(each for each, _ in found)))


def rows_of(name: str, table: pd.DataFrame) -> Rows:
    """A table by itself."""
    return Rows(len(table), list(_texts(name, table)))


def _names_of(said: Said) -> set[str]:
    """What a column names, where it names more than one thing."""
    words = set(said.words) - {BLANK}
    return words if len(words) > 1 else set()


def _is_unique(said: Said) -> bool:
    return BLANK not in said.words and len(set(said.words)) == len(said.words)


def _texts(name: str, table: pd.DataFrame) -> Iterator[Said]:
    """The columns of words and of answers."""
    for column in map(str, table):
        if not column.endswith(FACT) and (is_string_dtype(table[column]) or is_bool_dtype(table[column])):
            yield Said(name, column, tuple(_word(column, value) for value in table[column]))


def _word(column: str, value: Any) -> str:
    """The word of a cell; of an answer yes, the name of its column."""
    if pd.isna(value) or value in ("", HIDDEN_FR):
        return BLANK
    if isinstance(value, (bool, np.bool_)):
        named = column.removeprefix("is_").removeprefix("has_")
        return slugged(named if value else f"not {named}")
    return slugged(str(value))


def slugged(words: str) -> str:
    """Words as they stand in names of facts."""
    return slug(words).replace("_", "-")
