"""Closed questions by group of respondents: who says yes, who gives one of the best answers; never a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact, Rows
from pipeline.methods.surveys.answer_groups import COUNTED, GROUP_MIN, GroupResult, group_evidence, groups_of
from pipeline.methods.surveys.answer_shares import (
    BOX,
    BOX_LEVELS_MIN,
    is_best_first,
    judged_choices,
    kind_of,
)
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.methods.surveys.survey_facts import of_small_base, question_fact
from pipeline.params import EstimateParams
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import share_interval

COMPUTED_BY = "pipeline.methods.surveys.closed_groups:closed_groups"
BINARY = 2
CLOSED_GROUP_COLUMNS = [
    *("survey", "question", "question_fr", "answer_fr", "by", "by_fr", "group", "group_fr", "count_fact", "share_fact"),
]


def closed_groups(asked: Sequence[Asked], params: EstimateParams) -> Iterator[GroupResult]:
    """Each question of two answers, or of four ordered ones or more, in each group that the questionnaire names.

    What makes groups itself says who the respondents are: it is not put in groups.
    Of a group of fewer than `GROUP_MIN` who judged, only how many they are: a share would tell of persons.
    """
    for by in asked:
        if by.question.group_by and by.question.kind == "choice" and not by.question.is_scale:
            for closed in asked:
                is_put = closed.survey == by.survey and closed.question.kind == "choice" and closed.n
                if is_put and not (closed.question.is_scale or closed.question.group_by):
                    yield from _in_groups(closed, by, params)


def _in_groups(closed: Asked, by: Asked, params: EstimateParams) -> Iterator[GroupResult]:
    judged = judged_choices(closed)
    counted = _counted(closed, judged)
    if not counted:
        return
    has_said = closed.answers.such(lambda given: given in counted)
    labels = [f"«\u202f{french(str(label))}\u202f»" for label in judged.loc[judged["name"].isin(counted), "label_fr"]]
    for choice, counts in groups_of(closed, by):
        said = (int(counts[has_said].sum()), int(counts.sum()))
        yield _in_group(closed, by, choice, said, " ou ".join(labels), params)


def _counted(closed: Asked, judged: pd.DataFrame) -> list[str]:
    """Of two answers the first, of four ordered ones or more the two best; none of other lists."""
    names = [str(name) for name in judged["name"]]
    if len(names) == BINARY:
        return names[:1]
    if kind_of(closed) == "ordinal" and len(names) >= BOX_LEVELS_MIN:
        return names[:BOX] if is_best_first(judged) else names[-BOX:]
    return []


def _in_group(
    closed: Asked, by: Asked, choice: Any, said: tuple[int, int], answer_fr: str, params: EstimateParams
) -> GroupResult:
    """`said` are those of the group who gave the answers counted, and all who judged."""
    (_, n), rows = said, group_evidence(closed, by, choice)
    what = f"by-{slug(by.question.name)}-{slug(str(choice.name))}"
    group_fr = f"({by.question.label_fr} {choice.label_fr})"
    if n < GROUP_MIN:
        count = Estimate(value=float(n), method=COUNTED, n=n)
        words = (group_fr, f"({choice.label_en})")
        fact = question_fact(closed, f"{what}-n", words, count, COMPUTED_BY, rows, unit="count")
    else:
        words = (f"{answer_fr} {group_fr}", f"({choice.label_en})")
        fact = _share(closed, what, words, said, rows, params)
    line = {
        "survey": closed.survey,
        "question": closed.question.name,
        "question_fr": french(closed.question.label_fr),
        "answer_fr": answer_fr,
        "by": by.question.name,
        "by_fr": french(by.question.label_fr),
        "group": choice.name,
        "group_fr": french(str(choice.label_fr)),
        "count_fact" if n < GROUP_MIN else "share_fact": fact.fact_id,
    }
    return GroupResult([fact], line)


def _share(
    closed: Asked, what: str, words: tuple[str, str], said: tuple[int, int], rows: Rows, params: EstimateParams
) -> Fact:
    count, n = said
    # How many of those who never answered belong to the group is unknown: all might.
    population = None if closed.population is None else n + closed.population - closed.n
    found = of_small_base(share_interval(count, n, params.confidence_level, population), params)
    shared: dict[str, Any] = {"unit": "share", "numerator": count, "denominator": n}
    return question_fact(closed, f"{what}-share", words, found, COMPUTED_BY, rows, **shared)
