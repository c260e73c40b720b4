"""A sheet as delivered: headers and text columns, whatever the file format was. What cells mean belongs elsewhere."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.intake.characters import normalise, without_invisible

CELLS_AT_ONCE = 1_000_000
"""Held as Python lists, in which a cell takes some sixty bytes."""

Record = tuple[int, list[str]]
"""(row number as a spreadsheet shows it, cells) of a row that is not blank."""


@dataclass(frozen=True)
class Grid:
    """Columns of text under their headers, side by side.

    `headers` are trimmed and in Unicode's composed form; they may be empty or repeat. `rows` numbers each row as a
    spreadsheet does; every column has as many cells. `above` holds the header rows over the last one, `ragged` (row,
    cells found) where a row has not as many cells as the header, `cleaned` (row, header as written) where a header
    holds characters that nobody sees, `beside` the other visible sheets of the workbook that hold something;
    `is_of_workbook` is said because some tools do not write their lists alike in a workbook and in a text.
    """

    headers: tuple[str, ...]
    header_row: int
    rows: np.ndarray
    columns: tuple[pd.Series, ...]
    above: tuple[tuple[str, ...], ...] = ()
    ragged: tuple[tuple[int, int], ...] = ()
    cleaned: tuple[tuple[int, str], ...] = ()
    beside: tuple[str, ...] = ()
    is_of_workbook: bool = False

    def column(self, header: str) -> pd.Series:
        """The first column of that header; ValueError when there is none."""
        return self.columns[self.headers.index(header)]


def plain(header: str) -> str:
    """A header as it is compared: nothing invisible, composed form, trimmed."""
    return normalise(header)


def grid_of(records: Iterable[Record], header_rows: int = 1) -> Grid | None:
    """The grid of rows that hold something, the first of which are headers; None when there is no row.

    Rows are gathered by the thousand, so that a large file never lies in memory as Python lists.
    """
    rows = iter(records)
    top = list(islice(rows, header_rows))
    if not top:
        return None
    names = [tuple(plain(cell) for cell in cells) for _, cells in top]
    body = _Body(len(names[-1]))
    for number, cells in rows:
        body.add(number, cells)
    return Grid(
        headers=names[-1],
        header_row=top[-1][0],
        rows=np.array(body.numbers, dtype="int64"),
        columns=body.columns(),
        above=tuple(names[:-1]),
        ragged=tuple(body.ragged),
        cleaned=tuple((number, cell) for number, cells in top for cell in cells if without_invisible(cell) != cell),
    )


def text_series(cells: Sequence[str]) -> pd.Series:
    """Cells as a text column."""
    return pa.array(cells, type=pa.large_string()).to_pandas().astype("str")


class _Body:
    """Rows turned into columns, some thousand rows at a time; their numbers take eight bytes each."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.numbers = array("q")
        self.ragged: list[tuple[int, int]] = []
        self._waiting: list[list[str]] = []
        self._chunks: list[list[pa.Array]] = [[] for _ in range(width)]

    def add(self, number: int, cells: list[str]) -> None:
        if len(cells) != self.width:
            cells = self._fitted(number, cells)
        self.numbers.append(number)
        self._waiting.append(cells)
        if len(self._waiting) * self.width >= CELLS_AT_ONCE:
            self._store()

    def columns(self) -> tuple[pd.Series, ...]:
        self._store()
        return tuple(
            pa.chunked_array(chunks, type=pa.large_string()).to_pandas().astype("str") for chunks in self._chunks
        )

    def _fitted(self, number: int, cells: list[str]) -> list[str]:
        if len(cells) < self.width or any(cell.strip() for cell in cells[self.width :]):
            self.ragged.append((number, len(cells)))
        return (cells + [""] * self.width)[: self.width]

    def _store(self) -> None:
        for chunks, cells in zip(self._chunks, zip(*self._waiting, strict=True), strict=False):
            chunks.append(pa.array(cells, type=pa.large_string()))
        self._waiting = []
