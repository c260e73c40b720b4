"""Framaforms (Drupal Webform): three rows of headers, and a column an answer where several may be ticked."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid, plain
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import (
    Draft,
    Habits,
    cutter_of,
    headers,
    split_free_text,
    split_lists,
)
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.options import Marks, Option, merged, tell_unknown_option
from pipeline.tables import Choice, Column

HABITS = Habits(
    personal=headers(
        *("Adresse IP", "IP Address", "Remote IP address", "Nom d’utilisateur", "Username", "Utilisateur", "User"),
        *("UID", "ID utilisateur", "ID de l’utilisateur", "Identifiant utilisateur"),
    ),
    moments=headers(
        *("Date et heure", "Heure", "Time", "Submitted Time", "Date de soumission", "Heure de soumission"),
        *("Completed Time", "Modified Time", "Date d’achèvement", "Date de modification"),
    ),
    useless=headers("Brouillon", "Draft", "Langue", "Language"),
    impersonal=frozenset({"", "0"}),
)
MARKS = Marks(("x",), ())
COMPACT = re.compile(r",")
HEADER_ROWS = 3
LACKS_HEADERS = "OUT-009"
SUBMISSION = headers("Submission Details", "Détails de la soumission", "Détail de la soumission")
"""What the tool writes over its own columns."""


@dataclass(frozen=True)
class _Place:
    """A delivered column: the question above it (empty when it stands in the last row of headers), its last header."""

    question: str
    header: str
    cells: pd.Series


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a question; the lines of a grid are headed `Question [Line]`."""
    draft = Draft(grid, export, findings)
    if _lacks_headers(grid, export):
        _tell_headers(grid, findings)
        return grid
    several: dict[str, list[_Place]] = {}
    for place in _places(grid, export):
        if _is_several(export, place.question):
            several.setdefault(place.question, []).append(place)
        else:
            header = f"{place.question} [{place.header}]" if place.question else place.header
            _add_one(draft, export.spelled(header), place.cells)
    for question, places in several.items():
        _add_options(draft, question, places)
    return draft.finished()


def _places(grid: Grid, export: Export) -> list[_Place]:
    """Each column with its question.

    The question of several columns is written once, over the first of them. That of one column stands in the last row,
    with nothing above: only the questionnaire tells it from one more answer of the question before it.
    """
    places: list[_Place] = []
    current = ""
    questions = [plain(cell) for cell in (*grid.above[-1], *[""] * len(grid.headers))]
    for above, header, cells in zip(questions, grid.headers, grid.columns, strict=False):
        if above:
            current = "" if folded(above) in SUBMISSION else export.spelled(above)
        elif current and not _continues(export, current, header, cells):
            current = ""
        places.append(_Place(current, header, cells))
    return places


def _continues(export: Export, question: str, header: str, cells: pd.Series) -> bool:
    column = export.column_of(question)
    if column is not None and column.kind == "choices":
        return _choice(export, column, header) is not None or _is_ticked(cells)
    is_line = export.column_of(f"{question} [{header}]") is not None
    return is_line or (export.column_of(header) is None and not export.is_known(header))


def _is_several(export: Export, question: str) -> bool:
    column = export.column_of(question) if question else None
    return column is not None and column.kind == "choices"


def _choice(export: Export, column: Column, header: str) -> Choice | None:
    """The choice of a column; « Autre… » is « Autre »."""
    return export.choice_of(column, header) or export.choice_of(column, header.rstrip(".… "))


def _is_ticked(cells: pd.Series) -> bool:
    """Whether a column holds ticks and nothing else."""
    return {folded(text) for text in cells.unique()} - {""} == set(MARKS.ticked)


def _add_one(draft: Draft, header: str, cells: pd.Series) -> None:
    column = draft.export.column_of(header)
    if draft.take_own(header, cells, HABITS):
        return
    if column is not None and column.kind == "choices":
        cutter = cutter_of(draft.export, column, COMPACT, free_text_is_last=True)
        split_lists(draft, header, cells, cutter, column)
    elif column is not None and column.kind == "choice":
        split_free_text(draft, header, cells, column)
    else:
        draft.take_answers(header, cells)


def _add_options(draft: Draft, question: str, places: list[_Place]) -> None:
    column = draft.export.column_of(question)
    if column is None:
        return
    other = draft.export.other_choice(column)
    options: list[Option] = []
    for place in places:
        choice = _choice(draft.export, column, place.header)
        if choice is None:
            tell_unknown_option(draft, place.header, question, column.choices)
            continue
        is_free_text = choice == other and not _is_ticked(place.cells)
        options.append(Option(choice, f"{question} [{place.header}]", place.cells, is_free_text))
        if is_free_text:
            draft.keep(draft.export.other_header(column) or place.header, place.cells)
    if options:
        draft.keep(question, merged(draft, options, MARKS))


def _lacks_headers(grid: Grid, export: Export) -> bool:
    """Whether a row of headers was removed: an announced header of one column stands higher."""
    if len(grid.above) != HEADER_ROWS - 1:
        return True
    if any(export.is_known(header) for header in grid.headers):
        return False
    higher = (cell for row in grid.above for cell in row)
    return any(export.is_known(cell) and not _is_several(export, cell) for cell in higher)


def _tell_headers(grid: Grid, findings: Findings) -> None:
    findings.block(
        LACKS_HEADERS,
        "Un export Framaforms commence par trois lignes d’en-têtes.",
        row=grid.header_row,
        expected_fr="le fichier tel que Framaforms l’a écrit, sans ligne supprimée",
    )
