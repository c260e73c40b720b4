"""The register project by project, for their sheets: the date of each step, what it took, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.capitals import capitalised
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.projects.project_paths import FROM_FR, STEPS, TO_FR, in_order, months, project_paths

COMPUTED_BY = "pipeline.methods.projects.project_register"
DATED_FR = "Relevé du registre des jalons ; une étape datée deux fois compte à sa première date"
BOUGHT_FR = "Relevé du registre des achats ; premier achat du projet"
ELAPSED_FR = "Jours entre deux dates du registre, divisés par 30,44"
MEDIAN_FR = "Médiane des durées des projets de la commune qui ont franchi les deux étapes"
COUNTED_FR = "Dénombrement de tout le registre"
LIMIT_FR = "Dates inscrites par le programme, sans contrôle sur place."
DONE_FR = f"{LIMIT_FR} Les attentes encore en cours n’y sont pas."
FEWEST_PROJECTS = 3
"""A median over fewer would be the dates of one project, which its own sheet gives."""

FLAGS = ("is_deployed", "is_measured", "is_bought", "is_renewed", "is_stopped", "is_waiting")
PROJECT_COLUMNS = (
    *("project_id", "project", "theme", "theme_fr", "commune_insee", "commune", "status", "status_fr", *FLAGS),
    *(f"{step}_fact" for step in STEPS),
    *("months_fact", "bought_fact"),
)
SPAN_COLUMNS = ("commune", "span", "label_fr", "passed_fact", "median_fact")


def project_register(tables: Tables) -> Estimates:
    """Tables `deployment_projects` (one row a project, in the order of the register) and `deployment_commune_spans`.

    The first has `PROJECT_COLUMNS`: who and where, what became of it, each step's date as a fact, months from selection
    to deployment, date of the first purchase (whether it was bought is missing without a register of purchases). The
    second has one row a commune and pair of steps that a project of it has passed: how many did, and the median of
    their months where `FEWEST_PROJECTS` did.
    """
    paths, milestones, purchases = project_paths(tables), tables["milestones"], tables.get("purchases")
    told = [_project(path, milestones, purchases) for _, path in paths.iterrows()]
    spans = list(_spans(paths, milestones))
    facts = [value for row in (*told, *spans) for value in row.values() if isinstance(value, Fact)]
    return Estimates(
        facts,
        {
            "deployment_projects": _frame(told, PROJECT_COLUMNS).astype(dict.fromkeys(FLAGS, "boolean")),
            "deployment_commune_spans": _frame(spans, SPAN_COLUMNS),
        },
    )


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows with each fact replaced by its id."""
    told = [{name: value.fact_id if isinstance(value, Fact) else value for name, value in row.items()} for row in rows]
    return pd.DataFrame(told, columns=list(columns))


def _project(path: pd.Series, milestones: pd.DataFrame, purchases: pd.DataFrame | None) -> dict[str, Any]:
    project_id, status = str(path["project_id"]), path["status"]
    mine = milestones[milestones["project_id"].astype(str).eq(project_id)]
    bought = _purchases_of(purchases, project_id)
    return {
        "project_id": project_id,
        "project": french(str(path["name"])),
        **{name: path[name] for name in ("theme", "theme_fr", "commune_insee", "commune")},
        "status": "" if pd.isna(status) else str(status),
        "status_fr": value_words("" if pd.isna(status) else str(status), {})[0],
        **{flag: path[flag] for flag in FLAGS if flag not in ("is_bought", "is_renewed")},
        "is_bought": pd.NA if purchases is None else bool(path["is_bought"]),
        "is_renewed": pd.NA if purchases is None else bool(bought["is_renewed"].eq(True).any()),
        **{f"{step}_fact": _dated(path, step, mine) for step in STEPS},
        "months_fact": _elapsed(path, mine),
        "bought_fact": _bought(path, bought),
    }


def _purchases_of(purchases: pd.DataFrame | None, project_id: str) -> pd.DataFrame:
    if purchases is None or purchases.empty:
        return pd.DataFrame(columns=["project_id", "date", "is_renewed"])
    return purchases[purchases["project_id"].astype(str).eq(project_id)].sort_values("date", kind="stable")


def _dated(path: pd.Series, step: str, mine: pd.DataFrame) -> Fact | None:
    if pd.isna(path[step]):
        return None
    rows = mine[mine["step"].eq(step) & mine["date"].eq(path[step])]
    fr, en = STEPS[step]
    return _date(path, slug(step), (fr, en), path[step], rows, DATED_FR, "milestones")


def _bought(path: pd.Series, bought: pd.DataFrame) -> Fact | None:
    dated = bought[bought["date"].notna()]
    if dated.empty:
        return None
    return _date(path, "bought", ("premier achat", "first purchase"), dated["date"].iloc[0], dated.head(1), BOUGHT_FR,
                 "purchases")  # fmt: skip


def _date(
    path: pd.Series, what: str, words: tuple[str, str], day: Any, rows: pd.DataFrame, method: str, table: str
) -> Fact:
    return _fact(path, what, words, rows, method, table, unit="date", value_text=f"{pd.Timestamp(day):%Y-%m-%d}")


def _elapsed(path: pd.Series, mine: pd.DataFrame) -> Fact | None:
    """Months from selection to deployment."""
    if pd.isna(path["selection"]) or pd.isna(path["deployed"]):
        return None
    words = ("mois de la sélection au déploiement", "months from selection to deployment")
    rows = mine[mine["step"].isin(["selection", "deployed"])]
    value = float((path["deployed"] - path["selection"]).days / (365.25 / 12))
    return _fact(path, "months", words, rows, ELAPSED_FR, "milestones", unit="months", value=value, decimals=1.0)


def _fact(
    path: pd.Series, what: str, words: tuple[str, str], rows: pd.DataFrame, method: str, table: str, **more: Any
) -> Fact:
    fr, en = words
    return Fact(
        fact_id=f"deployment-project-{slug(str(path['project_id']))}-{what}",
        label_fr=french(f"{capitalised(fr)}, {path['name']}"),
        label_en=f"{capitalised(en)}, {path['project_id']}",
        method=french(method),
        computed_by=f"{COMPUTED_BY}:project_register",
        source_table=table,
        design="census",
        limits_fr=LIMIT_FR,
        rows=provenance(rows),
        **more,
    )


def _spans(paths: pd.DataFrame, milestones: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Each commune in the order of the alphabet, each pair of steps in their order."""
    for commune in in_order(paths["commune"]):
        mine = paths[paths["commune"].eq(commune)]
        for start, end in pairwise(STEPS):
            passed = mine[mine[start].notna() & mine[end].notna()]
            if len(passed):
                yield _span(commune, (start, end), passed, milestones)


def _span(commune: str, steps: tuple[str, str], passed: pd.DataFrame, milestones: pd.DataFrame) -> dict[str, Any]:
    """One commune and pair of steps: how many projects passed both, and the median of their months if there is one."""
    start, end = steps
    rows = milestones[milestones["project_id"].isin(passed["project_id"]) & milestones["step"].isin(steps)]
    return {
        "commune": commune,
        "span": f"{start}-{end}",
        "label_fr": capitalised(f"{FROM_FR[start]} {TO_FR[end]}"),
        "passed_fact": _passed(commune, steps, passed, rows),
        "median_fact": _median(commune, steps, passed, rows) if len(passed) >= FEWEST_PROJECTS else None,
    }


def _passed(commune: str, steps: tuple[str, str], passed: pd.DataFrame, rows: pd.DataFrame) -> Fact:
    said, count = ("passed", "Projets passés", "Passed"), {"unit": "count", "value": float(len(passed))}
    return _span_fact(commune, steps, said, rows, method=COUNTED_FR, **count)


def _median(commune: str, steps: tuple[str, str], passed: pd.DataFrame, rows: pd.DataFrame) -> Fact:
    start, end = steps
    said, median = ("months", "Durée médiane", "Months"), float(months(passed[start], passed[end]).median())
    more = {"decimals": 1.0, "n_answered": float(len(passed)), "method": MEDIAN_FR}
    return _span_fact(commune, steps, said, rows, unit="months", value=median, **more)


def _span_fact(
    commune: str, steps: tuple[str, str], said: tuple[str, str, str], rows: pd.DataFrame, **fields: Any
) -> Fact:
    start, end = steps
    (what, fr, en), (_, from_en), (_, to_en) = said, STEPS[start], STEPS[end]
    return Fact(
        fact_id=f"deployment-commune-{slug(commune)}-{slug(from_en)}-{slug(to_en)}-{what}",
        label_fr=french(f"{fr} {FROM_FR[start]} {TO_FR[end]}, {commune}"),
        label_en=f"{en}: {from_en} to {to_en}, {commune}",
        computed_by=f"{COMPUTED_BY}:project_register",
        source_table="milestones",
        design="census",
        limits_fr=DONE_FR,
        rows=provenance(rows),
        **fields,
    )
