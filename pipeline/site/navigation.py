"""How a reader moves through the site: the menu, the section of a page, the way to a sheet and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HOME, BOOKLETS, CATALOGUE, PROOFS = "index.html", "index.html#livrets", "catalogue.html", "preuves.html"
COMMUNES = "index.html#fiches"


@dataclass(frozen=True)
class Entry:
    """A page that the menu leads to: its file, relative to the site's root, its name, the folder of its section."""

    file: str
    name_fr: str
    folder: str = ""

    def current(self, file: str) -> str:
        """What `aria-current` says of the entry on the page `file`: this page, a page of its section, or nothing."""
        if self.file == file:
            return "page"
        return "true" if self.folder and file.startswith(f"{self.folder}/") else ""


def menu(*, has_booklets: bool, has_sheets: bool, library: str) -> list[Entry]:
    """The entries of the menu that an edition fills; `library` is the file of its indicators, or empty."""
    return [
        Entry(HOME, "Accueil"),
        *([Entry(BOOKLETS, "Livrets", "livrets")] if has_booklets else []),
        *([Entry(CATALOGUE, "Catalogue", "fiches")] if has_sheets else []),
        *([Entry(library, "Indicateurs")] if library else []),
        Entry(PROOFS, "Preuves", "preuves"),
        Entry("donnees.html", "Données", "donnees"),
    ]


def way_to(sheet: Mapping[str, Any], sheets: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The pages above a sheet: the catalogue and the commune of a project, the list of communes of a commune."""
    if sheet["kind"] == "commune":
        return [Entry(COMMUNES, "Fiches des communes")]
    named = {each["slug"]: each["title"] for each in sheets if each["kind"] == "commune"}
    communes = [Entry(f"fiches/{slug}.html", named[slug]) for slug in sheet["mentions"] if slug in named]
    return [Entry(CATALOGUE, "Catalogue"), *communes]


def beside(sheet: Mapping[str, Any], sheets: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The sheets of its kind before and after a sheet, where there are."""
    same = [each for each in sheets if each["kind"] == sheet["kind"]]
    place = next(number for number, each in enumerate(same) if each["slug"] == sheet["slug"])
    near = ((place - 1, "Fiche précédente"), (place + 1, "Fiche suivante"))
    return [
        Entry(f"fiches/{same[other]['slug']}.html", f"{words}\u00a0: {same[other]['title']}")
        for other, words in near
        if 0 <= other < len(same)
    ]
