"""The replicability profile of a project as a small star: a shape to recognise, without words or numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.sheets.lettering import brand
from pipeline.booklet.sheets.sheet_figures import corners

SIZE = 100
REACH = 44
"""From the middle to the highest level, in a square of `SIZE`."""


def star(levels: Sequence[float], scale: Sequence[float], weakest: Sequence[int]) -> str:
    """SVG of a profile, its first criterion on top, then clockwise; rings mark the `weakest` (positions).

    A missing level (NaN) leaves its corner out of the shape.
    """
    palette = brand().palette
    web = [_shape(corners([level] * len(levels), scale), f'fill="none" stroke="{palette["rule"]}"') for level in scale]
    reached = corners([float(level) for level in levels], scale)
    known = [corner for corner, level in zip(reached, levels, strict=True) if level == level]
    inside = f'fill="{palette["sequential-mid"]}" fill-opacity="0.55" stroke="{palette["primary"]}" stroke-width="2.4"'
    rings = [_ring(*reached[position], palette["tertiary"]) for position in weakest]
    lines = "\n".join([*web, *([_shape(known, inside)] if known else []), *rings])
    size = f'viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{lines}\n</svg>\n'


def _shape(points: Sequence[tuple[float, float]], look: str) -> str:
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in map(_place, points))}" {look}/>'


def _ring(x: float, y: float, colour: str) -> str:
    across, down = _place((x, y))
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="6" fill="#ffffff" stroke="{colour}" stroke-width="3"/>'


def _place(point: tuple[float, float]) -> tuple[float, float]:
    """From the unit circle, upwards, to the square, downwards."""
    return SIZE / 2 + REACH * point[0], SIZE / 2 - REACH * point[1]
