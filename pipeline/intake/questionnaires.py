"""A survey as its questionnaire describes it, and the table that its answers fill. Reading XLSForm is `xlsform`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from pipeline.params import Strict
from pipeline.tables import TABLES, Choice, Column, Kind, Table

Status = Literal["", "dont_know", "not_concerned"]
Measure = Literal["", "nominal", "ordinal", "scale", "count"]

ANSWER_COLUMNS = (
    Column("response_id"),
    Column("respondent_id", is_required=False),
    Column("submitted_on", "date", is_required=False),
    Column("is_complete", "boolean", is_required=False),
)
"""What every survey table has beside its questions. `respondent_id` is the one of table `invitations`."""


class Answer(Strict):
    """One choice of a question. `status` sets apart « ne sait pas » and « non concerné », which no base counts."""

    name: str
    label_fr: str
    label_en: str = ""
    status: Status = ""


class Question(Strict):
    """One question: a column of the survey's table.

    `relevant` is the XLSForm condition under which it is asked, empty when always; `minimum` and `maximum` bound a
    number or a scale. `measure`, `group_by`, `weight` and `indicator` are the analysis plan.
    """

    name: str
    kind: Kind
    label_fr: str
    label_en: str = ""
    group: str = ""
    repeat: str = ""
    is_required: bool = False
    relevant: str = ""
    minimum: float | None = None
    maximum: float | None = None
    answers: tuple[Answer, ...] = ()
    measure: Measure = ""
    group_by: bool = False
    weight: bool = False
    indicator: str = ""

    @property
    def column(self) -> Column:
        """The column its answers fill; a delivery may lack it only when the question is not required."""
        choices = tuple(Choice(answer.name, answer.label_fr, answer.label_en) for answer in self.answers)
        return Column(self.name, self.kind, is_required=self.is_required, choices=choices)


class Questionnaire(Strict):
    """One survey: the table it fills (`survey_<audience>`), its titles, its version and its questions in order."""

    table: str
    title_fr: str
    title_en: str = ""
    version: str = ""
    questions: tuple[Question, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The table of the answers, then one table `<table>__<repeat>` for each repeated group."""
        main = Table(self.table, self.title_fr, ("response_id",), (*ANSWER_COLUMNS, *self._columns("")))
        return (main, *(self._repeat_table(name) for name in dict.fromkeys(q.repeat for q in self.questions) if name))

    def _repeat_table(self, repeat: str) -> Table:
        columns = (Column("response_id"), Column("position", "integer"), *self._columns(repeat))
        return Table(f"{self.table}__{repeat}", f"{self.title_fr} : {repeat}", ("response_id", "position"), columns)

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
            questions.append({**key, **question.model_dump(exclude={"name", "answers"})})
            answers += [{**key, **answer.model_dump()} for answer in question.answers]
    return {"questions": _frame(questions, Question), "answers": _frame(answers, Answer)}


def _frame(records: list[dict[str, Any]], model: type[Strict]) -> pd.DataFrame:
    fields = [name for name in model.model_fields if name not in ("answers", *(("name",) if model is Question else ()))]
    return pd.DataFrame(records, columns=["survey", "question", *fields])
