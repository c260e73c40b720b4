"""Join released tables over the identifiers they share, as a reader with a spreadsheet would look one up in another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_bool_dtype, is_string_dtype

from pipeline.booklet.display import HIDDEN_EN, HIDDEN_FR
from pipeline.booklet.slugs import slug
from pipeline.estimates import FACT

BLANK = ""
"""The word of a cell that says nothing: its row may belong to any group."""

HIDDEN = frozenset(" ".join(said.split()) for said in (HIDDEN_FR, HIDDEN_EN))
"""How hidden numbers read."""

SAYS_NOTHING = HIDDEN | {"", "–"}
"""What stands in a cell that says nothing, or that something is hidden."""

LETTER = re.compile(r"[^\W\d_]")
LONGEST_NAME = 80
"""How many letters a name has at most: what is longer says something."""

STEPS = 2
"""How many tables are looked up one after the other: what a row names, and what is named there."""

Words = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Told:
    """A table that readers have: its rows, the theme it is about (none on sheets), the facts that it tells.

    One of a page names things as labels do, in French. Tables of one `family` say the same of others: none looks up
    rows of another.
    """

    rows: pd.DataFrame
    theme: str = ""
    facts: frozenset[str] = frozenset()
    is_page: bool = False
    family: str = ""


class Vocabulary(dict[str, int]):
    """The number of each word; that of `BLANK` is 0."""

    def __init__(self) -> None:
        super().__init__({BLANK: 0})

    def number(self, word: str) -> int:
        """The word's number, a new one for a new word."""
        return self.setdefault(word, len(self))


@dataclass(frozen=True, eq=False)
class Said:
    """What a column says: a word a row, by number, and its name; `may_name` unless it answers or gives numbers."""

    table: str
    column: str
    words: Words
    may_name: bool = True

    @cached_property
    def names(self) -> frozenset[int]:
        """The different words, without the blank one."""
        return frozenset(np.unique(self.words).tolist()) - {0}

    @cached_property
    def is_key(self) -> bool:
        """Whether each row is told by a word of its own."""
        return 0 not in self.words and len(self.names) == len(self.words)

    def at(self, rows: Words) -> Said:
        """The words of these rows; a blank one where the row is -1."""
        return Said(self.table, self.column, np.append(self.words, np.int32(0))[rows], self.may_name)


@dataclass(frozen=True)
class Rows:
    """`count` rows with what their table and others say of them; `identifiers` are columns that name units."""

    count: int
    said: list[Said]
    identifiers: list[Said]


class JoinedTables:
    """Tables, what they say, and which columns look up rows of which others; `asked` are the words that matter."""

    def __init__(self, tables: Mapping[str, Told], asked: Collection[str]) -> None:
        """Number the words of all tables."""
        self.words = Vocabulary()
        self.counts = {name: len(table.rows) for name, table in tables.items()}
        self._family = {name: table.family or name for name, table in tables.items()}
        self.texts = {name: list(_texts(name, table, self.words)) for name, table in tables.items()}
        self._asked = {self.words[word] for word in asked if word in self.words}
        self._keys = [
            each
            for said in self.texts.values()
            for each in said
            if each.may_name and each.is_key and len(each.names) > 1
        ]
        self._keys_with: dict[int, set[int]] = {}
        for number, key in enumerate(self._keys):
            for word in key.names:
                self._keys_with.setdefault(word, set()).add(number)
        self._keys_of: dict[frozenset[int], list[int]] = {}
        self._row_of: dict[int, Words] = {}

    def rows(self, name: str) -> Rows:
        """A table with all that others say of what it names, where they have one row for each name, and further."""
        own = self.texts[name]
        found, identifiers, edge = list(own), dict[Said, None](), list(own)
        known = {(each.column, each.words.tobytes()) for each in own}
        looked_up: set[tuple[str, bytes]] = set()
        for step in range(STEPS):
            further: list[Said] = []
            for said in edge:
                for key, rows in self._looked_up(said, name):
                    identifiers[said] = None
                    if (mark := (key.table, rows.tobytes())) not in looked_up:
                        looked_up.add(mark)
                        further += self._told(key, rows, known, is_last=step == STEPS - 1)
            found, edge = [*found, *further], further
        return Rows(self.counts[name], [each for each in found if each.names & self._asked], [*identifiers])

    def _told(self, key: Said, rows: Words, known: set[tuple[str, bytes]], *, is_last: bool) -> Iterator[Said]:
        """What the table of a key says more of these of its rows; at the last step, where it matters."""
        for other in self.texts[key.table]:
            if other is key or (is_last and not other.names & self._asked):
                continue
            told = other.at(rows)
            if (mark := (told.column, told.words.tobytes())) not in known:
                known.add(mark)
                yield told

    def _looked_up(self, said: Said, name: str) -> Iterator[tuple[Said, Words]]:
        """The keys of other tables that have all that a column names, and their row for each of its words."""
        if not said.may_name or len(said.names) < 2:
            return
        for number in self._having(said.names):
            key = self._keys[number]
            if self._family[key.table] not in (self._family[name], self._family[said.table]):
                yield key, self._places(number)[said.words]

    def _having(self, names: frozenset[int]) -> list[int]:
        """The keys that have all these names; many columns have the same."""
        if names not in self._keys_of:
            with_each = sorted((self._keys_with.get(name, set()) for name in names), key=len)
            self._keys_of[names] = sorted(set.intersection(*with_each))
        return self._keys_of[names]

    def _places(self, number: int) -> Words:
        """The row of each word of the vocabulary in a key; -1 where it is not there."""
        if number not in self._row_of:
            places = np.full(len(self.words), -1, dtype=np.int32)
            places[self._keys[number].words] = np.arange(len(self._keys[number].words), dtype=np.int32)
            self._row_of[number] = places
        return self._row_of[number]


def _texts(name: str, table: Told, words: Vocabulary) -> Iterator[Said]:
    """The columns of words and of answers."""
    for column in (each for each in map(str, table.rows) if not each.endswith(FACT)):
        given = table.rows[column]
        if is_string_dtype(given) or is_bool_dtype(given):
            codes, uniques = pd.factorize(given, use_na_sentinel=True)
            numbers = np.array([*(words.number(_word(column, value)) for value in uniques), 0], dtype=np.int32)
            yield Said(name, column, numbers[codes], may_name=_may_name(table, given, uniques))


def _may_name(table: Told, given: pd.Series, words: Iterable[object]) -> bool:
    """Whether a column may name things: no answers, and on a page no numbers and no sentences."""
    if is_bool_dtype(given):
        return False
    texts = [text for text in map(str, words) if text]
    return not table.is_page or all(LETTER.search(text) and len(text) <= LONGEST_NAME for text in texts)


def _word(column: str, value: Any) -> str:
    """The word of a cell; of an answer yes, the name of its column."""
    if isinstance(value, (bool, np.bool_)):
        named = column.removeprefix("is_").removeprefix("has_")
        return slugged(named if value else f"not {named}")
    text = " ".join(str(value).split())
    return BLANK if text in SAYS_NOTHING else slugged(text)


@lru_cache(maxsize=1 << 17)
def slugged(words: str) -> str:
    """Words as they stand in names of facts."""
    return slug(words).replace("_", "-")
