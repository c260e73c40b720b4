"""How large the marks of a map are: their areas compare inhabitants, and a sample says of how many one is."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from pipeline.booklet import wording
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.theme import NOTE_POINTS
from pipeline.renderer.brand import Brand

POINTS_PER_INCH, MARKER_SIZE = 72, 6.5
LARGEST_MARK_INCHES, SMALLEST_MARK_INCHES = 0.17, 0.045
"""Radius of the disc of the most populous commune, and of any, however small."""
SIDE_OF_SAME_AREA = {"o": 1.0, "s": math.sqrt(math.pi) / 2}
"""What a mark measures across where a disc of the same area measures 1; of others, sizes would not compare."""
KEY_AT, KEY_FR = (3.0, 0.22), "habitants"
"""Where the sample of a size begins in the strip below the land, in inches, and what its number counts."""


def has_sizes(inhabitants: pd.Series, groups: int) -> bool:
    """Whether the areas of marks of so many shapes can compare inhabitants: all are known, and shapes are few."""
    return bool(groups <= len(SIDE_OF_SAME_AREA) and inhabitants.notna().all() and inhabitants.max() > 0)


def radii(inhabitants: pd.Series | None, count: int) -> list[float]:
    """Radius in inches of a disc whose area is proportional to `inhabitants`; of `count` alike where there are none."""
    if inhabitants is None:
        return [MARKER_SIZE / 2 / POINTS_PER_INCH] * count
    shares = inhabitants.clip(lower=0) / inhabitants.max()
    return [max(SMALLEST_MARK_INCHES, LARGEST_MARK_INCHES * math.sqrt(share)) for share in shares]


def across(marker: str, radius: float) -> dict[str, float]:
    """The size of a mark with the area of a disc of that radius, in inches, as matplotlib wants it."""
    return {"markersize": 2 * radius * POINTS_PER_INCH * SIDE_OF_SAME_AREA.get(marker, 1.0)}


def draw_size_key(axes: Axes, most: float, brand: Brand) -> None:
    """The mark of a round number of inhabitants, and that number, where the most populous commune has `most`."""
    shown, (left, middle) = round_inhabitants(most), KEY_AT
    radius = LARGEST_MARK_INCHES * math.sqrt(shown / most)
    ring: dict[str, Any] = {
        "marker": "o",
        "markerfacecolor": "none",
        "markeredgecolor": brand.palette["muted"],
        "linestyle": "",
    }
    axes.plot(left + radius, middle, **ring | across("o", radius))
    text = f"{wording.number(shown)}{NO_BREAK}{KEY_FR}"
    axes.text(left + 2 * radius + 0.05, middle, text, ha="left", va="center", fontsize=NOTE_POINTS)


def round_inhabitants(most: float) -> float:
    """The largest of …, 1, 2, 5, 10, … that is no more than `most`."""
    step = 10.0 ** math.floor(math.log10(most))
    return max(times * step for times in (1, 2, 5) if times * step <= most)
