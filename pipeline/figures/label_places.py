"""Where the names of points stand on a map: beside their point, never over a name or another point, always the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

CLEAR_INCHES = 0.09
"""Free room around a point, and from a point to its name."""
RINGS = (1.0, 2.6, 4.2, 6.0, 8.0)
"""How far a name may move away, in multiples of the free room; from the second ring on a line leads to it."""
DIRECTIONS = ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1))
"""Sides tried in turn: right, left, the four corners, above, below."""


@dataclass(frozen=True)
class Box:
    """A rectangle in inches."""

    left: float
    bottom: float
    width: float
    height: float

    def overlap(self, other: Box) -> float:
        """Area that both cover, in square inches."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        up = min(self.bottom + self.height, other.bottom + other.height) - max(self.bottom, other.bottom)
        return max(0.0, across) * max(0.0, up)

    def inside(self, width: float, height: float) -> bool:
        """Whether it lies on a sheet of that size."""
        is_right = self.left >= 0 and self.left + self.width <= width
        return is_right and self.bottom >= 0 and self.bottom + self.height <= height

    def nearest(self, point: Point) -> Point:
        """Its point that is closest to `point`: where a leading line ends."""
        x = min(max(point[0], self.left), self.left + self.width)
        return x, min(max(point[1], self.bottom), self.bottom + self.height)


@dataclass(frozen=True)
class Place:
    """Where one name stands, and whether a line leads from its point to it."""

    box: Box
    is_led: bool


def place_labels(
    points: Sequence[Point], sizes: Sequence[Point], sheet: Point, clear: Sequence[float] = ()
) -> list[Place]:
    """One place a point, for names of these sizes (width, height) on a sheet of that size, all in inches.

    `clear` is the free room around each point, where marks are larger than usual.

    Points are served from the most to the least crowded, then in the order given. Each takes the first free place
    around it; where none is free on any ring, the place that covers least.
    """
    room = list(clear) or [CLEAR_INCHES] * len(points)
    marks = [_mark(point, free) for point, free in zip(points, room, strict=True)]
    placed: dict[int, Place] = {}
    for index in _crowded_first(points):
        taken = [*(place.box for place in placed.values()), *(m for i, m in enumerate(marks) if i != index)]
        tried = [each for each in _candidates(points[index], sizes[index], room[index]) if each.box.inside(*sheet)]
        covered = [sum(each.box.overlap(box) for box in taken) for each in tried]
        if not tried:
            raise ValueError(f"A name of {sizes[index]} inches has no place on a sheet of {sheet} inches.")
        placed[index] = tried[min(range(len(tried)), key=lambda i: (round(covered[i], 6), i))]
    return [placed[index] for index in range(len(points))]


def _mark(point: Point, clear: float) -> Box:
    return Box(point[0] - clear, point[1] - clear, 2 * clear, 2 * clear)


def _crowded_first(points: Sequence[Point]) -> list[int]:
    """Indices of the points, that with the nearest neighbour first."""

    def room(index: int) -> float:
        others = (math.dist(points[index], other) for i, other in enumerate(points) if i != index)
        return round(min(others, default=0.0), 6)

    return sorted(range(len(points)), key=lambda index: (room(index), index))


def _candidates(point: Point, size: Point, clear: float) -> Iterator[Place]:
    (x, y), (width, height) = point, size
    for ring in RINGS:
        reach = clear + CLEAR_INCHES * (ring - 1)
        for side, rise in DIRECTIONS:
            shift = reach if side == 0 or rise == 0 else reach * 0.75
            left = x - width / 2 if side == 0 else x + shift if side > 0 else x - shift - width
            bottom = y - height / 2 if rise == 0 else y + shift if rise > 0 else y - shift - height
            yield Place(Box(left, bottom, width, height), is_led=ring > 1)
