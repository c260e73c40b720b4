"""Marks and numbers: mean, median, best and worst marks, and the score of those who recommend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.facts import Fact, median_decimals
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.methods.surveys.survey_facts import (
    base_facts,
    fact_ids,
    of_small_base,
    question_fact,
    question_labels,
    share_fact,
)
from pipeline.params import EstimateParams
from pipeline.statistics import promoters as nps
from pipeline.statistics.means import mean_interval
from pipeline.statistics.medians import median_interval
from pipeline.statistics.results import Estimate

COMPUTED_BY = "pipeline.methods.surveys.mark_results"
PART = (0.0, 1.0)
"""A number between these bounds is a part of something: its mean is bounded as that of a scale is."""

BOX, BOX_LEVELS_MIN = 2, 5
"""Marks in the top and in the bottom box, on scales of so many levels or more; one mark on shorter ones."""

SCALE_COLUMNS = [
    *("survey", "question", "question_fr", "measure", "lowest", "highest"),
    *("mean_fact", "median_fact", "top_fact", "bottom_fact", "base_fact", "apart_fact", "missing_fact"),
]
PROMOTER_COLUMNS = [
    *("survey", "question", "question_fr", "score_fact", "promoters_fact", "passives_fact", "detractors_fact"),
]


@dataclass(frozen=True)
class MarkResults:
    """Facts, one row a question (`scale`), and one row of its promoters when it asks for a recommendation."""

    facts: list[Fact] = field(default_factory=list)
    scale: dict[str, Any] = field(default_factory=dict)
    promoters: dict[str, Any] | None = None


def mark_results(asked: Asked, params: EstimateParams) -> MarkResults | None:
    """The results of a scale or of a number asked for; None when nobody gave one."""
    if not asked.n:
        return None
    found: dict[str, Fact | None] = {**_middles(asked, params), **_boxes(asked, params)}
    found.update(base_facts(asked, f"{COMPUTED_BY}:mark_results"))
    bounds = mean_bounds(asked)
    scale = {
        **question_labels(asked),
        "measure": asked.question.measure,
        "lowest": bounds[0] if bounds else None,
        "highest": bounds[1] if bounds else None,
        **fact_ids(found),
    }
    counted = _promoters(asked, params) if is_recommendation(asked) else {}
    line = {**question_labels(asked), **fact_ids(dict(counted))} if counted else None
    return MarkResults([fact for fact in (*found.values(), *counted.values()) if fact], scale, line)


def is_recommendation(asked: Asked) -> bool:
    """Whether promoters and detractors are counted."""
    return asked.question.measure == "nps"


def scale_bounds(asked: Asked) -> tuple[float, float] | None:
    """The lowest and highest mark of a scale; None for a number."""
    lowest, highest = asked.question.minimum, asked.question.maximum
    return (lowest, highest) if asked.question.is_scale and lowest is not None and highest is not None else None


def mean_bounds(asked: Asked) -> tuple[float, float] | None:
    """What the mean must lie between, for a scale or a part; the bounds of other numbers only catch mistakes."""
    is_part = (asked.question.minimum, asked.question.maximum) == PART
    return PART if is_part else scale_bounds(asked)


def mean_unit(asked: Asked) -> str:
    """Marks out of ten say so; other means stand on the scale of their question."""
    return "mean_0_10" if scale_bounds(asked) == (0, 10) else "number"


def _middles(asked: Asked, params: EstimateParams) -> dict[str, Fact | None]:
    """Mean and median, each with its interval; of a part, which is a percentage in other words, as of a percentage."""
    marks, function, is_part = asked.marks, f"{COMPUTED_BY}:mark_results", mean_bounds(asked) == PART
    unit, usual = mean_unit(asked), 2 if is_part else 1
    mean = mean_interval(marks, params.confidence_level, mean_bounds(asked), asked.population)
    median = median_interval(marks, params.confidence_level, asked.population)
    if is_part:
        mean, median = (of_small_base(found, params) for found in (mean, median))
    of_mean: dict[str, Any] = {"unit": unit, "decimals": usual}
    of_median: dict[str, Any] = {
        "unit": unit,
        "decimals": median_decimals(usual, median.value, median.low, median.high),
    }
    return {
        "mean_fact": question_fact(asked, "mean", ("(moyenne)", "(mean)"), mean, function, **of_mean),
        "median_fact": question_fact(asked, "median", ("(médiane)", "(median)"), median, function, **of_median),
    }


def _boxes(asked: Asked, params: EstimateParams) -> dict[str, Fact | None]:
    """The share of the highest marks and of the lowest; of a recommendation promoters and detractors tell more."""
    bounds = scale_bounds(asked)
    if bounds is None or is_recommendation(asked):
        return {}
    (lowest, highest), reach = bounds, _box_size(bounds) - 1
    counts = {
        "top": (int((asked.marks >= highest - reach).sum()), ("(notes les plus hautes)", "(highest marks)")),
        "bottom": (int((asked.marks <= lowest + reach).sum()), ("(notes les plus basses)", "(lowest marks)")),
    }
    return {
        f"{what}_fact": share_fact(asked, what, words, count, f"{COMPUTED_BY}:mark_results", params)
        for what, (count, words) in counts.items()
    }


def _box_size(bounds: tuple[float, float]) -> int:
    return BOX if bounds[1] - bounds[0] + 1 >= BOX_LEVELS_MIN else 1


def _promoters(asked: Asked, params: EstimateParams) -> dict[str, Fact]:
    """The score, and how many promote, are passive, detract."""
    counted = nps.promoters(asked.marks)
    function = f"{COMPUTED_BY}:mark_results"
    score: Estimate = nps.score_interval(counted, params.confidence_level, asked.population)
    words = {
        "promoters": (counted.promoters, ("(promoteurs)", "(promoters)")),
        "passives": (counted.passives, ("(passifs)", "(passives)")),
        "detractors": (counted.detractors, ("(détracteurs)", "(detractors)")),
    }
    return {
        "score_fact": question_fact(
            asked,
            "score",
            ("(score de recommandation)", "(net promoter score)"),
            score,
            function,
            unit="number",
            decimals=0,
        ),
        **{
            f"{what}_fact": share_fact(asked, what, said, count, function, params)
            for what, (count, said) in words.items()
        },
    }
