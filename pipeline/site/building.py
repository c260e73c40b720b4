"""Put the site together: which pages an edition has, what each is given, and the files that it offers to take away."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.booklet import wording
from pipeline.renderer.brand import load_brand
from pipeline.side_by_side import side_by_side
from pipeline.site.catalogue import catalogue
from pipeline.site.data_files import listed, write_data
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import evidence_pages
from pipeline.site.home import Booklet, home_content
from pipeline.site.navigation import beside, menu, way_to
from pipeline.site.open_data import FACT_COLUMNS
from pipeline.site.rendering import Writer
from pipeline.site.sheet_pages import sheet_page
from pipeline.site.synthetic_words import of_catalogue, of_sheet

LIBRARY = "indicators.html"
"""The page beside the booklets that the menu names."""


@dataclass(frozen=True)
class ExtraPage:
    """A page that stands by itself, already written: its file, its title, what it holds, its HTML."""

    file: str
    title_fr: str
    about_fr: str
    html: str


def build_site(
    edition: Edition, booklets: Sequence[Booklet], extras: Sequence[ExtraPage], reports: Path, published: Path
) -> None:
    """Write the whole site in `published`/site; booklets are copied from `published`.

    `reports` holds the brand and the fonts. Every link stays in the site, and nothing is asked of another machine.
    """
    folder = published / "site"
    folder.mkdir()
    library = next((extra.file for extra in extras if extra.file == LIBRARY), "")
    entries = menu(has_booklets=bool(booklets), has_sheets=bool(edition.sheets), library=library)
    writer = Writer(folder, edition.summary, entries)
    themes = listed(edition)  # also reads, once for all parts, the tables and facts that they hold
    parts: dict[str, Callable[[], None]] = {
        "evidence": lambda: evidence_pages(writer, edition),
        "data": lambda: write_data(edition, folder / "donnees"),
        "pages": lambda: _pages(writer, edition, booklets, extras, themes, published),
    }

    def written(part: str) -> set[str]:
        parts[part]()
        return writer.characters

    writer.characters.update(*side_by_side(written, list(parts)))
    writer.assets(reports, load_brand(reports / "_brand.yml"))


def _pages(
    writer: Writer,
    edition: Edition,
    booklets: Sequence[Booklet],
    extras: Sequence[ExtraPage],
    themes: Sequence[Mapping[str, Any]],
    published: Path,
) -> None:
    """All pages but those of the evidence; `themes` say what each file of open data is."""
    _booklets(writer, booklets, published)
    for extra in extras:
        writer.framed(extra.file, extra.html)
    title = str(edition.summary["title_fr"])
    writer.page("index.html", "home", title, extras=extras, **home_content(edition, booklets))
    if edition.sheets:
        shown = catalogue(edition)
        warning = of_catalogue(edition.summary, has_printed=bool(shown["printed"]))
        writer.page("catalogue.html", "catalogue", "Catalogue des projets", warning=warning, **shown)
        _sheets(writer, edition)
    writer.page("donnees.html", "data", "Données à télécharger", themes=themes, columns=FACT_COLUMNS)


def _booklets(writer: Writer, booklets: Sequence[Booklet], published: Path) -> None:
    """Each booklet's PDF, and its page with a way back to the site."""
    (writer.folder / "livrets").mkdir()
    for booklet in booklets:
        pdf = f"livrets/{booklet.name}.pdf"
        shutil.copyfile(published / f"{booklet.name}.pdf", writer.folder / pdf)
        page = (published / f"{booklet.name}.html").read_text(encoding="utf-8")
        writer.booklet(f"livrets/{booklet.name}.html", page, booklet.lang, pdf=pdf, pages=booklet.pages)


def _sheets(writer: Writer, edition: Edition) -> None:
    """One page a sheet, its PDF beside it, with links to the sheets that it speaks of."""
    (writer.folder / "fiches").mkdir()
    for sheet in edition.sheets:
        name = f"{sheet['slug']}.pdf"
        shutil.copyfile(edition.sheets_folder / name, writer.folder / "fiches" / name)
        writer.page(
            f"fiches/{sheet['slug']}.html",
            "sheet",
            sheet["title"],
            sheet=sheet,
            pages=wording.plural(sheet["pages"], "page"),
            # Written by pandoc from escaped text: every tag in it is the renderer's own.
            body=Markup(sheet_page(edition, sheet["slug"])),  # noqa: S704
            warning=of_sheet(edition.summary, sheet["kind"]),
            way=way_to(sheet, edition.sheets),
            near=beside(sheet, edition.sheets),
        )
