"""The home page: what the site is and for whom, its large numbers, its booklets by reader, the cities it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.booklet import wording
from pipeline.booklet.chapters.pages import SECTION
from pipeline.booklet.documents import FRENCH
from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.frame.cover_art import counted, cover_art
from pipeline.renderer.html import filling
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import fact_page

KEY_FIGURES_FR = (
    ("deployment-projects", "projet sélectionné", "projets sélectionnés"),
    ("deployment-deployed", "projet déployé", "projets déployés"),
    (
        "indicators-measured",
        "indicateur de projet mesuré avant et après",
        "indicateurs de projet mesurés avant et après",
    ),
    ("interviews-interviews", "entretien mené", "entretiens menés"),
    ("sample-documents", "document analysé", "documents analysés"),
    ("sample-entities", "collectivité inscrite au registre", "collectivités inscrites au registre"),
    ("city-comparison-figures", "chiffre publié examiné", "chiffres publiés examinés"),
    (
        "city-comparison-comparable",
        "indicateur qui se compare d’un territoire à l’autre",
        "indicateurs qui se comparent d’un territoire à l’autre",
    ),
    ("audit-findings", "point relevé par l’audit des sources", "points relevés par l’audit des sources"),
)
"""Large numbers of the home page, those of them that the edition has: what is said after one (or none), and several."""

SHOWN_FIGURES = 5

TECHNICAL = "technical"
BOOKLETS_FR = {
    "communes": "Pour les élus et les agents des communes\u00a0: l’essentiel pour décider, et les nombres.",
    "startups": "Pour les porteurs de projet\u00a0: ce qui fait avancer ou arrête un projet.",
    "institutions": "Pour les partenaires et les financeurs\u00a0: ce qui a été produit, et ce qu’on peut en conclure.",
    "solutions": "Pour qui cherche une solution déjà essayée\u00a0: chacune sur une page, avec ses limites.",
    TECHNICAL: "Pour qui veut vérifier\u00a0: toutes les méthodes, tous les tableaux, toutes les limites.",
}
BOOKLETS_EN = {
    "startups-en": "For project leads: what moves a project forward or stops it.",
    "communes-summary-en": "For communes: the main results in a few pages.",
    "institutions-summary-en": "For partners and funders: the main results in a few pages.",
}
"""For whom each booklet is and what it holds, by its name; one that is not named here goes without."""


@dataclass(frozen=True)
class Booklet:
    """A booklet as published: its name, which is that of its files, its title, number of pages and language."""

    name: str
    title: str
    pages: int
    lang: str = FRENCH

    @property
    def about(self) -> str:
        """For whom it is and what it holds, in its own language."""
        return (BOOKLETS_FR if self.lang == FRENCH else BOOKLETS_EN).get(self.name, "")


@dataclass(frozen=True)
class Shelf:
    """Booklets that stand together, under a heading in their language."""

    heading: str
    lang: str
    booklets: Sequence[Booklet]


def home_content(edition: Edition, booklets: Sequence[Booklet]) -> dict[str, Any]:
    """What the page shows, but for the pages beside the booklets."""
    communes = [sheet for sheet in edition.sheets if sheet["kind"] == "commune"]
    return {
        # Drawn from counts and constants alone: every tag in it is its own.
        "art": Markup(filling(cover_art(counted(edition.release)))),  # noqa: S704
        "about": about(has_booklets=bool(booklets), has_sheets=bool(communes)),
        "shelves": shelves(booklets),
        "figures": key_figures(edition),
        "communes": communes,
        "projects": wording.plural(sum(sheet["kind"] == "project" for sheet in edition.sheets), "projet"),
        "numbers": wording.plural(len(edition.facts), "nombre"),
        "cities": cities(edition, booklets),
    }


def about(*, has_booklets: bool, has_sheets: bool) -> str:
    """What the site is, and for whom."""
    held = [
        *(["des livrets à lire ou à imprimer"] if has_booklets else []),
        *(["une fiche par projet et par commune"] if has_sheets else []),
        "la preuve de chaque nombre",
        "les données à télécharger",
    ]
    return (
        "Ce site s’adresse aux élus, aux agents et à leurs partenaires, et à qui veut vérifier ce qui est publié. "
        f"On y trouve {wording.enumeration(held)}."
    )


def shelves(booklets: Sequence[Booklet]) -> list[Shelf]:
    """The booklets for readers, the one for those who check, those in another language; none of them empty."""
    french = [booklet for booklet in booklets if booklet.lang == FRENCH]
    others = [booklet for booklet in booklets if booklet.lang != FRENCH]
    found = [
        Shelf("Pour vous", FRENCH, [booklet for booklet in french if booklet.name != TECHNICAL]),
        Shelf("Pour vérifier", FRENCH, [booklet for booklet in french if booklet.name == TECHNICAL]),
        *([Shelf("In English", others[0].lang, others)] if others else []),
    ]
    return [shelf for shelf in found if shelf.booklets]


def key_figures(edition: Edition) -> list[dict[str, Any]]:
    """The large numbers, each with its proof, and whether it rests on made-up data."""
    known = [each for each in KEY_FIGURES_FR if each[0] in edition.facts.index][:SHOWN_FIGURES]
    return [_figure(edition.release.fact(fact_id).to_dict(), one, several) for fact_id, one, several in known]


def _figure(fact: Mapping[Any, Any], one: str, several: str) -> dict[str, Any]:
    """A share is one of several, and so is a count that is not published."""
    is_one = fact["unit"] == "count" and abs(float(fact["value"])) < FIRST_PLURAL
    return {
        "display": fact["display_fr"],
        "link": fact_page(str(fact["theme"]), str(fact["fact_id"])),
        "words": one if is_one else several,
        "is_synthetic": bool(fact["is_synthetic"]),
    }


def cities(edition: Edition, booklets: Sequence[Booklet]) -> list[dict[str, str]]:
    """The cities that a booklet has a page of, each with the way there; none without such pages."""
    pages = edition.release.optional_table("city_pages_sheets", ("territory", "sheet_slug"))
    first = next((booklet for booklet in booklets if booklet.lang == FRENCH and booklet.name in BOOKLETS_FR), None)
    if first is None:
        return []
    return [
        {"name": str(row.territory), "link": f"livrets/{first.name}.html#{SECTION}{row.sheet_slug}"}
        for row in pages.itertuples()
    ]
