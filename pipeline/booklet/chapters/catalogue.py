"""How the catalogue of projects is shown: one table a theme, so that no row repeats the theme's name."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.released import Release

WITHHELD_FR = (
    "Le catalogue n’est pas publié ici\u00a0: il permettrait de recompter des effectifs masqués (secret statistique)."
)


def catalogue_tables(release: Release) -> Text:
    """Every project with its commune and what it is; themes and projects in the order of `portfolio_catalogue`."""
    catalogue = release.table("portfolio_catalogue")
    if catalogue.empty:
        return Text(escape(WITHHELD_FR))
    tables = [_table(release, str(theme), rows) for theme, rows in catalogue.groupby("theme", sort=False)]
    return Text(Markdown("\n\n".join(tables)))


def _table(release: Release, theme: str, rows: pd.DataFrame) -> str:
    columns = {"Projet": rows["name"], "Commune": rows["commune"], "Ce que c’est": rows["description_fr"]}
    table = Table({header: list(cells) for header, cells in columns.items()}, theme, widths=(21, 17, 62))
    caption = f"{escape(french(f'Famille « {theme} »'))} ({release.link(rows['theme_fact'].iloc[0])})"
    return f"{table.markdown()}\n\n: {caption} {{#tbl-portfolio-catalogue-{slug(theme)}}}"
