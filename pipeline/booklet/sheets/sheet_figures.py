"""The two small drawings of a project: its steps in time, and its replicability profile. Lengths are in points."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.sheets.lettering import LINE, REGULAR, SEMIBOLD, brand, lettering
from pipeline.booklet.wording import NO_BREAK, enumeration

LABEL_POINTS, NOTE_POINTS = 8.5, 7.5
WIDTH = 240.0
STEP, FOOT = 17.0, 17.0
"""Height of one step, and of the line of dates below."""

NAMES = 80.0
"""What the names of steps take of the width."""

SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
MONTHS_BETWEEN_NAMES = (1, 3, 6, 12)
BETWEEN_NAMES = 8.0
"""What stays free between two dates below the steps."""

EDGE = 6.0
"""What stays free at both ends of the time shown."""

PROFILE_HEIGHT, MIDDLE_HEIGHT, RADIUS = 116.0, 66.0, 41.0
CENTRE = 0.2
"""How far from the centre the lowest level stands, in parts of the scale, as in the booklets' radars."""
ASIDE = 3.0
"""How much farther aside a name stands, clear of the ring of a weak criterion at the highest level."""
NAME_WIDTH = 19
"""Characters of a line of a criterion's name."""


@dataclass(frozen=True)
class Drawing:
    """A drawing as SVG, and what it shows in words."""

    svg: str
    alt_fr: str


def steps_drawing(steps: Sequence[tuple[str, pd.Timestamp]]) -> Drawing:
    """One row a dated step, in order: a mark at its date, and a bar from the step before.

    Raises:
        ValueError: there is no step.
    """
    if not steps:
        raise ValueError("A path without a dated step is not drawn: show the text that says so instead.")
    bottom = len(steps) * STEP
    shapes = [*_time([day for _, day in steps], bottom), *_rows(steps)]
    told = ", ".join(f"{name} le {wording.date(f'{day:%Y-%m-%d}')}" for name, day in steps)
    return Drawing(_svg(bottom + FOOT, shapes), f"Frise des étapes du projet{NO_BREAK}: {told}.")


def _place(day: pd.Timestamp, days: Sequence[pd.Timestamp]) -> float:
    """Where a day stands; a path that lasted no time stands in the middle."""
    first, last = min(days), max(days)
    part = (day - first) / (last - first) if last > first else 0.5
    return NAMES + EDGE + part * (WIDTH - NAMES - 2 * EDGE)


def _time(days: Sequence[pd.Timestamp], bottom: float) -> Iterator[str]:
    """A line at each date of the scale of time, and its name below, kept inside the drawing."""
    palette, letters = brand().palette, lettering()
    for day, name in _scale(days):
        x = _place(day, days)
        yield f'<path d="M{x:.1f} 0V{bottom:.1f}" stroke="{palette["rule"]}" stroke-width="0.8"/>'
        yield letters.text(name, _middle(x, name), bottom + FOOT / 2, NOTE_POINTS, palette["foreground"], "middle")


def _scale(days: Sequence[pd.Timestamp]) -> list[tuple[pd.Timestamp, str]]:
    """Dates that tell how long the path lasted: the first of months, as many as have room; else its two ends."""
    starts = pd.date_range(min(days), max(days), freq="MS")
    for months in MONTHS_BETWEEN_NAMES:
        named = [(day, f"{SHORT_MONTHS[day.month - 1]} {day.year}") for day in starts if not (day.month - 1) % months]
        if len(named) > 1 and _have_room(named, days):
            return named
    return [(day, wording.short_date(f"{day:%Y-%m-%d}")) for day in sorted({min(days), max(days)})]


def _have_room(named: Sequence[tuple[pd.Timestamp, str]], days: Sequence[pd.Timestamp]) -> bool:
    """Whether these names stand beside each other without touching."""
    ends = [(_middle(_place(day, days), name), _half(name)) for day, name in named]
    return all(x + half + BETWEEN_NAMES <= other - its_half for (x, half), (other, its_half) in pairwise(ends))


def _middle(x: float, name: str) -> float:
    return min(max(x, _half(name)), WIDTH - _half(name))


def _half(name: str) -> float:
    return lettering().width(name, NOTE_POINTS) / 2


def _rows(steps: Sequence[tuple[str, pd.Timestamp]]) -> Iterator[str]:
    palette, days = brand().palette, [day for _, day in steps]
    for row, (name, day) in enumerate(steps):
        x, y = _place(day, days), (row + 0.5) * STEP
        before = _place(days[row - 1], days) if row else x
        yield lettering().text(name, NAMES - EDGE, y, LABEL_POINTS, palette["foreground"], "end")
        left, width = min(before, x), abs(x - before)
        yield (
            f'<rect x="{left:.1f}" y="{y - STEP / 4:.1f}" width="{width:.1f}" height="{STEP / 2:.1f}" '
            f'fill="{palette["sequential-mid"]}"/>'
        )
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{palette["primary"]}"/>'


def profile_drawing(levels: pd.Series, scale: Sequence[float], weakest: Sequence[str]) -> Drawing:
    """The levels of one project by criterion (index: French names) as a polygon; its weakest criteria are marked.

    A missing level opens the polygon.
    """
    palette, names = brand().palette, [str(name) for name in levels.index]
    web = [_polygon(corners([level] * len(names), scale), f'stroke="{palette["rule"]}"') for level in scale]
    reached = corners([float(level) for level in levels], scale)
    far = corners([max(scale)] * len(names), scale, 0.14)
    labels = [_name(name, *corner, is_weak=name in weakest) for name, corner in zip(names, far, strict=True)]
    rings = [
        _circle(*corner, f'r="4.2" fill="none" stroke="{palette["tertiary"]}" stroke-width="1.6"')
        for name, corner in zip(names, reached, strict=True)
        if name in weakest
    ]
    return Drawing(
        _svg(PROFILE_HEIGHT, [*web, *_shape(reached), *rings, *labels]),
        profile_words(levels, weakest),
    )


def _shape(reached: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The profile, filled where every level is known; an edge only between levels that are."""
    palette = brand().palette
    if not any(math.isnan(x) for x, _ in reached):
        yield _polygon(reached, 'stroke="none"', f'fill="{palette["sequential-mid"]}" fill-opacity="0.35"')
    for one, other in pairwise([*reached, reached[0]]):
        if not math.isnan(one[0]) and not math.isnan(other[0]):
            yield _polygon([one, other], f'stroke="{palette["primary"]}" stroke-width="1.6"')
    for corner in reached:
        if not math.isnan(corner[0]):
            yield _circle(*corner, f'r="2.2" fill="{palette["primary"]}"')


def _name(name: str, x: float, y: float, *, is_weak: bool) -> str:
    """The name of a criterion beyond its corner, in lines; a weak one in another colour and weight."""
    palette, lines = brand().palette, textwrap.wrap(name, NAME_WIDTH)
    anchor = "middle" if abs(x) < 0.05 else "start" if x > 0 else "end"
    across, down = _point(x, y)
    across += ASIDE * {"start": 1, "middle": 0, "end": -1}[anchor]
    above = len(lines) - 0.5 if y > 1 else (len(lines) - 1) / 2
    letters, colour = lettering(SEMIBOLD if is_weak else REGULAR), palette["tertiary" if is_weak else "foreground"]
    step = NOTE_POINTS * LINE
    return "\n".join(
        letters.text(line, across, down + (row - above) * step, NOTE_POINTS, colour, anchor)
        for row, line in enumerate(lines)
    )


def profile_words(levels: pd.Series, weakest: Sequence[str]) -> str:
    """A profile in words: the level of each criterion (index: French names), then the weakest."""
    shown = ", ".join(
        f"{name} {'aucune note' if pd.isna(level) else wording.number(float(level))}" for name, level in levels.items()
    )
    low = f" Au plus faible{NO_BREAK}: {enumeration(list(weakest))}." if weakest else ""
    return f"Profil en étoile, niveau de chaque critère{NO_BREAK}: {shown}.{low}"


def corners(values: Sequence[float], scale: Sequence[float], beyond: float = 0) -> list[tuple[float, float]]:
    """Corners of a profile, the first criterion on top, then clockwise; the highest level is at 1."""
    turn, span = 2 * math.pi / len(values), (max(scale) - min(scale)) or 1
    reach = [CENTRE + (1 - CENTRE) * (value - min(scale)) / span + beyond for value in values]
    return [(math.sin(index * turn) * far, math.cos(index * turn) * far) for index, far in enumerate(reach)]


def _point(x: float, y: float) -> tuple[float, float]:
    """From the unit circle, upwards, to the drawing, downwards."""
    return WIDTH / 2 + x * RADIUS, MIDDLE_HEIGHT - y * RADIUS


def _polygon(points: Sequence[tuple[float, float]], stroke: str, fill: str = 'fill="none"') -> str:
    shown = " ".join(f"{across:.1f},{down:.1f}" for across, down in (_point(*point) for point in points))
    return f'<polygon points="{shown}" {fill} {stroke}/>'


def _circle(x: float, y: float, look: str) -> str:
    across, down = _point(x, y)
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" {look}/>'


def _svg(height: float, shapes: Sequence[str]) -> str:
    size = f'width="{WIDTH:.0f}pt" height="{height:.0f}pt" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *shapes, "</svg>", ""])
