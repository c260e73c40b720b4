"""What a screen reader gets from a tagged PDF: elements in reading order with their text, outline and links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

Texts = dict[int, dict[int, str]]
Pages = dict[tuple[int, int], int]
CODE_BYTES = 2
HYPHENATION = re.compile(r"\s*\xad\s*")


@dataclass
class Element:
    """One structure element: its type, the page it starts on, its own and its children's text in order."""

    tag: str
    page: int | None
    alternative: str = ""
    scope: str = ""
    headers: tuple[str, ...] = ()
    content: list[Element | str] = field(default_factory=list)

    @property
    def kids(self) -> list[Element]:
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def text(self) -> str:
        return " ".join(HYPHENATION.sub("", self._shown).split())

    @property
    def _shown(self) -> str:
        """The text line by line, as the page has it."""
        return "".join(part if isinstance(part, str) else part._shown for part in self.content)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *tags: str) -> Iterator[Element]:
        return (element for element in self.walk() if element.tag in tags)


@dataclass(frozen=True)
class Bookmark:
    """One line of the outline: depth from 1, title and page it leads to (none: it leads nowhere)."""

    depth: int
    title: str
    page: int | None


@dataclass(frozen=True)
class Link:
    """One clickable area: its page, and either an address or whether its place in the document exists."""

    page: int
    address: str
    leads_inside: bool


@dataclass(frozen=True)
class Document:
    """One PDF as assistive software reads it."""

    language: str
    title: str
    shows_title: bool
    root: Element
    outline: list[Bookmark]
    links: list[Link]


def read(path: Path) -> Document:
    """The tagged PDF at `path`; one without a structure tree has a root without content."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        destinations = _destinations(pdf)
        with pdf.open_metadata() as metadata:
            title = str(metadata.get("dc:title", ""))
        preferences = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary())
        return Document(
            language=str(pdf.Root.get("/Lang", "")),
            title=title,
            shows_title=bool(preferences.get("/DisplayDocTitle", False)),
            root=_root(pdf, pages),
            outline=list(_bookmarks(pdf, pages, destinations)),
            links=list(_links(pdf, pages, destinations)),
        )


def _root(pdf: pikepdf.Pdf, pages: Pages) -> Element:
    root = Element("Root", None)
    if "/StructTreeRoot" in pdf.Root:
        texts = {number: marked_texts(page) for number, page in enumerate(pdf.pages, start=1)}
        root.content = list(_content(pdf.Root.StructTreeRoot, None, texts, pages))
    return root


def _content(node: Any, page: int | None, texts: Texts, pages: Pages) -> Iterator[Element | str]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, (list, pikepdf.Array)) else [kids]:
        if isinstance(kid, int):
            yield texts[page or 0].get(kid, "")
        elif "/S" in kid:
            yield _element(kid, page, texts, pages)
        elif "/MCID" in kid:
            number = pages[kid.Pg.objgen] if "/Pg" in kid else page or 0
            yield texts[number].get(int(kid.MCID), "")


def _element(node: Any, page: int | None, texts: Texts, pages: Pages) -> Element:
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    attributes = node.get("/A", [])
    table = [
        attribute
        for attribute in (attributes if isinstance(attributes, (list, pikepdf.Array)) else [attributes])
        if isinstance(attribute, pikepdf.Dictionary) and attribute.get("/O") == "/Table"
    ]
    element = Element(
        tag=str(node.S).removeprefix("/"),
        page=page,
        alternative=str(node.get("/Alt", "")),
        scope=next((str(attribute.Scope) for attribute in table if "/Scope" in attribute), ""),
        headers=tuple(str(name) for attribute in table for name in attribute.get("/Headers", [])),
        content=list(_content(node, page, texts, pages)),
    )
    if "/ActualText" in node:
        element.content = [str(node.ActualText)]
    if element.page is None:
        element.page = next((kid.page for kid in element.kids if kid.page), None)
    return element


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """Text of each marked content of one page, by its identifier; a move of the pen is a space."""
    fonts = {name: _unicode_map(font) for name, font in page.resources.get("/Font", pikepdf.Dictionary()).items()}
    texts: defaultdict[int, str] = defaultdict(str)
    marks: list[_Mark] = [_Mark(None, None)]
    font: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name, mark = str(operator), marks[-1]
        if name in ("BDC", "BMC"):
            marks.append(mark.within(operands[1] if name == "BDC" else None))
            if marks[-1].identifier is not None and mark.replacement is None:
                texts[marks[-1].identifier] += marks[-1].replacement or ""
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif mark.identifier is not None and name in ("Tj", "TJ") and mark.replacement is None:
            texts[mark.identifier] += _shown(operands[0], font)
        elif mark.identifier is not None and name in ("Tm", "Td"):
            texts[mark.identifier] += " "
    return texts


@dataclass(frozen=True)
class _Mark:
    """What holds inside a marked content: the element's identifier, and the text said instead of what is shown."""

    identifier: int | None
    replacement: str | None

    def within(self, properties: Any) -> _Mark:
        """The mark opened inside this one with `properties`."""
        if not isinstance(properties, pikepdf.Dictionary):
            return self
        said = str(properties.ActualText) if "/ActualText" in properties else self.replacement
        return _Mark(int(properties.MCID) if "/MCID" in properties else self.identifier, said)


def _shown(operand: Any, font: dict[bytes, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(font.get(codes[at : at + CODE_BYTES], "\ufffd") for at in range(0, len(codes), CODE_BYTES))


def _unicode_map(font: Any) -> dict[bytes, str]:
    """Character codes (two bytes, as Typst writes them) to text, from the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(first, 16)
            for code_point in range(start, int(last, 16) + 1):
                found[code_point.to_bytes(CODE_BYTES, "big")] = chr(int(text, 16) + code_point - start)
    return found


def _destinations(pdf: pikepdf.Pdf) -> dict[str, Any]:
    names = pdf.Root.get("/Names", pikepdf.Dictionary())
    return dict(pikepdf.NameTree(names.Dests)) if "/Dests" in names else {}


def _page_of(place: Any, pages: Pages, destinations: dict[str, Any]) -> int | None:
    if isinstance(place, (pikepdf.String, pikepdf.Name)):
        place = destinations.get(str(place))
    if isinstance(place, pikepdf.Dictionary):
        place = place.D
    return pages.get(place[0].objgen) if isinstance(place, pikepdf.Array) else None


def _bookmarks(pdf: pikepdf.Pdf, pages: Pages, destinations: dict[str, Any]) -> Iterator[Bookmark]:
    def below(node: Any, depth: int) -> Iterator[Bookmark]:
        item = node.get("/First")
        while item is not None:
            place = item.Dest if "/Dest" in item else item.A.D
            yield Bookmark(depth, str(item.Title), _page_of(place, pages, destinations))
            yield from below(item, depth + 1)
            item = item.get("/Next")

    return below(pdf.Root.get("/Outlines", pikepdf.Dictionary()), 1)


def _links(pdf: pikepdf.Pdf, pages: Pages, destinations: dict[str, Any]) -> Iterator[Link]:
    for number, page in enumerate(pdf.pages, start=1):
        for area in page.get("/Annots", []):
            if area.Subtype != "/Link":
                continue
            action = area.get("/A", pikepdf.Dictionary())
            place = area.get("/Dest", action.get("/D"))
            # An action of any other kind (a program, a script, a file) is told by its name.
            address = "" if place is not None else str(action.get("/URI", f"{action.get('/S')}:"))
            yield Link(number, address, _page_of(place, pages, destinations) is not None)
