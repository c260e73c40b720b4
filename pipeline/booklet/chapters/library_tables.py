"""How the indicator library is shown in a booklet: one table a domain, one line an indicator."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.released import Release

WIDTHS = (36, 22, 12, 17, 15)


def library_tables(release: Release) -> Text:
    """Every indicator with its unit, direction, aggregation and frequency, in the order of `indicator_library_list`."""
    library = release.table("indicator_library_list")
    tables = [_table(release, str(domain), rows) for domain, rows in library.groupby("domain_fr", sort=False)]
    return Text(Markdown("\n\n".join(tables)))


def _table(release: Release, domain: str, rows: pd.DataFrame) -> str:
    columns = {
        "Indicateur": rows["name_fr"],
        "Unité": rows["unit_fr"],
        "Sens": rows["direction_fr"],
        "Agrégation": rows["aggregation_fr"],
        "Fréquence": rows["frequency_fr"],
    }
    table = Table({header: list(cells) for header, cells in columns.items()}, domain, widths=WIDTHS)
    named = french(f"Domaine « {domain} » : indicateurs de la bibliothèque")
    caption = f"{escape(named)} ({release.link(rows['domain_fact'].iloc[0])})"
    return f"{table.markdown()}\n\n: {caption} {{#tbl-indicator-library-{slug(domain)}}}"
