"""One delivered file to one text table with canonical columns. Only how the file is written is told here.

Every reading problem is a record in `findings`; nothing raises, so that all files are read and all problems told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipeline.intake.containers import Content, read_container
from pipeline.intake.delimited_text import OTHER_DELIMITER
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.grids import Grid, plain
from pipeline.intake.invisible_characters import (
    Removed,
    removed_from_columns,
    tell_removed,
    tell_removed_from_headers,
)
from pipeline.intake.problems import MISALIGNED, Findings, Problem
from pipeline.intake.questionnaires import Questionnaire
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.framaforms import LACKS_HEADERS
from pipeline.intake.readers.marks import TOOLS_FR, other_tool
from pipeline.tables import Table


@dataclass(frozen=True)
class Sheet:
    """A delivered table: text cells under canonical columns, with `source_file` and `source_row`.

    `headers` maps canonical columns to headers as delivered; `encoding` is the one the file was read with;
    `invisible_characters` says how many of them normalising will remove; `beside` names the other visible sheets of its
    workbook that hold something. `stored` is where its rows lie when they are not held; the frame has none then.
    """

    frame: pd.DataFrame
    headers: dict[str, str]
    encoding: str
    invisible_characters: int = 0
    beside: tuple[str, ...] = ()
    stored: Path | None = None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.frame) if self.stored is None else pq.read_metadata(self.stored).num_rows


@dataclass(frozen=True)
class Expected:
    """What a delivery is announced to hold: its table, how it is written, and its questionnaire if it is a survey."""

    table: Table
    reader: Reader
    questionnaire: Questionnaire | None = None


def read_sheet(path: Path, delivery: Delivery, expected: Expected, findings: Findings) -> Sheet | None:
    """The table of one delivered file, or None when no table can be made of it (the reason is in `findings`)."""
    known = [*delivery.columns_of(expected.table), *delivery.ignore]
    moments = moments_of(delivery, expected.table)
    content = read_container(path, expected.reader, known, findings, delivery.sheet, moments)
    return None if content is None else sheet_of(content, delivery, expected, findings)


def moments_of(delivery: Delivery, table: Table) -> set[str]:
    """The headers of columns announced to hold instants, not days."""
    columns = delivery.columns_of(table).items()
    return {plain(header) for header, name in columns if table.column(name).kind == "timestamp"}


def sheet_of(content: Content, delivery: Delivery, expected: Expected, findings: Findings) -> Sheet | None:
    """The table of a file that was parsed, or None when no table can be made of it (the reason is in `findings`)."""
    sheet = arranged(content, delivery, expected, findings)
    return None if sheet is None else told(sheet, removed_from_columns(sheet.frame, sheet.headers), findings)


def told(sheet: Sheet, removed: Mapping[str, Removed], findings: Findings) -> Sheet:
    """The sheet, once it is told which invisible characters its cells held."""
    count = tell_removed(removed, sheet.headers, findings)
    return replace(sheet, invisible_characters=sheet.invisible_characters + count)


def arranged(content: Content, delivery: Delivery, expected: Expected, findings: Findings) -> Sheet | None:
    """The same, before anything is told of its cells."""
    columns = delivery.columns_of(expected.table)
    export = Export(expected.reader, expected.table, expected.questionnaire, columns, delivery.ignore)
    habits = Findings(findings.place)
    grid = reshaped(content.grid, export, habits)
    if misread := _misread(content.grid, grid, expected.reader, columns, habits):
        findings.problems = [each for each in findings.problems if each.code != OTHER_DELIMITER] + misread
        return None
    findings.problems += habits.problems
    _tell_repeated(grid, findings)
    _tell_extra(grid, delivery, columns, findings)
    _tell_missing(grid, delivery, columns, expected.table, findings)
    _tell_ragged(content.grid, findings)
    headers = _headers(grid, columns, expected.table)
    frame = _frame(grid, headers, delivery)
    removed = tell_removed_from_headers(content.grid.cleaned, findings)
    return Sheet(frame, headers, content.encoding, removed, content.grid.beside)


def _misread(raw: Grid, grid: Grid, reader: Reader, columns: Mapping[str, str], habits: Findings) -> list[Problem]:
    """The one problem of a file that is not what was announced, since all that follows from it would only echo it.

    Its headers are not where they should be, another tool wrote it, or it has no announced column.
    """
    lacking = [problem for problem in habits.problems if problem.code == LACKS_HEADERS]
    found = [header for header in columns if plain(header) in grid.headers]
    if len(found) == len(columns):
        return lacking
    told = Findings(habits.place)
    received = ", ".join(name for name in raw.headers if name)
    if tool := other_tool(raw, reader.tool):
        told.block(
            "OUT-015",
            f"Ce fichier est un export de {tool}, pas de {TOOLS_FR[reader.tool]} ; il n’a pas été lu.",
            row=raw.header_row,
            found=received,
            expected_fr=f"l’export de {TOOLS_FR[reader.tool]}, ou l’outil qui convient dans delivery.yml",
        )
    elif not found and not lacking:
        told.block(
            "COL-005",
            "Aucune des colonnes annoncées n’est dans ce fichier ; il n’a pas été lu.",
            row=raw.header_row,
            found=received,
            expected_fr=f"les en-têtes {', '.join(columns)}",
        )
    return told.problems or lacking


def _headers(grid: Grid, columns: Mapping[str, str], table: Table) -> dict[str, str]:
    """Delivered headers by canonical column, in the order of the table."""
    delivered = {canonical: header for header, canonical in columns.items() if plain(header) in grid.headers}
    return {column.name: delivered[column.name] for column in table.columns if column.name in delivered}


def _tell_repeated(grid: Grid, findings: Findings) -> None:
    names = grid.headers
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        findings.block(
            "COL-001",
            f"Deux colonnes portent le même en-tête ; rien ne dit laquelle est la bonne. Seule la première "
            f"(colonne {names.index(name) + 1}) a été contrôlée.",
            row=grid.header_row,
            column=name,
            found=f"{names.count(name)} fois « {name} »",
            expected_fr="un seul en-tête de ce nom",
        )


def _tell_extra(grid: Grid, delivery: Delivery, columns: Mapping[str, str], findings: Findings) -> None:
    known = {plain(header) for header in (*columns, *delivery.ignore)}
    for position, name in enumerate(grid.headers):
        if name in known or (not name and grid.columns[position].eq("").all()):
            continue
        findings.warn(
            "COL-003" if name else "COL-004",
            "Cette colonne n’était pas annoncée ; elle n’est pas utilisée."
            if name
            else "Une colonne remplie n’a pas d’en-tête ; elle n’est pas utilisée.",
            row=grid.header_row,
            column=name or f"colonne {position + 1}",
            found=name,
            expected_fr=f"une colonne parmi : {', '.join(columns)}",
        )


def _tell_missing(grid: Grid, delivery: Delivery, columns: Mapping[str, str], table: Table, findings: Findings) -> None:
    for header, canonical in columns.items():
        is_required = table.column(canonical).is_required
        if plain(header) in grid.headers or not (is_required or delivery.columns):
            continue
        tell = findings.block if is_required else findings.warn
        tell(
            "COL-002",
            "La colonne annoncée n’est pas dans le fichier.",
            column=header,
            found=f"en-têtes reçus : {', '.join(name for name in grid.headers if name)}",
            expected_fr=f"un en-tête « {header} »",
        )


def _tell_ragged(grid: Grid, findings: Findings) -> None:
    width = len(grid.headers)
    for number, cells in grid.ragged:
        findings.block(
            MISALIGNED,
            f"La ligne a {cells} cellules, l’en-tête en a {width} : une cellule manque, ou un séparateur figure "
            "dans un texte sans guillemets.",
            row=number,
            found=f"{cells} cellules",
            expected_fr=f"{width} cellules",
        )


def _frame(grid: Grid, headers: Mapping[str, str], delivery: Delivery) -> pd.DataFrame:
    columns = {canonical: grid.column(plain(header)) for canonical, header in headers.items()}
    return pd.DataFrame(
        {
            **columns,
            "source_file": pd.Series([delivery.name] * len(grid.rows), dtype="str"),
            "source_row": pd.Series(grid.rows, dtype="int64"),
        }
    )
