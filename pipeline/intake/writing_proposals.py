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
    """The sheet as the tool wrote it, the same read `otherwise`, and the sheet without the tool's habits.

    A workbook's true numbers and dates are written as the reader announces them: they change between two readings and
    prove nothing. Texts stay as they were typed.
    """

    raw: Grid
    otherwise: Grid
    plain: Grid

    def typed(self, header: str) -> list[str]:
        """The column's cells as somebody typed them."""
        if header not in self.raw.headers:
            return self.answers(header)
        raw = self.raw.column(header)
        return list(raw[raw == self.otherwise.column(header)])

    def answers(self, header: str) -> list[str]:
        """The column's cells without the tool's habits."""
        return list(self.plain.column(header)) if header in self.plain.headers else []


def otherwise(reader: Reader) -> Reader:
    """A reader that announces the other decimal mark and the other order of dates."""
    decimal = "." if reader.decimal == "," else ","
    date_format = "DD/MM/YYYY" if reader.date_format == "YYYY-MM-DD" else "YYYY-MM-DD"
    return reader.model_copy(update={"decimal": decimal, "date_format": date_format})


def text_writing(path: Path, tool: str, options: Options, default: Reader) -> tuple[Reader, dict[str, Evidence]]:
    """The reader with the file's encoding and delimiter; a workbook has neither, and keeps the cohort's.

    Raises:
        ParamsError: the file is no text although its name says so, or its delimiter is not settled.
    """
    settled: dict[str, Any] = {"tool": tool or default.tool}
    evidence = {"tool": Evidence(settled["tool"], ASKED if tool else "as the rest of the cohort")}
    if path.suffix.lower() in TEXT_FILES:
        text, encoding = _decoded(path, options.encoding or default.encoding)
        evidence["encoding"] = Evidence(encoding, "the only one of UTF-8 and Windows-1252 that reads every byte first")
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
