"""Which delivered rows a fact counts: two counts of the same rows are one quantity, and disjoint rows add up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.contributing_rows import ContributingRows

Rows = npt.NDArray[Any]

FILE_BITS = 40
"""A row's number has fewer bits than that; what is above tells its file."""

NO_ROWS: Rows = np.array([], dtype=np.int64)


class RowSets:
    """The contributing rows of each fact as sorted numbers, the same number for the same row everywhere."""

    def __init__(self, rows: ContributingRows) -> None:
        """Read the rows of all facts, some at a time; a set is held once."""
        self._set_of = rows.set_of
        self._of_set: dict[int, Rows] = {}
        self._held: WeakValueDictionary[bytes, Rows] = WeakValueDictionary()
        self._files: dict[str, int] = {}
        self._name_of: dict[bytes, str] = {}
        self._rows_of: dict[str, Rows] = {}
        for part in rows.parts:
            self._add(part)
        self._digests = {id(held): digest(held) for held in self._of_set.values()}

    def _add(self, part: pd.DataFrame) -> None:
        codes, sets = pd.factorize(part["row_set"])
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        numbers = np.split(self._numbered(part)[order], starts[1:]) if len(part) else []
        for number, rows in zip(map(int, sets), numbers, strict=True):
            together = joined([self._of_set.get(number, NO_ROWS), rows])
            self._of_set[number] = self._held.setdefault(digest(together), together)

    def _numbered(self, part: pd.DataFrame) -> Rows:
        files, names = pd.factorize(part["source_file"])
        known = np.array([self._files.setdefault(str(name), len(self._files)) for name in names], dtype=np.int64)
        return (known[files] << FILE_BITS) | part["source_row"].to_numpy(dtype=np.int64)

    def of_fact(self, fact_id: str) -> Rows:
        """The rows that a fact rests on; none where they are not known."""
        return self._of_set.get(self._set_of.get(fact_id, -1), NO_ROWS)

    def digest(self, rows: Rows) -> bytes:
        """What a set of rows goes by; those that facts rest on were told once."""
        return self._digests.get(id(rows)) or digest(rows)

    def cell(self, rows: Rows) -> str:
        """The name of the quantity « how many are these rows », the same for the same rows."""
        key = self.digest(rows)
        if key not in self._name_of:
            self._name_of[key] = f"rows:{len(self._name_of)}"
            self._rows_of[self._name_of[key]] = rows
        return self._name_of[key]

    def total_of(self, cells: list[str]) -> str | None:
        """The cell that counts the rows of all these cells together; none if they overlap or nobody counts them."""
        rows = [self._rows_of[cell] for cell in cells if cell in self._rows_of]
        if not rows or len(rows) < len(cells):
            return None
        together = joined(rows)
        return None if has_twice(together) else self._name_of.get(digest(together))


def joined(sets: Sequence[Rows]) -> Rows:
    """Sorted sets of rows as one sorted list: a stable sort merges what is sorted already."""
    return np.sort(np.concatenate(sets), kind="stable")


def has_twice(rows: Rows) -> bool:
    """Whether a row stands twice among sorted ones."""
    return bool((rows[1:] == rows[:-1]).any())


def digest(rows: Rows) -> bytes:
    """What a set of rows goes by: the rows themselves, of large surveys, would be held once for each fact."""
    return hashlib.sha256(rows.tobytes()).digest() if len(rows) else b""
