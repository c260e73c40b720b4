"""Number sections, figures and tables in reading order, as Typst does; `crossrefs.lua` writes the numbers.

On paper what figures draw stands in an annex: tables with it come after all others, and the annex is a chapter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.renderer.tree import Element, attributes

NUMBERED_LEVELS = 2
DRAWN, ANNEX, UNNUMBERED = "figure-data", "figure-annex", "unnumbered"
HOLDING_BLOCKS = ("Div", "BlockQuote", "BulletList", "OrderedList")

Numbers = dict[str, str]
"""By identifier."""


def numbered(blocks: list[Element], form: str) -> Numbers:
    """The number of each section, figure and table with an identifier of a document that is to be written in `form`."""
    counted, drawn = _Counted(), list[Element]()
    for block in _blocks(blocks):
        identifier, classes, _ = attributes(block)
        if DRAWN in classes:
            drawn.append(block)
        elif ANNEX in classes and drawn and form == "typst":
            counted.section(1)
        elif block["t"] == "Header" and block["c"][0] <= NUMBERED_LEVELS and UNNUMBERED not in classes:
            counted.numbers[identifier] = counted.section(block["c"][0])
        elif block["t"] in ("Figure", "Table") and identifier:
            counted.numbers[identifier] = counted.next(block["t"])
    for table in (block for each in drawn for block in _blocks(each["c"][1]) if block["t"] == "Table"):
        if identifier := attributes(table)[0]:
            counted.numbers[identifier] = counted.next("Table")
    return counted.numbers


class _Counted:
    """What was counted so far."""

    def __init__(self) -> None:
        self.numbers: Numbers = {}
        self._counts = {"Figure": 0, "Table": 0}
        self._sections = [0] * NUMBERED_LEVELS

    def next(self, kind: str) -> str:
        self._counts[kind] += 1
        return str(self._counts[kind])

    def section(self, level: int) -> str:
        above = self._sections[: level - 1]
        self._sections = [*above, self._sections[level - 1] + 1, *[0] * (NUMBERED_LEVELS - level)]
        return ".".join(map(str, self._sections[:level]))


def _blocks(node: Any) -> Iterator[Element]:
    """Blocks in reading order, those that hold others before them; not what is drawn, nor what stands in a cell."""
    if isinstance(node, list):
        for each in node:
            yield from _blocks(each)
    elif isinstance(node, dict):
        yield node
        if node["t"] in HOLDING_BLOCKS and DRAWN not in attributes(node)[1]:
            yield from _blocks(node["c"] if node["t"] in ("BlockQuote", "BulletList") else node["c"][1])


def used(numbers: Numbers, text: str) -> Numbers:
    """Those of what a text (pandoc's JSON) holds or refers to; the first letter of a reference may be a capital."""
    quoted = {said.rpartition("#")[2][1:] for said in set(text.split('"'))}
    return {identifier: number for identifier, number in numbers.items() if identifier[1:] in quoted}


def as_metadata(numbers: Numbers) -> dict[str, Element]:
    """As the filters read them."""
    return {
        "numbers": {"t": "MetaMap", "c": {each: {"t": "MetaString", "c": number} for each, number in numbers.items()}}
    }
