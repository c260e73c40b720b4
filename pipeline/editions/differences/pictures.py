"""Two pages side by side: images that a page carries inside, with a frame around each difference."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

import numpy as np
from matplotlib.image import imsave

from pipeline.editions.differences.numbers import ChangedNumber
from pipeline.editions.differences.pages import Box, Pixels

FRAME = (208, 52, 44)
THICK, ROOM = 2, 3
QUALITY = 70

WIDTH, HEIGHT, EDGE = 150.0, 26.0, 8.0


def framed(pixels: Pixels, boxes: Iterable[Box]) -> str:
    """The page as the address of an image (JPEG), with a frame around each box."""
    drawn = np.array(pixels)
    for left, top, right, bottom in boxes:
        left, top = max(0, left - ROOM), max(0, top - ROOM)
        area = drawn[top : bottom + ROOM, left : right + ROOM]
        area[:THICK] = area[-THICK:] = FRAME
        area[:, :THICK] = area[:, -THICK:] = FRAME
    stream = io.BytesIO()
    imsave(stream, drawn, format="jpg", pil_kwargs={"quality": QUALITY})
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"


def change_drawing(number: ChangedNumber) -> str:
    """Both values on one line, each on its interval, as SVG; empty when the former has none. Words say the same."""
    spans = [_span(fact) for fact in (number.former, number.current)]
    if spans[0] is None or spans[1] is None or number.change is None:
        return ""
    least, most = min(low for low, _, _ in filter(None, spans)), max(high for _, _, high in filter(None, spans))
    if most <= least:
        return ""
    step = (WIDTH - 2 * EDGE) / (most - least)
    places = [tuple(EDGE + (value - least) * step for value in span) for span in spans if span]
    marks = [_mark(place, y, name) for place, y, name in zip(places, (8.0, 18.0), ("before", "now"), strict=True)]
    return (
        f'<svg class="change" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}" '
        f'aria-hidden="true">{"".join(marks)}</svg>'
    )


def _span(fact: object) -> tuple[float, float, float] | None:
    """(low, value, high) of a fact with an interval."""
    if not isinstance(fact, dict):
        return None
    found = [fact.get(name) for name in ("low", "value", "high")]
    if not all(isinstance(value, int | float) for value in found):
        return None
    low, value, high = (float(value) for value in found if isinstance(value, int | float))
    return min(low, value), value, max(high, value)


def _mark(place: tuple[float, ...], y: float, name: str) -> str:
    low, value, high = place
    line = f'<line class="{name}" x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" y2="{y:g}"/>'
    return f'{line}<circle class="{name}" cx="{value:.1f}" cy="{y:g}" r="3.4"/>'
