"""A small PDF that keeps every rule, made here, and copies of it that each break one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import typst

from tests.conftest import ROOT

FONTS = ROOT / "reports" / "theme" / "fonts"
SOURCE = """
#set document(title: [Essai d’accessibilité])
#set text(lang: "fr", region: "FR", font: "Source Sans 3")
= Premier chapitre
Un paragraphe avec un #link("https://example.org/")[lien vers une page] et #link(<fin>)[un renvoi].

== Première section
#table(columns: 2, table.header[Commune][Projets], [Ville A], [3], [Ville B], [2])
=== Détail
#figure(
  image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><rect width='20' height='20'/></svg>"),
    alt: "Un carré noir, seul au milieu de la page."),
  caption: [Un carré.],
)
= Second chapitre <fin>
- Un point.
- Un autre point.

Un dernier paragraphe.
"""


def compile_sample(target: Path, source: str = SOURCE, standards: tuple[str, ...] = ("ua-1",)) -> Path:
    typst.compile(
        source.encode(),
        output=str(target),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=list(standards),
    )
    return target


def broken(good: Path, target: Path, damage: Callable[[pikepdf.Pdf], None]) -> Path:
    """A copy of `good` at `target` in which `damage` was done."""
    with pikepdf.open(good) as pdf:
        damage(pdf)
        pdf.save(target)
    return target


def elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[Any]:
    """Structure elements of one type, in reading order."""

    def below(node: Any) -> Iterator[Any]:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if str(kid.S) == f"/{tag}":
                    yield kid
                yield from below(kid)

    return below(pdf.Root.StructTreeRoot)


def retagged(former: str, new: str, only: int | None = None) -> Callable[[pikepdf.Pdf], None]:
    """Damage: elements of type `former` become `new`; all of them, or the one at position `only`."""

    def damage(pdf: pikepdf.Pdf) -> None:
        for position, element in enumerate(list(elements(pdf, former))):
            if only in (None, position):
                element.S = pikepdf.Name(f"/{new}")

    return damage


def without(tag: str, *keys: str) -> Callable[[pikepdf.Pdf], None]:
    """Damage: elements of type `tag` lose `keys`."""

    def damage(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf, tag):
            for key in keys:
                if key in element:
                    del element[key]

    return damage


def without_root(*keys: str) -> Callable[[pikepdf.Pdf], None]:
    """Damage: the document loses `keys` of its catalogue."""

    def damage(pdf: pikepdf.Pdf) -> None:
        for key in keys:
            del pdf.Root[key]

    return damage


def headers_undirected(pdf: pikepdf.Pdf) -> None:
    """Headers do not say which cells they are for, and cells do not name their headers."""
    without("TH", "/A")(pdf)
    without("TD", "/A")(pdf)


def with_alternative(text: str) -> Callable[[pikepdf.Pdf], None]:
    def damage(pdf: pikepdf.Pdf) -> None:
        next(elements(pdf, "Figure")).Alt = pikepdf.String(text)

    return damage


def untitled(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        del metadata["dc:title"]


def unidentified(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        del metadata["pdfuaid:part"]


def title_hidden(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def fonts_taken_out(pdf: pikepdf.Pdf) -> None:
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor":
            for key in [key for key in entry.keys() if key.startswith("/FontFile")]:  # noqa: SIM118
                del entry[key]


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [area for page in pdf.pages for area in page.get("/Annots", []) if area.Subtype == "/Link"]


def links_undescribed(pdf: pikepdf.Pdf) -> None:
    for link in links(pdf):
        if "/Contents" in link:
            del link["/Contents"]


def tabs_unordered(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


def text_unmarked(pdf: pikepdf.Pdf) -> None:
    """The page's content loses its marks: words belong to no element and to no decoration."""
    page = pdf.pages[0]
    kept = [
        (operands, operator)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) not in ("BDC", "BMC", "EMC")
    ]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def addressed(address: str) -> Callable[[pikepdf.Pdf], None]:
    """Damage: the link to a page of the web leads to `address`."""

    def damage(pdf: pikepdf.Pdf) -> None:
        next(link for link in links(pdf) if "/A" in link and "/URI" in link.A).A.URI = pikepdf.String(address)

    return damage


def scripted(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    next(link for link in links(pdf) if "/A" in link and "/URI" in link.A).A = action


def lost(pdf: pikepdf.Pdf) -> None:
    """The link inside the document leads to a place that is not there."""
    inside = next(link for link in links(pdf) if "/Dest" in link or link.A.S == "/GoTo")
    holder, key = (inside, "/Dest") if "/Dest" in inside else (inside.A, "/D")
    holder[key] = pikepdf.String("nowhere")


def bookmark_renamed(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String("Un autre titre")
