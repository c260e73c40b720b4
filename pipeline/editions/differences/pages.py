"""Pages that changed, side by side as images: aligned by what they say, with a frame around what looks different."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from scipy import ndimage

from pipeline.editions.differences.pairing import paired

SCALE = 1.25
"""Points to pixels: 90 dots an inch, enough to read a page beside another."""

LIGHT = 225
"""Greys from here on count as paper: the mark of a draft, and tints behind text."""

CONTRAST = 40
NEAR = 5
STRIP, FOOT = 24, 54
"""Heights in points: the strip of a draft at the top, and the footer with the number of the page."""

HEAD = 470
"""On a first page, the part in which words stand that a draft has and an approved edition has not."""

COUNTER = re.compile(r"^\s*\d+ / \d+\s*$", re.MULTILINE)
ALIKE = 0.3

Box = tuple[int, int, int, int]
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class ChangedPage:
    """A page in both editions (number from 1, pixels); None where an edition lacks it. Boxes frame what differs."""

    former: tuple[int, Pixels] | None
    current: tuple[int, Pixels] | None
    boxes: tuple[Box, ...] = ()


class Pages:
    """A PDF whose pages are compared; `code` is the content code that a draft prints on each of them."""

    def __init__(self, path: Path, code: str) -> None:
        """Open it."""
        self._pdf = pypdfium2.PdfDocument(path)
        marks = re.compile(rf"^.*{re.escape(code)}.*$", re.MULTILINE)
        self.texts = [
            " ".join(COUNTER.sub("", marks.sub("", page.get_textpage().get_text_bounded().replace("\r", ""))).split())
            for page in self._pdf
        ]

    def pixels(self, number: int) -> Pixels:
        """The page `number` (from 0) as (rows, columns, red-green-blue)."""
        return np.asarray(self._pdf[number].render(scale=SCALE, rev_byteorder=True).to_numpy()[..., :3])


def changed_pages(former: Pages, current: Pages) -> Iterator[ChangedPage]:
    """Pages that do not show what they showed, in the order of the current edition."""
    for before, after in aligned(former.texts, current.texts):
        if before is None or after is None:
            yield ChangedPage(
                None if before is None else (before + 1, former.pixels(before)),
                None if after is None else (after + 1, current.pixels(after)),
            )
            continue
        old, new = former.pixels(before), current.pixels(after)
        boxes = differing(old, new, is_first=after == 0 and former.texts[before] == current.texts[after])
        if boxes:
            yield ChangedPage((before + 1, old), (after + 1, new), boxes)


def aligned(former: Sequence[str], current: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of page numbers (from 0) that say the same or nearly; None where a page has no counterpart."""

    def is_alike(before: int, after: int) -> bool:
        return _likeness(former[before], current[after]) >= ALIKE

    for tag, start, end, begin, stop in SequenceMatcher(None, former, current, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(start, end), range(begin, stop), strict=True)
        else:
            yield from paired(range(start, end), range(begin, stop), is_alike)


def _likeness(before: str, after: str) -> float:
    old, new = set(before.split()), set(after.split())
    return len(old & new) / max(1, len(old | new))


def differing(old: Pixels, new: Pixels, *, is_first: bool = False) -> tuple[Box, ...]:
    """Frames (left, top, right, bottom, in pixels) around what differs, the marks of drafts left out."""
    if old.shape != new.shape:
        return ((0, 0, new.shape[1], new.shape[0]),)
    different = np.abs(_ink(old) - _ink(new)) > CONTRAST
    top, foot = round(STRIP * SCALE), round(FOOT * SCALE)
    different[:top] = different[-foot:] = False
    if is_first:
        different[: round(HEAD * SCALE)] = False
    areas, _ = ndimage.label(ndimage.binary_dilation(different, iterations=round(NEAR * SCALE)))
    return tuple((part[1].start, part[0].start, part[1].stop, part[0].stop) for part in ndimage.find_objects(areas))


def _ink(pixels: Pixels) -> Any:
    """Greys, in which all that is light is alike: also the soft edge of a letter on a tint and on paper."""
    return np.minimum(pixels.astype(np.int16).mean(axis=2), LIGHT)
