"""The three answers that come first where several were given or ranked, and how sure those places are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.surveys.answer_shares import choosing, judged_choices
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.methods.surveys.survey_facts import fact_id, question_fact, question_labels
from pipeline.params import EstimateParams
from pipeline.statistics import podiums
from pipeline.statistics.results import Estimate, Method

COMPUTED_BY = "pipeline.methods.surveys.answer_podiums:answer_podium"
MEAN_RANK = Method("Rang moyen, rangs non donnés partagés", "Mean rank, ranks not given shared", "")
SURE = 0.99
"""A chance beyond this, without being certain, is told as « more than »; below 1 - this, as « less than »."""

PODIUM_COLUMNS = [
    *("survey", "question", "question_fr", "answer", "answer_fr", "place", "is_tied"),
    *("share_fact", "rank_fact", "chance_fact", "is_sure", "is_stable"),
]


@dataclass(frozen=True)
class PodiumResults:
    """Facts, and one row an answer that was given, the first places first."""

    facts: list[Fact] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def answer_podium(asked: Asked, params: EstimateParams) -> PodiumResults:
    """Places of the answers, each with the probability that it is among the three first of all those invited.

    `is_sure` says of an answer that this probability reaches the confidence level, `is_stable` of the question that
    three answers are. Nothing for a question with too few answers to choose from, or judged by fewer people than the
    base that a percentage needs, unless they are all there are.
    """
    judged = judged_choices(asked)
    if not _is_told(asked, judged, params):
        return PodiumResults()
    points, counts = _points(asked, judged), asked.counts[asked.judging]
    totals = points.mul(counts, axis=0).sum(axis=0)
    places, chances = podiums.places(totals), podiums.top_chances(points, asked.population, counts=counts)
    chances = chances.groupby(totals).transform("mean")  # drawn by chance: answers given as often would else differ
    is_first = places.le(podiums.PLACES) & totals.gt(0)
    facts = {name: _facts(asked, judged, name, chances[name]) for name in places.index[is_first]}
    is_stable = bool(chances[is_first].ge(params.confidence_level).all()) and int(is_first.sum()) == podiums.PLACES
    lines = [
        {
            **question_labels(asked),
            "answer": name,
            "answer_fr": french(str(judged.set_index("name")["label_fr"][name])),
            "place": int(places[name]),
            "is_tied": bool(places.eq(places[name]).sum() > 1),
            "share_fact": fact_id(asked, slug(str(name))),
            **{column: fact.fact_id for column, fact in found.items()},
            "is_sure": bool(chances[name] >= params.confidence_level),
            "is_stable": is_stable,
        }
        for name, found in facts.items()
    ]
    return PodiumResults(
        [fact for found in facts.values() for fact in found.values()], sorted(lines, key=lambda line: line["place"])
    )


def _is_told(asked: Asked, judged: pd.DataFrame, params: EstimateParams) -> bool:
    is_base_enough = asked.n >= params.percent_base_min or asked.n == asked.population
    return len(judged) > podiums.PLACES and bool(asked.n) and is_base_enough


def ranks(asked: Asked, judged: pd.DataFrame) -> pd.DataFrame:
    """The rank of each answer in each different ranking of the base, missing where it was not ranked."""
    names = list(judged["name"])
    given = itertools.compress(asked.answers.different, asked.judging)
    kept = [[name for name in ranked if name in set(names)] for ranked in given]
    table = [[ranked.index(name) + 1 if name in ranked else np.nan for name in names] for ranked in kept]
    return pd.DataFrame(table, columns=names, dtype="float64")


def _points(asked: Asked, judged: pd.DataFrame) -> pd.DataFrame:
    """What each different answer of the base gives: Borda points of a ranking; 1 for each answer chosen otherwise."""
    if asked.question.is_ranking:
        return podiums.borda_points(ranks(asked, judged))
    chosen = [each[asked.judging] for each in choosing(asked, judged)]
    return pd.DataFrame(np.column_stack(chosen), columns=list(judged["name"]), dtype="float64")


def _facts(asked: Asked, judged: pd.DataFrame, name: str, chance: float) -> dict[str, Fact]:
    label = judged.set_index("name").loc[name]
    words = (f"{label['label_fr']}", f"{label['label_en']}")
    found = {"chance_fact": _chance(asked, name, words, chance)}
    if asked.question.is_ranking:
        mean = float(podiums.mean_ranks(ranks(asked, judged), counts=asked.counts[asked.judging])[name])
        found["rank_fact"] = question_fact(
            asked,
            f"{slug(name)}-rank",
            (f"{words[0]} (rang moyen)", f"{words[1]} (mean rank)"),
            Estimate(value=mean, method=MEAN_RANK, n=asked.n),
            COMPUTED_BY,
            unit="number",
            decimals=1,
        )
    return found


def _chance(asked: Asked, name: str, words: tuple[str, str], chance: float) -> Fact:
    """The chance in whole percent; only where everybody answered can it be all or nothing."""
    value, qualifier = round(chance, 2), "="
    if asked.n != asked.population and chance > SURE:
        value, qualifier = SURE, ">"
    if asked.n != asked.population and chance < 1 - SURE:
        value, qualifier = 1 - SURE, "<"
    return question_fact(
        asked,
        f"{slug(name)}-top",
        (f"{words[0]} (probabilité d’être dans les trois premières)", f"{words[1]} (probability of the first three)"),
        Estimate(value=value, method=podiums.STABILITY, n=asked.n),
        COMPUTED_BY,
        unit="share",
        qualifier=qualifier,
    )
