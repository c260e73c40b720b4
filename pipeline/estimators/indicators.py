"""What projects measured before and after: changes, targets, comparisons, and what each design lets one say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.indicators.indicator_counts import by_domain, by_goal, by_strength, fact, mean_gaps, totals
from pipeline.methods.indicators.indicator_facts import changes_frame, result_facts, result_row
from pipeline.methods.indicators.indicator_tests import contrast_facts, pooled_facts, question_facts
from pipeline.methods.indicators.measured_pairs import LibraryEntry, Pair, library, pairs
from pipeline.methods.indicators.pair_results import Result, results
from pipeline.methods.indicators.pooled_changes import differences_in_differences, pooled, shared
from pipeline.methods.indicators.printed_decimals import least_decimals
from pipeline.methods.indicators.project_tests import project_tests
from pipeline.methods.indicators.protocol_facts import PROJECT_COLUMNS, project_counts, protocol_facts
from pipeline.methods.indicators.protocol_facts import PROTOCOL_COLUMNS as PLANNED_COLUMNS
from pipeline.methods.indicators.protocol_gaps import (
    EARLIER,
    LATER_THAN_PLANNED,
    NOTHING,
    ON_TIME,
    Key,
    deviations,
    incomplete,
    planned,
)
from pipeline.params import EstimateParams

REQUIRES = ("measurements", "indicators")

PROTOCOL_COLUMNS = ("project_id", "indicator_id", "baseline", "target", "baseline_on", "end_on", "plan_b")
TIMINGS = (
    (EARLIER, "plus tôt que prévu, de plus d’une semaine", "earlier than planned"),
    (ON_TIME, "à la date prévue, à une semaine près", "on time"),
    (LATER_THAN_PLANNED, "plus tard que prévu, de plus d’une semaine", "later than planned"),
)
MOMENTS_FR = {"baseline": "Première mesure", "end": "Dernière mesure"}


def estimate(tables: Tables, params: EstimateParams) -> Estimates:
    """Facts and tables on every project and indicator that was planned or measured.

    Tables: `indicators_changes` (a row a result), `indicators_domains`, `indicators_goals`, `indicators_designs`,
    `indicators_missing`, `indicators_timing`, `indicators_tests`, `indicators_forest` (a row a project and pooled
    indicator), `indicators_pooled`, `indicators_contrasts`, and for the sheets `indicators_protocols` (a row a planned
    indicator) and `indicators_projects` (a row a project). Without any row there is nothing to tell.
    """
    measurements, entries = tables["measurements"], library(tables["indicators"])
    protocols = tables.get("protocols", pd.DataFrame(columns=list(PROTOCOL_COLUMNS)))
    if measurements.empty:
        return Estimates([], _empty())
    measured, plans = pairs(measurements, entries), planned(protocols)
    found = results(measured, plans, params.confidence_level)
    names, decimals = project_names(tables), least_decimals(found)
    parts = (
        changes(found, names, decimals),
        counts(found, measured, plans, entries, measurements),
        missing(plans, measured, entries, names, measurements),
        timing(plans, measured, measurements),
        protocol_facts(plans, entries, names, found, decimals),
        project_counts(plans, found, names, measurements),
        over_projects(found, measured, names, params.confidence_level, measurements),
    )
    facts = [each for part in parts for each in part.facts]
    return Estimates(facts, {name: table for part in parts for name, table in part.tables.items()})


def project_names(tables: Tables) -> Mapping[str, str]:
    """The name of each project in the register."""
    register = tables.get("projects")
    if register is None:
        return {}
    return dict(zip(register["project_id"].astype(str), register["name"].astype(str), strict=True))


def changes(found: Sequence[Result], names: Mapping[str, str], decimals: Mapping[str, int]) -> Estimates:
    """One row and up to four facts a result, by domain then indicator then project.

    `decimals` are those of each indicator that its projects are read with side by side (`least_decimals`).
    """
    facts: list[Fact] = []
    rows = []
    for result in found:
        project = names.get(result.pair.project_id, result.pair.project_id)
        own = result_facts(result, project, decimals)
        facts += own
        rows.append(result_row(result, project, own))
    frame = changes_frame(rows).sort_values(["name_fr", "project_id"], kind="stable", ignore_index=True)
    return Estimates(facts, {"indicators_changes": frame})


def counts(
    found: Sequence[Result],
    measured: Sequence[Pair],
    plans: Mapping[Key, pd.Series],
    entries: Mapping[str, LibraryEntry],
    measurements: pd.DataFrame,
) -> Estimates:
    """Totals, and counts by domain, goal and design."""
    keys = {_key(pair) for pair in measured}
    known = [(entries[key[1]], row.to_frame().T) for key, row in plans.items() if key[1] in entries]
    domain_facts, domains = by_domain(found, known, measurements)
    goal_facts, goals = by_goal(found, measurements)
    design_facts, designs = by_strength(measured, len(plans.keys() - keys), measurements)
    n_projects = len({result.pair.project_id for result in found})
    own = (
        ("planned", "Indicateurs de projet prévus au protocole", "planned", len(plans)),
        ("any", "Indicateurs de projet mesurés au moins une fois", "measured at least once", len(measured)),
        ("projects", "Projets qui ont mesuré un indicateur avant et après", "projects with results", n_projects),
        ("different", "Indicateurs différents mesurés", "different indicators", len({key[1] for key in keys})),
        (
            "shared",
            "Indicateurs que trois projets au moins ont mesurés",
            "shared by three projects",
            len(shared(found)),
        ),
    )
    plain = [fact(what, label, label_en, value, measurements) for what, label, label_en, value in own]
    return Estimates(
        [*plain, *totals(found, measurements), *domain_facts, *goal_facts, *design_facts],
        {"indicators_domains": domains, "indicators_goals": goals, "indicators_designs": designs},
    )


def _key(pair: Pair) -> Key:
    return pair.project_id, pair.entry.indicator.indicator_id


def missing(
    plans: Mapping[Key, pd.Series],
    measured: Sequence[Pair],
    entries: Mapping[str, LibraryEntry],
    names: Mapping[str, str],
    measurements: pd.DataFrame,
) -> Estimates:
    """Indicators of projects without both phases: how many, which, and what the protocol had in reserve."""
    rows = incomplete(plans, measured)
    has_plan_b, has_nothing = rows["plan_b"].ne(""), rows["missing"].eq(NOTHING)
    own = (
        ("incomplete", "Indicateurs de projet sans les deux phases", "without both phases", len(rows)),
        (
            "incomplete-plan-b",
            "Indicateurs de projet sans les deux phases dont le protocole a une solution de repli",
            "without both phases, with a plan B",
            int(has_plan_b.sum()),
        ),
        (
            "incomplete-nothing",
            "Indicateurs de projet prévus, jamais mesurés",
            "planned, never measured",
            int(has_nothing.sum()),
        ),
    )
    facts = [fact(what, label, label_en, value, measurements) for what, label, label_en, value in own]
    told = rows.assign(
        project=[names.get(project, project) for project in rows["project_id"]],
        name_fr=[french(entries[each].name_fr) if each in entries else each for each in rows["indicator_id"]],
        plan_b=[french(plan) for plan in rows["plan_b"]],
    )
    return Estimates(facts, {"indicators_missing": told})


def timing(plans: Mapping[Key, pd.Series], measured: Sequence[Pair], measurements: pd.DataFrame) -> Estimates:
    """How many first and last measurements came earlier, on time or later than planned, and by how much at most."""
    found = deviations(plans, measured)
    facts, rows = [], []
    for moment, name in MOMENTS_FR.items():
        days = found[found["moment"].eq(moment)]
        if len(days):
            row: dict[str, object] = {"moment": moment, "name": name}
            for code, label, label_en in TIMINGS:
                n = int(days["timing"].eq(code).sum())
                facts.append(
                    fact(
                        f"{moment}-{code.replace('_', '-')}",
                        f"{name} {label}",
                        f"{moment}, {label_en}",
                        n,
                        measurements,
                    )
                )
                row[f"{code}_fact"] = facts[-1].fact_id
            facts.append(_median_days(moment, name, days["days"], measurements))
            rows.append({**row, "days_fact": facts[-1].fact_id})
    columns = ["moment", "name", *(f"{code}_fact" for code, *_ in TIMINGS), "days_fact"]
    return Estimates(facts, {"indicators_timing": pd.DataFrame(rows, columns=columns)})


def _median_days(moment: str, name: str, days: pd.Series, measurements: pd.DataFrame) -> Fact:
    return fact(
        f"{moment}-days",
        f"{name}, écart médian à la date prévue (négatif : plus tôt)",
        f"{moment}, median days from plan",
        float(days.median()),
        measurements,
        unit="days",
        method="Médiane des écarts en jours",
        limits_fr="Un écart de calendrier ne dit rien de la qualité de la mesure.",
    )


def over_projects(
    found: Sequence[Result],
    measured: Sequence[Pair],
    names: Mapping[str, str],
    level: float,
    measurements: pd.DataFrame,
) -> Estimates:
    """Tests over projects, pooled changes of one indicator, and differences in differences of one indicator."""
    test_list, tests = question_facts(project_tests(found, level), found, level)
    pooled_list, pooled_tables = pooled_facts(pooled(found, level), names)
    compared = differences_in_differences(measured, level)
    contrast_list, contrasts = contrast_facts(compared)
    tables = {"indicators_tests": tests, **pooled_tables, "indicators_contrasts": contrasts}
    gaps = [] if measurements.empty else mean_gaps(compared, measurements)
    return Estimates([*test_list, *pooled_list, *contrast_list, *gaps], tables)


def _empty() -> dict[str, pd.DataFrame]:
    """The tables of a cohort that measured nothing, so that its booklet can say so."""
    nothing: list[Result] = []
    domains, goals = by_domain(nothing, [], pd.DataFrame())[1], by_goal(nothing, pd.DataFrame())[1]
    parts = (changes(nothing, {}, {}), over_projects(nothing, [], {}, 0.95, pd.DataFrame()))
    tables = {name: table for part in parts for name, table in part.tables.items()}
    designs = pd.DataFrame(columns=["strength", "design_fr", "result_fr", "missing_fr", "count", "count_fact"])
    gaps = pd.DataFrame(columns=["project_id", "indicator_id", "missing", "plan_b", "project", "name_fr"])
    when = pd.DataFrame(columns=["moment", "name", *(f"{code}_fact" for code, *_ in TIMINGS), "days_fact"])
    return {
        **tables,
        "indicators_domains": domains,
        "indicators_goals": goals,
        "indicators_designs": designs,
        "indicators_missing": gaps,
        "indicators_timing": when,
        "indicators_protocols": pd.DataFrame(columns=list(PLANNED_COLUMNS)),
        "indicators_projects": pd.DataFrame(columns=list(PROJECT_COLUMNS)),
    }
