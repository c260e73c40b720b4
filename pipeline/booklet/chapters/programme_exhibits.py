"""What a booklet shows of the communes of the programme: where they are, and how many people live there."""

from __future__ import annotations

import pandas as pd

from pipeline import figures
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import escape
from pipeline.released import Release

NO_PLACE_FR = "Les coordonnées des communes n’ont pas été remises\u00a0: il n’y a pas de carte."
NOTRE_DAME = figures.Landmark("Notre-Dame", 48.8534, 2.3488)
"""Before it lies the point from which distances to Paris are counted."""
NO_COMMUNE_FR = "Le registre ne compte aucune commune."


def communes_map(release: Release, caption_fr: str) -> Figure | Text:
    """Where the communes are, by edition; or that nobody gave their coordinates."""
    communes = release.table("programme_communes").sort_values(["edition", "name"], ignore_index=True)
    if communes["lat"].isna().all():
        return Text(escape(NO_PLACE_FR))
    names = {"name": "label", "edition_fr": "group", "department": "area", "population": "size"}
    return figures.commune_map(communes.rename(columns=names), caption_fr, around=NOTRE_DAME)


def population_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Inhabitants of each commune, one panel an edition side by side, the most populous first."""
    communes = release.table("programme_communes")
    if communes.empty:
        return Text(escape(NO_COMMUNE_FR))
    by_edition = communes.groupby(["edition", "edition_fr"], sort=True)
    panels = {str(name): _bars(release, rows) for (_, name), rows in by_edition}
    return figures.bar_panels(panels, "habitants", caption_fr)


def _bars(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    facts = [release.fact(fact_id) for fact_id in rows["population_fact"]]
    return pd.DataFrame(
        {
            "label": list(rows["name"]),
            "value": [fact["value"] for fact in facts],
            "shown": [str(fact["display_fr"]) for fact in facts],
            "link": release.links(rows["population_fact"]),
        }
    )
