"""Circles at round distances around a place that readers know: what situates a map that has no outline."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from pipeline.booklet import wording
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.label_places import Box, Point
from pipeline.figures.theme import NOTE_POINTS
from pipeline.renderer.brand import Brand

STEPS_KM = (1, 2, 5, 10, 20, 50, 100)
MOST_RINGS = 5
ANGLES = 48
"""Where along a ring its label is tried."""
LABEL_INCHES = (0.42, 0.16)
ROOM_INCHES = 0.12
"""A landmark nearer than this to the edge of the land is not on the map."""
BEYOND_INCHES, MOST_MORE_INCHES = 0.1, 0.5
"""Land around a circle; the most that is added above or below for one: a circle that needs more is not drawn."""


@dataclass(frozen=True)
class Landmark:
    """A place that readers know, in degrees (WGS 84)."""

    name: str
    lat: float
    lon: float


def is_on(centre: Point, land: Box) -> bool:
    """Whether the landmark falls on the land, with room for its mark."""
    x, y = centre
    return Box(x - ROOM_INCHES, y - ROOM_INCHES, 0, 0).inside(land.width, land.height) and Box(
        x + ROOM_INCHES, y + ROOM_INCHES, 0, 0
    ).inside(land.width, land.height)


def radii_km(reach_km: float) -> list[int]:
    """Round distances up to `reach_km`, equally far apart, five at most."""
    step = next((step for step in STEPS_KM if reach_km / step <= MOST_RINGS), STEPS_KM[-1])
    return [step * number for number in range(1, math.floor(reach_km / step) + 1)]


def whole_rings(
    centre: Point, radii: Sequence[tuple[int, float]], land: Box
) -> tuple[list[tuple[int, float]], float, float]:
    """The circles that can be drawn whole, and how many inches more land they need below and above."""
    x, y = centre[0] - land.left, centre[1] - land.bottom
    across, down = min(x, land.width - x), min(y, land.height - y) + MOST_MORE_INCHES
    whole = [(km, inches) for km, inches in radii if inches + BEYOND_INCHES <= min(across, down)]
    reach = whole[-1][1] + BEYOND_INCHES if whole else 0.0
    return whole, max(0.0, reach - y), max(0.0, reach - (land.height - y))


def draw_rings(axes: Axes, centre: Point, radii: Sequence[tuple[int, float]], brand: Brand) -> None:
    """Fine circles on the land; `radii` are (kilometres, inches)."""
    for _, inches in radii:
        ring = Circle(centre, inches, fill=False, edgecolor=brand.palette["rule"], linewidth=0.9, zorder=1)
        axes.add_patch(ring)
    axes.plot(*centre, marker="+", markersize=9, markeredgewidth=1.6, color=brand.palette["muted"], zorder=2)


def name_rings(
    axes: Axes, centre: Point, radii: Sequence[tuple[int, float]], land: Box, taken: Sequence[Box], brand: Brand
) -> None:
    """« 5 km » on each circle, where nothing else stands; on none of it where everything is taken."""
    for km, inches in radii:
        free = next(
            (box for box in _along(centre, inches) if _is_within(box, land) and not any(map(box.overlap, taken))), None
        )
        if free is not None:
            x, y = free.left + free.width / 2, free.bottom + free.height / 2
            axes.text(
                x, y, f"{wording.number(km)}{NO_BREAK}km", ha="center", va="center", fontsize=NOTE_POINTS,
                color=brand.palette["muted"], zorder=2,
                bbox={"facecolor": brand.palette["mist"], "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip


def _along(centre: Point, inches: float) -> Iterator[Box]:
    """Label boxes around a circle, from the south-east on."""
    width, height = LABEL_INCHES
    for number in range(ANGLES):
        turn = math.radians(-45) + 2 * math.pi * number / ANGLES
        x, y = centre[0] + inches * math.cos(turn), centre[1] + inches * math.sin(turn)
        yield Box(x - width / 2, y - height / 2, width, height)


def _is_within(box: Box, land: Box) -> bool:
    return Box(box.left, box.bottom - land.bottom, box.width, box.height).inside(land.width, land.height)
