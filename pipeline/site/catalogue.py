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


def catalogue(edition: Edition) -> dict[str, Any]:
    """What the page shows: filters with their options (code to name), projects with their codes, printed projects."""
    projects = edition.release.table("deployment_projects").to_dict("records")
    sheets = {sheet["title"]: sheet for sheet in edition.sheets if sheet["kind"] == "project"}
    weakest = _weakest(edition)
    shown = [_project(row, sheets[str(row["project"])], weakest.get(str(row["project_id"]), [])) for row in projects]
    return {
        "facets": {
            name: {"label": label, "all": everything, "options": _options(shown, name)}
            for name, (label, everything) in FACETS_FR.items()
        },
        "projects": shown,
        "count": wording.plural(len(shown), "projet"),
        "all_shown": all_shown(len(shown), "projet"),
        "printed": edition.release.optional_table("portfolio_catalogue").to_dict("records"),
    }


def _weakest(edition: Edition) -> dict[str, list[str]]:
    """The French names of the weakest criteria of each project that was scored."""
    anchors = edition.release.optional_table("replicability_anchors", ("criterion_id", "criterion_fr"))
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    profiles = edition.release.optional_table("replicability_profiles", ("project_id", "weakest"))
    return {
        str(project): [names[criterion] for criterion in criteria]
        for project, criteria in zip(profiles["project_id"], profiles["weakest"], strict=True)
    }


def _project(row: dict[Any, Any], sheet: dict[str, Any], weakest: list[str]) -> dict[str, Any]:
    """One row of the page: names as read, and for each filter the codes that its sheet was given."""
    is_hidden = sheet["facets"]["status"] == [""]
    names = {
        "theme": [str(row["theme_fr"])],
        "commune": [str(row["commune"])],
        "status": ["secret statistique" if is_hidden else str(row["status_fr"])],
        "weakest": weakest,
    }
    return {
        "name": str(row["project"]),
        "slug": sheet["slug"],
        "names": names,
        "codes": {facet: " ".join(map(slug, values)) for facet, values in names.items()},
    }


def _options(projects: list[dict[str, Any]], facet: str) -> dict[str, str]:
    """Code to name of every value that a project has, in the order of the alphabet."""
    values = {value for project in projects for value in project["names"][facet]}
    return {slug(value): value for value in sorted(values, key=slug)}
