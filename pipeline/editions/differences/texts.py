"""Texts that changed, word by word, in their paragraph, by booklet and chapter: read from the twins for screens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from lxml import html
from lxml.html import HtmlElement

from pipeline.editions.differences.pairing import paired

UNITS = ("h1", "h2", "h3", "h4", "p", "li", "tr", "caption", "figcaption", "summary", "dt", "dd")
UNSEEN = ("script", "style", "svg", "template")
CHAPTER = "h2"
CELLS = ("td", "th")
WORDS = re.compile(r"\S+")
ALIKE = 0.45
"""From this likeness on, a paragraph was changed; below, one went and another came."""

Mark = Literal["same", "gone", "new"]
Words = list[tuple[Mark, str]]


@dataclass(frozen=True)
class Unit:
    """A paragraph, an item, a row of a table: its chapter and what it says."""

    chapter: str
    text: str


@dataclass(frozen=True)
class ChangedText:
    """One paragraph: runs of words that stayed, went or came."""

    chapter: str
    words: Words


def read_units(page: Path, without: str = "") -> list[Unit]:
    """What the main part of a booklet's page says, in reading order; paragraphs that hold `without` are left out."""
    root = html.parse(str(page), parser=html.HTMLParser(encoding="utf-8")).getroot()
    main = next(root.iter("main"), root)
    for element in list(main.iter(*UNSEEN)):
        element.drop_tree()
    units, chapter = [], ""
    for element in main.iter(*UNITS):
        text = _own_text(element)
        if element.tag == CHAPTER:
            chapter = text
        if text and not (without and without in text):
            units.append(Unit(chapter, text))
    return units


def changed_texts(former: Sequence[Unit], current: Sequence[Unit]) -> Iterator[ChangedText]:
    """Paragraphs that do not say what they said, in reading order."""
    before, after = [unit.text for unit in former], [unit.text for unit in current]
    for _, start, end, begin, stop in _changes(before, after):
        yield from _block(former[start:end], current[begin:stop])


def compared_words(before: str, after: str) -> Words:
    """Runs of words that stayed, went or came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs: Words = []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", " ".join(old[start:end])))
            continue
        runs += [("gone", " ".join(old[start:end]))] if end > start else []
        runs += [("new", " ".join(new[begin:stop]))] if stop > begin else []
    return runs


def _block(gone: Sequence[Unit], new: Sequence[Unit]) -> Iterator[ChangedText]:
    """Each paragraph that went beside the next one that came and is alike."""
    for old, unit in paired(gone, new, _is_alike):
        if old and unit:
            yield ChangedText(unit.chapter, compared_words(old.text, unit.text))
        elif unit:
            yield ChangedText(unit.chapter, [("new", unit.text)])
        elif old:
            yield ChangedText(old.chapter, [("gone", old.text)])


def _changes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [opcode for opcode in opcodes if opcode[0] != "equal"]


def _is_alike(before: Unit, after: Unit) -> bool:
    old, new = WORDS.findall(before.text), WORDS.findall(after.text)
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALIKE


def _own_text(element: HtmlElement) -> str:
    """What it says that no unit inside it says; the cells of a row are told apart."""
    if element.tag == "tr":
        return " | ".join(" ".join(cell.text_content().split()) for cell in element if cell.tag in CELLS)
    if next(element.iterancestors("tr"), None) is not None:
        return ""
    parts = [element.text or "", *(_text_with_tail(child) for child in element if isinstance(child.tag, str))]
    return " ".join("".join(parts).split())


def _text_with_tail(child: HtmlElement) -> str:
    inner = "" if child.tag in UNITS or next(child.iter(*UNITS), None) is not None else child.text_content()
    return f"{inner}{child.tail or ''}"
