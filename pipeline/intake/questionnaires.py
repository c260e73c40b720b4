"""A survey as its questionnaire describes it, and the table that its answers fill. Reading XLSForm is `xlsform`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from pipeline.params import Strict
from pipeline.tables import PROVENANCE, TABLES, Choice, Column, Kind, Table

Status = Literal["", "dont_know", "not_concerned"]
Measure = Literal["", "nominal", "ordinal", "scale", "count"]

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
        return self.measure == "scale"

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


def schema_of(questionnaires: Iterable[Questionnaire]) -> Mapping[str, Table]:
    """Every table a cohort may deliver: the common ones and those of its surveys."""
    surveys = {table.name: table for questionnaire in questionnaires for table in questionnaire.tables}
    return {**TABLES, **surveys}


def question_tables(questionnaires: Iterable[Questionnaire]) -> dict[str, pd.DataFrame]:
    """Codebook as tables: `questions` (one row a question) and `answers` (one row a choice), in questionnaire order."""
    questions: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for questionnaire in questionnaires:
        for question in questionnaire.questions:
            key = {"survey": questionnaire.table, "question": question.name}
            kept = question.model_dump(exclude={"name", "answers"})
            questions.append({**key, **kept, "is_scale": question.is_scale})
            answers += [{**key, **answer.model_dump()} for answer in question.answers]
    described = [name for name in Question.model_fields if name not in ("name", "answers")]
    return {"questions": _frame(questions, [*described, "is_scale"]), "answers": _frame(answers, Answer.model_fields)}


def _frame(records: list[dict[str, Any]], fields: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=["survey", "question", *fields])
