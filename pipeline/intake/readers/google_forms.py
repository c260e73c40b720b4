"""Google Forms: questions as headers, answers joined by commas or semicolons, local timestamps, no identifier."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid, text_series
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import Draft, Habits, cutter_of, headers, split_free_text, split_lists
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.lists import COMMA, SEMICOLON
from pipeline.intake.readers.moments import moment_of

MOMENT = headers("Horodateur", "Timestamp")
HABITS = Habits(
    personal=headers(
        *("Adresse e-mail", "Adresse email", "Adresse de messagerie", "Nom d’utilisateur", "Nom de l’utilisateur"),
        *("Email address", "Username"),
    ),
    moments=MOMENT,
    useless=headers("Score", "Total score", "Score total", "Note"),
)
FROM_FORM = re.compile(r"\d{4}/\d{2}/\d{2} \d{1,2}:\d{2}:\d{2} \S.*", re.A)
"""A timestamp of the file that Forms itself gives; the linked sheet writes local ones, without a time zone."""

IDENTIFIER = "response_id"


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a question, headed by its text; rows are identified by the moment they were sent (`response_id`)."""
    draft = Draft(grid, export, findings)
    stamps = next((cells for name, cells in _named(grid) if folded(name) in MOMENT), None)
    separator = SEMICOLON if stamps is not None and stamps.map(_is_from_form).any() else COMMA
    if stamps is not None and (export.is_mapped(IDENTIFIER) or not export.fills(IDENTIFIER)):
        draft.keep(IDENTIFIER, _identifiers(grid, stamps, export.reader.date_format))
    for header, cells in _named(grid):
        name = export.spelled(header)
        if draft.take_own(name, cells, HABITS):
            continue
        column = export.column_of(name)
        if column is not None and column.kind == "choices":
            split_lists(draft, name, cells, cutter_of(export, column, separator, free_text_is_last=True), column)
        elif column is not None and column.kind == "choice":
            split_free_text(draft, name, cells, column)
        else:
            draft.take_answers(name, cells)
    return draft.finished()


def _named(grid: Grid) -> list[tuple[str, pd.Series]]:
    return list(zip(grid.headers, grid.columns, strict=True))


def _is_from_form(text: str) -> bool:
    return FROM_FORM.fullmatch(text.strip()) is not None


def _identifiers(grid: Grid, stamps: pd.Series, date_format: str) -> pd.Series:
    """The moment of each response; those sent in the same second are told apart by what they say."""
    moments = [moment_of(text.strip(), date_format) for text in stamps]
    names = ["" if moment is None else moment.isoformat() for moment in moments]
    times = Counter(names)
    shared = [row for row, name in enumerate(names) if name and times[name] > 1]
    for row, digest in zip(shared, _digests(grid, shared), strict=True):
        names[row] = f"{names[row]}-{digest}"
    return text_series(names)


def _digests(grid: Grid, rows: list[int]) -> list[str]:
    """What tells apart responses that say different things, in whatever order the columns are."""
    columns = [cells.take(rows).tolist() for _, cells in sorted(_named(grid), key=lambda each: each[0])]
    said = zip(*columns, strict=True)
    return [hashlib.sha256(repr(cells).encode()).hexdigest()[:8] for cells in said]
