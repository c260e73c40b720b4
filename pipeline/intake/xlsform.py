"""XLSForm files to questionnaires: the form read from top to bottom, its groups opened and closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pipeline.errors import ParamsError
from pipeline.intake.deliveries import Deliveries
from pipeline.intake.questionnaires import Group, Question, Questionnaire
from pipeline.intake.relevance import understood
from pipeline.intake.xlsform_questions import (
    YES,
    Form,
    Mistakes,
    answers_by_list,
    label,
    language_code,
    other_question,
    question_of,
    well_set,
)
from pipeline.intake.xlsform_sheets import FRENCH, Row, Sheets, read_sheets
from pipeline.paths import CohortPaths

CONTROL = re.compile(r"(?P<edge>begin|end)[ _](?P<what>group|repeat|\w+.*)")
TITLES_FR = {
    "survey_startups": "enquête auprès des porteurs de projet",
    "survey_communes": "enquête auprès des agents des communes",
    "survey_institutions": "enquête auprès des partenaires",
}
REFERENCE = re.compile(r"\$\{(\w+)\}")
OTHER_SUFFIX = re.compile(r" (or specify other|or_other|or other)$")


@dataclass(frozen=True)
class _Open:
    """A group that has begun: its path, the repeat it lies in, and when its questions are asked."""

    path: str = ""
    repeat: str = ""
    relevant: str = ""

    @property
    def place(self) -> dict[str, str]:
        return {"group": self.path, "repeat": self.repeat}


def load_questionnaires(paths: CohortPaths, declared: Deliveries) -> dict[str, Questionnaire]:
    """The questionnaires a cohort declares, by the survey table they describe.

    Raises:
        ParamsError: a file is absent or no XLSForm; every mistake at once, with its sheet and row.
    """
    read: dict[str, Questionnaire] = {}
    refused: list[str] = []
    for table, file in sorted(declared.questionnaires.items()):
        try:
            read[table] = load_xlsform(paths.raw / file, table)
        except ParamsError as problem:
            refused.append(str(problem))
    if refused:
        raise ParamsError("\n".join(refused))
    return read


def load_xlsform(path: Path, table: str) -> Questionnaire:
    """One XLSForm (.xlsx, .md or .csv) as a questionnaire that fills `table`.

    Raises:
        ParamsError: the file is absent, pyxform refuses it, or it asks what cannot be checked; with sheet and row.
    """
    sheets, mistakes = read_sheets(path), Mistakes()
    language = sheets.settings.text("default_language") or FRENCH
    form = Form(answers_by_list(sheets.choices, language, mistakes), language)
    walk = _Walk(form, mistakes)
    for row in sheets.survey:
        walk.read(row)
    mistakes.found += [*_name_mistakes(walk.questions), *_circles(walk.questions)]
    _refuse_conditions(walk, mistakes)
    if not walk.questions:
        mistakes.found.append("sheet survey: no question fills a column")
    if mistakes.found:
        raise ParamsError("\n".join(f"{path}, {mistake}." for mistake in mistakes.found))
    return _questionnaire(table, sheets, walk)


def _circles(questions: Iterable[Question]) -> Iterator[str]:
    """Questions that are asked depending on themselves, directly or through others."""
    needs = {question.name: set(REFERENCE.findall(question.relevant)) for question in questions}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as problem:
        yield f"sheet survey: whether a question is asked depends on itself ({', '.join(problem.args[1])})"


def _questionnaire(table: str, sheets: Sheets, walk: _Walk) -> Questionnaire:
    return Questionnaire(
        table=table,
        title_fr=well_set(sheets.settings.text("form_title"), "fr") or TITLES_FR[table],
        title_en=_title_en(sheets.settings),
        version=sheets.settings.text("version"),
        questions=tuple(walk.questions),
        groups=tuple(walk.groups),
    )


def _title_en(settings: Row) -> str:
    """The cell of a column `form_title::English (en)`, which pyxform does not know."""
    for header in settings.cells:
        name, _, language = header.partition("::")
        if name == "form_title" and language_code(language) == "en":
            return well_set(settings.text(header), "en")
    return ""


@dataclass(frozen=True)
class _Written:
    """A condition as the form writes it: its row, the repeat it lies in, the question that `.` stands for in it."""

    row: Row
    expression: str
    repeat: str
    own: Question | None = None


class _Walk:
    """The form from top to bottom; collects its groups and questions."""

    def __init__(self, form: Form, mistakes: Mistakes) -> None:
        self.questions: list[Question] = []
        self.groups: list[Group] = []
        self.conditions: list[_Written] = []
        self._form = form
        self._mistakes = mistakes
        self._open = [_Open()]

    def read(self, row: Row) -> None:
        """One row: the edge of a group, a question, or nothing that counts."""
        if not row.text("type") or row.text("disabled").casefold() in YES:
            return
        control = CONTROL.fullmatch(row.text("type"))
        if control is None:
            self._ask(row)
        elif control["what"] not in ("group", "repeat"):
            self._mistakes.add("survey", row, f"« {row.text('type')} » is not read here: use groups and repeats")
        elif control["edge"] == "end":
            self._open.pop()
        else:
            self._begin(row, is_repeat=control["what"] == "repeat")

    def _begin(self, row: Row, *, is_repeat: bool) -> None:
        around, name = self._open[-1], row.text("name")
        if is_repeat and around.repeat:
            self._mistakes.add("survey", row, f"« {name} » repeats inside « {around.repeat} »: one level is read")
        path = f"{around.path}/{name}" if around.path else name
        language = self._form.default_language
        self.groups.append(Group(path=path, label_fr=label(row, "fr", language), label_en=label(row, "en", language)))
        inside = _Open(path, name if is_repeat else around.repeat, _joined(around.relevant, row))
        self._open.append(inside)
        self.conditions.append(_Written(row, row.text("relevant"), around.repeat))

    def _ask(self, row: Row) -> None:
        around = self._open[-1]
        place = {**around.place, "relevant": _joined(around.relevant, row)}
        question = question_of(row, self._form, place, self._mistakes)
        if question is None:
            return
        self.questions.append(question)
        self.conditions.append(_Written(row, row.text("relevant"), around.repeat))
        self.conditions.append(_Written(row, question.constraint, around.repeat, question))
        if OTHER_SUFFIX.search(question.type):
            self.questions.append(other_question(question))


def _joined(around: str, row: Row) -> str:
    """When a row is asked, given when the group around it is."""
    own = row.text("relevant")
    return f"({around}) and ({own})" if around and own else around or own


def _refuse_conditions(walk: _Walk, mistakes: Mistakes) -> None:
    """Tell conditions that cannot be checked. A repeat sees the main questions; they do not see into it."""
    for written in walk.conditions:
        visible = {each.name: each for each in walk.questions if each.repeat in ("", written.repeat)}
        try:
            if written.expression:
                understood(written.expression, visible, written.own)
        except ParamsError as problem:
            mistakes.add("survey", written.row, str(problem))


def _name_mistakes(questions: list[Question]) -> Iterator[str]:
    """Two questions that would fill one column; spreadsheets and databases often ignore capitals."""
    counted = Counter((question.repeat, question.name.casefold()) for question in questions)
    for question in questions:
        if counted[question.repeat, question.name.casefold()] > 1:
            yield f"sheet survey, row {question.row}: another question is named « {question.name} », capitals aside"
    weights = Counter(question.repeat for question in questions if question.weight)
    yield from (f"sheet survey: {count} questions are weights, one may be" for count in weights.values() if count > 1)
