"""A document written part by part: its chapters, and the long lists of its evidence annex. An edit changes few.

A part is written as it was before while it says the same, with the same numbers of what it refers to, in the same
theme.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.renderer.annexes import CLASS
from pipeline.renderer.numbers import Numbers, used
from pipeline.renderer.texts_read import WORTH_KEEPING, keep_text, kept_text
from pipeline.renderer.tree import Element, attributes

DEPENDENT = re.compile(r'"t": "(Cite|CodeBlock|Figure|Header|Image|Note|Table)"|"callout-')
"""What is written otherwise in another document: it is numbered, listed or drawn."""

NOTE = '"t": "Note"'
"""Footnotes of a page are numbered through all its chapters, and stand below the last."""

LISTS = ("BulletList", "Div")
COMMENTS = {"typst": "/* %s */", "html": "<!-- %s -->"}

Write = Callable[[list[Element]], str]
"""Blocks as they are written in the form that is asked for."""


@dataclass(frozen=True)
class Part:
    """Blocks, and attributes of the block that stands around them, where what is in one is written otherwise."""

    blocks: list[Element]
    around: list[Any] | None = None


@dataclass(frozen=True)
class Parted:
    """A document's chapters and the lists of its annex, by mark, in order; a list leaves its mark in its chapter."""

    chapters: list[tuple[str, Part]]
    lists: list[tuple[str, Part]]

    @property
    def parts(self) -> dict[str, Part]:
        """All of them: two that say the same are one."""
        return dict([*self.chapters, *self.lists])

    def text(self, written: Mapping[str, str]) -> str:
        """The document's body, from its parts as they were `written`."""
        body = "".join(written[mark] for mark, _ in self.chapters)
        for mark, _ in self.lists:
            body = body.replace(f"{mark}\n", written[mark])
        return body.rstrip("\n")


def is_in_parts(blocks: list[Element], form: str) -> bool:
    """Whether a document can be written part by part in `form`."""
    return form != "html" or NOTE not in json.dumps(blocks)


def parted(blocks: list[Element], form: str) -> Parted:
    """The parts of a document that is to be written in `form`."""
    left, lists = _without_lists(blocks, form)
    begins = [place for place, block in enumerate(left) if _opens_chapter(block)]
    bounds = [0, *begins, len(left)]
    chapters = [left[here:there] for here, there in pairwise(bounds) if here < there]
    return Parted([(mark_of(chapter, form), Part(chapter)) for chapter in chapters], lists)


def _opens_chapter(block: Element) -> bool:
    return bool(block["t"] == "Header" and block["c"][0] == 1)


def _without_lists(blocks: list[Element], form: str) -> tuple[list[Element], list[tuple[str, Part]]]:
    """A document's blocks with marks for the long lists of its annex; and these."""
    place = next((place for place, block in enumerate(blocks) if CLASS in attributes(block)[1]), None)
    if place is None:
        return blocks, []
    attribute, content = blocks[place]["c"]
    marks = {number: mark_of([block], form) for number, block in enumerate(content) if _is_apart(content, number)}
    left = [_raw(form, marks[number]) if number in marks else block for number, block in enumerate(content)]
    annex = {"t": "Div", "c": [attribute, left]}
    lists = [(mark, Part([content[number]], attribute)) for number, mark in marks.items()]
    return [*blocks[:place], annex, *blocks[place + 1 :]], lists


def _is_apart(content: Sequence[Element], number: int) -> bool:
    """Whether a block is a long list, and nothing in the rest of the document says how it is written.

    Words above a list introduce it, and stay on its page.
    """
    is_introduced = number > 0 and content[number - 1]["t"] == "Para"
    if content[number]["t"] not in LISTS or is_introduced:
        return False
    text = json.dumps(content[number])
    return len(text) >= WORTH_KEEPING and not DEPENDENT.search(text)


def mark_of(blocks: list[Element], form: str) -> str:
    """A line that no text holds: it is made from what the blocks say."""
    return COMMENTS[form] % hashlib.sha256(json.dumps(blocks).encode("utf-8")).hexdigest()


def _raw(form: str, text: str) -> Element:
    return {"t": "RawBlock", "c": [form, text]}


def written(parts: Mapping[str, Part], numbers: Numbers, form: str, theme: str, write: Write) -> dict[str, str]:
    """Parts in `form`, by mark: as written before with this `theme` and these `numbers`, else now, in one go."""
    said = {mark: _said(part, numbers) for mark, part in parts.items()}
    found = {mark: kept_text(text, f"{form} {theme}") for mark, text in said.items()}
    known = {mark: text for mark, text in found.items() if text is not None}
    made = _written_now({mark: part for mark, part in parts.items() if mark not in known}, form, write)
    for mark, text in made.items():
        if len(said[mark]) >= WORTH_KEEPING:
            keep_text(said[mark], f"{form} {theme}", text)
    return known | made


def _said(part: Part, numbers: Numbers) -> str:
    text = json.dumps([part.blocks, part.around])
    return text + json.dumps(used(numbers, text))


def _written_now(parts: Mapping[str, Part], form: str, write: Write) -> dict[str, str]:
    if not parts:
        return {}
    end, begins = COMMENTS[form] % "end", {mark: COMMENTS[form] % f"part {number}" for number, mark in enumerate(parts)}
    text = write([block for mark, part in parts.items() for block in _between(begins[mark], part, end, form)])
    places = {mark: text.index(f"{begin}\n") + len(begin) + 1 for mark, begin in begins.items()}
    return {mark: text[place : text.index(end, place)] for mark, place in places.items()}


def _between(begin: str, part: Part, end: str, form: str) -> list[Element]:
    blocks = [_raw(form, begin), *part.blocks, _raw(form, end)]
    return blocks if part.around is None else [{"t": "Div", "c": [part.around, blocks]}]
