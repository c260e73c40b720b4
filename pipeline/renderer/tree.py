"""Walk pandoc's document tree (JSON form): elements are `{"t": type, "c": content}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Element = dict[str, Any]
Tree = dict[str, Any]
"""A document: `blocks`, `meta`, and the version of the form."""

Attributes = tuple[str, list[str], dict[str, str]]

SPACES = ("Space", "SoftBreak", "LineBreak")
ATTRIBUTES_AT = {"Header": 1, "CodeBlock": 0, "Div": 0, "Span": 0, "Link": 0, "Image": 0, "Code": 0}
ATTRIBUTES_AT |= {"Figure": 0, "Table": 0}


def elements(node: Any) -> Iterator[Element]:
    """Every element below `node`, parents first, in reading order."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "t" in each:
                yield each
            waiting.extend(reversed(each.values()))
        elif isinstance(each, list):
            waiting.extend(reversed(each))


def attributes(element: Element) -> Attributes:
    """Identifier, classes and key-values of an element (empty for those that have none)."""
    position = ATTRIBUTES_AT.get(element["t"])
    if position is None:
        return "", [], {}
    identifier, classes, pairs = element["c"][position]
    return identifier, classes, dict(pairs)


def headings(blocks: list[Element]) -> Iterator[Element]:
    """The headings among `blocks` and in their blocks (`:::`), in reading order."""
    for block in blocks:
        if block["t"] == "Header":
            yield block
        elif block["t"] == "Div":
            yield from headings(block["c"][1])


def outline(blocks: list[Element]) -> list[Element]:
    """The headings among `blocks`, and in those of their blocks (`:::`) that begin with one: what pandoc lists."""
    found = []
    for block in blocks:
        if block["t"] == "Header":
            found.append(block)
        elif block["t"] == "Div" and block["c"][1] and block["c"][1][0]["t"] == "Header":
            found.append({**block, "c": [block["c"][0], outline(block["c"][1])]})
    return found


def plain_text(node: Any) -> str:
    """What a reader sees of `node`, without formatting."""
    words = []
    for element in elements(node):
        if element["t"] in ("Str", "Code", "Math"):
            words.append(element["c"] if element["t"] == "Str" else element["c"][1])
        elif element["t"] in SPACES:
            words.append(" ")
    return "".join(words)
