"""How the indicator library is browsed: one HTML page with everything in it, a search box and three filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.booklet.slugs import slug
from pipeline.released import Release

THEME = "indicator_library"


def library_page(release: Release, palette: Mapping[str, str]) -> str:
    """The page, for a release that has the theme `indicator_library`; every text is escaped."""
    library = release.table("indicator_library_list")
    environment = Environment(loader=PackageLoader("pipeline"), autoescape=select_autoescape(["html.j2"]))
    return environment.get_template("indicators.html.j2").render(
        cohort=release.summary,
        palette=palette,
        total=release.display("indicator-library-indicators"),
        domains=_domains(release, library),
        goals=release.table("indicator_library_goal").to_dict("records"),
        themes={slug(theme): theme for theme in sorted(library["themes"].explode().unique(), key=slug)},
    )


def _domains(release: Release, library: pd.DataFrame) -> list[dict[str, Any]]:
    """Each domain with its count as released, and its indicators in the order of the list."""
    return [
        {
            "code": rows["domain"].iloc[0],
            "name": name,
            "count": release.display(rows["domain_fact"].iloc[0]),
            "indicators": [_indicator(row) for row in rows.to_dict("records")],
        }
        for name, rows in library.groupby("domain_fr", sort=False)
    ]


def _indicator(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        **row,
        "sdg_targets": list(row["sdg_targets"]),
        "goals": list(row["goals"]),
        "themes": {slug(theme): theme for theme in row["themes"]},
    }
