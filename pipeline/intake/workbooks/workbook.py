"""One sheet of a delivered workbook as a grid. Nothing raises: every problem is told in `findings`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid, Record, grid_of, plain
from pipeline.intake.problems import Findings
from pipeline.intake.workbooks.archives import WorkbookFormat, refuse_archive
from pipeline.intake.workbooks.cells import Written
from pipeline.intake.workbooks.child import DAY_ONLY, Request
from pipeline.intake.workbooks.limits import LIMITS, Limits
from pipeline.intake.workbooks.sandbox import Parsed, parsed
from pipeline.intake.workbooks.telling import (
    in_sheet,
    tell_hidden_sheets,
    tell_refusal,
    tell_sheets,
    tell_spots,
)


def read_workbook(
    content: bytes,
    form: WorkbookFormat,
    sheet: str,
    reader: Reader,
    findings: Findings,
    moments: Collection[str] = (),
    limits: Limits = LIMITS,
) -> Grid | None:
    """The grid of a sheet, the only filled one when `sheet` is empty; None when there is none to read.

    `moments` are the headers of columns announced to hold instants, not days.
    """
    if refuse_archive(content, form, limits, findings):
        return None
    written = Written(reader.decimal, reader.date_format)
    with parsed(content, Request(form, sheet, reader.header_rows, written, limits)) as answer:
        return _grid(answer, sheet, reader, moments, findings)


def _grid(answer: Parsed, sheet: str, reader: Reader, moments: Collection[str], findings: Findings) -> Grid | None:
    notes = answer.notes
    if "refusal" in notes:
        tell_refusal(notes, sheet, findings)
        return None
    if "sheet" not in notes:
        tell_sheets(notes, sheet, findings)
        return None
    tell_hidden_sheets(notes, sheet, findings)
    on_sheet = in_sheet(findings, notes["sheet"])
    grid = grid_of(_records(answer.rows, notes, reader, moments), reader.header_rows)
    if grid is None:
        on_sheet.block("FIC-004", "La feuille est vide.", expected_fr="un en-tête et au moins une ligne")
    else:
        tell_spots(notes, grid.headers, grid.header_row, on_sheet)
    findings.problems += on_sheet.problems
    return None if grid is None else replace(grid, beside=tuple(notes["beside"]), is_of_workbook=True)


def _records(rows: Path, notes: Mapping[str, Any], reader: Reader, moments: Collection[str]) -> Iterator[Record]:
    """The rows, all as wide as the sheet: a workbook leaves out what is empty at their end."""
    written, width, timed = Written(reader.decimal, reader.date_format), notes["width"], set(notes["timed"])
    with rows.open(encoding="utf-8") as lines:
        for place, line in enumerate(lines, start=1):
            number, cells = json.loads(line)
            texts = [
                cell if isinstance(cell, str) else _moment(cell[0], column in timed, written)
                for column, cell in enumerate(cells)
            ]
            if place == reader.header_rows:
                timed |= {column for column, text in enumerate(texts) if plain(text) in moments}
            yield number, texts + [""] * (width - len(texts))


def _moment(instant: str, is_timed: bool, written: Written) -> str:
    """An instant as its column writes it: a column without any hour holds days, unless instants are announced."""
    return instant if is_timed else written.day(instant.removesuffix(DAY_ONLY))
