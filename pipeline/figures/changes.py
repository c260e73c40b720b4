"""What changed along a time axis: a dashed line at each date, its name above, one higher than the other where close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from pipeline.booklet import wording
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.rows import lines, wrap
from pipeline.figures.theme import CHARACTER_INCHES, LABEL_POINTS, LINE_INCHES
from pipeline.renderer.brand import Brand

NAME_WIDTH = 24
POINTS_PER_INCH = 72

Given = date | pd.Timestamp | str | tuple[Any, str]
"""A date, or a date with the French name of what changed then."""


@dataclass(frozen=True)
class Change:
    """A date and the wrapped name of what changed, the date itself when it has none."""

    day: pd.Timestamp
    name: str

    @property
    def place(self) -> float:
        """The date as matplotlib counts days."""
        return float(date2num(self.day))

    @property
    def told_fr(self) -> str:
        """« début de l’essai (15 octobre 2024) »."""
        name = self.name.replace("\n", " ")
        return name if name == day_fr(self.day) else f"{name} ({day_fr(self.day)})"


def read_changes(given: Sequence[Given]) -> list[Change]:
    """The changes in the order of time."""
    pairs = [change if isinstance(change, tuple) else (change, "") for change in given]
    days = [(pd.Timestamp(day), str(name)) for day, name in pairs]
    return [Change(day, wrap(name or day_fr(day), NAME_WIDTH)) for day, name in sorted(days)]


def heights(changes: Sequence[Change], days_per_inch: float) -> list[float]:
    """How high above the axes the foot of each name stands, in inches, so that neighbours do not run together."""
    shelves: list[tuple[float, float]] = []  # where the last name of each shelf ends (days), and its foot (inches)
    feet: list[float] = []
    for change in changes:
        half = max(map(len, change.name.split("\n"))) * CHARACTER_INCHES / 2 * days_per_inch
        free = next((i for i, (end, _) in enumerate(shelves) if end < change.place - half), len(shelves))
        foot = shelves[free][1] if free < len(shelves) else top(changes[: len(feet)], feet)
        shelves[free : free + 1] = [(change.place + half, foot)]
        feet.append(foot)
    return feet


def top(changes: Sequence[Change], feet: Sequence[float]) -> float:
    """Height that the names take above the axes, in inches."""
    return max((foot + lines(c.name) * LINE_INCHES for c, foot in zip(changes, feet, strict=True)), default=0.0)


def draw_changes(axes: Axes, changes: Sequence[Change], feet: Sequence[float], brand: Brand) -> None:
    """The dashed lines, as high as their names, and the names."""
    muted = brand.palette["muted"]
    for change, foot in zip(changes, feet, strict=True):
        axes.axvline(change.place, color=muted, linewidth=0.9, linestyle=(0, (4, 2)), zorder=0)
        axes.annotate(
            change.name, (change.place, 1), xycoords=("data", "axes fraction"), xytext=(0, 3 + foot * POINTS_PER_INCH),
            textcoords="offset points", ha="center", va="bottom", fontsize=LABEL_POINTS, color=muted,
        )  # fmt: skip


def day_fr(day: Any) -> str:
    """A day in French: « 15 octobre 2024 »."""
    return wording.date(f"{pd.Timestamp(day):%Y-%m-%d}")


def changes_fr(changes: Sequence[Change]) -> str:
    """« Un trait vertical marque : début de l’essai (15 octobre 2024). », or nothing."""
    told = wording.enumeration([change.told_fr for change in changes])
    return f" Un trait vertical marque{NO_BREAK}: {told}." if told else ""
