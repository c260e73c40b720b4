"""What became of the projects: steps reached, time they took, time to deployment, outcome by theme and by commune."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.slugs import slug
from pipeline.capitals import capitalised
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.project_paths import FROM_FR, STEPS, TO_FR, in_order, last_step, months, project_paths
from pipeline.methods.projects.project_register import project_register
from pipeline.methods.projects.register_facts import Register, Words
from pipeline.plan import Settings
from pipeline.statistics.waiting_times import WaitingCurve, waiting_curve

REQUIRES = ("projects", "milestones")

LIMIT = (
    "Registre des projets et de leurs jalons, tel que tenu par le programme. Tous les projets y sont : ces nombres "
    "n’ont pas d’intervalle."
)
DONE_LIMIT = f"{LIMIT} Seuls les projets qui ont franchi l’étape sont comptés : les attentes en cours manquent."
WAITING_FR = (
    "Courbe de Kaplan–Meier (1958) de tous les projets sélectionnés ; un projet non déployé attend jusqu’à la dernière "
    "date du registre, un projet arrêté aussi puisqu’il ne le sera pas"
)
OUTCOMES: dict[str, Words] = {
    "projects": ("sélectionnés", "selected"),
    "deployed": ("déployés", "deployed"),
    "measured": ("mesurés", "measured"),
    "bought": ("achetés", "bought"),
    "waiting": ("en attente de déploiement", "waiting for deployment"),
    "stopped": ("arrêtés avant le déploiement", "stopped before deployment"),
}
MEMBERS = ("theme", "commune")
STEP_COLUMNS = ("step", "label_fr", "reached_fact")
DURATION_COLUMNS = ("span", "label_fr", "passed_fact", "low_fact", "median_fact", "high_fact")
CURVE_COLUMNS = ("month", "deployed_fact", "waiting_fact")
STOPPED_COLUMNS = ("step", "label_fr", "count_fact")
DATE_COLUMNS = ("commune", "commune_fact", "project", *STEPS)


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """Counts of projects by step, durations between steps, and the waiting time to deployment.

    Tables: `deployment_steps`, `deployment_durations`, `deployment_curve` (one row a whole month, empty under the base
    that percentages need), `deployment_stopped` (by last step), `deployment_theme` and `deployment_commune` (one row
    each, alphabetical, a `<outcome>_fact` column an outcome), `deployment_dates` (one row a project), and those of
    `project_register` for the sheets.
    """
    paths = project_paths(tables)
    register = Register("deployment", "projects", paths, LIMIT)
    parts = {
        "steps": (STEP_COLUMNS, list(_steps(paths, tables["milestones"]))),
        "durations": (DURATION_COLUMNS, list(_durations(paths))),
        "curve": (CURVE_COLUMNS, list(_curve(paths, register, settings.percent_base_min))),
        "stopped": (STOPPED_COLUMNS, list(_stopped(paths, register))),
        **{kind: (_member_columns(tables), list(_members(paths, kind, tables))) for kind in MEMBERS},
    }
    facts = [*_totals(paths, tables, register), *(fact for _, lines in parts.values() for fact in _facts_of(lines))]
    frames = {f"deployment_{name}": _frame(lines, columns) for name, (columns, lines) in parts.items()}
    one_by_one = project_register(tables)
    tables_of = {**frames, "deployment_dates": _dates(paths), **one_by_one.tables}
    return Estimates([*facts, *one_by_one.facts], tables_of)


def _facts_of(lines: Iterable[dict[str, Any]]) -> Iterator[Fact]:
    for line in lines:
        yield from (value for value in line.values() if isinstance(value, Fact))


def _frame(lines: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """The lines with each fact replaced by its id."""
    rows = [{k: v.fact_id if isinstance(v, Fact) else v for k, v in line.items()} for line in lines]
    return pd.DataFrame(rows, columns=list(columns))


def _outcomes(rows: pd.DataFrame, tables: Tables) -> dict[str, pd.DataFrame]:
    """Projects by outcome; whether they were bought is not known where no purchases were delivered."""
    known = [what for what in OUTCOMES if what != "bought" or "purchases" in tables]
    return {what: rows if what == "projects" else rows[rows[f"is_{what}"]] for what in known}


def _evidence(tables: Tables, what: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The projects of an outcome, with the milestones or purchases that say so."""
    behind = tables.get({"bought": "purchases", "deployed": "milestones", "measured": "milestones"}.get(what, ""))
    if behind is None or behind.empty:
        return rows
    mine = behind[behind["project_id"].isin(rows["project_id"])]
    return pd.concat([rows, mine if what == "bought" else mine[mine["step"].eq(what)]])


def _totals(paths: pd.DataFrame, tables: Tables, register: Register) -> Iterator[Fact]:
    if paths.empty:
        return
    yield register.count("projects", ("Projets sélectionnés", "Projects selected"), paths)
    for what, rows in _outcomes(paths, tables).items():
        fr, en = OUTCOMES[what]
        if what != "projects":
            label = (f"Projets {fr}", f"Projects {en}")
            yield register.share(what, label, len(rows), len(paths), _evidence(tables, what, rows))
    after = paths[paths["is_deployed"] & paths["status"].eq("dropped_out").fillna(False)]
    yield register.count("stopped-after", ("Projets arrêtés après le déploiement", "Stopped after deployment"), after)
    yield from _time_to_deploy(paths, register)


def _time_to_deploy(paths: pd.DataFrame, register: Register) -> Iterator[Fact]:
    """When half of all selected projects were deployed; nothing while they are not."""
    curve = _waiting(paths)
    half = curve.quantile(0.5) if curve else None
    if half is not None:
        label = (
            "Délai au bout duquel la moitié des projets sélectionnés sont déployés",
            "Time until half are deployed",
        )
        yield register.measure("half-deployed", label, half, paths[paths["selection"].notna()], "months", WAITING_FR)


def _steps(paths: pd.DataFrame, milestones: pd.DataFrame) -> Iterator[dict[str, Any]]:
    if paths.empty:
        return
    register = Register("deployment", "milestones", paths, LIMIT)
    for step, (fr, en) in STEPS.items():
        reached = paths[paths[step].notna()]
        dated = milestones[milestones["step"].eq(step) & milestones["project_id"].isin(reached["project_id"])]
        label = (f"Projets dont l’étape « {fr} » est datée", f"Projects with a dated step: {en}")
        fact = register.count(f"step-{slug(en)}", label, dated, value=len(reached))
        yield {"step": step, "label_fr": capitalised(fr), "reached_fact": fact}


def _durations(paths: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Months from each step to the next, and from selection to deployment, for the projects that passed both."""
    spans = [*pairwise(STEPS), ("selection", "deployed")]
    register = Register("deployment", "milestones", paths, DONE_LIMIT)
    for start, end in spans:
        passed = paths[paths[start].notna() & paths[end].notna()]
        if passed.empty:
            continue
        span_fr, (from_en, to_en) = f"{FROM_FR[start]} {TO_FR[end]}", (STEPS[start][1], STEPS[end][1])
        label = (f"Mois {span_fr}", f"Months from {from_en} to {to_en}")
        what = f"months-{slug(from_en)}-{slug(to_en)}"
        count = register.count(what, (f"Projets passés {span_fr}", f"Projects, {label[1]}"), passed)
        low, median, high = register.quarters(what, label, months(passed[start], passed[end]), passed, "months")
        shown = {"span": f"{start}-{end}", "label_fr": capitalised(span_fr), "passed_fact": count}
        yield {**shown, "low_fact": low, "median_fact": median, "high_fact": high}


def _waiting(paths: pd.DataFrame) -> WaitingCurve | None:
    """Months from selection to deployment, or to the last date of the register; None without a dated selection."""
    known = paths[paths["selection"].notna() & (paths["deployed"].notna() | ~paths["is_deployed"])]
    if known.empty:
        return None
    end = known["deployed"].fillna(paths[list(STEPS)].max(axis=None))
    return waiting_curve(list(months(known["selection"], end)), list(known["deployed"].notna()))


def _curve(paths: pd.DataFrame, register: Register, base_min: int) -> Iterator[dict[str, Any]]:
    """For each whole month, the share deployed and how many still wait; a share needs a base."""
    curve = _waiting(paths)
    if curve is None or len(curve.durations) < base_min or not any(curve.is_seen):
        return
    known = paths[paths["selection"].notna()]
    last_seen = max(length for length, seen in zip(curve.durations, curve.is_seen, strict=True) if seen)
    for month in range(max(math.ceil(last_seen), math.floor(max(curve.durations))) + 1):
        part, waiting = curve.happened_by(month), curve.waiting_at(month)
        labels = (f"Projets déployés au bout de {month} mois", f"Deployed within {month} months")
        still = (f"Projets suivis, non déployés au bout de {month} mois", f"Not deployed after {month} months")
        if curve.is_exact_until(month):
            total = len(curve.durations)
            deployed = register.share(f"within-{month}-months", labels, round(part * total), total, known)
        else:
            deployed = register.measure(f"within-{month}-months", labels, part, known, "share", WAITING_FR)
        yield {
            "month": month,
            "deployed_fact": deployed,
            "waiting_fact": register.count(f"waiting-{month}-months", still, known, value=waiting),
        }


def _stopped(paths: pd.DataFrame, register: Register) -> Iterator[dict[str, Any]]:
    """Projects stopped before deployment, by the last step they had reached."""
    stopped = paths[paths["is_stopped"]]
    last = pd.Series([last_step(path) for _, path in stopped.iterrows()], index=stopped.index, dtype="object")
    for step in STEPS:
        rows = stopped[last.eq(step)]
        if len(rows):
            fr, en = STEPS[step]
            label = (f"Projets arrêtés dont la dernière étape datée est « {fr} »", f"Stopped after {en}")
            fact = register.count(f"stopped-{slug(en)}", label, rows)
            yield {"step": step, "label_fr": fr, "count_fact": fact}


def _member_columns(tables: Tables) -> tuple[str, ...]:
    return ("label_fr", *(f"{what}_fact" for what in OUTCOMES if what != "bought" or "purchases" in tables))


def _members(paths: pd.DataFrame, kind: str, tables: Tables) -> Iterator[dict[str, Any]]:
    """Each theme, or each commune, with its projects by outcome, in the order of the alphabet."""
    for member in in_order(paths[kind]):
        mine = paths[paths[kind].eq(member)]
        register = Register("deployment", "projects", mine, LIMIT)
        name_fr = mine["theme_fr"].iloc[0] if kind == "theme" else member
        name_en = value_words(member, {})[1]
        line: dict[str, Any] = {"label_fr": name_fr}
        for what, rows in _outcomes(mine, tables).items():
            label = (f"{name_fr} : projets {OUTCOMES[what][0]}", f"{name_en}: projects {OUTCOMES[what][1]}")
            evidence = _evidence(tables, what, rows)
            line[f"{what}_fact"] = register.count(f"{kind}-{slug(member)}-{what}", label, evidence, value=len(rows))
        yield line


def _dates(paths: pd.DataFrame) -> pd.DataFrame:
    """The dated steps of each project, by commune then in the order of the register."""
    known = paths.assign(
        project=paths["name"],
        commune_fact=[f"deployment-commune-{slug(name)}-projects" for name in paths["commune"]],
        place=[slug(name) for name in paths["commune"]],
    )
    return known.sort_values("place", kind="stable")[list(DATE_COLUMNS)].reset_index(drop=True)
