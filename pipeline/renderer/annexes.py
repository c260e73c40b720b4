"""The evidence annex, half of a booklet, read group by group: an edit changes few of its groups."""

from __future__ import annotations

import re
from typing import Any

from pipeline.renderer.sources import DEFINITION
from pipeline.renderer.texts_read import WORTH_KEEPING

CLASS = "evidence"
OPENING = re.compile(rf"^(:{{3,}}) \{{\.{CLASS}[ .\w]*\}}$", re.MULTILINE)
HEADING = re.compile(r"^(?=#{2,} )", re.MULTILINE)


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
