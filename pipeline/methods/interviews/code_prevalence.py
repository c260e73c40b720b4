"""How many entities bear each code: of those met, and of the projects met among all those registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NARROW
from pipeline.facts import Fact
from pipeline.methods.interviews.interview_codes import CHOSEN, KEPT, Coded, count_fact, share_fact
from pipeline.statistics.shares import share_interval

COMPUTED_BY = "pipeline.methods.interviews.code_prevalence:prevalence"
NAMES = ("name", "project_id", "holder")
"""By which of its columns the register of projects may be what an interview calls its entity."""

AS_IF_DRAWN = (
    "L’intervalle vaudrait si les projets rencontrés avaient été tirés au sort ; ils ont été choisis, "
    "il dit donc seulement combien une poignée d’entretiens laisse ouvert."
)
COLUMNS = (
    "dimension",
    "dimension_fr",
    "code",
    "code_fr",
    "count",
    "entities_fact",
    "any_fact",
    "projects_fact",
    "value",
    "low",
    "high",
)


def projects_met(coded: Coded, projects: pd.DataFrame) -> list[str]:
    """The entities of the interviews that are projects of the register."""
    known: set[str] = set()
    for column in NAMES:
        if column in projects:
            known |= set(projects[column].dropna().astype(str))
    return [entity for entity in coded.entities if entity in known]


def prevalence(coded: Coded, projects: pd.DataFrame, level: float) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a code, by dimension and then the most frequent first.

    Base: the entities of which a passage was coded in that dimension; the others were not asked, which is no answer.
    `value`, `low` and `high` are of the projects met, out of all registered: missing when none was met.
    """
    bears, given = coded.presence("entity"), _given(coded)
    met = projects_met(coded, projects)
    facts: list[Fact] = []
    lines = []
    for key, code_fr in coded.labels.items():
        dimension = coded.dimension_of(key)
        asked = sorted(map(str, coded.of_dimension(dimension)["entity"].unique()))
        bearing = {entity for entity in asked if bears[key][entity]}
        found = _of_code(coded, key, (asked, bearing, given[key]))
        of_projects = _of_projects(coded, key, [entity for entity in asked if entity in met], bearing, projects, level)
        facts += [*found.values(), *([of_projects] if of_projects else [])]
        shown = {name: getattr(of_projects, name, None) for name in ("value", "low", "high")}
        ids: dict[str, str | None] = {f"{kind}_fact": fact.fact_id for kind, fact in found.items()}
        ids["projects_fact"] = getattr(of_projects, "fact_id", None)
        named = {"dimension": dimension, "dimension_fr": coded.dimensions[dimension], "code": key, "code_fr": code_fr}
        lines.append({**named, "count": len(bearing), **ids, **shown})
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    order = {name: position for position, name in enumerate(coded.dimensions)}
    place = table["dimension"].map(order)
    sorted_table = table.assign(place=place).sort_values(["place", "count"], ascending=[True, False], kind="stable")
    return sorted_table.drop(columns="place").reset_index(drop=True), facts


def presence_table(coded: Coded) -> pd.DataFrame:
    """Entities that may be shown × codes, 1 where the code is kept; `entity` is a column, codes by their key."""
    presence = coded.presence("entity").astype("int64")
    return presence.loc[presence.index.isin(coded.shown)].reset_index()


def _given(coded: Coded) -> Mapping[str, set[str]]:
    """The entities to which at least one coder gave each code."""
    return {str(key): set(rows["entity"].astype(str)) for key, rows in coded.segments.groupby("key")}


def _label(coded: Coded, key: str) -> str:
    return f"«{NARROW}{coded.labels[key]}{NARROW}» ({coded.dimensions[coded.dimension_of(key)]})"


def _of_code(coded: Coded, key: str, counted: tuple[list[str], set[str], set[str]]) -> dict[str, Fact]:
    asked, bearing, given = counted
    rows, about = coded.of_dimension(coded.dimension_of(key)), _label(coded, key)
    return {
        "entities": share_fact(
            f"{slug(key)}-entities",
            (f"Entités qui portent {about}", f"Entities bearing {key}"),
            rows,
            (len(bearing), len(asked)),
            computed_by=COMPUTED_BY,
        ),
        "any": count_fact(
            f"{slug(key)}-any",
            (f"Entités auxquelles un codeur au moins a donné {about}", f"Entities given {key} by any coder"),
            coded.of_code(key),
            len(given),
            method="Dénombrement sans doublon",
            computed_by=COMPUTED_BY,
        ),
    }


def _of_projects(
    coded: Coded, key: str, met: list[str], bearing: set[str], projects: pd.DataFrame, level: float
) -> Fact | None:
    """k of the n projects met; with an interval for all those registered when some were not met."""
    if not met:
        return None
    k, n = sum(entity in bearing for entity in met), len(met)
    found = share_interval(k, n, level, max(len(projects), n))
    bounds: dict[str, Any] = {}
    if found.interval is not None:
        bounds = {"low": found.low, "high": found.high, "level": found.level, "interval_method": found.interval.name_fr}
    rows = coded.of_dimension(coded.dimension_of(key))
    return share_fact(
        f"{slug(key)}-projects",
        (f"Projets rencontrés qui portent {_label(coded, key)}", f"Projects bearing {key}"),
        rows.loc[rows["entity"].isin(met)],
        (k, n),
        n_frame=float(len(projects)),
        method=f"{KEPT} ; projets du registre rencontrés",
        limits_fr=f"{CHOSEN} {AS_IF_DRAWN}" if bounds else CHOSEN,
        computed_by=COMPUTED_BY,
        **bounds,
    )
