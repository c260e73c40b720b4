"""An HTML page as blocks of text: what each says, in which part, under which heads, which facts it links to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from pipeline.census.days import days_in, is_within
from pipeline.census.drawn import drawn_in
from pipeline.released import ANCHOR

BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary", "div", "blockquote", "pre", "title"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "body", "details", "section", "main", "header", "footer"),
    *("option", "label", "button", "legend", "nav"),
}
UNSEEN = {"script", "style", "template", "svg"}
SAID_OF_FIGURES = ("alt", "aria-label")
SAID_BESIDE = ("title", "placeholder", "data-label", "data-all", "data-one", "data-several", "data-none")
"""Attributes that only some readers are given, and that scripts show."""

HEADINGS = {"h1", "h2"}
FIGURE = "figure"
SCALE = "scale"
FIGURE_DATA = "figure-data"
ATTRIBUTE = "attribute"
COUNTED_BY_LAYOUT = re.compile(r"(^| )(header-section-number|toc-section-number|caption-label)( |$)")
"""Numbers that the layout gives to parts, figures and tables: no result."""
REFERENCE = re.compile(r"^#(fig|tbl|sec)-")
MARKED = re.compile(r"^#(methode|fichier)-")
"""What leads to a method or a file: its words are the mark that it leads to (M3)."""


@dataclass
class Block:
    """One block of text: `kind` is its element, `figure` where it tells what a figure draws or is drawn in it, `scale`
    where it is a number on the scale of an axis, or a month on an axis of time that its data tell, else `attribute`.

    `links` are (fact id, text shown); `heads` is the text at the head of a table cell's column, `row` that
    of its row. `beside` are the facts
    linked from the block or from its row of a table, and those whose entry of the evidence annex it is or stands in;
    `entries` those whose entry begins here, `heads_entries` how many entries what the block sums up holds.
    """

    part: str
    kind: str
    heads: str = ""
    row: str = ""
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)
    entries: list[str] = field(default_factory=list)
    heads_entries: int = 0


def read_blocks(path: Path) -> list[Block]:
    """The blocks of a page in reading order, alternative texts of images among them."""
    return parse_blocks(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def parse_blocks(text: str) -> list[Block]:
    """The blocks of a page, or of a part of one, given as text; nobody changes them."""
    if not text.strip():
        return []
    root = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    reader = _Reader()
    reader.element(root, Block("", "body"))
    return [block for block in reader.blocks if block.text.strip() or block.links]


class _Reader:
    """Walks a page once. Text belongs to the innermost block around it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.part = ""
        self._of: dict[HtmlElement, Block] = {}
        self._inside: tuple[str, ...] = ()
        self._in_figure_data = False
        self._months: list[tuple[Block, dt.date]] = []
        self._days: list[dt.date] = []

    def element(self, element: HtmlElement, around: Block) -> None:
        if _is_of_layout(element):
            return
        if element.tag in HEADINGS and element.get("id"):
            self.part = str(element.get("id"))
        block = self._block(element, around)
        if element.tag == "a" and (target := _fact(element)):
            self._link(element, target, block)
            return
        self._said_beside(element)
        first_inside, entry = len(self.blocks), _entry(element)
        self._children(element, block, entry)
        if element.tag == "tr":
            self._share_row(element)
        if element.tag == "li":
            block.beside |= {fact for inside in self.blocks[first_inside:] for fact in inside.beside}

    def _said_beside(self, element: HtmlElement) -> None:
        """The texts that only some readers are given."""
        for names, kind in ((SAID_OF_FIGURES, FIGURE), (SAID_BESIDE, ATTRIBUTE)):
            for said in filter(None, map(element.get, names)):
                self.blocks.append(Block(self.part, kind, text=str(said), beside=set(self._inside)))
        if element.tag == "img":
            self._draw(element)

    def _draw(self, image: HtmlElement) -> None:
        """The texts of a drawing; the months of its axis wait for the data that it draws."""
        self._months, self._days = [], [*days_in(str(image.get("alt") or ""))]
        for drawn in drawn_in(str(image.get("src") or "")):
            block = Block(self.part, SCALE if drawn.is_on_scale else FIGURE, text=drawn.text)
            self.blocks.append(block)
            if drawn.month is not None:
                self._months.append((block, drawn.month))

    def _hold_against_data(self, told: Iterable[Block]) -> None:
        """The months of an axis stand where they should if the figure's own data, or what it marks, has days there."""
        shown = [day for block in told for day in days_in(block.text)]
        for block, month in self._months if shown else ():
            if is_within(month, [*shown, *self._days]):
                block.kind = SCALE
        self._months = []

    def _children(self, element: HtmlElement, block: Block, entry: str) -> None:
        """What is inside; it stands beside the fact whose entry the element is."""
        was_in_data, was_inside, before = self._in_figure_data, self._inside, len(self.blocks)
        self._in_figure_data = was_in_data or FIGURE_DATA in (element.get("class") or "").split()
        if entry:
            block.entries.append(entry)
            block.beside.add(entry)
            self._inside = (*was_inside, entry)
        block.text += element.text or ""
        for child in element:
            self.element(child, block)
            block.text += child.tail or ""
        if self._in_figure_data and not was_in_data:
            self._hold_against_data(self.blocks[before:])
        self._in_figure_data, self._inside = was_in_data, was_inside

    def _block(self, element: HtmlElement, around: Block) -> Block:
        if element.tag not in BLOCKS:
            return around
        kind = FIGURE if self._in_figure_data else element.tag
        block = self._of[element] = Block(self.part, kind, heads=_heads(element), beside=set(self._inside))
        if element.tag == "summary":
            block.heads_entries = sum(1 for inside in element.getparent().iter() if _entry(inside))
        self.blocks.append(block)
        return block

    def _link(self, element: HtmlElement, target: str, block: Block) -> None:
        block.links.append((target, element.text_content()))
        block.beside.add(target)
        block.text += "\ufffc"

    def _share_row(self, row: HtmlElement) -> None:
        cells = [self._of[cell] for cell in row.iter("td", "th") if cell in self._of]
        facts = {fact for cell in cells for fact in cell.beside}
        for cell in cells:
            cell.beside |= facts
            cell.row = " ".join(each.text for each in cells)


def _is_of_layout(element: HtmlElement) -> bool:
    """Whether nothing of an element is a result: scripts, contents, numbers of parts and references to them."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return True
    if MARKED.match(element.get("href") or ""):
        return str(element.get("href")).endswith(f"-{element.text_content()}")
    return bool(COUNTED_BY_LAYOUT.search(element.get("class") or "") or REFERENCE.match(element.get("href") or ""))


def _fact(element: HtmlElement) -> str:
    target = element.get("href") or ""
    _, _, anchor = target.partition("#")
    return anchor.removeprefix(ANCHOR) if anchor.startswith(ANCHOR) else ""


def _entry(element: HtmlElement) -> str:
    """The fact whose entry in the evidence an element is."""
    named = str(element.get("id") or "")
    return named.removeprefix(ANCHOR) if named.startswith(ANCHOR) else ""


def _heads(element: HtmlElement) -> str:
    """The text that heads the column of a cell."""
    if element.tag != "td":
        return ""
    position = sum(1 for _ in element.itersiblings("td", "th", preceding=True))
    table = next(element.iterancestors("table"), None)
    first = None if table is None else next(table.iter("tr"), None)
    cells = [] if first is None else [cell for cell in first if cell.tag in ("td", "th")]
    return cells[position].text_content().strip() if position < len(cells) else ""
