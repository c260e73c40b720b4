"""How quantities printed in several places are shown: one row a quantity, its values, and where each stands."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.exhibits import Table
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.released import Release


def repeats_table(release: Release, caption_fr: str) -> Table:
    """Every quantity of `published_twins`, in its order; each value and each place is a link to its evidence."""
    twins = release.table("published_twins")
    pairs = [rows for _, rows in twins.groupby("pair_id", sort=False)]
    columns: dict[str, list[str]] = {
        "Grandeur": [str(rows["quantity_fr"].iloc[0]) for rows in pairs],
        "Valeurs et endroits": [_values(release, rows) for rows in pairs],
        "Ensemble": [str(rows["agreement_fr"].iloc[0]) for rows in pairs],
    }
    return Table(columns, caption_fr, widths=(30, 53, 17))


def _values(release: Release, rows: pd.DataFrame) -> Markdown:
    """« 18 mois : livret, présentation ; guide, ressources. 24 mois : … », the values in order of appearance."""
    shown = rows.assign(shown=rows["value_fact"].map(release.display))
    return Markdown(". ".join(_value(release, same) for _, same in shown.groupby("shown", sort=False)))


def _value(release: Release, same: pd.DataFrame) -> Markdown:
    """One value, linked to the evidence of its first place, then every place, linked to its own."""
    value = release.link(same["value_fact"].iloc[0])
    places = map(release.link, same["value_fact"], same["where_fr"])
    return Markdown(f"**{value}**{NO_BREAK}: {f'{NARROW}; '.join(places)}")
