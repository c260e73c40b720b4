"""The lists of laid-out pages (bullets, cards, definitions, choices, sheets) as tables: a row an item, what it says.

Where an item is read in pieces (« Meudon : vendu, mesuré »), each piece is a column that says which items say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from lxml.html import HtmlElement

from benchmarks.joined_tables import HIDDEN, LETTER, LONGEST_NAME, Told, slugged

ITEMS = {"ul": ("li",), "ol": ("li",), "dl": ("dt",), "select": ("option",), "datalist": ("option",)}
"""What the items of a list are, by the element that holds them."""

SHEET = "article"
"""What holds a whole page about one project or commune: an item of the list that all sheets are."""

OF_FACTS = frozenset({"evidence", "evidence-group", "proofs", "digests"})
"""Lists that say of each number where it is from: whoever counts their items counts numbers."""

PIECES = re.compile(r"\s*(?:\u202f?[:;.!?()«»]|,\s|\s[–·|/]\s|\s(?:et|and)\s)\s*")
"""What stands between the pieces that an item is read in."""

MOST_PIECES = 400
"""A longer list, or one of longer items, is prose."""

NAME = "nom"
"""The column of names; the others are called as the pieces, and answer whether an item says them."""


@dataclass(frozen=True)
class Item:
    """An item of a list: the pieces it is read in; where something in it is hidden, it may say any other."""

    pieces: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class PageList:
    """A list of a page: its items, the titles over it, its theme, the facts it links to, what kind of list it is."""

    items: tuple[Item, ...]
    above: tuple[str, ...]
    theme: str
    facts: frozenset[str]
    family: str


def is_list(element: HtmlElement) -> bool:
    """Whether an element holds items that are counted."""
    around = {name for each in (element, *element.iterancestors()) for name in (each.get("class") or "").split()}
    return (element.tag in ITEMS or element.tag == SHEET) and not OF_FACTS & around


def items_of(element: HtmlElement) -> tuple[Item, ...]:
    """The items of a list; of a sheet, the sheet itself by its title and what stands in its head."""
    if element.tag == SHEET:
        return (_item(_head_texts(element)),)
    return tuple(_item(_texts(each)) for each in element if each.tag in ITEMS[element.tag])


def kind_of(element: HtmlElement) -> str:
    """What lists of several pages have in common that are one list in parts."""
    holder = element.getparent()
    names = [str(element.tag), element.get("class") or "", "" if holder is None else holder.get("class") or ""]
    return ".".join(names)


def tables_of_lists(lists: Mapping[str, PageList]) -> dict[str, Told]:
    """Each list as a table, and those of one kind and theme as one, with the titles over each."""
    alike: dict[tuple[str, str], list[PageList]] = {}
    for each in lists.values():
        alike.setdefault((each.family, each.theme), []).append(each)
    several = {f"listed:{number}": same for number, same in enumerate(alike.values()) if len(same) > 1}
    made = {name: _told([each]) for name, each in lists.items()} | {name: _told(same) for name, same in several.items()}
    return {name: told for name, told in made.items() if told is not None}


def _told(lists: list[PageList]) -> Told | None:
    """The items below each other, what several pages repeat once; none where they hold too much.

    The first piece of an item is its name, by which other tables are looked up.
    """
    items = dict.fromkeys((item, each.above) for each in lists for item in each.items if item.pieces)
    rows = [Item((*above, *item.pieces), item.is_hidden) for item, above in items]
    pieces = dict.fromkeys(piece for row in rows for piece in row.pieces)
    if not rows or len(pieces) > MOST_PIECES:
        return None
    said = {piece: pd.array([_says(row, piece) for row in rows], dtype="boolean") for piece in pieces if piece != NAME}
    names = pd.Series([item.pieces[0] for item, _ in items], dtype="str")
    facts = frozenset().union(*(each.facts for each in lists))
    return Told(pd.DataFrame({NAME: names, **said}), lists[0].theme, facts, is_page=True, family=lists[0].family)


def _says(row: Item, piece: str) -> bool | None:
    """Whether an item says it; not known where something in it is hidden."""
    return True if piece in row.pieces else None if row.is_hidden else False


def _item(texts: Iterable[str]) -> Item:
    whole = [" ".join(text.split()) for text in texts]
    is_hidden = any(hidden in text for text in whole for hidden in HIDDEN)
    pieces = (piece for text in whole for piece in (text, *PIECES.split(text)))
    said = dict.fromkeys(piece for piece in pieces if _is_said(piece))
    return Item(tuple({slugged(piece): piece for piece in said}.values()), is_hidden)


def _is_said(piece: str) -> bool:
    """Numbers name nothing (« 5 sur 47 »), nor do sentences."""
    return bool(LETTER.search(piece)) and not piece[0].isdigit() and len(piece) <= LONGEST_NAME and piece not in HIDDEN


def _texts(element: HtmlElement) -> Iterator[str]:
    """What an item says: all of it, each part that is marked, and for a term what it is said to be."""
    yield str(element.text_content())
    yield from (str(inner.text_content()) for inner in element.iterdescendants() if isinstance(inner.tag, str))
    following = element.getnext()
    while element.tag == "dt" and following is not None and following.tag == "dd":
        yield str(following.text_content())
        following = following.getnext()


def _head_texts(sheet: HtmlElement) -> Iterator[str]:
    """The titles of a sheet, and the lines and links that stand before its first section."""
    for inner in sheet.iterdescendants():
        if inner.tag in ("table", "h2", "section"):
            return
        if isinstance(inner.tag, str) and inner.tag in ("h1", "p", "a", "li", "span"):
            yield str(inner.text_content())
