"""How a file to import is written: what a person said, else what its cells show, each with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ParamsError
from pipeline.intake.delimited_text import decode
from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings, Place
from pipeline.intake.proposals import Match
from pipeline.intake.writing_evidence import (
    Evidence,
    choice_evidence,
    date_evidence,
    decimal_evidence,
    delimiter_evidence,
)
from pipeline.tables import Table

TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})
ASKED = "asked for"


@dataclass(frozen=True)
class Options:
    """What a person said about how the file is written; empty where it is to be proposed."""

    delimiter: str = ""
    encoding: str = ""
    decimal: str = ""
    dates: str = ""
    choices: str = ""


@dataclass(frozen=True)
class Cells:
    """The sheet as the tool wrote it and without the tool's habits, each also read `otherwise`.

    A workbook's true numbers and dates, and lists made of 0/1 columns, are written as the reader announces them: they
    change between two readings and prove nothing. Texts stay as they were typed.
    """

    raw: Grid
    raw_otherwise: Grid
    plain: Grid
    plain_otherwise: Grid

    def typed(self, header: str) -> list[str]:
        """The column's cells as somebody typed them."""
        return _unchanged(self.raw, self.raw_otherwise, header) or self.answers(header)

    def answers(self, header: str) -> list[str]:
        """The column's cells without the tool's habits, but for those that the tool's reader wrote itself."""
        return _unchanged(self.plain, self.plain_otherwise, header)


def _unchanged(grid: Grid, otherwise: Grid, header: str) -> list[str]:
    """The cells that both readings give; none when a reading lacks the column."""
    if header not in grid.headers or header not in otherwise.headers:
        return []
    cells = grid.column(header)
    return list(cells[cells == otherwise.column(header)])


def otherwise(reader: Reader) -> Reader:
    """A reader that announces another decimal mark, another order of dates, another writing of choices."""
    decimal = "." if reader.decimal == "," else ","
    date_format = "DD/MM/YYYY" if reader.date_format == "YYYY-MM-DD" else "YYYY-MM-DD"
    choices = "labels-fr" if reader.choices == "names" else "names"
    return reader.model_copy(update={"decimal": decimal, "date_format": date_format, "choices": choices})


def text_writing(path: Path, tool: str, options: Options, default: Reader) -> tuple[Reader, dict[str, Evidence]]:
    """The reader with the file's encoding and delimiter; a workbook has neither, and keeps the cohort's.

    Raises:
        ParamsError: the file is no text although its name says so, or its delimiter is not settled.
    """
    settled: dict[str, Any] = {"tool": tool or default.tool}
    evidence = {"tool": Evidence(settled["tool"], ASKED if tool else "as the rest of the cohort")}
    if path.suffix.lower() in TEXT_FILES:
        text, encoding = _decoded(path, options.encoding or default.encoding)
        evidence["encoding"] = Evidence(encoding, "every byte reads so; UTF-8 is tried first, then Windows-1252")
        evidence["delimiter"] = _settled(options.delimiter, lambda: delimiter_evidence(text, default.delimiter))
        if not evidence["delimiter"].value:
            raise ParamsError(f"{path.name}: {evidence['delimiter'].why}; say which with --delimiter.")
        settled |= {"encoding": encoding, "delimiter": evidence["delimiter"].value}
    return default.model_copy(update=settled), evidence


def value_writing(
    shown: Cells, matches: Iterable[Match], table: Table, options: Options, default: Reader
) -> tuple[Reader, dict[str, Evidence]]:
    """The reader with decimal mark, dates and choices; an `Evidence` without value must be asked for."""
    kinds = {column.name: column for column in table.columns}
    cells: dict[str, list[Any]] = {"number": [], "date": [], "choice": []}
    for match in matches:
        column = kinds.get(match.column)
        if column is None or match.certainty not in ("asked", "certain"):
            continue
        if column.kind in ("number", "integer"):
            cells["number"] += shown.typed(match.header)
        elif column.kind == "date":
            cells["date"] += shown.typed(match.header)
        elif column.kind in ("choice", "choices"):
            cells["choice"].append((column.choices, shown.answers(match.header)))
    evidence = {
        "decimal": _settled(options.decimal, lambda: decimal_evidence(cells["number"], default.decimal)),
        "date_format": _settled(options.dates, lambda: date_evidence(cells["date"], default.date_format)),
        "choices": _settled(options.choices, lambda: choice_evidence(cells["choice"], default.choices)),
    }
    settled = {key: found.value for key, found in evidence.items() if found.value}
    return default.model_copy(update=settled), evidence


def unsettled(evidence: Mapping[str, Evidence]) -> list[str]:
    """What a person must say, in sentences."""
    return [
        f"{key.replace('_', ' ')}: {found.why}; say which with {found.option}"
        for key, found in evidence.items()
        if not found.value
    ]


def _settled(asked: str, look: Any) -> Evidence:
    return Evidence(asked, ASKED) if asked else look()


def _decoded(path: Path, declared: str) -> tuple[str, str]:
    findings = Findings(Place("", "", path.name))
    decoded = decode(path.read_bytes(), declared, findings)
    if decoded is None:
        raise ParamsError("\n".join(f"{path.name}: {problem.message_fr}" for problem in findings.problems))
    return decoded
