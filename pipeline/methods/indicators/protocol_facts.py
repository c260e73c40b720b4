"""What each project planned to measure, as facts: planned start, target and dates; then how much of it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates
from pipeline.facts import Fact, provenance
from pipeline.methods.indicators.changes import SHARE
from pipeline.methods.indicators.indicator_counts import KINDS as RESULT_KINDS
from pipeline.methods.indicators.indicator_counts import SENSE_FR, UNIT_COUNTED_FR, Kept
from pipeline.methods.indicators.indicator_counts import fact as count_fact
from pipeline.methods.indicators.measured_pairs import LibraryEntry
from pipeline.methods.indicators.pair_results import Result
from pipeline.methods.indicators.printed_decimals import (
    SHARE_DECIMALS,
    level_decimals,
    lone_target_decimals,
    target_decimals,
    written_decimals,
)
from pipeline.methods.indicators.protocol_gaps import Key
from pipeline.units import UNITS

COMPUTED_BY = "pipeline.methods.indicators.protocol_facts"
WRITTEN_FR = "Inscrit au protocole avant l’essai"
WRITTEN_LIMIT_FR = "Une intention déclarée, non un résultat."
LEVELS = (("baseline", "départ prévu", "planned start"), ("target", "cible", "target"))
DAYS = (("baseline_on", "première mesure prévue", "first measurement planned"), ("end_on", "dernière mesure prévue",
        "last measurement planned"))  # fmt: skip
UNSURE_FR = (
    "La marge ne confirme pas une évolution quand elle comprend zéro\u00a0; le site témoin, quand l’écart avec lui est"
    " nul, dans sa marge ou de l’autre sens. Les autres évolutions n’ont pas toutes une marge ou un site témoin."
)


def is_unsure(result: Result) -> bool:
    """Whether an indicator moved, and chance or the other site does not let its sense be told."""
    return result.change.sense in SIGNED and result.told.told_sense != result.change.sense


KINDS: tuple[tuple[str, str, str, Kept], ...] = (
    *RESULT_KINDS,
    (
        "unsure",
        "dont la marge ou le site témoin ne confirme pas l’évolution",
        "change not confirmed by its margin or the comparison site",
        is_unsure,
    ),
)
"""What is counted of one project’s results: what the chapter counts of all, so that projects add up to its totals.

Then how many of the changes are not confirmed.
"""
SIGNED = ("favourable", "unfavourable")
TEXTS = ("hypothesis", "method", "plan_b")
PROTOCOL_COLUMNS = (
    *("project_id", "project", "indicator_id", "name_fr", "unit_fr", *(f"{text}_fr" for text in TEXTS)),
    *(f"{column}_fact" for column, *_ in (*LEVELS, *DAYS)),
)
PROJECT_COLUMNS = ("project_id", "project", "planned_fact", *(f"{kind.replace('-', '_')}_fact" for kind, *_ in KINDS))


def protocol_facts(
    plans: Mapping[Key, pd.Series],
    entries: Mapping[str, LibraryEntry],
    names: Mapping[str, str],
    found: Sequence[Result],
    shared: Mapping[str, int],
) -> Estimates:
    """Table `indicators_protocols`: one row a planned indicator that the library holds, its levels and dates as facts.

    Columns are `PROTOCOL_COLUMNS`; a fact that the protocol does not give is missing, a text is empty. A percentage
    and a target have the decimals of the levels that were `found` beside them; `shared` are those of each indicator.
    """
    measured = {(each.pair.project_id, each.pair.entry.indicator.indicator_id): each for each in found}
    facts, rows = [], []
    for (project_id, indicator_id), plan in plans.items():
        if indicator_id in entries:
            project, entry = names.get(project_id, project_id), entries[indicator_id]
            own = {
                **_levels(plan, entry, project, measured.get((project_id, indicator_id)), shared),
                **_days(plan, entry, project),
            }
            facts += [fact for fact in own.values() if fact is not None]
            rows.append(
                {
                    "project_id": project_id,
                    "project": project,
                    "indicator_id": indicator_id,
                    "name_fr": french(entry.name_fr),
                    "unit_fr": UNITS[entry.indicator.unit].label_fr,
                    **{f"{text}_fr": _text(plan.get(text)) for text in TEXTS},
                    **{f"{column}_fact": None if fact is None else fact.fact_id for column, fact in own.items()},
                }
            )
    return Estimates(facts, {"indicators_protocols": pd.DataFrame(rows, columns=list(PROTOCOL_COLUMNS))})


def project_counts(
    plans: Mapping[Key, pd.Series], found: Sequence[Result], names: Mapping[str, str], measurements: pd.DataFrame
) -> Estimates:
    """Table `indicators_projects`: for each project, its indicators planned, measured twice, and their ways."""
    facts, rows = [], []
    for project_id in sorted({key[0] for key in plans} | {result.pair.project_id for result in found}):
        project = names.get(project_id, project_id)
        mine = [result for result in found if result.pair.project_id == project_id]
        written = [plan.to_frame().T for key, plan in plans.items() if key[0] == project_id]
        seen = measurements[measurements["project_id"].astype(str).eq(project_id)]
        evidence = seen if len(seen) else pd.concat(written)
        counted = {"planned": _planned(project_id, project, written, evidence)}
        for kind, label, label_en, kept in KINDS:
            counted[kind.replace("-", "_")] = count_fact(
                f"project-{slug(project_id)}-{kind}",
                f"Indicateurs {label}, {project}",
                f"{label_en}, {project}",
                sum(kept(result) for result in mine),
                evidence,
                computed_by=f"{COMPUTED_BY}:project_counts",
                limits_fr=french(f"{UNIT_COUNTED_FR} {UNSURE_FR if kind == 'unsure' else SENSE_FR}"),
            )
        facts += list(counted.values())
        rows.append(
            {
                "project_id": project_id,
                "project": project,
                **{f"{kind}_fact": fact.fact_id for kind, fact in counted.items()},
            }
        )
    return Estimates(facts, {"indicators_projects": pd.DataFrame(rows, columns=list(PROJECT_COLUMNS))})


def _planned(project_id: str, project: str, written: Sequence[pd.DataFrame], evidence: pd.DataFrame) -> Fact:
    return count_fact(
        f"project-{slug(project_id)}-planned",
        f"Indicateurs prévus au protocole, {project}",
        f"planned, {project}",
        len(written),
        pd.concat(written) if written else evidence,
        "protocols",
        computed_by=f"{COMPUTED_BY}:project_counts",
        limits_fr=WRITTEN_LIMIT_FR,
    )


def _levels(
    plan: pd.Series, entry: LibraryEntry, project: str, result: Result | None, shared: Mapping[str, int]
) -> dict[str, Fact | None]:
    """The planned start and the target, in the indicator's unit.

    With the decimals they were written with; percentages, and a target, with those of the levels measured.
    """
    unit = entry.indicator.unit
    told = "" if unit == SHARE else f" ({UNITS[unit].label_fr})"
    found: dict[str, Fact | None] = {}
    for column, label, label_en in LEVELS:
        value = plan.get(column)
        found[column] = None
        if value is not None and pd.notna(value):
            decimals = _decimals(column, float(value), entry, result, shared)
            words = (f"{entry.name_fr}{told}, {label}, {project}", f"{label_en}, {project}")
            found[column] = _fact(plan, entry, column, words, unit=unit, value=float(value), decimals=float(decimals))
    return found


def _decimals(column: str, value: float, entry: LibraryEntry, result: Result | None, shared: Mapping[str, int]) -> int:
    if entry.indicator.unit == SHARE:
        return SHARE_DECIMALS if result is None else level_decimals(result, shared)
    if column != "target":
        return written_decimals(value)
    if result is None:
        return lone_target_decimals(value, shared.get(entry.indicator.indicator_id, SHARE_DECIMALS))
    return target_decimals(value, result, shared)


def _days(plan: pd.Series, entry: LibraryEntry, project: str) -> dict[str, Fact | None]:
    found: dict[str, Fact | None] = {}
    for column, label, label_en in DAYS:
        day = plan.get(column)
        found[column] = None
        if day is not None and pd.notna(day):
            words = (f"{entry.name_fr}, {label}, {project}", f"{label_en}, {project}")
            found[column] = _fact(plan, entry, column, words, unit="date", value_text=f"{pd.Timestamp(day):%Y-%m-%d}")
    return found


def _fact(plan: pd.Series, entry: LibraryEntry, column: str, words: tuple[str, str], **more: Any) -> Fact:
    indicator = entry.indicator.indicator_id
    what = {"baseline": "planned-start", "target": "target", "baseline_on": "planned-from", "end_on": "planned-until"}
    return Fact(
        fact_id=f"indicators-{slug(str(plan['project_id']))}-{slug(indicator)}-{what[column]}",
        label_fr=french(words[0]),
        label_en=f"{indicator}, {words[1]}",
        method=WRITTEN_FR,
        computed_by=f"{COMPUTED_BY}:protocol_facts",
        source_table="protocols",
        design="document",
        limits_fr=WRITTEN_LIMIT_FR,
        rows=provenance(plan.to_frame().T),
        **more,
    )


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else french(str(value))
