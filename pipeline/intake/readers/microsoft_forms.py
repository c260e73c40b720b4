"""Microsoft Forms: workbooks with the respondent in the first columns, points for each question, `a;b;` lists."""

from __future__ import annotations

import re

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import Draft, Habits, cutter_of, headers, split_free_text, split_lists
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.lists import SEMICOLON

HABITS = Habits(
    personal=headers(
        *("Email", "Adresse de messagerie", "Adresse e-mail", "Courrier électronique", "E-mail", "Name", "Nom"),
    ),
    moments=headers(
        *("Start time", "Completion time", "Last modified time", "Heure de début", "Heure de fin"),
        *("Heure de la dernière modification", "Heure de dernière modification", "Submission time"),
    ),
    useless=headers(
        *("Total points", "Nombre total de points", "Total de points", "Quiz feedback", "Language", "Langue"),
        *("Commentaires du questionnaire", "Commentaires sur le questionnaire", "Grade posted time"),
        "Heure de publication de la note",
    ),
    has_serials=True,
)
QUIZ = re.compile(r"(points|feedback|commentaires|remarques)\s+[-–]\s+(?P<question>.+)")


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a question, headed by its text; `ID` identifies rows."""
    draft = Draft(grid, export, findings)
    questions = headers(*grid.headers)
    for header, cells in zip(grid.headers, grid.columns, strict=True):
        name = export.spelled(header)
        quiz = QUIZ.fullmatch(folded(name))
        is_quiz = quiz is not None and quiz["question"] in questions and not export.is_mapped(name)
        if is_quiz or draft.take_own(name, cells, HABITS):
            continue
        column = export.column_of(name)
        if column is not None and column.kind == "choices":
            split_lists(draft, name, cells, cutter_of(export, column, SEMICOLON), column)
        elif column is not None and column.kind == "choice":
            split_free_text(draft, name, cells, column)
        else:
            draft.take_answers(name, cells, has_serials=True)
    return draft.finished()
