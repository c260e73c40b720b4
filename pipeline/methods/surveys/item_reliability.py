"""Items that plan.yml says measure one thing: do they?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.errors import EstimateError
from pipeline.facts import Fact, Sources
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.plan import Reliability
from pipeline.statistics import reliability
from pipeline.statistics.results import Estimate

COMPUTED_BY = "pipeline.methods.surveys.item_reliability:item_reliability"
LIMIT = "Sur les personnes qui ont noté tous les items ; le plan d’analyse les a déclarés avant les résultats."
RELIABILITY_COLUMNS = [
    *("survey", "scale", "title_fr", "items_fr", "alpha_fact", "omega_fact", "base_fact", "cautions_fr"),
]


@dataclass(frozen=True)
class ReliabilityResults:
    """Facts and one row a declared set of items."""

    facts: list[Fact] = field(default_factory=list)
    line: dict[str, Any] = field(default_factory=dict)


def item_reliability(declared: Reliability, asked: Sequence[Asked], level: float) -> ReliabilityResults | None:
    """Alpha with its interval, omega, and how many people gave all marks; None when nobody answered an item.

    Raises:
        EstimateError: an item is not a scale of the survey that somebody answered.
    """
    by_name = {each.question.name: each for each in asked if each.survey == declared.table}
    if not by_name:
        return None
    _check_items(declared, by_name)
    items = pd.DataFrame({name: by_name[name].mark_of_each for name in declared.items})
    alpha, omega = reliability.alpha(items, level), reliability.omega(items)
    complete = items.dropna()
    sources = by_name[declared.items[0]].sources
    base = Estimate(value=float(len(complete)), method=alpha.method, n=len(complete))
    found = {"alpha": alpha, "omega": omega, "base": base}
    facts = {
        f"{what}_fact": _fact(declared, what, each, sources) for what, each in found.items() if each.value is not None
    }
    cautions = list(dict.fromkeys(caution.said_fr for each in (alpha, omega) for caution in each.cautions))
    line = {
        "survey": declared.table,
        "scale": declared.scale,
        "title_fr": french(declared.title_fr),
        "items_fr": " ; ".join(french(by_name[name].question.label_fr) for name in declared.items),
        "cautions_fr": " ".join(cautions),
        **{column: fact.fact_id for column, fact in facts.items()},
    }
    return ReliabilityResults(list(facts.values()), line)


def _check_items(declared: Reliability, by_name: Mapping[str, Asked]) -> None:
    """Refuse an item that is no scale, or that nobody answered."""
    wrong = [name for name in declared.items if name not in by_name or not by_name[name].question.is_scale]
    if wrong:
        raise EstimateError(
            f"plan.yml: « {declared.scale} » needs scales that were answered in {declared.table}; "
            f"these are not: {', '.join(wrong)}."
        )


def _fact(declared: Reliability, what: str, found: Estimate, sources: Sources) -> Fact:
    words = {
        "alpha": "alpha de Cronbach",
        "omega": "oméga de McDonald",
        "base": "personnes qui ont noté tous les items",
    }
    is_count = what == "base"
    return Fact(
        fact_id=f"survey-{declared.table.removeprefix('survey_')}-scale-{declared.scale}-{what}",
        label_fr=f"{french(declared.title_fr)} ({words[what]})",
        label_en=f"{declared.title_en} ({what})",
        unit="count" if is_count else "number",
        decimals=None if is_count else 2,
        value=found.value,
        n_answered=found.n,
        n_frame=len(sources),
        low=found.low,
        high=found.high,
        level=found.level,
        interval_method=found.interval.name_fr if found.interval else "",
        method="Dénombrement" if is_count else f"{found.method.name_fr} ({found.method.source})",
        design="sample",
        limits_fr=LIMIT,
        computed_by=COMPUTED_BY,
        source_table=declared.table,
        rows=sources.of(slice(None)),
    )
