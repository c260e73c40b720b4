"""Put the site together: which pages an edition has, what each is given, and the files that it offers to take away."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.booklet import wording
from pipeline.booklet.documents import FRENCH
from pipeline.booklet.frame.cover_art import counted, cover_art
from pipeline.files import write_text
from pipeline.renderer.brand import load_brand
from pipeline.renderer.html import filling
from pipeline.site.catalogue import catalogue
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import evidence_pages, fact_page
from pipeline.site.open_data import FACT_COLUMNS, facts_csv, facts_json, table_csv
from pipeline.site.rendering import Entry, Writer

KEY_FIGURES_FR = (
    ("deployment-projects", "projets sélectionnés"),
    ("deployment-deployed", "projets déployés"),
    ("indicators-measured", "indicateurs de projet mesurés avant et après"),
    ("interviews-interviews", "entretiens menés"),
    ("sample-documents", "documents analysés"),
)
"""Large numbers of the home page, those of them that the edition has."""


@dataclass(frozen=True)
class Booklet:
    """A booklet as published: its name, which is that of its files, its title, number of pages and language."""

    name: str
    title: str
    pages: int
    lang: str = FRENCH


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
    writer = Writer(folder, edition.summary, _menu(edition, extras))
    _booklets(writer, booklets, published)
    for extra in extras:
        writer.framed(extra.file, extra.html)
    files = _data(edition, folder)
    _home(writer, edition, booklets, extras)
    if edition.sheets:
        writer.page("catalogue.html", "catalogue", "Catalogue des projets", **catalogue(edition))
        _sheets(writer, edition)
    evidence_pages(writer, edition)
    writer.page("donnees.html", "data", "Données à télécharger", files=files, columns=FACT_COLUMNS)
    writer.assets(reports, load_brand(reports / "_brand.yml"))


def _menu(edition: Edition, extras: Sequence[ExtraPage]) -> list[Entry]:
    """The entries of the menu that this edition fills."""
    sheets = [Entry("catalogue.html", "Catalogue")] if edition.sheets else []
    library = [Entry(extra.file, "Indicateurs") for extra in extras if extra.file == "indicators.html"]
    return [
        Entry("index.html", "Accueil"),
        *sheets,
        *library,
        Entry("preuves.html", "Preuves"),
        Entry("donnees.html", "Données"),
    ]


def _booklets(writer: Writer, booklets: Sequence[Booklet], published: Path) -> None:
    """Each booklet's PDF, and its page with a way back to the site."""
    (writer.folder / "livrets").mkdir()
    for booklet in booklets:
        pdf = f"livrets/{booklet.name}.pdf"
        shutil.copyfile(published / f"{booklet.name}.pdf", writer.folder / pdf)
        page = (published / f"{booklet.name}.html").read_text(encoding="utf-8")
        pages = wording.plural(booklet.pages, "page")
        writer.booklet(f"livrets/{booklet.name}.html", page, pdf=pdf, pages=pages)


def _home(writer: Writer, edition: Edition, booklets: Sequence[Booklet], extras: Sequence[ExtraPage]) -> None:
    facts = edition.facts
    figures = [
        {
            "display": facts.loc[fact_id, "display_fr"],
            "link": fact_page(str(facts.loc[fact_id, "theme"]), fact_id),
            "words": words,
        }
        for fact_id, words in KEY_FIGURES_FR
        if fact_id in facts.index
    ]
    writer.page(
        "index.html",
        "home",
        str(edition.summary["title_fr"]),
        # Drawn from counts and constants alone: every tag in it is its own.
        art=Markup(filling(cover_art(counted(edition.release)))),  # noqa: S704
        booklets=booklets,
        extras=extras,
        figures=figures,
        communes=[sheet for sheet in edition.sheets if sheet["kind"] == "commune"],
        projects=wording.plural(sum(sheet["kind"] == "project" for sheet in edition.sheets), "projet"),
        numbers=wording.plural(len(facts), "nombre"),
    )


def _sheets(writer: Writer, edition: Edition) -> None:
    """One page a sheet, its PDF beside it, with links to the sheets that it speaks of."""
    titles = {sheet["slug"]: sheet["title"] for sheet in edition.sheets}
    (writer.folder / "fiches").mkdir()
    for sheet in edition.sheets:
        name = f"{sheet['slug']}.pdf"
        shutil.copyfile(edition.sheets_folder / name, writer.folder / "fiches" / name)
        body = (edition.sheets_folder / f"{sheet['slug']}.html").read_text(encoding="utf-8")
        writer.page(
            f"fiches/{sheet['slug']}.html",
            "sheet",
            sheet["title"],
            sheet=sheet,
            pages=wording.plural(sheet["pages"], "page"),
            # Written by pandoc from escaped text: every tag in it is the renderer's own.
            body=Markup(body),  # noqa: S704
            related=[(slug, titles[slug]) for slug in sheet["mentions"] if slug in titles],
        )


def _data(edition: Edition, folder: Path) -> list[Mapping[str, Any]]:
    """Write facts and tables; what each file is, for the page that lists them."""
    facts, target = edition.facts, folder / "donnees"
    write_text(target / "facts.csv", facts_csv(facts))
    write_text(target / "facts.json", facts_json(facts))
    listed = [_file("facts.csv", "tous les nombres publiés, un par ligne", len(facts), len(FACT_COLUMNS))]
    listed.append(_file("facts.json", "les mêmes, pour un programme", len(facts), len(FACT_COLUMNS)))
    for name, table in edition.tables.items():
        write_text(target / "tables" / f"{name}.csv", table_csv(table))
        listed.append(_file(f"tables/{name}.csv", "", len(table), len(table.columns) + 1))
    return listed


def _file(name: str, about: str, rows: int, columns: int) -> Mapping[str, Any]:
    size = f"{wording.plural(rows, 'ligne')}, {wording.plural(columns, 'colonne')}"
    return {"name": name, "about": about, "size": size}
