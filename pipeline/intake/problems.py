"""Problems: one record for each thing that is wrong in a delivery. Nothing here prints, stops or judges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["blocking", "warning"]
MISALIGNED = "LIG-001"
"""Code of a row that has more or fewer cells than the header."""

SEVERITIES: tuple[Severity, ...] = ("blocking", "warning")


@dataclass(frozen=True)
class Problem:
    """One problem. `row` is the row as a spreadsheet numbers it (header = 1); None for a whole file or column.

    `owner` is the id of the owner whose page shows the problem, `who_fixes` that owner's name. `column` is the header
    as delivered, `found` the cell as delivered: both are confidential and never go into a log.
    """

    code: str
    severity: Severity
    owner: str
    file: str
    sheet: str
    table: str
    row: int | None
    column: str
    found: str
    expected_fr: str
    message_fr: str
    who_fixes: str


@dataclass(frozen=True)
class Place:
    """Where problems of one file belong: the file, the table it fills, and the owner who mends it."""

    owner: str
    who_fixes: str
    file: str = ""
    table: str = ""
    sheet: str = ""


@dataclass
class Findings:
    """Collects the problems of one place."""

    place: Place
    problems: list[Problem] = field(default_factory=list)

    def block(self, code: str, message_fr: str, **details: Any) -> None:
        """Add a problem that stops the build; `details` are `row`, `column`, `found`, `expected_fr`."""
        self._add(code, "blocking", message_fr, details)

    def warn(self, code: str, message_fr: str, **details: Any) -> None:
        """Add a problem that a person should look at; the build goes on."""
        self._add(code, "warning", message_fr, details)

    def _add(self, code: str, severity: Severity, message_fr: str, details: dict[str, Any]) -> None:
        empty = {"row": None, "column": "", "found": "", "expected_fr": ""}
        self.problems.append(
            Problem(code=code, severity=severity, message_fr=message_fr, **asdict(self.place), **{**empty, **details})
        )


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Blocking first, then as a person walks through the files: file, row, column."""
    return sorted(
        problems,
        key=lambda problem: (
            SEVERITIES.index(problem.severity),
            problem.file,
            problem.row or 0,
            problem.column,
            problem.code,
            problem.found,
        ),
    )


def without_echoes(problems: Iterable[Problem]) -> list[Problem]:
    """Problems without those of cells in rows that have too many or too few cells: there, no cell is in its place."""
    problems = list(problems)
    shifted = {(problem.file, problem.row) for problem in problems if problem.code == MISALIGNED}
    return [problem for problem in problems if problem.code == MISALIGNED or (problem.file, problem.row) not in shifted]


def to_records(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON objects."""
    return [asdict(problem) for problem in problems]


def from_records(records: Iterable[dict[str, Any]]) -> list[Problem]:
    """Problems read back from JSON objects."""
    return [Problem(**record) for record in records]
