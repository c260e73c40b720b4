"""Where two versions of a published file begin to differ: the page of a PDF, the number, the line."""

from __future__ import annotations

import csv
import io
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pypdfium2

SCALE = 1.0
SHOWN = 90


def first_difference(former: Path, current: Path) -> str:
    """In a sentence's end; empty when the files show the same."""
    if current.suffix == ".pdf":
        return _first_page(former, current)
    if current.suffix in (".csv", ".html", ".json"):
        return _first_line(former, current)
    return "its bytes"


def _first_page(former: Path, current: Path) -> str:
    with pypdfium2.PdfDocument(former) as before, pypdfium2.PdfDocument(current) as after:
        if len(before) != len(after):
            return f"{len(before)} pages before, {len(after)} now"
        for number in range(len(before)):
            if before[number].get_textpage().get_text_bounded() != after[number].get_textpage().get_text_bounded():
                return f"page {number + 1}: its text"
            if not np.array_equal(*(page.render(scale=SCALE).to_numpy() for page in (before[number], after[number]))):
                return f"page {number + 1}: its drawing"
    return "its bytes, though all pages show the same"


def _first_line(former: Path, current: Path) -> str:
    pairs = zip_longest(*(path.read_text(encoding="utf-8").splitlines() for path in (former, current)), fillvalue="")
    for number, (before, after) in enumerate(pairs, start=1):
        if before != after:
            key = (
                next(iter(next(csv.reader(io.StringIO(after)), [""])), "")
                if current.suffix == ".csv"
                else after.strip()
            )
            return f"line {number}: {key[:SHOWN]}"
    return "its line ends"
