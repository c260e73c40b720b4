"""What a sheet's XML says beside its values: true extent, hidden and merged parts, formulas. One pass, few objects.

openpyxl gives values or formulas, never both, and trusts what a sheet announces about itself; this looks first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from pipeline.intake.workbooks.limits import Limits
from pipeline.intake.workbooks.sightings import SheetRefusedError, Sightings, Spot, address, letters, runs

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NO_SIZE = re.compile(r"0(\.0*)?")
TRUE = frozenset({"1", "true", "on"})
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
TEXT_PARTS = frozenset({"v", "t"})


@dataclass
class _OpenCell:
    """The cell being read."""

    column: int
    form: str
    has_formula: bool = False
    text: str = ""


class _FilledError(Exception):
    """A cell holds something: all that `is_filled` asks."""


@dataclass
class Layout:
    """Reads one sheet's XML and notes what it sees. `last_row` and `last_column` are those of filled cells."""

    limits: Limits
    sightings: Sightings
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    _row: int = 0
    _column: int = 0
    _row_is_hidden: bool = False
    _row_is_filled: bool = False
    _cell: _OpenCell | None = None
    _stops_when_filled: bool = False
    _part: str = ""
    _hidden_rows: list[int] = field(default_factory=list)
    _hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    _merged: list[str] = field(default_factory=list)
    _formulas: dict[int, tuple[int, int]] = field(default_factory=dict)

    def read(self, sheet: IO[bytes]) -> None:
        """Read the sheet to its end.

        Raises:
            SheetRefusedError: it is too large, or its rows do not follow each other.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.ParseFile(sheet)
        self._tell()

    def is_filled(self, sheet: IO[bytes]) -> bool:
        """Whether any cell of the sheet holds something; it is read no further than the first that does."""
        self._stops_when_filled = True
        try:
            self.read(sheet)
        except (SheetRefusedError, _FilledError):
            return True
        return False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._open_cell(attributes)
        elif name == "row":
            self._open_row(attributes)
        elif name in TEXT_PARTS:
            self._part = name
        elif name == "f" and self._cell is not None:
            self._cell.has_formula = True
        elif name == "col" and _is_hidden(attributes, "width"):
            self._hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            self._merged.append(attributes["ref"])

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c" and self._cell is not None:
            self._close_cell(self._cell)
            self._cell = None
        elif name == "row" and self._row_is_hidden and self._row_is_filled:
            self._hidden_rows.append(self._row)
        elif name in TEXT_PARTS:
            self._part = ""

    def _characters(self, text: str) -> None:
        if self._part and self._cell is not None and not self._cell.text.strip():
            self._cell.text = text

    def _open_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        # openpyxl silently leaves out rows that come after a later one.
        if not self._row < row <= LAST_ROW:
            raise SheetRefusedError("disorder", f"ligne {row} après la ligne {self._row}")
        self._row, self._column = row, 0
        self._row_is_hidden = _is_hidden(attributes, "ht")
        self._row_is_filled = False

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            self._column = self._column_of(attributes["r"])
        self._cell = _OpenCell(self._column, attributes.get("t", "n"))

    def _column_of(self, reference: str) -> int:
        match = REFERENCE.fullmatch(reference)
        column = column_number(match[1]) if match else 0
        if match is None or int(match[2]) != self._row or not self._column <= column <= LAST_COLUMN:
            raise SheetRefusedError("disorder", f"cellule {reference} en ligne {self._row}")
        return column

    def _close_cell(self, cell: _OpenCell) -> None:
        has_value = bool(cell.text.strip()) or (cell.has_formula and cell.form == "str")
        if cell.has_formula:
            self._note_formula(cell, has_value)
        if not (has_value or cell.has_formula):
            return
        self._row_is_filled = True
        self._widen(cell.column)
        if cell.form == "e":
            self.sightings.add(
                Spot("error", address(self._row, cell.column), self._row, cell.column, cell.text.strip())
            )

    def _widen(self, column: int) -> None:
        if self._stops_when_filled:
            raise _FilledError
        self.cells += 1
        self.last_row, self.last_column = self._row, max(self.last_column, column)
        if self.last_row * self.last_column > self.limits.cells:
            raise SheetRefusedError("far", address(self._row, column))

    def _note_formula(self, cell: _OpenCell, has_value: bool) -> None:
        if has_value:
            first, count = self._formulas.get(cell.column, (self._row, 0))
            self._formulas[cell.column] = (first, count + 1)
        else:
            place = address(self._row, cell.column)
            self.sightings.add(Spot("formula_without_value", place, self._row, cell.column))

    def _tell(self) -> None:
        """Note what is only known at the end of the sheet."""
        for column, (row, count) in sorted(self._formulas.items()):
            self.sightings.add(Spot("formula", address(row, column), row, column, str(count)))
        for first, last in runs(self._hidden_rows):
            self.sightings.add(Spot("hidden_rows", f"{first}:{last}", row=first, last_row=last))
        for first, last in self._hidden_columns:
            if first <= self.last_column:
                name = f"{letters(first)}:{letters(min(last, self.last_column))}"
                self.sightings.add(Spot("hidden_columns", name, column=first))
        for reference in self._merged:
            self._note_merged(reference)

    def _note_merged(self, reference: str) -> None:
        start, _, end = reference.replace("$", "").partition(":")
        first, last = REFERENCE.fullmatch(start), REFERENCE.fullmatch(end)
        if first is None or last is None or start == end:
            return
        row, column = int(first[2]), column_number(first[1])
        if row <= self.last_row and column <= self.last_column:
            self.sightings.add(Spot("merged", f"{start}:{end}", row, column, last_row=int(last[2])))


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or column is not shown: hidden, or of no height or width (`size`).

    `zeroHeight` of a sheet hides rows that it does not write, which hold nothing.
    """
    return attributes.get("hidden") in TRUE or NO_SIZE.fullmatch(attributes.get(size, "")) is not None


def column_number(name: str) -> int:
    """The number of a column named by letters: A is 1."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
