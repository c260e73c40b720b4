"""The surveys: what was answered to each closed question, to each scale and number. Who answered is `response`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.intake.questionnaires import RELEASED_AS
from pipeline.methods.surveys.answer_groups import GROUP_COLUMNS, answer_groups
from pipeline.methods.surveys.answer_podiums import PODIUM_COLUMNS, answer_podium
from pipeline.methods.surveys.answer_shares import ANSWER_COLUMNS, BASE_COLUMNS, answer_shares
from pipeline.methods.surveys.asked_questions import NUMERIC, Asked, asked_questions
from pipeline.methods.surveys.closed_groups import CLOSED_GROUP_COLUMNS, closed_groups
from pipeline.methods.surveys.item_reliability import RELIABILITY_COLUMNS, item_reliability
from pipeline.methods.surveys.mark_results import PROMOTER_COLUMNS, SCALE_COLUMNS, mark_results
from pipeline.plan import Settings

REQUIRES = ("questionnaires", "question_groups", "questions", "answers")
SEVERAL = ("choices",)

Found = tuple[list[Fact], dict[str, pd.DataFrame]]


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """What was answered to each question of each survey.

    Tables, each with the facts of its rows: `survey_answers` (one row an answer of a closed question), `survey_bases`
    (one row a closed question: base, set apart, missing), `survey_scales` (one row a scale or number),
    `survey_promoters` (one row a recommendation), `survey_podiums` (answers in the first three places),
    `survey_reliability` (one row a set of items of plan.yml), `survey_by_group` (a scale in a group),
    `survey_closed_by_group` (a closed question in a group), and what was asked, as `RELEASED_AS` names it.

    Raises:
        EstimateError: plan.yml names items that are not answered scales.
    """
    asked = list(asked_questions(tables))
    facts: list[Fact] = []
    told: dict[str, pd.DataFrame] = {}
    for found, frames in (
        _closed(asked, settings),
        _marks(asked, settings),
        _planned(asked, settings),
        _groups(asked, settings),
    ):
        facts += found
        told |= frames
    return Estimates(facts, {**told, **{name: tables[source] for source, name in RELEASED_AS.items()}})


def _closed(asked: Sequence[Asked], settings: Settings) -> Found:
    """Shares of the answers of closed questions, and podiums where several could be given."""
    closed = [each for each in asked if not _is_marked(each)]
    shares = [answer_shares(each, settings) for each in closed]
    several = [answer_podium(each, settings) for each in closed if each.question.kind in SEVERAL]
    facts = [fact for result in shares for fact in result.facts]
    return facts + [fact for result in several for fact in result.facts], {
        "survey_answers": _frame([line for result in shares for line in result.answers], ANSWER_COLUMNS),
        "survey_bases": _frame([result.base for result in shares], BASE_COLUMNS),
        "survey_podiums": _frame([line for result in several for line in result.lines], PODIUM_COLUMNS),
    }


def _marks(asked: Sequence[Asked], settings: Settings) -> Found:
    """Means and medians of scales and numbers, and scores of those who recommend."""
    results = [result for each in asked if _is_marked(each) and (result := mark_results(each, settings)) is not None]
    facts = [fact for result in results for fact in result.facts]
    return facts, {
        "survey_scales": _frame([result.scale for result in results], SCALE_COLUMNS),
        "survey_promoters": _frame([result.promoters for result in results if result.promoters], PROMOTER_COLUMNS),
    }


def _planned(asked: Sequence[Asked], settings: Settings) -> Found:
    """Reliability of the sets of items that the plan declares."""
    declared = settings.plan.reliability
    results = [item_reliability(each, asked, settings.confidence_level) for each in declared]
    found = [result for result in results if result is not None]
    lines = _frame([result.line for result in found], RELIABILITY_COLUMNS)
    return [fact for result in found for fact in result.facts], {"survey_reliability": lines}


def _groups(asked: Sequence[Asked], settings: Settings) -> Found:
    """Scales and closed questions by group of respondents."""
    scales, closed = list(answer_groups(asked, settings.confidence_level)), list(closed_groups(asked, settings))
    return [fact for result in (*scales, *closed) for fact in result.facts], {
        "survey_by_group": _frame([result.line for result in scales], GROUP_COLUMNS),
        "survey_closed_by_group": _frame([result.line for result in closed], CLOSED_GROUP_COLUMNS),
    }


def _is_marked(asked: Asked) -> bool:
    return asked.question.is_scale or asked.question.kind in NUMERIC


def _frame(lines: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=columns)
