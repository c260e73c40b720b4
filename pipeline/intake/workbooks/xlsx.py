"""The sheets of an XLSX workbook and their rows, read with openpyxl. No formula is evaluated."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.styles.numbers import is_datetime
from openpyxl.utils.escape import unescape

from pipeline.intake.workbooks.cells import Cell, Row, Written
from pipeline.intake.workbooks.limits import Limits
from pipeline.intake.workbooks.sightings import Sightings
from pipeline.intake.workbooks.xlsx_layout import Layout


class XlsxBook:
    """An XLSX workbook, opened without macros, links or formulas."""

    def __init__(self, content: bytes, written: Written, limits: Limits) -> None:
        # openpyxl warns of styles, filters and extensions it leaves out; none of them holds a value.
        warnings.simplefilter("ignore")
        self._book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self._written = written
        self._limits = limits
        self._extents: dict[str, tuple[int, int]] = {}
        self._sheets = {sheet.title: sheet for sheet in self._book.worksheets}

    def states(self) -> dict[str, bool]:
        """Names of the sheets in their order, and whether each is shown."""
        return {name: sheet.sheet_state == "visible" for name, sheet in self._sheets.items()}

    def is_filled(self, name: str) -> bool:
        """Whether the sheet holds anything."""
        with self._xml(name) as xml:
            return Layout(self._limits, Sightings(0)).is_filled(xml)

    def look(self, name: str, sightings: Sightings) -> None:
        """Note what the sheet's owner must know.

        Raises:
            SheetRefusedError: the sheet is too large or not in order.
        """
        layout = Layout(self._limits, sightings)
        with self._xml(name) as xml:
            layout.read(xml)
        self._extents[name] = layout.last_row, layout.last_column

    def rows(self, name: str) -> Iterator[Row]:
        """Every row down to the last one that `look` met, blank ones included."""
        last_row, last_column = self._extents[name]
        if not last_row:
            return
        # The size that the sheet announces may be false, and rows beyond it would be lost without a word.
        cells = self._sheets[name].iter_rows(min_row=1, max_row=last_row, min_col=1, max_col=last_column)
        for number, row in enumerate(cells, start=1):
            yield number, [self._cell(cell) for cell in row]

    def _xml(self, name: str) -> Any:
        return self._book._archive.open(self._sheets[name]._worksheet_path)

    def _cell(self, cell: Any) -> Cell | None:
        value = cell.value
        if value is None:
            return None
        if isinstance(value, str):
            return self._written.text(unescape(value) if "_x" in value else value)
        if isinstance(value, bool):
            return self._written.boolean(value)
        if isinstance(value, int | float):
            return self._written.number(value, cell.number_format)
        return self._when(value, cell.number_format)

    def _when(self, value: Any, number_format: str) -> Cell:
        if isinstance(value, dt.datetime):
            shows_day_only = is_datetime(number_format) == "date"
            return self._written.date(value.date()) if shows_day_only else self._written.moment(value)
        if isinstance(value, dt.date):
            return self._written.date(value)
        return self._written.time(value) if isinstance(value, dt.time) else self._written.duration(value)
