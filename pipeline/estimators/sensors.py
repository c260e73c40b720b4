"""What sensors sent: how much of it can be read, and whether a series breaks when the site was equipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, Rows
from pipeline.methods.indicators.measured_pairs import library
from pipeline.methods.indicators.sensor_aggregates import aggregated
from pipeline.methods.indicators.sensor_facts import EVIDENCE_FR, SERIES_COLUMNS, series_facts
from pipeline.methods.indicators.sensor_series import SensorSeries, sensor_series
from pipeline.params import EstimateParams

REQUIRES = ("sensors", "indicators")

DEPLOYED = "deployed"
LEAST_DAYS = 4
"""Days that a week needs to be drawn: fewer could all fall on a weekend."""
MONTHLY = ("project_id", "indicator_id", "period", "readings", "mean", "median", "lowest", "highest", "longest_gap")
WEEKLY = ("project_id", "indicator_id", "when", "value", "low", "high")


def estimate(tables: Tables, params: EstimateParams) -> Estimates:
    """Facts and tables on each series of readings; the readings themselves are aggregated where they lie.

    Tables: `sensors_series` (a row a project and indicator), `sensors_monthly` (mean, median, extremes, silences) and
    `sensors_weekly` (the medians of days, for figures). The day of change is that of the milestone « deployed ».
    """
    changed_on = deployments(tables)
    found = sensor_series(aggregated(tables, changed_on), library(tables["indicators"]), changed_on)
    names = _project_names(tables)
    facts: list[Fact] = []
    rows = []
    for series in found:
        own, row = series_facts(series, names.get(series.project_id, series.project_id), params.confidence_level)
        facts += own
        rows.append(row)
    told = pd.DataFrame(rows, columns=list(SERIES_COLUMNS)).astype(
        {"changed_on": "datetime64[us]", "is_found": "boolean"}
    )
    return Estimates(
        [*totals(found, told), *facts],
        {"sensors_series": told, "sensors_monthly": monthly(found), "sensors_weekly": weekly(found)},
    )


def deployments(tables: Tables) -> dict[str, pd.Timestamp]:
    """The day each project was deployed, of those that were."""
    milestones = tables.get("milestones")
    if milestones is None:
        return {}
    reached = milestones[milestones["step"].eq(DEPLOYED) & milestones["date"].notna()]
    return {
        str(project): pd.Timestamp(day) for project, day in zip(reached["project_id"], reached["date"], strict=True)
    }


def _project_names(tables: Tables) -> dict[str, str]:
    register = tables.get("projects")
    if register is None:
        return {}
    return dict(zip(register["project_id"].astype(str), register["name"].astype(str), strict=True))


def totals(found: Sequence[SensorSeries], told: pd.DataFrame) -> list[Fact]:
    """How many series, readings and projects; how many series cannot be read, and how many break at the deployment."""
    if not found:
        return []
    apart = told["sense"].isin(["favourable", "unfavourable", "moved"])
    counts = (
        ("series", "Séries de capteurs", "Series", len(found)),
        ("readings", "Lectures de capteurs reçues", "Readings", sum(int(each.whole["readings"]) for each in found)),
        ("projects", "Projets dont un capteur a envoyé des lectures", "Projects", told["project_id"].nunique()),
        ("stuck", "Séries dont le capteur répète une même valeur", "Stuck series", told["state"].eq("stuck").sum()),
        ("sparse", "Séries où plus d’un quart des lectures manque", "Sparse series", told["state"].eq("sparse").sum()),
        ("compared", "Séries lues avant et après la mise en service", "Compared", told["jump_fact"].notna().sum()),
        ("apart", "Séries dont le niveau saute à la mise en service", "Series that jump", apart.sum()),
    )
    rows = Rows.of(*(row for each in found for row in each.rows))
    return [_total(what, label, label_en, float(value), rows) for what, label, label_en, value in counts]


def _total(what: str, label: str, label_en: str, value: float, rows: Rows) -> Fact:
    return Fact(
        fact_id=f"sensors-{what}",
        label_fr=french(label),
        label_en=label_en,
        unit="count",
        value=value,
        method="Dénombrement",
        computed_by="pipeline.estimators.sensors:totals",
        source_table="sensors",
        design="census",
        limits_fr=french(EVIDENCE_FR),
        rows=rows,
    )


def monthly(found: Sequence[SensorSeries]) -> pd.DataFrame:
    """Aggregates of each series and month; `longest_gap` in seconds."""
    parts = [series.monthly[list(MONTHLY)] for series in found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(MONTHLY))


def weekly(found: Sequence[SensorSeries]) -> pd.DataFrame:
    """For each series and week (named by its Monday), the median of its days, the lowest and the highest of them."""
    rows: list[dict[str, Any]] = []
    for series in found:
        key = {"project_id": series.project_id, "indicator_id": series.entry.indicator.indicator_id}
        for week, days in series.days.groupby(series.days["when"].dt.to_period("W").dt.start_time):
            values = days["value"]
            if len(values) < LEAST_DAYS:
                continue
            rows.append({**key, "when": week, "value": values.median(), "low": values.min(), "high": values.max()})
    return pd.DataFrame(rows, columns=list(WEEKLY)).astype({"when": "datetime64[us]"})
