"""What a figure draws as text: letters are outlines, and the text that they spell stands beside them as a comment."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from lxml import etree

from pipeline.census.days import month_told

Floats = npt.NDArray[np.float64]

SVG_DATA = "data:image/svg+xml;base64,"
UNREADABLE = "0 (dessin illisible)"
"""Stands for a drawing that cannot be read: a number that nothing accounts for."""

SAID = ("text", "title", "desc")
TEXT = re.compile(r"^text_\d+$")
TICK = re.compile(r"^([xy])tick_\d+$")
PLACE = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")
SCALE_NUMBER = re.compile(
    r"^([+\u2212-]?)[\u202f\u00a0 ]?(\d+(?:[\u202f\u00a0 ]\d{3})*)(?:[.,](\d+))?[\u202f\u00a0 ]?(?:%|€|k€|M€)?$"
)
SCALED = re.compile(r"scale\(([-\d.]+)")
LEAST_TICKS = 3
TOLERANCE = 0.005
"""Of the length of an axis: labels are centred on their ticks, and their last letters are not all as wide."""


@dataclass(frozen=True)
class Drawn:
    """One text of a drawing; `is_on_scale` where it is a number that stands where the scale of its axis puts it,
    `month` where it is one, by its first day, that stands where an axis of time puts it."""

    text: str
    is_on_scale: bool = False
    month: dt.date | None = None


def drawn_in(source: str) -> list[Drawn]:
    """The texts of an image given by its address; none where it is no drawing inside the page."""
    if not source.startswith(SVG_DATA):
        return []
    try:
        return drawn_texts(base64.b64decode(source.removeprefix(SVG_DATA), validate=True))
    except (binascii.Error, etree.XMLSyntaxError):
        return [Drawn(UNREADABLE)]


def drawn_texts(svg: bytes) -> list[Drawn]:
    """The texts of a drawing, in order."""
    root = etree.fromstring(svg, parser=etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    axes: dict[tuple[str, str], list[etree._Element]] = {}
    for group in root.iter("{*}g"):
        if TEXT.match(group.get("id") or "") and (axis := _axis(group)):
            axes.setdefault(axis, []).append(group)
    scales = {axis for axis, ticks in axes.items() if _is_scale(ticks, across=axis[1] == "x")}
    times = {axis for axis, ticks in axes.items() if _is_time(ticks, across=axis[1] == "x")}
    return [*_texts(root, scales, times)]


def _texts(root: etree._Element, scales: set[tuple[str, str]], times: set[tuple[str, str]]) -> Iterator[Drawn]:
    for element in root.iter("{*}g", *(f"{{*}}{name}" for name in SAID)):
        if TEXT.match(element.get("id") or ""):
            text, axis = _spelled(element), _axis(element)
            yield Drawn(text, axis in scales, month_told(text) if axis in times else None)
        elif etree.QName(element).localname in SAID:
            yield Drawn(" ".join("".join(map(str, element.itertext())).split()))


def _spelled(group: etree._Element) -> str:
    """The text of a group of letters; its lines, joined."""
    return " ".join(str(comment.text).strip() for comment in group.iter(etree.Comment))


def _axis(group: etree._Element) -> tuple[str, str] | None:
    """(which axis, « x » or « y ») of a label at a tick."""
    around = [str(each.get("id") or "") for each in group.iterancestors()]
    tick = next((found for name in around[:1] if (found := TICK.match(name))), None)
    return None if tick is None else ("/".join(around[1:]), tick[1])


def _is_scale(labels: Sequence[etree._Element], *, across: bool) -> bool:
    """Whether the labels are numbers as far from each other as they say: no other number could be put among them."""
    values = [_value(_spelled(label)) for label in labels]
    places = [_place(label, across=across) for label in labels]
    told = [(value, place) for value, place in zip(values, places, strict=True) if value is not None]
    if len(told) < max(LEAST_TICKS, len(labels)) or any(place is None for _, place in told):
        return False
    numbers, stands = np.array(told, dtype=np.float64).T
    return _is_even(numbers, stands) or bool((numbers > 0).all() and _is_even(np.log(numbers), stands))


def _is_time(labels: Sequence[etree._Element], *, across: bool) -> bool:
    """Whether the labels are months as far from each other as their days; of two, their order is all that is seen."""
    months = [month_told(_spelled(label)) for label in labels]
    places = [_place(label, across=across) for label in labels]
    days = [float(month.toordinal()) for month in months if month is not None]
    stands = [place for place in places if place is not None]
    if not days or len(days) < len(labels) or len(stands) < len(labels):
        return False
    return len(days) == 1 or _is_even(np.array(days), np.array(stands))


def _is_even(numbers: Floats, stands: Floats) -> bool:
    """Whether numbers stand on one straight line."""
    if np.ptp(numbers) == 0 or np.ptp(stands) == 0:
        return False
    slope, start = np.polyfit(numbers, stands, 1)
    return bool(np.abs(slope * numbers + start - stands).max() <= TOLERANCE * np.ptp(stands))


def _value(text: str) -> float | None:
    found = SCALE_NUMBER.match(text)
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    value = float(f"{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}")
    return -value if sign in ("-", "\u2212") else value


def _place(label: etree._Element, *, across: bool) -> float | None:
    """Where a label stands along its axis: its line, or the middle of its letters."""
    letters = next((each for each in label.iter("{*}g") if PLACE.search(each.get("transform") or "")), None)
    if letters is None:
        return None
    moved = PLACE.search(str(letters.get("transform")))
    scaled = SCALED.search(str(letters.get("transform")))
    if moved is None or not across:
        return None if moved is None else float(moved[2])
    last = max((float(found[1]) for each in letters.iter("{*}use") if (found := _moved(each))), default=0.0)
    return float(moved[1]) + last * (float(scaled[1]) if scaled else 1.0) / 2


def _moved(letter: etree._Element) -> re.Match[str] | None:
    return PLACE.search(letter.get("transform") or "")
