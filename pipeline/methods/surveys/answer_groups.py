"""Marks and ordered answers by group of respondents: counts first, never a ranking, no mean of a handful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact, Rows
from pipeline.methods.surveys.answer_shares import judged_choices
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.methods.surveys.coded_answers import Counts
from pipeline.methods.surveys.mark_results import mean_bounds, mean_unit
from pipeline.methods.surveys.survey_facts import question_fact
from pipeline.statistics.means import mean_interval
from pipeline.statistics.results import Estimate, Method

COMPUTED_BY = "pipeline.methods.surveys.answer_groups:answer_groups"
GROUP_MIN = 5
"""Below so many marks a mean tells of persons more than of a group: only how many they are is said."""

COUNTED = Method("Dénombrement", "Count", "")
GROUP_COLUMNS = [
    *("survey", "question", "question_fr", "by", "by_fr", "group", "group_fr", "count_fact", "mean_fact"),
]


@dataclass(frozen=True)
class GroupResult:
    """The facts and the row of one question in one group."""

    facts: list[Fact]
    line: dict[str, Any]


def answer_groups(asked: Sequence[Asked], level: float) -> Iterator[GroupResult]:
    """Each scale of a survey in each group of each question that the questionnaire groups by, as it lists them."""
    for by in asked:
        if by.question.group_by and by.question.kind == "choice" and not by.question.is_scale:
            for scale in asked:
                if scale.survey == by.survey and scale.question.is_scale and scale.n:
                    yield from _in_groups(scale, by, level)


def _in_groups(scale: Asked, by: Asked, level: float) -> Iterator[GroupResult]:
    for choice, counts in groups_of(scale, by):
        yield _in_group(scale, by, choice, counts, level)


def groups_of(asked: Asked, by: Asked) -> Iterator[tuple[Any, Counts]]:
    """Each group from which somebody judged, as `by` offers it, and how many of it gave each of the different answers
    that judge."""
    table = asked.answers.counts_by(by.answers) * asked.judging
    places = {name: place for place, name in enumerate(by.answers.different)}
    for choice in judged_choices(by).itertuples(index=False):
        place = places.get(choice.name)
        if place is not None and table[place].any():
            yield choice, table[place]


def group_evidence(asked: Asked, by: Asked, choice: Any) -> Rows:
    """The rows of those of a group who judged."""
    return asked.sources.of(asked.is_judged & by.answers.rows(by.answers.such(lambda given: given == choice.name)))


def _in_group(scale: Asked, by: Asked, choice: Any, counts: Counts, level: float) -> GroupResult:
    rows, n = group_evidence(scale, by, choice), int(counts.sum())
    what = f"by-{slug(by.question.name)}-{slug(str(choice.name))}"
    words = (f"({by.question.label_fr} {choice.label_fr})", f"({choice.label_en})")
    count = Estimate(value=float(n), method=COUNTED, n=n)
    facts = {"count_fact": question_fact(scale, f"{what}-n", words, count, COMPUTED_BY, rows, unit="count")}
    if n >= GROUP_MIN:
        # How many of those who never answered belong to the group is unknown: all might.
        population = None if scale.population is None else n + scale.population - scale.n
        mean = mean_interval(scale.marks_of(counts), level, mean_bounds(scale), population)
        shared: dict[str, Any] = {"unit": mean_unit(scale), "decimals": 1}
        facts["mean_fact"] = question_fact(scale, f"{what}-mean", words, mean, COMPUTED_BY, rows, **shared)
    line = {
        "survey": scale.survey,
        "question": scale.question.name,
        "question_fr": french(scale.question.label_fr),
        "by": by.question.name,
        "by_fr": french(by.question.label_fr),
        "group": choice.name,
        "group_fr": french(str(choice.label_fr)),
        **{column: fact.fact_id for column, fact in facts.items()},
    }
    return GroupResult(list(facts.values()), line)
