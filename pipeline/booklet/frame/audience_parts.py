"""Parts of a text that only some booklets or sheets show, written as Quarto's own conditional content.

`::: {.content-visible when-meta="for.institutions"}` keeps what it holds in the booklets of institutions only (the
name is that of an audience, or of one booklet); `.content-hidden` keeps it out of those. `when-meta="tells.NAME"`
keeps what it holds where the part of a sheet, or the notebook's cell, of that name has something to say. The choice is
made while a booklet or sheet is staged, so that its annex holds no number that nobody prints.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

CONDITION = re.compile(r'^:{3,} *\{\.content-(visible|hidden) when-meta="(?:for|tells)\.([a-z-]+)"\} *$')
OPENING = re.compile(r"^:{3,} *(?:\{.+\}|[\w-]+) *$")
CLOSING = re.compile(r"^:{3,} *$")


def parts_for(text: str, names: Collection[str]) -> str:
    """The text of a chapter as a booklet of these names (its own, its audience's) shows it, without any condition.

    For a sheet, `names` are the parts that it tells; for a booklet, the cells that say something are among them.
    """
    return "\n".join(_kept(text.split("\n"), names))


def _kept(lines: list[str], names: Collection[str]) -> Iterator[str]:
    """The lines to show. Each open block is remembered as (is it a condition, are its lines shown)."""
    blocks: list[tuple[bool, bool]] = []
    for line in lines:
        is_shown = all(shown for _, shown in blocks)
        if condition := CONDITION.match(line):
            kind, named = condition.groups()
            blocks.append((True, (named in names) == (kind == "visible")))
            continue
        if CLOSING.match(line) and blocks:
            is_condition, _ = blocks.pop()
            if is_condition:
                continue
        elif OPENING.match(line):
            blocks.append((False, True))
        if is_shown:
            yield line
