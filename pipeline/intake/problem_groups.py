"""Problems as a page shows them: by file and sheet, what blocks first, the same problem of many rows on one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.booklet import wording
from pipeline.intake.problems import SEVERITIES, Problem

ROWS_SHOWN = 6
VALUES_SHOWN = 3
RANGES_LISTED = 400
WHOLE_COHORT = "Toute la cohorte"


@dataclass(frozen=True)
class Line:
    """One kind of problem in one column of one file: the rows it is in, and the first values found."""

    problem: Problem
    rows: tuple[int, ...]
    found: tuple[str, ...]
    expected_fr: tuple[str, ...]
    count: int

    @property
    def is_blocking(self) -> bool:
        """Whether it stops the build."""
        return self.problem.severity == "blocking"

    @property
    def rows_fr(self) -> str:
        """« 4, 7, 9 et 212 autres » ; « — » for a whole file or column."""
        first = ", ".join(str(row) for row in self.rows[:ROWS_SHOWN])
        more = len(self.rows) - ROWS_SHOWN
        if more > 0:
            first += f" et {wording.plural(more, 'autre')}"
        return first or "—"

    @property
    def every_row_fr(self) -> str:
        """All the rows, runs joined (« 4-9, 12 »), where the first ones do not say it all; empty otherwise."""
        if len(self.rows) <= ROWS_SHOWN:
            return ""
        runs = _runs(self.rows)
        more = len(runs) - RANGES_LISTED
        listed = ", ".join(runs[:RANGES_LISTED])
        return f"{listed} et {wording.plural(more, 'autre')} (liste entière dans problems.json)" if more > 0 else listed

    @property
    def values_left(self) -> int:
        """How many different values were found beside those shown."""
        return max(len(self.found) - VALUES_SHOWN, 0)


@dataclass(frozen=True)
class FileProblems:
    """The problems of one file and sheet, blocking first; `anchor` is its place on the page."""

    file: str
    sheet: str
    anchor: str
    lines: tuple[Line, ...]
    blocking: int
    warnings: int

    @property
    def title(self) -> str:
        """The file, with its sheet where a problem names one."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file or WHOLE_COHORT


def by_file(problems: Iterable[Problem]) -> list[FileProblems]:
    """Files that have problems: those that block first, then in alphabetical order."""
    files: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        files.setdefault((problem.file, problem.sheet), []).append(problem)
    order = sorted(files, key=lambda key: (not any(each.severity == "blocking" for each in files[key]), key))
    return [_of_file(file, sheet, number, files[file, sheet]) for number, (file, sheet) in enumerate(order, start=1)]


def _of_file(file: str, sheet: str, number: int, problems: Sequence[Problem]) -> FileProblems:
    blocking = sum(problem.severity == "blocking" for problem in problems)
    return FileProblems(file, sheet, f"fichier-{number}", folded(problems), blocking, len(problems) - blocking)


def folded(problems: Iterable[Problem]) -> tuple[Line, ...]:
    """One line for each kind of problem and column, in the order of the first row, blocking first.

    A problem of a whole file or column keeps a line of its own: there are no rows to list.
    """
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for position, problem in enumerate(problems):
        own = position if problem.row is None else None
        key = (SEVERITIES.index(problem.severity), problem.code, problem.column, problem.message_fr, own)
        kinds.setdefault(key, []).append(problem)
    lines = [_line(same) for same in kinds.values()]
    return tuple(sorted(lines, key=lambda line: (not line.is_blocking, line.rows[:1], line.problem.column)))


def _line(same: list[Problem]) -> Line:
    return Line(
        problem=same[0],
        rows=tuple(sorted({problem.row for problem in same if problem.row is not None})),
        found=tuple(dict.fromkeys(problem.found for problem in same)),
        expected_fr=tuple(dict.fromkeys(problem.expected_fr for problem in same)),
        count=len(same),
    )


def _runs(rows: Sequence[int]) -> list[str]:
    """Rows in order, those that follow each other joined: 4, 5, 6, 9 gives « 4-6 » and « 9 »."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]
