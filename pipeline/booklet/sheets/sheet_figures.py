"""The two small drawings of a sheet: the steps of one project in time, and its replicability profile."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure as Canvas

from pipeline.booklet import wording
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.figures.rows import wrap
from pipeline.figures.theme import LABEL_POINTS, NOTE_POINTS, use_brand

STEPS_INCHES, STEP_INCHES = 3.35, 0.235
RADAR_INCHES = (3.3, 1.6)
CENTRE = 0.2
"""How far from the centre the lowest level stands, in parts of the scale, as in the booklets' radars."""
NAME_WIDTH = 19


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
    palette = use_brand().palette
    canvas = _canvas(STEPS_INCHES, 0.35 + len(steps) * STEP_INCHES)
    axes = canvas.add_axes((0.33, 0.24 / canvas.get_figheight(), 0.64, 1 - 0.29 / canvas.get_figheight()))
    days = [float(date2num(day)) for _, day in steps]
    for row, day in enumerate(days):
        before = days[row - 1] if row else day
        axes.barh(row, day - before, left=before, height=0.5, color=palette["sequential-mid"], zorder=2)
        axes.plot(day, row, marker="o", markersize=5, color=palette["primary"], zorder=3)
    room = max(20.0, (max(days) - min(days)) * 0.05)
    axes.set(xlim=(min(days) - room, max(days) + room), ylim=(len(steps) - 0.45, -0.55))
    axes.set_yticks(range(len(steps)), [name for name, _ in steps], fontsize=LABEL_POINTS)
    years = range(steps[0][1].year, max(day.year for _, day in steps) + 2)
    starts = [(float(date2num(pd.Timestamp(year, 1, 1))), str(year)) for year in years]
    inside = [(at, year) for at, year in starts if axes.get_xlim()[0] <= at <= axes.get_xlim()[1]]
    axes.set_xticks([at for at, _ in inside], [f"janv. {year}" for _, year in inside], fontsize=NOTE_POINTS)
    axes.grid(axis="x", zorder=0)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    told = ", ".join(f"{name} le {wording.date(f'{day:%Y-%m-%d}')}" for name, day in steps)
    return Drawing(_svg(canvas), f"Frise des étapes du projet{NO_BREAK}: {told}.")


def profile_drawing(levels: pd.Series, scale: Sequence[float], weakest: Sequence[str]) -> Drawing:
    """The levels of one project by criterion (index: French names) as a polygon; its weakest criteria are marked.

    A missing level opens the polygon.
    """
    palette = use_brand().palette
    canvas = _canvas(*RADAR_INCHES)
    axes = canvas.add_axes((0, 0, 1, 1))
    names = [str(name) for name in levels.index]
    for level in scale:
        axes.fill(
            *zip(*corners([level] * len(names), scale), strict=True), fill=False, edgecolor=palette["rule"], lw=0.8
        )
    reached = corners([float(level) for level in levels], scale)
    axes.plot(
        *zip(*[*reached, reached[0]], strict=True), color=palette["primary"], linewidth=1.6, marker="o", markersize=4,
        zorder=3,
    )  # fmt: skip
    if not levels.isna().any():
        axes.fill(*zip(*reached, strict=True), color=palette["sequential-mid"], alpha=0.35, zorder=2)
    for name, (x, y), (far_x, far_y) in zip(
        names, reached, corners([max(scale)] * len(names), scale, 0.14), strict=True
    ):
        is_weak = name in weakest
        if is_weak:
            axes.plot(x, y, marker="o", markersize=8, markerfacecolor="none", markeredgecolor=palette["tertiary"],
                      markeredgewidth=1.6, zorder=4)  # fmt: skip
        side = "center" if abs(far_x) < 0.05 else "left" if far_x > 0 else "right"
        axes.text(
            far_x, far_y, wrap(name, NAME_WIDTH), ha=side, va="bottom" if far_y > 1 else "center", fontsize=NOTE_POINTS,
            color=palette["tertiary"] if is_weak else palette["foreground"], weight="semibold" if is_weak else "normal",
        )  # fmt: skip
    axes.set(xlim=(-2.75, 2.75), ylim=(-1.22, 1.6), aspect="equal")
    axes.axis("off")
    return Drawing(_svg(canvas), profile_words(levels, weakest))


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


def _canvas(width_inches: float, height_inches: float) -> Canvas:
    """A figure whose axes stand where they are put: letting matplotlib find room takes longer than drawing.

    It has no layout engine from the start: one that is taken away later still has everything drawn twice.
    """
    return Canvas(figsize=(width_inches, height_inches), layout="none")  # type: ignore[arg-type]  # its stubs forget it


def _svg(canvas: Canvas) -> str:
    """As SVG: same data, same bytes (fixed salt, no date)."""
    FigureCanvasAgg(canvas)
    stream = io.StringIO()
    canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
