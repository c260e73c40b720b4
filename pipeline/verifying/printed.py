"""A booklet's numbers beside their evidence: in the text, in the annex that links lead to, in the facts attached."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME
from pipeline.census.documents import attached
from pipeline.census.tokens import digits_of, printed_digits

ENTRY_LENGTH = 700
"""Characters of the annex that hold an entry, whatever its length."""

BEFORE = 300
"""Characters before the place where a link leads: it may be read as the line above."""

NEAR = 8.0
TWO_LINES = 16.0
"""Heights in points."""

ANNEX = "sec-preuves"


class Booklet:
    """A PDF, opened for reading: its pages' text, its links, its attachments."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self._path = path
        self._pdf = pikepdf.open(path)
        self._pages = pypdfium2.PdfDocument(path)
        self._texts: dict[int, Any] = {}

    @cached_property
    def attached(self) -> dict[str, str]:
        """The text of each attachment, by its name without folder."""
        return attached(self._path)

    def links(self) -> Iterator[tuple[int, str, str]]:
        """(page, text shown, text where the link leads) of each link from a number to its entry in the annex.

        A link that runs over a line's end has one frame around both lines, with other text in it: it is left out.
        """
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(self._pdf.pages)}
        for number, page in enumerate(self._pdf.pages):
            for link in page.get("/Annots", []):
                target = link.get("/Dest")
                if link.get("/Subtype") != "/Link" or not isinstance(target, pikepdf.Array):
                    continue
                left, bottom, right, top = (float(corner) for corner in link["/Rect"])
                led_to = numbers[target[0].objgen]
                if led_to >= self._annex and top - bottom < TWO_LINES:
                    shown = self._text(number).get_text_bounded(left, bottom, right, top)
                    yield number + 1, shown, self._entry(led_to, float(target[2]), float(target[3]))

    @cached_property
    def _annex(self) -> int:
        """The page, from 0, on which the annex begins; beyond the last one when there is none."""
        named = pikepdf.NameTree(self._pdf.Root.Names.Dests) if "/Dests" in self._pdf.Root.get("/Names", {}) else {}
        if ANNEX not in named:
            return len(self._pages)
        target = named[ANNEX]
        place = target["/D"] if isinstance(target, pikepdf.Dictionary) else target
        return next(number for number, page in enumerate(self._pdf.pages) if page.objgen == place[0].objgen)

    def numbers(self) -> set[str]:
        """Every number that its pages show."""
        return {digits for number in range(len(self._pages)) for digits in digits_of(self._whole(number))}

    def _text(self, number: int) -> Any:
        if number not in self._texts:
            self._texts[number] = self._pages[number].get_textpage()
        return self._texts[number]

    def _whole(self, number: int) -> str:
        return str(self._text(number).get_text_range())

    def _entry(self, number: int, x: float, y: float) -> str:
        start = self._text(number).get_index(x + NEAR, y - NEAR, 2 * NEAR, 2 * NEAR)
        if start is None:
            return ""
        here = self._whole(number)[max(0, start - BEFORE) : start + ENTRY_LENGTH]
        follows = self._whole(number + 1) if number + 1 < len(self._pages) else ""
        return f"{here} {follows[: ENTRY_LENGTH - len(here)]}"


def changed_figures(path: Path) -> Iterator[str]:
    """Numbers of a booklet that do not agree with its own evidence."""
    booklet = Booklet(path)
    for page, shown, entry in booklet.links():
        if not printed_digits(shown) <= printed_digits(entry):
            yield f"page {page} prints « {' '.join(shown.split())} », which was not found in its entry of the annex"
    yield from _attached_figures(booklet)


def _attached_figures(booklet: Booklet) -> Iterator[str]:
    """Facts attached whose number stands nowhere in the text, or differs between the two files attached."""
    missing = [name for name in (JSON_NAME, CSV_NAME) if name not in booklet.attached]
    if missing:
        yield f"{', '.join(missing)} should be attached and is not"
        return
    facts: list[dict[str, Any]] = json.loads(booklet.attached[JSON_NAME])
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(booklet.attached[CSV_NAME]))}
    printed = booklet.numbers()
    for fact in facts:
        shown = str(fact.get("display_fr", fact.get("display_en")) or "")
        if not digits_of(shown) <= printed:
            yield f"the attached fact {fact['id']} is « {shown} », which no page prints"
        if not _same(fact, rows.get(fact["id"], {})):
            yield f"the attached fact {fact['id']} differs between {JSON_NAME} and {CSV_NAME}"


def _same(fact: dict[str, Any], row: dict[str, str]) -> bool:
    for name in ("value", "n", "N", "low", "high"):
        told, written = fact.get(name), row.get(name, "")
        if (told is None) != (written == "") or (
            told is not None and not math.isclose(float(told), float(written), rel_tol=1e-9)
        ):
            return False
    return True
