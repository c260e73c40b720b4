"""The facts of one sensor’s series: how much of it arrived, its level before and after, and the jump in between."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.indicators.printed_decimals import significant
from pipeline.methods.indicators.sensor_series import SensorSeries, sense_of
from pipeline.methods.p_values import p_fields
from pipeline.statistics.interrupted_series import SeriesChange
from pipeline.units import UNITS

COMPUTED_BY = "pipeline.methods.indicators.sensor_facts:series_facts"
HOUR = 3600
DAYS_A_YEAR = 365
PHASES_FR = {"before": "avant la mise en service", "after": "après la mise en service"}
EVIDENCE_FR = "Preuve abrégée : lignes de la première et de la dernière lecture de chaque mois."
SEASON_FR = "La série couvre moins de deux années : la saison et la mise en service ne se séparent pas."
ONE_SITE_FR = "Sans site témoin : tout ce qui est arrivé le même jour compte aussi."


def series_facts(series: SensorSeries, project: str, level: float) -> tuple[list[Fact], dict[str, Any]]:
    """The facts of a series, and its row of `sensors_series` with their ids. `project` is the name of the project."""
    jump = series.level_change(level)
    facts = [
        *_received(series, project),
        *_levels(series, project),
        *_jump(series, project, jump),
        *_found(series, project),
    ]
    row = {
        "project_id": series.project_id,
        "project": project,
        "indicator_id": series.entry.indicator.indicator_id,
        "name_fr": french(series.entry.name_fr),
        "unit_fr": UNITS[series.entry.indicator.unit].label_fr,
        "state": series.state,
        "strength": int(series.strength),
        "changed_on": series.changed_on,
        "sense": sense_of(jump, series.entry.direction),
        "is_found": _is_found(series, level),
        "caution_fr": _cautions(jump),
    }
    prefix = _id(series, "")
    ids = {fact.fact_id.removeprefix(prefix): fact.fact_id for fact in facts}
    return facts, {**row, **{f"{what.replace('-', '_')}_fact": ids.get(what) for what in WHAT}}


WHAT = (
    *("readings", "coverage", "gap", "run", "before", "after", "coverage-before", "coverage-after"),
    *("jump", "slope", "found", "found-p", "found-days"),
)
SERIES_COLUMNS = (
    *("project_id", "project", "indicator_id", "name_fr", "unit_fr", "state", "strength", "changed_on", "sense"),
    *("is_found", "caution_fr", *(f"{what.replace('-', '_')}_fact" for what in WHAT)),
)


def _received(series: SensorSeries, project: str) -> list[Fact]:
    """Readings, coverage, longest silence, and how long one value was repeated when that is too long."""
    got, due = series.coverage()
    facts = [
        _fact(series, project, "readings", "lectures reçues", unit="count", value=float(series.whole["readings"])),
        _share(series, project, "coverage", "lectures reçues sur attendues", got, due),
    ]
    gap = series.whole["longest_gap"]
    if pd.notna(gap):
        facts.append(_hours(series, project, "gap", "plus long silence", float(gap)))
    if series.state == "stuck":
        facts.append(
            _hours(series, project, "run", "durée d’une même valeur répétée", float(series.whole["longest_run"]))
        )
    return facts


def _hours(series: SensorSeries, project: str, what: str, label: str, seconds: float) -> Fact:
    hours = seconds / HOUR
    decimals = 0.0 if hours == round(hours) else 1.0
    return _fact(series, project, what, f"{label}, en heures", unit="hours", value=hours, decimals=decimals)


def _levels(series: SensorSeries, project: str) -> list[Fact]:
    """The median reading and the coverage of each phase."""
    facts = []
    for phase, name in PHASES_FR.items():
        if phase in series.phases:
            value = float(series.phases[phase]["median"])
            more = {
                "unit": series.entry.indicator.unit,
                "value": value,
                "decimals": float(significant(value, series.entry.indicator.unit)),
            }
            label = f"lecture médiane ({UNITS[series.entry.indicator.unit].label_fr}), {name}"
            facts.append(_fact(series, project, phase, label, method="Médiane des lectures", **more))
            got, due = series.coverage(phase)
            label = f"lectures reçues sur attendues, {name}"
            facts.append(_share(series, project, f"coverage-{phase}", label, got, due))
    return facts


def _jump(series: SensorSeries, project: str, jump: SeriesChange | None) -> list[Fact]:
    """The change of level on the day of deployment, and that of the slope per month."""
    if jump is None or jump.level_change is None or jump.slope_change is None:
        return []
    unit = UNITS[series.entry.indicator.unit].label_fr
    told = (
        ("jump", f"saut de niveau à la mise en service ({unit})", jump.level_change),
        ("slope", f"changement de pente à la mise en service ({unit}, en un mois)", jump.slope_change),
    )
    return [
        _fact(
            series,
            project,
            what,
            label,
            unit=series.entry.indicator.unit,
            value=change.estimate,
            decimals=float(significant(max(abs(change.low), abs(change.high)), series.entry.indicator.unit)),
            low=change.low,
            high=change.high,
            level=jump.level,
            interval_method="Student",
            method=f"Médianes des jours, {jump.method.name_fr}",
            limits_fr=french(" ".join(part for part in (ONE_SITE_FR, _season(series), _cautions(jump)) if part)),
            design="time_series",
        )
        for what, label, change in told
    ]


def _found(series: SensorSeries, project: str) -> list[Fact]:
    """The day that best parts the series, its p-value, and how far it is from the day of deployment."""
    found = series.change_point
    if found is None or found.changed_on is None or found.test.p_value is None:
        return []
    limits = french(f"Date cherchée sans connaître celle de la mise en service. {_season(series)}".strip())
    shared = {"method": found.test.method.name_fr, "limits_fr": limits, "design": "time_series"}
    label, day = "jour de la rupture la plus nette", found.changed_on.date().isoformat()
    chance = "probabilité d’une rupture aussi nette dans une série sans rupture"
    facts = [
        _fact(series, project, "found", label, unit="date", value_text=day, **shared),
        _fact(series, project, "found-p", chance, **p_fields(found.test.p_value), **shared),
    ]
    if series.changed_on is not None:
        days = float((found.changed_on.normalize() - series.changed_on.normalize()).days)
        label = "jours entre la mise en service et la rupture la plus nette (négatif : avant)"
        facts.append(_fact(series, project, "found-days", label, unit="days", value=days, **shared))
    return facts


def _is_found(series: SensorSeries, level: float) -> bool | None:
    """Whether the sharpest break is more than chance; missing when none was looked for."""
    p_value = None if series.change_point is None else series.change_point.test.p_value
    return None if p_value is None else p_value <= 1 - level


def _season(series: SensorSeries) -> str:
    span = (series.whole["last"] - series.whole["first"]).days
    return SEASON_FR if span < 2 * DAYS_A_YEAR else ""


def _cautions(jump: SeriesChange | None) -> str:
    return "" if jump is None else " ".join(f"{caution.said_fr.capitalize()}." for caution in jump.cautions)


def _id(series: SensorSeries, what: str) -> str:
    return f"sensors-{slug(series.project_id)}-{slug(series.entry.indicator.indicator_id)}-{what}"


def _share(series: SensorSeries, project: str, what: str, label: str, got: int, due: int) -> Fact:
    limits = "Attendu : une lecture à chaque pas habituel, de la première à la dernière reçue."
    more = {"unit": "share", "value": got / due, "numerator": got, "denominator": due, "limits_fr": french(limits)}
    return _fact(series, project, what, label, **more)


def _fact(series: SensorSeries, project: str, what: str, label: str, **fields: Any) -> Fact:
    usual = {"method": "Dénombrement des lectures", "design": "census", "limits_fr": ""}
    told = {**usual, **fields}
    told["limits_fr"] = f"{told['limits_fr']} {EVIDENCE_FR}".strip()
    return Fact(
        fact_id=_id(series, what),
        label_fr=french(f"{series.entry.name_fr}, {label}, {project}"),
        label_en=f"{series.entry.indicator.indicator_id}, {what}, {project}",
        computed_by=COMPUTED_BY,
        source_table="sensors",
        rows=series.rows,
        **told,
    )
