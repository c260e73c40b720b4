"""The evidence annex, half of a booklet, read and written group by group: an edit changes few of its groups."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.renderer.sources import DEFINITION
from pipeline.renderer.texts_read import WORTH_KEEPING, keep_text, kept_text
from pipeline.renderer.tree import Element, attributes

CLASS = "evidence"
OPENING = re.compile(rf"^(:{{3,}}) \{{\.{CLASS}[ .\w]*\}}$", re.MULTILINE)
HEADING = re.compile(r"^(?=#{2,} )", re.MULTILINE)
DEPENDENT = re.compile(r'"t": "(Cite|CodeBlock|Figure|Header|Image|Note|Table)"|"callout-')
"""What is written otherwise in another document: it is numbered, listed or drawn."""

LISTS = ("BulletList", "Div")
COMMENTS = {"typst": "/* %s */", "html": "<!-- %s -->"}

Write = Callable[[list[Element]], str]
"""Blocks as they are written in the form that is asked for."""


def cut(markdown: str) -> list[str]:
    """What stands around the groups of an annex that ends the text, then these; the text alone where none does.

    A group begins with each heading of the annex. Nothing is cut where footnotes or links are defined elsewhere.
    """
    opening = OPENING.search(markdown)
    text = markdown.rstrip("\n")
    is_last = opening is not None and text.endswith(f"\n{opening[1]}")
    if opening is None or not is_last or any(map(DEFINITION.match, text.splitlines())):
        return [markdown]
    inside = text[opening.end() : -len(opening[1])]
    groups = [group for group in HEADING.split(inside) if group.strip()]
    return [f"{text[: opening.end()]}\n\n{opening[1]}\n", *_long_enough(groups)]


def _long_enough(groups: list[str]) -> list[str]:
    """Short groups go with the next: starting pandoc would cost more than reading them."""
    joined = [""]
    for group in groups:
        joined[-1] += group
        if len(joined[-1]) >= WORTH_KEEPING:
            joined.append("")
    return [group for group in joined if group]


def put_together(around: dict[str, Any], *groups: dict[str, Any]) -> dict[str, Any]:
    """The tree of a text from those of what `cut` gave."""
    if groups:
        around["blocks"][-1]["c"][1] = [block for tree in groups for block in tree["blocks"]]
    return around


@dataclass(frozen=True)
class Parted:
    """A document's blocks with marks for long lists of its annex; and these, each in a copy of the annex's block."""

    blocks: list[Element]
    lists: dict[str, Element]

    def filled(self, text: str, written: Mapping[str, str]) -> str:
        """The document as it was written, with its lists as they were `written` in the places of their marks."""
        for mark, each in written.items():
            text = text.replace(f"{mark}\n", each)
        return text


def parted(blocks: list[Element], form: str) -> Parted:
    """Take the long lists out of the annex of a document that is to be written in `form`."""
    place = next((place for place, block in enumerate(blocks) if CLASS in attributes(block)[1]), None)
    if place is None:
        return Parted(blocks, {})
    attribute, content = blocks[place]["c"]
    marks = {number: _mark(block, form) for number, block in enumerate(content) if _is_apart(content, number)}
    left = [_raw(form, marks[number]) if number in marks else block for number, block in enumerate(content)]
    annex = {"t": "Div", "c": [attribute, left]}
    lists = {mark: {"t": "Div", "c": [attribute, [content[number]]]} for number, mark in marks.items()}
    return Parted([*blocks[:place], annex, *blocks[place + 1 :]], lists)


def _is_apart(content: Sequence[Element], number: int) -> bool:
    """Whether a block is a long list, and nothing in the rest of the document says how it is written.

    Words above a list introduce it, and stay on its page.
    """
    is_introduced = number > 0 and content[number - 1]["t"] == "Para"
    if content[number]["t"] not in LISTS or is_introduced:
        return False
    text = json.dumps(content[number])
    return len(text) >= WORTH_KEEPING and not DEPENDENT.search(text)


def _mark(block: Element, form: str) -> str:
    """A line that no text holds: it is made from what the block says."""
    return COMMENTS[form] % hashlib.sha256(json.dumps(block).encode("utf-8")).hexdigest()


def _raw(form: str, text: str) -> Element:
    return {"t": "RawBlock", "c": [form, text]}


def written(lists: Mapping[str, Element], form: str, theme: str, write: Write) -> dict[str, str]:
    """Lists in `form`, by mark: as they were written before with this `theme`, else now, in one go."""
    made_with = f"{form} {theme}"
    found = {mark: kept_text(json.dumps(each), made_with) for mark, each in lists.items()}
    known = {mark: text for mark, text in found.items() if text is not None}
    made = _written_now({mark: each for mark, each in lists.items() if mark not in known}, form, write)
    for mark, text in made.items():
        keep_text(json.dumps(lists[mark]), made_with, text)
    return known | made


def _written_now(lists: Mapping[str, Element], form: str, write: Write) -> dict[str, str]:
    if not lists:
        return {}
    end = COMMENTS[form] % "end"
    blocks = [block for mark, each in lists.items() for block in (_raw(form, mark), *each["c"][1])]
    (attribute, _), *_ = (each["c"] for each in lists.values())
    text = write([{"t": "Div", "c": [attribute, [*blocks, _raw(form, end)]]}])
    begins = [text.index(f"{mark}\n") for mark in lists]
    ends = [*begins[1:], text.rindex(end)]
    return {mark: text[at + len(mark) + 1 : to] for mark, at, to in zip(lists, begins, ends, strict=True)}
