"""What one question of a survey was asked of, and who answered it: the base every result of a survey stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.estimates import Tables
from pipeline.facts import Rows, provenance
from pipeline.intake.questionnaires import Question, Questionnaire, questionnaires_from
from pipeline.intake.relevance import understood
from pipeline.methods.surveys.answers import SET_APART, answered, marks
from pipeline.methods.surveys.response_frames import frame

NUMERIC = ("integer", "number")


@dataclass(frozen=True, eq=False)
class Asked:
    """One question, with the responses that count (each person once) and the answers they give.

    `is_asked`, `is_given` and `is_judged` are masks on `rows`: the form asked the question, it was answered, and the
    answer judges (« ne sait pas » and « non concerné » do not). `invited` is how many people the survey was sent to,
    missing where no register says so.
    """

    survey: str
    question: Question
    rows: pd.DataFrame
    column: pd.Series
    is_asked: pd.Series
    is_given: pd.Series
    is_judged: pd.Series
    invited: int | None

    @property
    def choices(self) -> pd.DataFrame:
        """The answers offered, in order (`name`, `label_fr`, `label_en`, `status`, `value`)."""
        return choices(self.question)

    @cached_property
    def n(self) -> int:
        """Those who judged: the base."""
        return int(self.is_judged.sum())

    @property
    def apart(self) -> int:
        """Those who answered without judging."""
        return int((self.is_given & ~self.is_judged).sum())

    @property
    def missing(self) -> int:
        """Those who were asked and gave no answer."""
        return int((self.is_asked & ~self.is_given).sum())

    @property
    def population(self) -> int | None:
        """How many people the base can stand for, at most: the invited but those known not to judge, or not asked.

        Of those who never answered, nobody knows whether they would have been asked: all are counted, which makes an
        interval too wide rather than too narrow.
        """
        outside = len(self.rows) - self.n - self.missing
        return None if self.invited is None else self.invited - outside

    @cached_property
    def evidence(self) -> Rows:
        """The rows of the deliveries that the base comes from."""
        return provenance(self.rows[self.is_judged])

    @cached_property
    def marks(self) -> pd.Series:
        """The numbers given, by response."""
        return marks(self.column, self.choices)


def asked_questions(tables: Tables) -> Iterator[Asked]:
    """Each question of the main table of each survey that somebody answered, in the order of the questionnaires.

    Repeated groups have tables of their own; free text and dates hold nothing to count.
    """
    for survey, questionnaire in questionnaires_from(tables).items():
        if survey in tables:
            rows, invited = _counting(tables, survey)
            for question in questionnaire.questions:
                if not question.repeat and question.name in rows and _is_countable(question):
                    found = _asked(survey, questionnaire, question, rows, invited)
                    if found.is_given.any():
                        yield found


def choices(question: Question) -> pd.DataFrame:
    """The answers that a question offers, one row each."""
    columns = ["name", "label_fr", "label_en", "status", "value"]
    return pd.DataFrame([answer.model_dump() for answer in question.answers], columns=columns)


def _is_countable(question: Question) -> bool:
    return question.is_scale or question.kind in ("choice", "choices", *NUMERIC)


def _counting(tables: Tables, survey: str) -> tuple[pd.DataFrame, int | None]:
    """The responses that count, numbered anew, and how many people were invited.

    All count where none says that it is of somebody invited. Without invitations, or when answers outnumber them, no
    register says how many people there are.
    """
    rows = tables[survey]
    if "invitations" not in tables:
        return rows.reset_index(drop=True), None
    found = frame(tables, survey)
    linked: list[int] = []
    if found.is_linked:
        linked = sorted(found.invited["response_row"].dropna().astype(int))
    if len(linked):
        rows = rows.loc[linked]
    known = len(found.invited) if 0 < len(found.invited) >= len(rows) else None
    return rows.reset_index(drop=True), known


def _asked(
    survey: str, questionnaire: Questionnaire, question: Question, rows: pd.DataFrame, invited: int | None
) -> Asked:
    column = rows[question.name]
    is_given = answered(column)
    is_asked = pd.Series(_holds(questionnaire, question, rows), index=rows.index) | is_given
    return Asked(survey, question, rows, column, is_asked, is_given, _judges(question, column), invited)


def _holds(questionnaire: Questionnaire, question: Question, rows: pd.DataFrame) -> np.ndarray:
    """Whether the form asked the question, by its condition."""
    if not question.relevant:
        return np.ones(len(rows), dtype=bool)
    known = {each.name: each for each in questionnaire.questions}
    return understood(question.relevant, known, question).holds(rows)


def _judges(question: Question, column: pd.Series) -> pd.Series:
    """Which rows hold an answer that counts: a mark, a number, or a choice that is not set apart."""
    if question.is_scale or question.kind in NUMERIC:
        counted = marks(column, choices(question)).index
        return pd.Series(column.index.isin(counted), index=column.index)
    names = {answer.name for answer in question.answers if answer.status not in SET_APART}
    if question.kind == "choice":
        return column.isin(names)
    given = column.where(answered(column))
    return given.map(lambda chosen: not names.isdisjoint(chosen), na_action="ignore").eq(True)
