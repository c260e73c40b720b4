"""What one question of a survey was asked of, and who answered it: the base every result of a survey stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimates import Tables
from pipeline.facts import Rows, Sources
from pipeline.intake.questionnaires import Question, Questionnaire, questionnaires_from
from pipeline.intake.relevance import understood
from pipeline.methods.surveys.answers import SET_APART
from pipeline.methods.surveys.coded_answers import CodedAnswers, Counts, Mask, Responses
from pipeline.methods.surveys.conditions_met import conditions_met
from pipeline.methods.surveys.response_frames import frame

NUMERIC = ("integer", "number")


@dataclass(frozen=True, eq=False)
class Asked:
    """One question, with the answers of the responses that count (each person once).

    `is_put` says of each response whether the form asked the question, None where it always does. `judging` says which
    of the different answers judge (« ne sait pas » and « non concerné » do not), `numbers` what each stands for, if
    anything. `invited` is how many people the survey was sent to, missing where no register says so.
    """

    survey: str
    question: Question
    answers: CodedAnswers
    is_put: Mask | None
    judging: Mask
    numbers: NDArray[np.float64]
    sources: Sources
    invited: int | None

    @property
    def choices(self) -> pd.DataFrame:
        """The answers offered, in order (`name`, `label_fr`, `label_en`, `status`, `value`)."""
        return choices(self.question)

    @cached_property
    def counts(self) -> Counts:
        """How many gave each of the different answers, of those that judge; 0 of the others."""
        return np.where(self.judging, self.answers.counts, 0)

    @cached_property
    def n(self) -> int:
        """Those who judged: the base."""
        return int(self.counts.sum())

    @property
    def apart(self) -> int:
        """Those who answered without judging."""
        return self.answers.given - self.n

    @cached_property
    def missing(self) -> int:
        """Those who were asked and gave no answer."""
        silent = len(self.sources) - self.answers.given
        return silent if self.is_put is None or not silent else int(self.is_missing.sum())

    @property
    def is_judged(self) -> Mask:
        """Which responses judge."""
        return self.answers.rows(self.judging)

    @property
    def is_apart(self) -> Mask:
        """Which responses answer without judging."""
        return self.answers.rows(~self.judging)

    @property
    def is_missing(self) -> Mask:
        """Which responses were asked and give no answer."""
        silent = self.answers.rows(np.zeros_like(self.judging), without=True)
        return silent if self.is_put is None else silent & self.is_put

    @property
    def population(self) -> int | None:
        """How many people the base can stand for, at most: the invited but those known not to judge, or not asked.

        Of those who never answered, nobody knows whether they would have been asked: all are counted, which makes an
        interval too wide rather than too narrow.
        """
        outside = len(self.sources) - self.n - self.missing
        return None if self.invited is None else self.invited - outside

    @cached_property
    def evidence(self) -> Rows:
        """The rows of the deliveries that the base comes from."""
        return self.sources.of(self.is_judged)

    @cached_property
    def marks(self) -> NDArray[np.float64]:
        """The numbers given, in ascending order."""
        return self.marks_of(self.counts)

    def marks_of(self, counts: Counts) -> NDArray[np.float64]:
        """The numbers of some, of whom so many gave each of the different answers, in ascending order."""
        order = np.argsort(self.numbers[self.judging])
        return np.repeat(self.numbers[self.judging][order], counts[self.judging][order])

    @property
    def mark_of_each(self) -> NDArray[np.float64]:
        """The number that each response gives, missing where it gives none."""
        return np.append(self.numbers, np.nan)[self.answers.codes]


def asked_questions(tables: Tables) -> Iterator[Asked]:
    """Each question of the main table of each survey that somebody answered, in the order of the questionnaires.

    Repeated groups have tables of their own; free text and dates hold nothing to count.
    """
    for survey, questionnaire in questionnaires_from(tables).items():
        if survey in tables:
            responses, invited = _counting(tables, survey)
            for question in questionnaire.questions:
                is_there = not question.repeat and question.name in responses
                if is_there and _is_countable(question) and responses[question.name].given:
                    yield _asked(survey, questionnaire, question, responses, invited)


def choices(question: Question) -> pd.DataFrame:
    """The answers that a question offers, one row each."""
    columns = ["name", "label_fr", "label_en", "status", "value"]
    return pd.DataFrame([answer.model_dump() for answer in question.answers], columns=columns)


def _is_countable(question: Question) -> bool:
    return question.is_scale or question.kind in ("choice", "choices", *NUMERIC)


def _counting(tables: Tables, survey: str) -> tuple[Responses, int | None]:
    """The responses that count, and how many people were invited.

    All count where none says that it is of somebody invited. Without invitations, or when answers outnumber them, no
    register says how many people there are.
    """
    if "invitations" not in tables:
        return Responses(tables, survey), None
    found = frame(tables, survey)
    linked = found.invited["response_row"].dropna() if found.is_linked else ()
    rows = np.sort(np.asarray(linked, dtype=np.intp))
    counted = len(rows) or len(tables[survey])
    known = len(found.invited) if 0 < len(found.invited) >= counted else None
    return Responses(tables, survey, rows if len(rows) else None), known


def _asked(
    survey: str, questionnaire: Questionnaire, question: Question, responses: Responses, invited: int | None
) -> Asked:
    answers = responses[question.name]
    judging, numbers = _judging(question, answers)
    is_put = _is_put(questionnaire, question, responses)
    return Asked(survey, question, answers, is_put, judging, numbers, responses.sources, invited)


def _is_put(questionnaire: Questionnaire, question: Question, responses: Responses) -> Mask | None:
    """Whether the form asked the question of each, by its condition; None where it has none."""
    if not question.relevant:
        return None
    known = {each.name: each for each in questionnaire.questions}
    return conditions_met(understood(question.relevant, known, question), responses)


def _judging(question: Question, answers: CodedAnswers) -> tuple[Mask, NDArray[np.float64]]:
    """Which answers count (a mark, a number, or a choice that is not set apart), and the numbers they stand for."""
    kept = {answer.name: answer.value for answer in question.answers if answer.status not in SET_APART}
    if question.is_scale or question.kind in NUMERIC:
        values = map(kept.get, answers.different) if question.answers else answers.different
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        return ~np.isnan(numbers), numbers
    several = question.kind == "choices"
    judging = answers.such(lambda given: not kept.keys().isdisjoint(given) if several else given in kept)
    return judging, np.full(len(judging), np.nan)
