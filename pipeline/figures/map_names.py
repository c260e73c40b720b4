"""Names beside the marks of a map: each where it covers least, with a line to its mark where it stands away from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from pipeline.figures.label_places import CLEAR_INCHES, Box, Place, Point, place_labels
from pipeline.figures.theme import LABEL_POINTS
from pipeline.renderer.brand import Brand

FREE_INCHES = 0.04
"""Between the edge of a mark and names."""


@dataclass(frozen=True)
class Mark:
    """What is named, where its middle stands on the sheet, and its radius, in inches."""

    name: str
    point: Point
    radius: float

    @property
    def clear(self) -> float:
        """How far from the middle names begin."""
        return max(CLEAR_INCHES, self.radius + FREE_INCHES)

    @property
    def box(self) -> Box:
        """What no name may cover."""
        (x, y), clear = self.point, self.clear
        return Box(x - clear, y - clear, 2 * clear, 2 * clear)


def write_names(canvas: Canvas, axes: Axes, marks: Sequence[Mark], land: Box, brand: Brand) -> list[Box]:
    """Write the names of the `marks` on the `land`, which begins at the sheet's left; the boxes that both take."""
    behind = {"facecolor": brand.palette["mist"], "edgecolor": "none", "pad": 0.6}
    look: dict[str, Any] = {"fontsize": LABEL_POINTS, "va": "bottom", "zorder": 2.5, "bbox": behind}
    texts = [axes.text(0, 0, mark.name, ha="left", **look) for mark in marks]
    points = [(mark.point[0], mark.point[1] - land.bottom) for mark in marks]
    places = place_labels(points, _sizes(canvas, texts), (land.width, land.height), [mark.clear for mark in marks])
    for text, point, place in zip(texts, points, places, strict=True):
        _put(text, point, place, land)
        if place.is_led:
            (x0, y0), (x1, y1) = point, place.box.nearest(point)
            ends = [y0 + land.bottom, y1 + land.bottom]
            axes.plot([x0, x1], ends, color=brand.palette["muted"], linewidth=0.7, zorder=2)
    return [*(_on_sheet(place.box, land) for place in places), *(mark.box for mark in marks)]


def _sizes(canvas: Canvas, texts: Sequence[Text]) -> list[Point]:
    """Width and height of each text, in inches."""
    canvas.draw_without_rendering()
    boxes = [text.get_window_extent() for text in texts]
    return [(_rounded(box.width / canvas.dpi), _rounded(box.height / canvas.dpi)) for box in boxes]


def _rounded(inches: float) -> float:
    """Up to the next hundredth, so that another machine's last bit moves no name."""
    return math.ceil(inches * 100 + 1) / 100


def _put(text: Text, point: Point, place: Place, land: Box) -> None:
    """A name before its mark ends towards it, any other begins at the left of its place."""
    right = place.box.left + place.box.width
    is_before = right < point[0]
    text.set(x=right if is_before else place.box.left, ha="right" if is_before else "left")
    text.set_y(place.box.bottom + land.bottom)


def _on_sheet(box: Box, land: Box) -> Box:
    return Box(box.left, box.bottom + land.bottom, box.width, box.height)
