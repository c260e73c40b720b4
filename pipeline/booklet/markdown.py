"""Markdown that data cannot break: free text escaped so that it comes back as itself, and pipe tables."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

EMPTY = "–"
ALIGNMENTS = {"l": (":", ""), "r": ("", ":"), "c": (":", ":")}
ESCAPES = {ord(character): f"\\{character}" for character in string.punctuation}
TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
WIDEST_WEIGHT = 60


class Markdown(str):
    """Text that already is Markdown and must not be escaped again."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """`text` as Markdown that reads as itself: one line, no control characters, every ASCII punctuation escaped.

    Marks that turn the direction of text are left out: what follows them would read as something else.
    """
    kept = (c for c in text if unicodedata.bidirectional(c) not in TURNS)
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in kept)
    words = re.sub(r" +", " ", printable).strip(" ")
    return Markdown(words.translate(ESCAPES))


def cell(value: Any) -> Markdown:
    """One table cell: Markdown as it is, anything else escaped; what is missing becomes an en dash."""
    if isinstance(value, Markdown):
        return value
    if value is None or value is pd.NA or value is pd.NaT or value != value or str(value).strip() == "":
        return Markdown(EMPTY)
    return escape(str(value))


def capitalised(text: Markdown) -> Markdown:
    """The cell with a capital at its beginning, inside the link that it begins with."""
    return Markdown(re.sub(r"^\[?[^\W\d_]", lambda found: found.group().upper(), text))


def pipe_table(columns: Mapping[str, Sequence[Any]], align: str = "", widths: Sequence[int] = ()) -> Markdown:
    """A pandoc pipe table with a header row.

    `columns` maps each header to its cells; `align` has one of l, r, c a column (default all l);
    `widths` are relative column widths (default: from the longest cell).

    Raises:
        ValueError: there is no row, or the columns are not equally long.
    """
    headers: list[str] = [escape(header) for header in columns]
    cells: list[list[str]] = [[cell(value) for value in values] for values in columns.values()]
    if not cells or not cells[0]:
        raise ValueError("A table without rows is not printed: show the text that says so instead.")
    weights = list(widths) or [_weight(texts) for texts in zip(headers, *zip(*cells, strict=True), strict=True)]
    rules = [_rule(side, weight) for side, weight in zip(align or "l" * len(headers), weights, strict=True)]
    return Markdown("\n".join(_row(line) for line in (headers, rules, *zip(*cells, strict=True))))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(alignment: str, weight: int) -> str:
    left, right = ALIGNMENTS[alignment]
    return f"{left}{'-' * max(3, weight)}{right}"


def _weight(texts: Sequence[str]) -> int:
    """Relative width of a column: the longest text a reader sees in it, within reason."""
    longest = max(len(visible(text)) for text in texts)
    return min(WIDEST_WEIGHT, max(6, longest))


def visible(text: str) -> str:
    """What a reader sees of a cell: link targets and escapes removed."""
    without_links = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\\(.)", r"\1", without_links)
