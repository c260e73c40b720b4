"""A survey as its questionnaire describes it, and the table that its answers fill. Reading XLSForm is `xlsform`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from pipeline.params import Strict
from pipeline.tables import PROVENANCE, TABLES, Choice, Column, Kind, Table

Status = Literal["", "dont_know", "not_concerned"]
Measure = Literal["", "nominal", "ordinal", "scale", "nps", "count"]
"""`nps` is a scale from 0 to 10 of which promoters and detractors are counted too."""

ANSWER_COLUMNS = (
    Column("response_id"),
    Column("respondent_id", is_required=False),
    Column("submitted_on", "date", is_required=False),
    Column("is_complete", "boolean", is_required=False),
)
"""What every survey table has beside its questions. `respondent_id` is the one of table `invitations`."""


REPEAT_COLUMNS = (Column("response_id"), Column("position", "integer"))
"""What the table of a repeated group has beside its questions: the answer it belongs to, and its rank there."""

RESERVED = frozenset({*(column.name for column in (*ANSWER_COLUMNS, *REPEAT_COLUMNS)), *PROVENANCE})
"""Names of columns that no question may take."""


class Answer(Strict):
    """One choice of a question. `status` sets apart « ne sait pas » and « non concerné », which no base counts.

    `value` is the number that the answer stands for where the question is a scale, missing elsewhere and for answers
    with a status: clean tables hold the name, and an estimator joins `answers` to count with numbers.
    """

    name: str
    label_fr: str
    label_en: str = ""
    status: Status = ""
    value: float | None = None


class Group(Strict):
    """A group of questions, by its path (`a/b` is `b` inside `a`); a repeat fills a table of its own."""

    path: str
    label_fr: str = ""
    label_en: str = ""


class Question(Strict):
    """One question: a column of the survey's table.

    `row` is its row in the questionnaire's sheet `survey`, `type` what the XLSForm calls it, `group` the path of the
    groups it lies in. `relevant` is the XLSForm condition under which it is asked, that of its groups included, empty
    when always. `minimum` and `maximum` bound a number or a scale; `constraint` is a rule that no bounds can say.
    A ranking keeps the order of the answers. `measure`, `group_by`, `weight` and `indicator` are the analysis plan.
    """

    name: str
    kind: Kind
    label_fr: str
    label_en: str = ""
    hint_fr: str = ""
    row: int = 0
    type: str = ""
    group: str = ""
    repeat: str = ""
    is_required: bool = False
    relevant: str = ""
    constraint: str = ""
    minimum: float | None = None
    maximum: float | None = None
    answers: tuple[Answer, ...] = ()
    is_ranking: bool = False
    measure: Measure = ""
    group_by: bool = False
    weight: bool = False
    indicator: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether its answers are numbers of a scale, delivered as numbers or as choices that stand for one."""
        return self.measure in ("scale", "nps")

    @property
    def column(self) -> Column:
        """The column its answers fill; a delivery may lack it only when the question is not required."""
        choices = tuple(Choice(answer.name, answer.label_fr, answer.label_en) for answer in self.answers)
        return Column(self.name, self.kind, is_required=self.is_required, choices=choices, keeps_order=self.is_ranking)


class Questionnaire(Strict):
    """One survey: the table it fills (`survey_<audience>`), its titles, its version and its questions in order."""

    table: str
    title_fr: str
    title_en: str = ""
    version: str = ""
    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The table of the answers, then one table `<table>__<repeat>` for each repeated group."""
        main = Table(self.table, self.title_fr, ("response_id",), (*ANSWER_COLUMNS, *self._columns("")))
        return (main, *(self._repeat_table(name) for name in dict.fromkeys(q.repeat for q in self.questions) if name))

    def _repeat_table(self, repeat: str) -> Table:
        columns = (*REPEAT_COLUMNS, *self._columns(repeat))
        labels = [group.label_fr for group in self.groups if group.path.rpartition("/")[2] == repeat]
        label = next(filter(None, labels), repeat)
        return Table(f"{self.table}__{repeat}", f"{self.title_fr} : {label}", ("response_id", "position"), columns)

    def _columns(self, repeat: str) -> tuple[Column, ...]:
        return tuple(question.column for question in self.questions if question.repeat == repeat)


RELEASED_AS = {
    "questionnaires": "survey_questionnaires",
    "question_groups": "survey_groups",
    "questions": "survey_questions",
    "answers": "survey_choices",
}
"""The tables of `question_tables`, and what they are called in a release. They say what was asked, never an answer."""

TITLE_FIELDS = ("title_fr", "title_en", "version")
QUESTION_FIELDS = tuple(name for name in Question.model_fields if name not in ("name", "answers"))


def schema_of(questionnaires: Iterable[Questionnaire]) -> Mapping[str, Table]:
    """Every table a cohort may deliver: the common ones and those of its surveys."""
    surveys = {table.name: table for questionnaire in questionnaires for table in questionnaire.tables}
    return {**TABLES, **surveys}


def question_tables(questionnaires: Iterable[Questionnaire]) -> dict[str, pd.DataFrame]:
    """Questionnaires as tables, in their order; `questionnaires_from` reads them back.

    `questionnaires` (one row a survey), `question_groups`, `questions` and `answers` (one row a choice).
    """
    forms: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for questionnaire in questionnaires:
        survey = {"survey": questionnaire.table}
        forms.append({**survey, **questionnaire.model_dump(include=set(TITLE_FIELDS))})
        groups += [{**survey, **group.model_dump()} for group in questionnaire.groups]
        for question in questionnaire.questions:
            key = {**survey, "question": question.name}
            kept = question.model_dump(exclude={"name", "answers"})
            questions.append({**key, **kept, "is_scale": question.is_scale})
            answers += [{**key, **answer.model_dump()} for answer in question.answers]
    return {
        "questionnaires": pd.DataFrame(forms, columns=["survey", *TITLE_FIELDS]),
        "question_groups": pd.DataFrame(groups, columns=["survey", *Group.model_fields]),
        "questions": _frame(questions, [*QUESTION_FIELDS, "is_scale"]),
        "answers": _frame(answers, Answer.model_fields),
    }


def questionnaires_from(tables: Mapping[str, pd.DataFrame]) -> dict[str, Questionnaire]:
    """The questionnaires that `question_tables` wrote, by survey table."""
    answers: dict[tuple[str, str], list[Answer]] = {}
    for record in _records(tables["answers"]):
        answers.setdefault((record.pop("survey"), record.pop("question")), []).append(Answer(**record))
    questions: dict[str, list[Question]] = {}
    for record in _records(tables["questions"].drop(columns="is_scale")):
        survey, name = record.pop("survey"), record.pop("question")
        offered = tuple(answers.get((survey, name), ()))
        questions.setdefault(survey, []).append(Question(name=name, answers=offered, **record))
    groups: dict[str, list[Group]] = {}
    for record in _records(tables["question_groups"]):
        groups.setdefault(record.pop("survey"), []).append(Group(**record))
    return {
        (survey := record.pop("survey")): Questionnaire(
            table=survey, questions=tuple(questions[survey]), groups=tuple(groups.get(survey, ())), **record
        )
        for record in _records(tables["questionnaires"])
    }


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows as plain values, None where a cell is empty."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _frame(records: list[dict[str, Any]], fields: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=["survey", "question", *fields])
