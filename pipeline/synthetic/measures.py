"""What each deployed project meant to measure, and what it measured: modest effects, some of them backwards.

A measurement keeps what its aggregation needs: a ratio its numerator and denominator, a rate its numerator and
exposure, a mean its n. Units and names are those of the indicator library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.levels import LEVELS, OF_ALL, OF_THEME
from pipeline.synthetic.registers import chosen
from pipeline.units import UNITS

PROTOCOL_ODDS = (0.15, 0.35, 0.35, 0.15)
"""How often a project chooses one, two, three or four indicators."""

EFFECT_MEAN, EFFECT_SPREAD = 0.09, 0.13
"""Relative change in the wanted direction: a quarter of the projects go backwards."""

DRIFT_SPREAD = 0.03
"""Relative change that any site sees, equipped or not."""

AMBITION = (0.08, 0.3)
ROOM = 0.95
"""What is planned starts so far below the highest level of its unit that a target can be above it."""

DEGREES = "degC"
WHOLE_IN_DEGREES = 7
"""What a level of one stands for in °C, which have no true zero: a tenth more is 0.7 °C, whatever the temperature."""

FOLLOW_UP_SHARE = 0.3
COMPARISON_ONE_IN = 5
WHOLE_FROM = 100
"""Levels from here on are written without decimals, where their unit does not say how many."""


class Indicator(NamedTuple):
    """What a measurement takes from the indicator library."""

    indicator_id: str
    name_fr: str
    unit: str
    direction: str
    aggregation: str


Library = Mapping[str, Indicator]

DIRECTIONS: Mapping[str, tuple[str, int]] = {
    "increase": ("en hausse", 1),
    "decrease": ("en baisse", -1),
    "maintain": ("sans dégradation", 1),
}
METHODS: Mapping[str, str] = {
    "sum": "relevé sur place",
    "ratio": "comptage sur place",
    "rate": "comptage rapporté à la durée",
    "mean": "série de mesures sur place",
}
ASKED = "questionnaire court"
SCORE_UNIT = "score_0_10"
PLANS_B = ("mesure sur un site voisin", "comptage manuel si le capteur manque", "entretiens si le relevé manque", "")


def protocols(
    edition: Edition, projects: pd.DataFrame, milestones: pd.DataFrame, library: Library, rng: Generator
) -> pd.DataFrame:
    """One row for each indicator a deployed project chose: one to four, from its theme's, then from those of all.

    Drawn: which indicators, the level expected before, the ambition, the planned days. Calibrated on nothing: no
    protocol was published.
    """
    deployed_on = dates_of(milestones, "deployed")
    theme = dict(zip(projects["project_id"], projects["theme"], strict=True))
    compared = set(list(deployed_on)[::COMPARISON_ONE_IN])
    rows = [
        _protocol(project, library[indicator], day, edition.closed_on, project in compared, rng)
        for project, day in deployed_on.items()
        for indicator in _chosen_indicators(theme[project], rng)
    ]
    return pd.DataFrame(rows)


def dates_of(milestones: pd.DataFrame, step: str) -> dict[str, dt.date]:
    """The day each project reached a step, of those that did."""
    reached = milestones[milestones["step"].eq(step)]
    return dict(zip(reached["project_id"], reached["date"], strict=True))


def _chosen_indicators(theme: str, rng: Generator) -> list[str]:
    """At least one indicator of the theme; a fourth of the choices comes from those of all projects."""
    count = 1 + int(rng.choice(len(PROTOCOL_ODDS), p=PROTOCOL_ODDS))
    general = int(rng.binomial(count - 1, 0.25))
    return sorted(chosen(rng, OF_THEME[theme], count - general)) + sorted(chosen(rng, OF_ALL, general))


def _protocol(
    project: str, indicator: Indicator, deployed_on: dt.date, closed_on: dt.date, is_compared: bool, rng: Generator
) -> dict[str, Any]:
    """What was planned for one indicator: its level before, the target, when and how."""
    way_fr, sign = DIRECTIONS[indicator.direction]
    unit, usual = indicator.unit, LEVELS[indicator.indicator_id].before
    before = times(usual, rng.uniform(0.8, 1.25), unit)
    ambition = 0 if indicator.direction == "maintain" else rng.uniform(*AMBITION)
    baseline = rounded(times(capped(before, unit), ROOM, unit), unit)
    method = ASKED if unit == SCORE_UNIT else METHODS[indicator.aggregation]
    return {
        "project_id": project,
        "indicator_id": indicator.indicator_id,
        "hypothesis": f"{indicator.name_fr} : {way_fr} là où la solution est essayée",
        "baseline": baseline,
        "target": rounded(capped(times(baseline, 1 + sign * ambition, unit), unit), unit),
        "method": f"{method}, avec site témoin" if is_compared else f"{method}, avant et après",
        "baseline_on": deployed_on - dt.timedelta(days=int(rng.integers(21, 60))),
        "end_on": closed_on - dt.timedelta(days=int(rng.integers(1, 15))),
        "plan_b": str(rng.choice(PLANS_B)),
    }


def measurements(
    edition: Edition, protocols: pd.DataFrame, milestones: pd.DataFrame, library: Library, rng: Generator
) -> pd.DataFrame:
    """Before and after for every indicator of an evaluated project; before alone for a deployed one that was not.

    Drawn: the level found, the effect of the trial (normal, modest, the same for all indicators of a project in part),
    the drift of every site, chance of counting. Three in ten evaluated projects measure once more at the end.
    Calibrated on the 18 evaluation sheets: as many projects have all their indicators before and after.
    """
    measured_on = dates_of(milestones, "measured")
    last_day = edition.closed_on - dt.timedelta(days=3)
    rows: list[dict[str, Any]] = []
    for name, planned in protocols.groupby("project_id", sort=True):
        project = str(name)
        dates = [("endline", measured_on[project])] if project in measured_on else []
        if dates and rng.random() < FOLLOW_UP_SHARE and last_day - measured_on[project] > dt.timedelta(10):
            dates.append(("follow_up", last_day))
        merit = rng.normal(EFFECT_MEAN, EFFECT_SPREAD)
        for _, protocol in planned.iterrows():
            rows += _measured(protocol, dates, merit, library[protocol["indicator_id"]], rng)
    return pd.DataFrame(rows)


def _measured(
    protocol: pd.Series, later: Sequence[tuple[str, dt.date]], merit: float, indicator: Indicator, rng: Generator
) -> list[dict[str, Any]]:
    """One indicator's rows: each phase, on the equipped site and, where planned, on the other one."""
    _, sign = DIRECTIONS[indicator.direction]
    arms = {"treated": rng.normal(merit, EFFECT_SPREAD / 2)}
    if "témoin" in protocol["method"]:
        arms["comparison"] = 0.0
    rows = []
    for arm, effect in arms.items():
        before = times(protocol["baseline"], rng.uniform(0.92, 1.09), indicator.unit)
        for phase, day in [("baseline", protocol["baseline_on"]), *later]:
            change = 0.0 if phase == "baseline" else sign * effect + rng.normal(0, DRIFT_SPREAD)
            level = times(before, 1 + change, indicator.unit)
            counted = count(level, indicator, LEVELS[indicator.indicator_id].base, rng)
            key = {
                "project_id": protocol["project_id"],
                "indicator_id": indicator.indicator_id,
                "phase": phase,
                "arm": arm,
            }
            rows.append({**key, "date": day, **counted, "source": source_fr(indicator)})
    return rows


def source_fr(indicator: Indicator) -> str:
    """Where a measurement of this indicator comes from."""
    return ASKED if indicator.unit == SCORE_UNIT else METHODS[indicator.aggregation]


def count(level: float, indicator: Indicator, usual_base: int, rng: Generator) -> dict[str, Any]:
    """A measurement at this level as its aggregation counts it: chance comes from the size of its base."""
    unit, base = indicator.unit, max(3, round(usual_base * rng.uniform(0.7, 1.3)))
    level = capped(level, unit)
    row: dict[str, Any] = {"value": rounded(level, unit), "unit": unit, "n": base}
    row |= {"numerator": None, "denominator": None, "exposure": None}
    if indicator.aggregation == "ratio":
        found = int(rng.binomial(base, level)) if unit == "share" else round(level * base * rng.normal(1, 0.01), 1)
        row |= {"numerator": found, "denominator": base, "value": round(found / base, 6)}
    elif indicator.aggregation == "rate":
        found = int(rng.poisson(level * base))
        row |= {"numerator": found, "exposure": base * UNITS[unit].per, "value": round(found / base, 6)}
    elif unit == SCORE_UNIT:
        row["value"] = round(min(10.0, max(0.0, level + rng.normal(0, 2 / base**0.5))), 2)
    return row


def times(level: float, factor: float, unit: str) -> float:
    """The level multiplied; a temperature in °C, of which no fraction means anything, moves by degrees instead."""
    return level + (factor - 1) * WHOLE_IN_DEGREES if unit == DEGREES else level * factor


def capped(level: float, unit: str) -> float:
    """A level that its unit allows: a share stays below the whole, a mark below ten."""
    return min(level, {"share": 0.98, SCORE_UNIT: 9.8}.get(unit, level))


def rounded(level: float, unit: str) -> float:
    """A level written with as many decimals as such a unit is read with."""
    decimals = UNITS[unit].decimals
    if decimals is None:
        decimals = 0 if level >= WHOLE_FROM else 2
    return round(level, decimals)
