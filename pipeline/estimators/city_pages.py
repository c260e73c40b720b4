"""The key figures of each territory that has a city sheet: one fact a figure, in the order of the document."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.printed.key_figures import (
    ENTITY_TYPES_FR,
    OWN_STATUS_FR,
    PERIMETERS_FR,
    SHEET_BOX,
    city_sheets,
    figure_fact_id,
    with_territories,
)
from pipeline.methods.printed.printed_key_figures import figure_facts, has_fact, remark, when
from pipeline.methods.printed.tallies import Tally
from pipeline.params import EstimateParams

REQUIRES = ("key_figures", "territories", "key_figure_labels")

MOST_MAIN_FIGURES = 6
"""Two rows of three at the head of a page: more would be a table."""

MAIN_SCOPES = ("territoire", "filiere", "projet")
"""What makes a territory known comes before what it does: size, then economy, then projects."""

MAIN_UNITS = ("count", "share", "km", "km2", "ha")
"""Units that are short enough for large print: amounts are left to the table."""

BLOCKS_FR = {"Texte": "Dans le texte de la fiche"}
"""Names of blocks that would say nothing on a page; the others are printed as the document has them."""

COLUMNS = (
    "sheet_slug",
    "block_fr",
    "indicator_fr",
    "figure_fact",
    "printed_fr",
    "when_fr",
    "perimeter_fr",
    "body_fr",
    "note_fr",
    "is_main",
    "is_on_sheet",
)


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Every printed key figure as a fact; a page for each city sheet."""
    figures = with_territories(tables)
    sheets = city_sheets(tables)
    return Estimates(
        [*figure_facts(figures, f"{__name__}:estimate"), *counts(figures, sheets)],
        {"city_pages_sheets": headings(sheets, tables["territories"]), "city_pages_figures": lines(figures)},
    )


def counts(figures: pd.DataFrame, sheets: pd.DataFrame) -> list[Fact]:
    """How many sheets, cities and figures the pages show, and how many figures belong to no sheet."""
    shown = figures[figures["sheet_slug"].ne("")]
    first_rows = shown.drop_duplicates("sheet_slug")
    tally = Tally("city_pages", "counts", figures)
    return [
        tally.count("sheets", "Fiches de ville", "City sheets", len(sheets), first_rows),
        tally.count("cities", "Villes qui ont une fiche", "Cities with a sheet", sheets["city"].nunique(), first_rows),
        tally.count("figures", "Chiffres clés montrés page par page", "Key figures shown", len(shown), shown),
        tally.count(
            "elsewhere",
            "Chiffres clés montrés page par page mais publiés ailleurs que sur la fiche",
            "Key figures printed outside the sheet",
            int((~shown["is_on_sheet"]).sum()),
            shown[~shown["is_on_sheet"]],
        ),
        tally.count(
            "without-sheet",
            "Chiffres clés de villes et d’organismes sans fiche",
            "Key figures of cities and bodies without a sheet",
            int(figures["sheet_slug"].eq("").sum()),
            figures[figures["sheet_slug"].eq("")],
        ),
    ]


def headings(sheets: pd.DataFrame, territories: pd.DataFrame) -> pd.DataFrame:
    """One row a page: its slug, title, the line that says which authority speaks, and its own perimeter."""
    codes = dict(zip(territories["city"], territories["commune_insee"].fillna(""), strict=True))
    descriptions = [_description(row, codes) for row in sheets.itertuples()]
    return sheets[["sheet_slug", "territory"]].assign(
        description_fr=descriptions, perimeter_fr=sheets["perimeter"].map(_perimeter)
    )


def _description(sheet: Any, codes: dict[str, str]) -> str:
    """« Angers Loire Métropole, communauté urbaine. Ville de référence : Angers, code Insee 49007. »"""
    kind = ENTITY_TYPES_FR.get(sheet.entity_type, sheet.entity_type)
    is_named = kind in sheet.entity.casefold()
    who = french(sheet.entity) if is_named else f"{french(sheet.entity)}, {kind}"
    who = OWN_STATUS_FR.get(sheet.entity, who)
    return f"{who}. Ville de référence{NO_BREAK}: {sheet.city}, code Insee {codes[sheet.city]}."


def lines(figures: pd.DataFrame) -> pd.DataFrame:
    """One row a figure: grouped by block, the sheet's own blocks first, each in the document's order."""
    shown = figures[figures["sheet_slug"].ne("")]
    order = ["sheet_slug", "is_elsewhere", "block_row", "source_row"]
    block_row = shown.groupby(["sheet_slug", "sheet", "block"])["source_row"].transform("min")
    shown = shown.assign(is_elsewhere=~shown["is_on_sheet"], block_row=block_row).sort_values(order, ignore_index=True)
    facts = [figure_fact_id(key) for key in shown["key_figure_id"]]
    return shown.assign(
        block_fr=[_block(row) for row in shown.itertuples()],
        figure_fact=pd.Series(facts, dtype="object").where(has_fact(shown), None),
        printed_fr=shown["printed"].map(french),
        when_fr=[when(row) for row in shown.itertuples()],
        perimeter_fr=shown["perimeter"].map(_perimeter),
        body_fr=[_body(row) for row in shown.itertuples()],
        note_fr=[remark(row) for row in shown.itertuples()],
        is_main=main_figures(shown),
    )[list(COLUMNS)]


def main_figures(shown: pd.DataFrame) -> pd.Series:
    """The figures at the head of each page: from its box of key data, observed, short; size before projects."""
    is_candidate = (
        shown["is_on_sheet"]
        & shown["block"].eq(SHEET_BOX)
        & shown["fact_kind"].eq("observed")
        & shown["unit"].isin(MAIN_UNITS)
        & shown["scope"].isin(MAIN_SCOPES)
        & has_fact(shown)
    )
    ranks = shown["scope"].map({scope: rank for rank, scope in enumerate(MAIN_SCOPES)})
    ordered = shown[is_candidate].assign(rank=ranks).sort_values(["sheet_slug", "rank", "source_row"])
    chosen = ordered.groupby("sheet_slug").head(MOST_MAIN_FIGURES).index
    return pd.Series(shown.index.isin(chosen), index=shown.index)


def _perimeter(perimeter: str) -> str:
    return PERIMETERS_FR.get(perimeter, perimeter)


def _body(figure: Any) -> str:
    """The body a figure is about where it is no local authority: a company's shareholders are not a city's."""
    is_local = figure.entity_type in ENTITY_TYPES_FR or figure.entity in str(figure.sheet)
    return "" if is_local else french(figure.entity)


def _block(figure: Any) -> str:
    if figure.is_on_sheet:
        return BLOCKS_FR.get(figure.block, french(figure.block))
    return f"Ailleurs{NO_BREAK}: {french(figure.sheet)} ({figure.source})"
