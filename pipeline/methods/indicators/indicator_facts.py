"""The facts of one project's indicator: before, after, how it changed, and beyond the other site's change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.design_wording import result_fr
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact, provenance
from pipeline.methods.indicators.changes import SHARE, Change
from pipeline.methods.indicators.design_strength import DESIGNS, Strength
from pipeline.methods.indicators.library_codes import AGGREGATIONS_FR
from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, ELSEWHERE, HERE, Pair
from pipeline.methods.indicators.pair_results import Result
from pipeline.methods.indicators.printed_decimals import SHARE_DECIMALS, level_decimals
from pipeline.statistics.results import Estimate
from pipeline.units import UNITS

COMPUTED_BY = "pipeline.methods.indicators.indicator_facts"
PHASES_FR = {BEFORE: "avant", AFTER: "après"}

NO_CAUSE_FR = (
    "Une évolution observée sur le site de l’essai peut venir d’autre chose que de lui : saison, travaux, habitudes."
)
ONE_SITE_FR = (
    "Un seul site témoin par projet, choisi et non tiré au sort :"
    " ce qui n’est arrivé qu’à l’un des deux sites compte aussi."
)
COUNTED_FR = "L’intervalle suppose que chaque unité comptée l’est une fois et indépendamment des autres."


def fact_id(pair: Pair, what: str) -> str:
    """The id of one fact of a pair."""
    return f"indicators-{slug(pair.project_id)}-{slug(pair.entry.indicator.indicator_id)}-{what}"


def result_facts(result: Result, project: str, shared: Mapping[str, int]) -> list[Fact]:
    """Before, after, change, and the difference from the other site where one was measured.

    `project` is its name; `shared` are the decimals of each indicator, as `least_decimals` gives them.
    """
    decimals = level_decimals(result, shared)
    facts: list[Fact | None] = [_level(result, phase, project, decimals) for phase in (BEFORE, AFTER)]
    facts.append(_change(result, result.change, "change", project, decimals))
    if result.gap is not None and result.gap.estimate.value is not None:
        facts.append(_change(result, result.gap, "gap", project, decimals))
    return [fact for fact in facts if fact is not None]


def _level(result: Result, phase: str, project: str, decimals: int) -> Fact:
    """The level in one phase, as counted."""
    pair, found = result.pair, result.pair.aggregates[phase, HERE]
    name, unit = pair.entry.name_fr, pair.entry.indicator.unit
    told = "" if unit == SHARE else f" ({UNITS[unit].label_fr})"
    aggregation = AGGREGATIONS_FR[pair.entry.indicator.aggregation]
    return Fact(
        fact_id=fact_id(pair, "before" if phase == BEFORE else "after"),
        label_fr=french(f"{name}{told}, {PHASES_FR[phase]}, {project}"),
        label_en=f"{pair.entry.indicator.indicator_id}, {phase}, {project}",
        unit=unit,
        value=found.value,
        decimals=float(decimals),
        numerator=found.numerator,
        denominator=found.denominator,
        method=f"Mesures d’une phase sur le site de l’essai ({aggregation})",
        computed_by=f"{COMPUTED_BY}:result_facts",
        source_table="measurements",
        design=DESIGNS[Strength.LEVEL],
        limits_fr="Tel que relevé par le porteur ou la commune, sans contrôle sur place.",
        rows=provenance(pair.rows_of(phase)),
    )


def _change(result: Result, change: Change, what: str, project: str, decimals: int) -> Fact | None:
    """The change here, or the gap with elsewhere; nothing when it has no value."""
    pair, estimate = result.pair, change.estimate
    if estimate.value is None:
        return None
    is_gap = what == "gap"
    strength = pair.strength if is_gap else pair.strength_here
    called = result_fr(strength)
    arms = (HERE, ELSEWHERE) if is_gap else (HERE,)
    return Fact(
        fact_id=fact_id(pair, what),
        label_fr=french(f"{pair.entry.name_fr}, {called}{_unit_fr(change.unit)}, {project}"),
        label_en=f"{pair.entry.indicator.indicator_id}, {what}, {project}",
        unit=change.unit,
        value=estimate.value,
        decimals=float(SHARE_DECIMALS if change.unit == "share_change" else decimals),
        least_decimals=SHARE_DECIMALS if change.unit == "points" else 0,
        method=estimate.method.name_fr,
        computed_by=f"{COMPUTED_BY}:result_facts",
        source_table="measurements",
        design=DESIGNS[strength],
        limits_fr=french(limits(estimate, is_gap)),
        rows=provenance(pair.rows_of(BEFORE, AFTER, arms=arms)),
        **bounds(estimate),
    )


def bounds(estimate: Estimate) -> dict[str, Any]:
    """The interval as a fact holds it; nothing when there is none."""
    if estimate.interval is None:
        return {}
    name = estimate.interval.name_fr
    return {"low": estimate.low, "high": estimate.high, "level": estimate.level, "interval_method": name}


def limits(estimate: Estimate, is_gap: bool) -> str:
    """What a change does not say, and why it has no interval."""
    parts = [ONE_SITE_FR if is_gap else NO_CAUSE_FR, *(caution.said_fr for caution in estimate.cautions)]
    return " ".join(parts if estimate.interval is None else [*parts, COUNTED_FR])


def _unit_fr(unit: str) -> str:
    """The unit of a change, where its number does not say it."""
    return "" if unit in ("points", "share_change") else f" ({UNITS[unit].label_fr})"


def result_row(result: Result, project: str, facts: list[Fact]) -> dict[str, Any]:
    """The result as one row of `indicators_changes`, facts by their ids."""
    have = {fact.fact_id for fact in facts}
    pair = result.pair
    ids = {f"{what}_fact": fact_id(pair, what) for what in ("before", "after", "change", "gap")}
    return {
        "project_id": pair.project_id,
        "project": project,
        "indicator_id": pair.entry.indicator.indicator_id,
        "name_fr": french(pair.entry.name_fr),
        "unit_fr": UNITS[pair.entry.indicator.unit].label_fr,
        "domain": pair.entry.domain,
        "strength": int(pair.strength),
        "sense": result.change.sense,
        "is_apart": result.change.is_apart,
        "gap_sense": None if result.gap is None else result.gap.sense,
        "gap_is_apart": None if result.gap is None else result.gap.is_apart,
        "told_sense": result.told.told_sense,
        "verdict": result.verdict,
        "start": result.start,
        "end": result.end,
        **{name: value if value in have else None for name, value in ids.items()},
    }


CHANGE_COLUMNS = (
    *("project_id", "project", "indicator_id", "name_fr", "unit_fr", "domain", "strength", "sense", "is_apart"),
    *("gap_sense", "gap_is_apart", "told_sense", "verdict", "start", "end"),
    *("before_fact", "after_fact", "change_fact", "gap_fact"),
)


def changes_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """`indicators_changes`, with its columns and types even when nothing was measured twice."""
    frame = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    typed = {name: "boolean" for name in ("is_apart", "gap_is_apart")} | {"start": "float64", "end": "float64"}
    return frame.astype(typed)
