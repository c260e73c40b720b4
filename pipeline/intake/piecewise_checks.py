"""Every check on a table that is read in pieces: the same problems as if it were held whole.

Expectations that judge each row by itself are run piece by piece; those on keys are run on the rows that may share
one, all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.errors import ParamsError
from pipeline.files import scratch_folder
from pipeline.intake.alike_rows import AlikeRows
from pipeline.intake.checks import SuiteRun
from pipeline.intake.distinct_rows import judged_alone
from pipeline.intake.pieces import Pieces, Twins, key_numbers
from pipeline.intake.problems import Problem
from pipeline.intake.suites import Expectation, Suite
from pipeline.intake.table_checks import NOTHING_RUN, Around, checked_rows, looked_at
from pipeline.intake.typed_tables import Prepared, split_duplicates
from pipeline.intake.verdicts import filled_columns, table_problems, unevaluated_problems
from pipeline.tables import Table

UNIQUE = ("expect_compound_columns_to_be_unique", "expect_column_values_to_be_unique")
MOST_TOLD = 100_000
"""Problems of one kind in one column of a file that are told one by one; of more, their number."""


@dataclass
class Found:
    """What checks of the pieces gave so far."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    last: dict[tuple[str, ...], Problem] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def add(self, problems: Iterable[Problem], run: SuiteRun) -> None:
        """Take what the next rows gave."""
        self.broken |= set(run.broken)
        for problem in problems:
            kind = (problem.code, problem.severity, problem.file, problem.column)
            self.counts[kind] += 1
            if self.counts[kind] <= MOST_TOLD:
                self.problems.append(problem)
            self.last[kind] = problem

    def told(self) -> Iterator[Problem]:
        """The problems; of a kind that is met too often to be told one by one, then how many rows more."""
        yield from self.problems
        for kind, count in self.counts.items():
            if count > MOST_TOLD:
                more = f"{wording.plural(count - MOST_TOLD, 'autre ligne', 'autres lignes')}"
                yield replace(self.last[kind], row=None, found=f"et {more}, que cette liste ne donne pas")


def checked_pieces(pieces: Pieces, suite: Suite | None, around: Around) -> tuple[list[Problem], dict[str, Any]]:
    """Every problem of the table, and what was looked at.

    Raises:
        ParamsError: the suite looks at the table in a way that pieces cannot tell.
        CorrectionError: a correction of the table does not fit it.
    """
    alone = by_row(suite, pieces.table)
    around = replace(around, checker=around.checker.of_pieces())
    with scratch_folder() as folder:
        alike, filled, found = AlikeRows(folder), _Filled(), Found()
        for texts in pieces.texts():
            piece = pieces.prepared(texts)
            alike.add(key_numbers(piece))
            filled.add(piece)
            found.add(*checked_rows(piece, alone, around))
        twins = Twins(folder, alike, alike.shared())
        if len(twins.shared):  # rows to be judged together: the others are looked at without them
            found = Found()
            for texts in twins.kept_apart(pieces):
                found.add(*checked_rows(pieces.prepared(texts), alone, around))
        run, repeated = _together(chain([filled.nothing], twins.parts()), pieces, suite, around, found)
    problems = [
        *found.told(),
        *table_problems(pieces.table, filled.columns, suite, around.reception),
        *unevaluated_problems(pieces.table.name, run, around.reception),
    ]
    return problems, looked_at(alike.rows - repeated, repeated, suite, run)


def _together(
    parts: Iterable[pd.DataFrame], pieces: Pieces, suite: Suite | None, around: Around, found: Found
) -> tuple[SuiteRun, int]:
    """Check rows that may say the same against the whole suite; what it gave on all rows, and how many repeat one."""
    run, repeated = NOTHING_RUN, 0
    for part in parts:
        kept, repeats = split_duplicates(part)
        problems, run = checked_rows(pieces.prepared(kept, repeats), suite, around)
        found.add(problems, run)
        repeated += len(repeats)
    return _over_all(run, found.broken, suite), repeated


class _Filled:
    """Which columns of each file hold something; `nothing` is the table without its rows."""

    def __init__(self) -> None:
        self.columns: dict[str, set[str]] = {}
        self.nothing = pd.DataFrame()

    def add(self, piece: Prepared) -> None:
        self.nothing = piece.texts.head(0)
        for file, columns in filled_columns(piece).items():
            self.columns.setdefault(file, set()).update(columns)


def by_row(suite: Suite | None, table: Table) -> Suite | None:
    """The expectations of the suite that judge each row by itself.

    Raises:
        ParamsError: another one is not about a key that holds the table's own.
    """
    if suite is None:
        return None
    alone = [each for each in suite.expectations if judged_alone(each)]
    for other in (each for each in suite.expectations if each not in alone):
        if not _is_of_key(other, table):
            raise ParamsError(
                f"expectations/{table.name}.json: {other.meta.code} looks at the table as a whole, which is read in "
                "pieces. It can hold expectations on rows, and keys with every column of "
                f"{', '.join(table.key)} that ignore rows where one of them is missing."
            )
    return suite.model_copy(update={"expectations": alone})


def _is_of_key(expectation: Expectation, table: Table) -> bool:
    """Whether rows that share what it wants to be unique share the table's key too."""
    ignores = expectation.kwargs.get("ignore_row_if") == "any_value_is_missing" or expectation.type == UNIQUE[1]
    return (
        expectation.type in UNIQUE
        and "mostly" not in expectation.kwargs
        and ignores
        and (set(table.key) <= set(expectation.columns))
    )


def _over_all(run: SuiteRun, broken: Collection[str], suite: Suite | None) -> SuiteRun:
    """What the suite gave on all rows: `run` is that of some of them, `broken` what could not be evaluated on any."""
    codes = [each.meta.code for each in suite.expectations] if suite else []
    evaluated = run.evaluated + len(run.broken) - len(broken)
    return replace(run, failures=(), evaluated=evaluated, broken=tuple(code for code in codes if code in broken))
