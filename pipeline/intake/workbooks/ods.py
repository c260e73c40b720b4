"""The sheets of an ODS workbook and their rows, from its content.xml in one pass. No formula is evaluated.

No library is used to lay out the sheets: those known tell neither hidden rows, spans, nor formulas without a value, and
repeat rows before anyone can count them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from pipeline.intake.workbooks.cells import Cell, Row, Written
from pipeline.intake.workbooks.limits import Limits
from pipeline.intake.workbooks.sightings import SheetRefusedError, Sightings, Spot, address, letters, runs

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
HIDDEN = frozenset({"collapse", "filter"})
DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
HAS_ERROR = re.compile(r"#REF!|#VALUE!|#NAME\?|#DIV/0!|#N/A|#NUM!|#NULL!|#VALEUR!|#NOM\?|Err:\d+")
WHITE = re.compile(r"[ \t\r\n]+")


class OdsBook:
    """An ODS workbook. Sheets are read again for each question: they are never held in memory whole."""

    def __init__(self, content: bytes, written: Written, limits: Limits) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._written = written
        self._limits = limits
        self._states, self._filled = self._survey()

    def states(self) -> dict[str, bool]:
        """Names of the sheets in their order, and whether each is shown."""
        return dict(self._states)

    def is_filled(self, name: str) -> bool:
        """Whether the sheet holds anything."""
        return name in self._filled

    def look(self, name: str, sightings: Sightings) -> None:
        """Note what the sheet's owner must know.

        Raises:
            SheetRefusedError: the sheet is too large.
        """
        _Look(sightings, self._limits).read(self._elements(name))

    def rows(self, name: str) -> Iterator[Row]:
        """The rows that hold something. Call `look` first: it bounds how many they are."""
        for first, repeated, row in _numbered(self._elements(name)):
            cells = self._cells(row)
            if any(cells):
                for number in range(first, first + repeated):
                    yield number, cells

    def _survey(self) -> tuple[dict[str, bool], set[str]]:
        """(whether each sheet is shown, names of those that hold something)."""
        states: dict[str, bool] = {}
        filled: set[str] = set()
        hidden_styles: set[str] = set()
        name = ""
        for event, element in self._events():
            if event == "end" and element.tag == f"{STYLE}style":
                properties = element.find(f"{STYLE}table-properties")
                if properties is not None and properties.get(f"{TABLE}display") == "false":
                    hidden_styles.add(element.get(f"{STYLE}name", ""))
            elif event == "start" and element.tag == f"{TABLE}table":
                name = element.get(f"{TABLE}name", "")
                states[name] = element.get(f"{TABLE}style-name") not in hidden_styles
            elif event == "end" and element.tag == f"{TABLE}table-row":
                if any(_is_filled(cell) for cell in element if cell.tag in CELLS):
                    filled.add(name)
                element.clear()
        return states, filled

    def _events(self) -> Iterator[tuple[str, Element]]:
        with self._archive.open("content.xml") as xml:
            yield from iterparse(xml, events=("start", "end"), forbid_dtd=True)

    def _elements(self, wanted: str) -> Iterator[Element]:
        """The rows and columns of one sheet, each emptied after use."""
        name, depth = "", 0
        for event, element in self._events():
            if element.tag == f"{TABLE}table":
                depth += 1 if event == "start" else -1
                name = element.get(f"{TABLE}name", "") if event == "start" and depth == 1 else name
            elif event == "end" and element.tag in (f"{TABLE}table-row", f"{TABLE}table-column"):
                if name == wanted and depth == 1:
                    yield element
                element.clear()

    def _cells(self, row: Element) -> list[Cell | None]:
        cells: list[Cell | None] = []
        waiting = 0
        for element in row:
            if element.tag in CELLS:
                cell, repeated = self._cell(element), _repeated(element, "columns")
                if cell is None:
                    waiting += repeated
                else:
                    cells += [None] * waiting + [cell] * repeated
                    waiting = 0
        return cells

    def _cell(self, element: Element) -> Cell | None:
        if not _is_filled(element):
            return None
        form, shown = element.get(f"{OFFICE}value-type", "string"), _shown(element)
        if form in ("float", "percentage", "currency"):
            return self._number(element.get(f"{OFFICE}value", ""), shown)
        if form == "boolean":
            return self._written.boolean(element.get(f"{OFFICE}boolean-value") == "true")
        if form == "date":
            return self._date(element.get(f"{OFFICE}date-value", ""))
        if form == "time":
            return self._time(element.get(f"{OFFICE}time-value", ""))
        return self._written.text(element.get(f"{OFFICE}string-value") or shown)

    def _number(self, value: str, shown: str) -> Cell:
        try:
            number = float(value) if any(mark in value for mark in ".eEnN") else int(value)
        except ValueError:
            return self._written.text(shown)
        # « 01004 » shown for the number 1004: the format has leading zeros, as on the screen.
        is_padded = shown.isdecimal() and shown.isascii() and shown != value and int(shown) == number
        return self._written.number(number, "0" * len(shown) if is_padded else "")

    def _date(self, value: str) -> Cell:
        try:
            return self._written.moment(dt.datetime.fromisoformat(value))
        except ValueError:
            return self._written.text(value)

    def _time(self, value: str) -> Cell:
        match = DURATION.fullmatch(value)
        if match is None:
            return self._written.text(value)
        hours, minutes, seconds = (int(part) for part in match.groups()[1:])
        duration = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return self._written.duration(-duration if match[1] else duration)


class _Look:
    """One pass over a sheet that notes what its owner must know, and refuses what is too large."""

    def __init__(self, sightings: Sightings, limits: Limits) -> None:
        self._sightings = sightings
        self._limits = limits
        self._hidden_columns: list[int] = []
        self._hidden_rows: list[int] = []
        self._formulas: dict[int, tuple[int, int]] = {}
        self._last_row = self._last_column = 0

    def read(self, elements: Iterator[Element]) -> None:
        columns: list[Element] = []
        for first, repeated, row in _numbered(elements, columns):
            is_filled = self._row(first, repeated, row)
            if is_filled and row.get(f"{TABLE}visibility") in HIDDEN:
                self._hidden_rows += range(first, first + repeated)
        self._tell(columns)

    def _row(self, first: int, repeated: int, row: Element) -> bool:
        """Look at one row; whether it holds something."""
        column, is_filled = 1, False
        for element in row:
            if element.tag not in CELLS:
                continue
            width = _repeated(element, "columns")
            if _is_filled(element) or element.get(f"{TABLE}formula"):
                is_filled = True
                self._widen(first + repeated - 1, column + width - 1)
                self._look_at(element, first, column)
            column += width
        return is_filled

    def _widen(self, row: int, column: int) -> None:
        self._last_row, self._last_column = max(self._last_row, row), max(self._last_column, column)
        if self._last_row * self._last_column > self._limits.cells:
            raise SheetRefusedError("far", address(row, column))

    def _look_at(self, element: Element, row: int, column: int) -> None:
        place = address(row, column)
        if element.get(f"{TABLE}formula"):
            self._note_formula(element, row, column)
        if found := _error(element):
            self._sightings.add(Spot("error", place, row, column, found))
        rows, columns = _spanned(element, "rows"), _spanned(element, "columns")
        if rows > 1 or columns > 1:
            last_row = row + rows - 1
            name = f"{place}:{address(last_row, column + columns - 1)}"
            self._sightings.add(Spot("merged", name, row, column, last_row=last_row))

    def _note_formula(self, element: Element, row: int, column: int) -> None:
        if element.get(f"{OFFICE}value-type"):
            first, count = self._formulas.get(column, (row, 0))
            self._formulas[column] = (first, count + 1)
        else:
            self._sightings.add(Spot("formula_without_value", address(row, column), row, column))

    def _tell(self, columns: list[Element]) -> None:
        for column, (row, count) in sorted(self._formulas.items()):
            self._sightings.add(Spot("formula", address(row, column), row, column, str(count)))
        for first, last in runs(self._hidden_rows):
            self._sightings.add(Spot("hidden_rows", f"{first}:{last}", row=first, last_row=last))
        for first, last in runs(self._hidden_columns_of(columns)):
            self._sightings.add(Spot("hidden_columns", f"{letters(first)}:{letters(last)}", column=first))

    def _hidden_columns_of(self, columns: list[Element]) -> list[int]:
        hidden: list[int] = []
        column = 1
        for element in columns:
            width = _repeated(element, "columns")
            if element.get(f"{TABLE}visibility") in HIDDEN:
                hidden += range(column, min(column + width, self._last_column + 1))
            column += width
        return hidden


def _numbered(elements: Iterator[Element], columns: list[Element] | None = None) -> Iterator[tuple[int, int, Element]]:
    """(number of the first row it stands for, how many, row); columns met on the way go to `columns`, as copies."""
    number = 1
    for element in elements:
        if element.tag == f"{TABLE}table-row":
            repeated = _repeated(element, "rows")
            yield number, repeated, element
            number += repeated
        elif columns is not None:
            columns.append(Element(element.tag, dict(element.attrib)))


def _repeated(element: Element, what: str) -> int:
    return int(element.get(f"{TABLE}number-{what}-repeated", "1"))


def _spanned(element: Element, what: str) -> int:
    return int(element.get(f"{TABLE}number-{what}-spanned", "1"))


def _is_filled(element: Element) -> bool:
    form = element.get(f"{OFFICE}value-type", "")
    return form not in ("", "string") or bool(_shown(element).strip() or element.get(f"{OFFICE}string-value"))


def _error(element: Element) -> str:
    """The error a cell shows; empty when it holds none."""
    shown = _shown(element).strip()
    is_error = element.get(f"{CALCEXT}value-type") == "error" or (
        element.get(f"{TABLE}formula") and HAS_ERROR.fullmatch(shown)
    )
    return shown if is_error else ""


def _shown(element: Element) -> str:
    """The paragraphs of a cell, one a line; comments on the cell are not part of it."""
    return "\n".join("".join(_pieces(paragraph)) for paragraph in element.findall(f"{TEXT}p"))


def _pieces(element: Element) -> Iterator[str]:
    """Text as ODF writes it: runs of white space are one space, `text:s` are the others."""
    special: dict[str, Any] = {
        f"{TEXT}tab": "\t",
        f"{TEXT}line-break": "\n",
        f"{TEXT}s": " " * int(element.get(f"{TEXT}c", "1")),
    }
    if element.tag in special:
        yield special[element.tag]
    else:
        yield WHITE.sub(" ", element.text or "")
    for child in element:
        if not child.tag.startswith(OFFICE):
            yield from _pieces(child)
        yield WHITE.sub(" ", child.tail or "")
