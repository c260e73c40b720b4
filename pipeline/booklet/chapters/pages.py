"""Sheets of territories, each whole on a page, as plain Quarto Markdown from the release."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.territory_beside import beside_others, contradicted
from pipeline.booklet.markdown import Markdown, escape, pipe_table, visible
from pipeline.released import Release

WIDTHS = (62, 38)
LINE_LENGTHS = (32, 18)
"""Characters that fit on one line of each column of half a page, about: enough to make both halves equally long."""

CONTRADICTED_FR = "un autre chiffre le contredit, voir plus bas"

HEADER_LINES = 1.5
SECTION = "sec-city-"


@dataclass(frozen=True)
class Line:
    """One printed figure of a page: the block of the document it stands in, what it counts, and the number."""

    block: str
    what: Markdown
    number: Markdown

    @property
    def height(self) -> int:
        """Lines of text that the figure takes."""
        texts = zip((self.what, self.number), LINE_LENGTHS, strict=True)
        return max(math.ceil(len(visible(text)) / length) for text, length in texts)


def city_pages(release: Release) -> str:
    """An index, then a section a city sheet: who speaks, main numbers, every figure with its fact, what others say."""
    figures = release.table("city_pages_figures")
    sheets = release.table("city_pages_sheets")
    sections = [
        _section(release, sheet, figures[figures["sheet_slug"].eq(sheet["sheet_slug"])].reset_index(drop=True))
        for _, sheet in sheets.iterrows()
    ]
    pages = [f":::::: {{.territory}}\n{section}\n::::::" for section in sections]
    return "\n\n".join([f"::: {{.index}}\n{_index(sheets)}\n:::", *pages]) + "\n"


def _index(sheets: pd.DataFrame) -> str:
    """Where the page of each territory is, one item a territory."""
    return "\n".join(f"- [{escape(str(row.territory))}](#{SECTION}{row.sheet_slug})" for row in sheets.itertuples())


def _section(release: Release, sheet: pd.Series, figures: pd.DataFrame) -> str:
    perimeter = str(sheet["perimeter_fr"])
    halves = in_halves(_lines(release, figures, perimeter))
    parts = [
        f"## {escape(sheet['territory'])} {{#{SECTION}{sheet['sheet_slug']}}}",
        escape(f"{sheet['description_fr']} Sauf mention, chaque chiffre porte sur ce périmètre\u00a0: {perimeter}."),
        *_main_figures(release, figures, perimeter),
        ":::: {.halves}",
        *(f"::: {{.half}}\n{_tables(half)}\n:::" for half in halves if half),
        "::::",
        *beside_others(release, str(sheet["territory"]), str(sheet["sheet_slug"])),
    ]
    return "\n\n".join(parts)


def _main_figures(release: Release, figures: pd.DataFrame, perimeter: str) -> list[str]:
    """The list in large print: the observed numbers of the sheet's box that nothing contradicts; may be none.

    The reserve of the document goes with each, as in the table: without it a number would say more than it does.
    """
    main = figures[figures["is_main"] & ~contradicted(release, figures["figure_fact"])]
    items = [
        f"- **{link}** {escape(_what(row, perimeter, row.when_fr, row.note_fr))}"
        for link, row in zip(release.links(main["figure_fact"]), main.itertuples(), strict=True)
    ]
    return ["::: {.key-figures}", "\n".join(items), ":::"] if items else []


def _lines(release: Release, figures: pd.DataFrame, perimeter: str) -> list[Line]:
    doubts = [CONTRADICTED_FR if doubtful else "" for doubtful in contradicted(release, figures["figure_fact"])]
    return [
        Line(
            release.with_document_names(str(row.block_fr)),
            escape(_what(row, perimeter, row.when_fr, row.note_fr, doubt)),
            link if isinstance(row.figure_fact, str) else escape(f"«\u202f{row.printed_fr}\u202f»"),
        )
        for link, row, doubt in zip(release.links(figures["figure_fact"]), figures.itertuples(), doubts, strict=True)
    ]


def _what(figure: Any, perimeter: str, *details: Any) -> str:
    """« Étudiants (Aix-Marseille Université, 2014) »; the page's usual `perimeter` is not repeated.

    Another body than the sheet's own is named in its place.
    """
    unusual = figure.body_fr or ("" if figure.perimeter_fr == perimeter else figure.perimeter_fr)
    said = ", ".join(str(detail) for detail in (unusual, *details) if detail)
    return f"{figure.indicator_fr} ({said})" if said else str(figure.indicator_fr)


def in_halves(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines in two columns of about the same height, in order; a block is cut rather than left lopsided.

    No single line of a block stands on one side of a cut: its table would have one row there.
    """
    cuts = [cut for cut in range(len(lines) + 1) if not _parts_one(lines, cut)]
    best = min(cuts, key=lambda cut: (max(_height(lines[:cut]), _height(lines[cut:])), -cut))
    return lines[:best], lines[best:]


def _parts_one(lines: list[Line], cut: int) -> bool:
    """Whether `cut` leaves one line of a block alone, parted from the others of that block."""
    if not 0 < cut < len(lines) or lines[cut - 1].block != lines[cut].block:
        return False
    *_, above = _blocks(lines[:cut])
    below = next(_blocks(lines[cut:]))
    return 1 in (len(above[1]), len(below[1]))


def _height(lines: list[Line]) -> float:
    return sum(line.height for line in lines) + HEADER_LINES * sum(1 for _ in _blocks(lines))


def _blocks(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    for block, found in groupby(lines, key=lambda line: line.block):
        yield block, list(found)


def _tables(lines: list[Line]) -> str:
    """One table a block, headed by its name."""
    return "\n\n".join(
        pipe_table(
            {block: [line.what for line in found], "Chiffre": [line.number for line in found]},
            widths=WIDTHS,
        )
        for block, found in _blocks(lines)
    )
