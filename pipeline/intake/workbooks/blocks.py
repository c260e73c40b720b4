"""Does a sheet hold one table, or several set apart by blank rows or columns? Looks at rows as they pass."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.intake.workbooks.cells import Cell
from pipeline.intake.workbooks.sightings import Sightings, Spot, address, letters, runs

LIKE_A_NUMBER = re.compile(r"[-−+]?[\d \u00a0\u202f.,:/%-]*\d[\d \u00a0\u202f.,:/%€-]*", re.ASCII)
FEWEST_HEADERS = 2


class Blocks:
    """Watches the filled rows of a sheet, in order.

    A row that follows blank ones is a second header when it repeats the first, or when it holds only words in columns
    that hold numbers below it. Anything less certain is left to the checks of the table.
    """

    def __init__(self, header_rows: int, sightings: Sightings) -> None:
        self.used: set[int] = set()
        self._headers_left = header_rows
        self._headers: set[str] = set()
        self._header_columns: set[int] = set()
        self._last = 0
        self._candidate: tuple[int, list[int]] | None = None
        self._sightings = sightings

    def add(self, number: int, cells: Sequence[Cell | None]) -> None:
        """Look at one row that is not blank."""
        filled = {column: cell for column, cell in enumerate(cells, start=1) if cell and cell.text.strip()}
        self.used.update(filled)
        if self._headers_left:
            self._headers_left -= 1
            self._headers = {cell.text.strip() for cell in filled.values()}
            self._header_columns = set(filled)
        elif number > self._last + 1:
            self._start_block(number, filled)
        elif self._candidate is not None:
            self._look_below(self._candidate, filled)
        self._last = number

    def tell_gaps(self) -> None:
        """Note blank columns that have headers on both sides."""
        if not self._header_columns:
            return
        first, last = min(self._header_columns), max(self._header_columns)
        for start, end in runs([column for column in range(first, last) if column not in self.used]):
            name = letters(start) if start == end else f"{letters(start)}:{letters(end)}"
            self._sightings.add(Spot("column_gap", name, column=start))

    def _start_block(self, number: int, filled: dict[int, Cell]) -> None:
        self._candidate = None
        texts = [cell.text.strip() for cell in filled.values()]
        if len(texts) < FEWEST_HEADERS or len(set(texts)) < len(texts):
            return
        if len(self._headers & set(texts)) >= max(FEWEST_HEADERS, len(texts) / 2):
            self._tell(number, min(filled))
        elif all(_is_word(cell) for cell in filled.values()):
            self._candidate = (number, list(filled))

    def _look_below(self, candidate: tuple[int, list[int]], filled: dict[int, Cell]) -> None:
        number, columns = candidate
        if any(not _is_word(filled[column]) for column in columns if column in filled):
            self._tell(number, min(columns))
            self._candidate = None

    def _tell(self, number: int, column: int) -> None:
        self._sightings.add(Spot("second_table", address(number, column), row=number, column=column))


def _is_word(cell: Cell) -> bool:
    return cell.form == "text" and not LIKE_A_NUMBER.fullmatch(cell.text.strip())
