"""LimeSurvey: question codes in headers, a column an answer, `-oth-`, `N/A`, responses begun and never sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import Draft, Habits, headers
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.options import Marks, Option, merged, tell_unknown_option
from pipeline.intake.values import Fault
from pipeline.tables import Choice, Column

SUBMITTED = headers("submitdate", "submitteddate", "Date de soumission", "Date submitted")
HABITS = Habits(
    personal=headers(
        *("ipaddr", "Adresse IP", "IP address", "firstname", "Prénom", "First name", "lastname", "Nom", "Last name"),
        *("email", "Adresse courriel", "Adresse de courriel", "Email address", "refurl", "Referrer URL"),
        "URL de référence",
    ),
    moments=headers(
        *("startdate", "Date de lancement", "Date started", "datestamp", "Date de la dernière action"),
        "Date last action",
    ),
    useless=headers(
        *("lastpage", "Dernière page", "Last page", "startlanguage", "Langue de départ", "Start language", "seed"),
        *(
            "Tête de série",
            "Seed",
            "token",
            "Code d’accès",
            "Access code",
            "interviewtime",
            "Temps total",
            "Total time",
        ),
    ),
)
MARKS = Marks(("y", "oui", "yes"), ("n", "non", "no"))
CODES = r"[A-Za-z]\w*"
CODED = re.compile(rf"(?P<code>{CODES})(\[(?P<part>[^\]]+)\])?(\.\s+(?P<text>.+))?", re.A | re.S)
WORDED = re.compile(r"(?P<text>.+?)\s*\[(?P<part>[^\[\]]+)\]", re.S)
OTHER_PARTS = headers("other", "Autre", "Other")
NOT_ASKED = "N/A"
NO_DATE = "1980-01-01"
"""What LimeSurvey writes for « sent » when the survey does not date its responses."""

OTHER_CODE = "-oth-"
YES_NO = {"y": "oui", "n": "non"}
MEANT_BY = {"Y": headers("Y", "oui", "yes"), "N": headers("N", "non", "no")}
"""What a choice may be called (name or label) that answers the tool's own yes/no question, exported as Y and N."""

EQUATION = "'="


@dataclass(frozen=True)
class _Heading:
    """A header taken apart: question, what stands in brackets (a code, and its text where both are written)."""

    question: str
    parts: tuple[str, ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether the column holds what respondents wrote under « Autre »."""
        return any(folded(part) in OTHER_PARTS for part in self.parts)


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a question, headed by its code (or its text where the export has no codes)."""
    draft = Draft(grid, export, findings)
    several: dict[str, list[tuple[_Heading, str, pd.Series]]] = {}
    headings = [_heading(export, header) for header in grid.headers]
    with_other = {heading.question for heading in headings if heading.is_other}
    for header, heading, cells in zip(grid.headers, headings, grid.columns, strict=True):
        name = export.spelled(_name(export, header, heading))
        column = export.column_of(heading.question)
        if headers(name) & SUBMITTED:
            _add_submitted(draft, name, cells)
        elif draft.take_own(name, cells, HABITS):
            continue
        elif heading.parts and column is not None and column.kind == "choices":
            several.setdefault(heading.question, []).append((heading, name, cells))
        else:
            _add_question(draft, name, cells, has_other=name in with_other)
    for question, parts in several.items():
        _add_choices(draft, export.spelled(question), parts)
    _tell_undated(draft)
    return draft.finished()


def _heading(export: Export, header: str) -> _Heading:
    """The question and what stands in brackets, from a code, a text, or both (`Q1[SQ001]. Texte [Réponse]`)."""
    heading = _underscored(export, header) or _taken_apart(header)
    column = export.column_of(heading.question)
    is_part = heading.is_other or (column is not None and column.kind == "choices")
    if is_part or not (export.is_known(header) or export.column_of(header)):
        return heading
    return _Heading(header)


def _underscored(export: Export, header: str) -> _Heading | None:
    """`Q1_SQ001`, as the export writes codes for its own expressions, where Q1 is a question with several answers."""
    for mark in re.finditer("_", header):
        column = export.column_of(header[: mark.start()])
        part = header[mark.end() :]
        if column is None or column.kind != "choices" or export.column_of(header) is not None:
            continue
        if export.choice_of(column, part) is not None or folded(part) in OTHER_PARTS:
            return _Heading(header[: mark.start()], (part,))
    return None


def _taken_apart(header: str) -> _Heading:
    if coded := CODED.fullmatch(header):
        worded = WORDED.fullmatch(coded["text"] or "")
        words = (worded["part"],) if worded and coded["part"] else ()
        return _Heading(coded["code"], ((coded["part"], *words) if coded["part"] else ()))
    if worded := WORDED.fullmatch(header):
        return _Heading(worded["text"], (worded["part"],))
    return _Heading(header)


def _name(export: Export, header: str, heading: _Heading) -> str:
    """The header without the text that follows its code; a mapped header stays as it is."""
    if export.is_known(header) or heading.question == header:
        return header
    return f"{heading.question}[{heading.parts[0]}]" if heading.parts else heading.question


def _add_submitted(draft: Draft, header: str, cells: pd.Series) -> None:
    """The day a response was sent, and whether it was (`is_complete`)."""
    draft.keep("is_complete", draft.converted(header, _or_never(cells), lambda text: "non" if text == "-" else "oui"))
    dated = cells.where(~cells.str.startswith(NO_DATE), "")
    draft.keep(header, draft.days(header, dated.where(dated.str.strip() != NOT_ASKED, "")))


def _or_never(cells: pd.Series) -> pd.Series:
    """Cells in which « never sent » is written, so that it is read as an answer."""
    return cells.where(~cells.str.strip().isin(["", NOT_ASKED]), "-")


def _add_question(draft: Draft, header: str, cells: pd.Series, *, has_other: bool) -> None:
    column = draft.export.column_of(header)
    other = _other(draft.export, column) if has_other else None
    answers = draft.converted(header, cells, lambda text: _answer(draft.export, column, other, text))
    draft.take_answers(header, answers)


def _other(export: Export, column: Column | None) -> Choice | None:
    return export.other_choice(column) if column is not None else None


def _answer(export: Export, column: Column | None, other: Choice | None, text: str) -> str | Fault:
    """One cell as the respondent answered it."""
    if text == NOT_ASKED and export.reader.choices != "names":
        return ""
    if other is not None and (text == OTHER_CODE or folded(text) in OTHER_PARTS):
        return export.shown(other)
    if column is not None and column.kind == "boolean":
        return YES_NO.get(folded(text), text)
    if column is not None and column.kind == "choice" and text in MEANT_BY and export.reader.choices == "names":
        return _yes_or_no(column.choices, text)
    return text.removeprefix("'") if text.startswith(EQUATION) else text


def _yes_or_no(choices: tuple[Choice, ...], text: str) -> str | Fault:
    """The name of the choice that Y or N stands for, where one choice means yes, and one other means no.

    A list that has no such pair is another kind of question: its Y or N stays what it is, for the checks of values.
    """
    meant = {code: [each for each in choices if _names(each) & names] for code, names in MEANT_BY.items()}
    if not all(meant.values()):
        return text
    if any(len(found) > 1 for found in meant.values()) or meant["Y"] == meant["N"]:
        listed = " ; ".join(f"{each.name} ({each.label_fr})" for each in dict.fromkeys([*meant["Y"], *meant["N"]]))
        return Fault(
            "OUT-014",
            "LimeSurvey écrit Y pour oui et N pour non ; plusieurs choix de la question peuvent être l’un ou l’autre.",
            f"dans le questionnaire, un seul choix qui veut dire oui et un seul qui veut dire non ; ici {listed}",
        )
    return meant[text][0].name


def _names(choice: Choice) -> frozenset[str]:
    return headers(choice.name, choice.label_fr, choice.label_en)


def _add_choices(draft: Draft, question: str, parts: list[tuple[_Heading, str, pd.Series]]) -> None:
    column = draft.export.column_of(question)
    if column is None:
        return
    options: list[Option] = []
    for heading, header, cells in parts:
        said = cells.where(cells.str.strip() != NOT_ASKED, "")
        if any(part.endswith("comment") for part in heading.parts):
            draft.keep(header, said)
            continue
        choice = next((each for part in heading.parts if (each := draft.export.choice_of(column, part))), None)
        other = draft.export.other_choice(column) if heading.is_other else None
        if other is not None:
            draft.keep(header, said)
            options.append(Option(other, header, said, is_free_text=True))
        elif choice is not None:
            options.append(Option(choice, header, said))
        else:
            tell_unknown_option(draft, header, question, column.choices)
    if options:
        draft.keep(question, merged(draft, options, MARKS))


def _tell_undated(draft: Draft) -> None:
    if "is_complete" in (header for header, _ in draft.columns):
        return
    draft.findings.warn(
        "OUT-008",
        "L’export n’a pas la date d’envoi : rien ne dit quelles réponses sont complètes.",
        row=draft.grid.header_row,
        expected_fr="un export avec la colonne « submitdate »",
    )
