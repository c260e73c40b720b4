"""Which rows of a table that is read in pieces may say the same: found by a number of eight bytes for each row.

Rows that say the same have the same number. Two that differ may share one, once in a great while: those who ask look at
the rows themselves then.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

NUMBERS_AT_ONCE = 1 << 26
"""Numbers that are sorted together, in half a gigabyte."""


class AlikeRows:
    """The numbers of the rows of each piece, kept in a folder in the order in which pieces are added."""

    def __init__(self, folder: Path) -> None:
        """Begin without any piece."""
        self._folder = folder
        self._pieces = self.rows = 0

    def add(self, numbers: np.ndarray) -> None:
        """Keep the numbers of one more piece."""
        np.save(self._path(self._pieces), numbers)
        self._pieces += 1
        self.rows += len(numbers)

    def shared(self) -> np.ndarray:
        """The numbers that more than one row has, in order."""
        slices = self.rows // NUMBERS_AT_ONCE + 1
        return np.sort(np.concatenate([self._shared_of(each, slices) for each in range(slices)]))

    def of_piece(self, piece: int) -> np.ndarray:
        """The numbers of the rows of a piece."""
        return np.load(self._path(piece), mmap_mode="r")

    def _shared_of(self, wanted: int, slices: int) -> np.ndarray:
        """Those that give this remainder: rows that are alike give the same."""
        parts = (self.of_piece(piece) for piece in range(self._pieces))
        numbers = np.concatenate([np.empty(0, "uint64"), *(part[part % np.uint64(slices) == wanted] for part in parts)])
        numbers.sort()
        return np.unique(numbers[1:][numbers[1:] == numbers[:-1]])

    def _path(self, piece: int) -> Path:
        return self._folder / f"numbers-{piece}.npy"


def numbers_of(frame: pd.DataFrame) -> np.ndarray:
    """A number for each row, the same for rows with the same values in all columns, missing ones included."""
    return pd.util.hash_pandas_object(frame, index=False).to_numpy(copy=True)


def is_among(numbers: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Which of the numbers are `shared`, those in order."""
    if not len(shared):
        return np.zeros(len(numbers), dtype=bool)
    found = np.minimum(np.searchsorted(shared, numbers), len(shared) - 1)
    return np.asarray(shared[found] == numbers)
