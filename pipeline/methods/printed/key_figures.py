"""What a printed key figure is about: its territory, the sheet that shows it, and what in the territory it counts."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Tables
from pipeline.frames import rows_of

FRENCH_KINDS = ("commune", "ept")
"""Kinds of `territories` that are French local authorities; the others are foreign cities and national bodies."""

SHEET_BOX = "Données clés"
"""Every city sheet carries a box of that name; chapters and pages about national bodies do not."""

GENERAL_BLOCKS = (
    SHEET_BOX,
    "Annexe 2",
    "Chiffres clés",
    "Colophon",
    "Colophon (anglais)",
    "Encadré",
    "Essai",
    "Introduction",
    "Légende photo",
    "Synthèse",
    "Texte",
)
"""Places in a document. Any other block bears the name of a project, except notes (`Note 12`)."""

NUMBERS = ("value", "value_min", "value_max", "year")

PERIMETERS_FR = {
    "commune": "commune",
    "epci": "intercommunalité",
    "aire urbaine": "aire urbaine",
    "other": "autre périmètre",
}
ENTITY_TYPES_FR = {
    "commune": "commune",
    "communaute_agglomeration": "communauté d’agglomération",
    "communaute_urbaine": "communauté urbaine",
    "metropole": "métropole",
}
OWN_STATUS_FR = {
    "Métropole de Lyon": "Métropole de Lyon, collectivité à statut particulier, rangée ici parmi les intercommunalités"
}
"""Local authorities that none of these kinds describes."""


def figure_fact_id(key_figure_id: str) -> str:
    """The id of the fact that holds one key figure; every theme prints the figure through it."""
    return f"city-pages-{slug(key_figure_id)}"


def with_territories(tables: Tables) -> pd.DataFrame:
    """The key figures, texts never missing, with `indicator_fr`, `territory`, `sheet_slug` and `is_on_sheet`.

    `territory` names a French local authority (empty for foreign cities and national bodies); `sheet_slug` is the
    city sheet it belongs to (empty when it has none); `is_on_sheet` is false for a figure printed elsewhere.
    """
    figures = with_texts(tables["key_figures"])
    names = dict(zip(tables["key_figure_labels"]["indicator_id"], tables["key_figure_labels"]["name_fr"], strict=True))
    kinds = dict(zip(tables["territories"]["city"], tables["territories"]["kind"], strict=True))
    sheets = city_sheets(tables)
    placed = _sheets_of(figures, sheets)
    labels = dict(zip(sheets["sheet_slug"], sheets["territory"], strict=True))
    territories = [
        (labels.get(where) or city) if kinds.get(city) in FRENCH_KINDS else ""
        for where, city in zip(placed, figures["city"], strict=True)
    ]
    own = dict(zip(sheets["sheet_slug"], sheets["sheet"], strict=True))
    return figures.assign(
        indicator_fr=[french(names[indicator]) for indicator in figures["indicator_id"]],
        territory=territories,
        sheet_slug=placed,
        is_on_sheet=[own.get(where) == sheet for where, sheet in zip(placed, figures["sheet"], strict=True)],
    )


def with_texts(figures: pd.DataFrame) -> pd.DataFrame:
    """The table with empty text instead of missing text, and numbers as floats, missing where none is printed."""
    texts = figures.columns.difference([*NUMBERS, "line", "source_row"])
    filled = {column: figures[column].astype("object").fillna("") for column in texts}
    return figures.assign(**filled, **{column: figures[column].astype("float64") for column in NUMBERS})


def city_sheets(tables: Tables) -> pd.DataFrame:
    """One row a city sheet, in alphabetical order: sheet, city, entity, entity_type, perimeter, territory, sheet_slug.

    A sheet with the box of key data belongs to the city it speaks of most. Where a city has several sheets (the
    commune and its intercommunality), each bears its own name, otherwise the city's.
    """
    figures = with_texts(tables["key_figures"])
    boxed = figures.loc[figures["block"].eq(SHEET_BOX), "sheet"].unique()
    sheets = [_sheet(figures[figures["sheet"].eq(sheet)]) for sheet in boxed]
    kinds = dict(zip(tables["territories"]["city"], tables["territories"]["kind"], strict=True))
    columns = ["sheet", "city", "entity", "entity_type", "perimeter"]
    frame = pd.DataFrame([sheet for sheet in sheets if kinds.get(sheet["city"]) in FRENCH_KINDS], columns=columns)
    has_several = frame["city"].duplicated(keep=False)
    frame = frame.assign(territory=frame["sheet"].where(has_several, frame["city"]))
    frame["sheet_slug"] = [slug(territory) for territory in frame["territory"]]
    return frame.sort_values("sheet_slug", ignore_index=True)


def names_a_project(block: str) -> bool:
    """Whether a block bears the name of a project instead of a place in the document."""
    return block not in GENERAL_BLOCKS and not block.startswith("Note ")


def _sheet(figures: pd.DataFrame) -> pd.Series:
    """What a sheet is about: the first row of the city it speaks of most."""
    city = figures["city"].value_counts(sort=True).index[0]
    return figures.loc[figures["city"].eq(city)].iloc[0]


def _sheets_of(figures: pd.DataFrame, sheets: pd.DataFrame) -> list[str]:
    """The sheet that shows each figure: its own, else the one of its entity, of its perimeter, or of its city.

    Of several, the first of `sheets`.
    """
    ways = [["city", "sheet"], ["city", "entity"], ["city", "perimeter"], ["city"]]
    backwards = sheets[::-1]  # the first comes last, and stays
    slugs = [dict(zip(rows_of(backwards[way]), backwards["sheet_slug"], strict=True)) for way in ways]
    told = zip(*(rows_of(figures[way]) for way in ways), strict=True)
    return [next((str(of[what]) for of, what in zip(slugs, each, strict=True) if what in of), "") for each in told]
