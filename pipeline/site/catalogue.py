"""The catalogue page: projects of the register, to search and to filter, then those of printed catalogues."""

from __future__ import annotations

from typing import Any

from pipeline.booklet import wording
from pipeline.booklet.slugs import slug
from pipeline.site.edition import Edition
from pipeline.site.rendering import all_shown

FACETS_FR = {
    "theme": ("Thème", "Tous"),
    "commune": ("Commune", "Toutes"),
    "status": ("État", "Tous"),
    "weakest": ("Critère le plus faible", "Tous"),
}
PRINTED_FACETS = ("theme", "commune")
"""What a project of the printed catalogue can be filtered by."""
PRINTED_TOO_FR = " Ceux du catalogue publié le sont aussi."

TRIED = "deploiement"
"""The criterion of replicability that says how far a project was tried."""

NOT_TRIED_FR, STOPPED_FR = "pas encore déployé", "arrêté avant le déploiement"


def catalogue(edition: Edition) -> dict[str, Any]:
    """What the page shows: filters with their options (code to name), projects with their codes, printed projects."""
    projects = edition.release.table("deployment_projects").to_dict("records")
    sheets = {sheet["title"]: sheet for sheet in edition.sheets if sheet["kind"] == "project"}
    weakest = _weakest(edition)
    shown = [_project(row, sheets[str(row["project"])], weakest.get(str(row["project_id"]), {})) for row in projects]
    printed = edition.release.optional_table("portfolio_catalogue").to_dict("records")
    return {
        "facets": {
            name: {"label": label, "all": everything, "options": _options(shown, name)}
            for name, (label, everything) in FACETS_FR.items()
        },
        "projects": shown,
        "count": wording.plural(len(shown), "projet"),
        "all_shown": f"{all_shown(len(shown), 'projet')}{PRINTED_TOO_FR if printed else ''}",
        "printed": [{**row, "codes": {name: slug(str(row[name])) for name in PRINTED_FACETS}} for row in printed],
    }


def _weakest(edition: Edition) -> dict[str, dict[str, str]]:
    """The weakest criteria of each project that was scored: their French names."""
    anchors = edition.release.optional_table("replicability_anchors", ("criterion_id", "criterion_fr"))
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    profiles = edition.release.optional_table("replicability_profiles", ("project_id", "weakest"))
    return {
        str(project): {str(criterion): str(names[criterion]) for criterion in criteria}
        for project, criteria in zip(profiles["project_id"], profiles["weakest"], strict=True)
    }


def _project(row: dict[Any, Any], sheet: dict[str, Any], weakest: dict[str, str]) -> dict[str, Any]:
    """One row of the page: names as read, and for each filter the codes that its sheet was given."""
    is_hidden = sheet["facets"]["status"] == [""]
    names = {
        "theme": [str(row["theme_fr"])],
        "commune": [str(row["commune"])],
        "status": ["secret statistique" if is_hidden else str(row["status_fr"])],
        "weakest": list(weakest.values()) if is_hidden else list(_tried(row, weakest).values()),
    }
    return {
        "name": str(row["project"]),
        "slug": sheet["slug"],
        "names": names,
        "codes": {facet: " ".join(map(slug, values)) for facet, values in names.items()},
    }


def _tried(row: dict[Any, Any], weakest: dict[str, str]) -> dict[str, str]:
    """The criteria, without a reproach to a project for not being tried where it could not be yet."""
    if TRIED not in weakest or row["is_deployed"]:
        return weakest
    return {**weakest, TRIED: STOPPED_FR if row["is_stopped"] else NOT_TRIED_FR}


def _options(projects: list[dict[str, Any]], facet: str) -> dict[str, str]:
    """Code to name of every value that a project has, in the order of the alphabet."""
    values = {value for project in projects for value in project["names"][facet]}
    return {slug(value): value for value in sorted(values, key=slug)}
