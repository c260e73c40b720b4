"""Pages laid out one a territory, as plain Quarto Markdown from the release."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.released import Release

PAGE_BREAK = "{{< pagebreak >}}"
WIDTHS = (21, 31, 25, 10, 22, 27)


def city_pages(release: Release) -> str:
    """One section a city sheet: who speaks, the main numbers, then every figure with its fact."""
    figures = release.table("city_pages_figures")
    sheets = release.table("city_pages_sheets")
    sections = [
        _section(release, sheet, figures[figures["sheet_slug"].eq(sheet["sheet_slug"])].reset_index(drop=True))
        for _, sheet in sheets.iterrows()
    ]
    return f"\n\n{PAGE_BREAK}\n\n".join(sections) + "\n"


def _section(release: Release, sheet: pd.Series, figures: pd.DataFrame) -> str:
    slug, territory = sheet["sheet_slug"], escape(sheet["territory"])
    parts = [
        f"## {territory} {{#sec-city-{slug}}}",
        escape(sheet["description_fr"]),
        *_main_figures(release, figures[figures["is_main"]]),
        "::: {.small}",
        _table(release, figures),
        f": Tous les chiffres relevés pour {territory} {{#tbl-city-{slug}}}",
        ":::",
    ]
    return "\n\n".join(parts)


def _main_figures(release: Release, main: pd.DataFrame) -> list[str]:
    """The list in large print; nothing where the sheet's box has no short observed number."""
    items = [
        f"- **{link}** {escape(f'{row.indicator_fr} ({row.perimeter_fr})')}"
        for link, row in zip(release.links(main["figure_fact"]), main.itertuples(), strict=True)
    ]
    return ["::: {.key-figures}", "\n".join(items), ":::"] if items else []


def _table(release: Release, figures: pd.DataFrame) -> Markdown:
    shown = [
        link if isinstance(fact, str) else escape(f"«\u202f{printed}\u202f»")
        for link, fact, printed in zip(
            release.links(figures["figure_fact"]), figures["figure_fact"], figures["printed_fr"], strict=True
        )
    ]
    return pipe_table(
        {
            "Rubrique": list(figures["block_fr"]),
            "Indicateur": list(figures["indicator_fr"]),
            "Chiffre": shown,
            "Année": list(figures["when_fr"]),
            "Périmètre": list(figures["perimeter_fr"]),
            "Remarque": list(figures["note_fr"]),
        },
        widths=WIDTHS,
    )
