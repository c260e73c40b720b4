"""Where the rows of a figure stand: labels broken into lines, never clipped, heights that follow the lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from matplotlib.axes import Axes

from pipeline.figures.letters import broken
from pipeline.figures.theme import LINE_INCHES, TALLEST_INCHES, TEXT_WIDTH_INCHES

LABEL_INCHES = 0.4 * TEXT_WIDTH_INCHES
ROW_GAP_INCHES, CLOSE_GAP_INCHES, SMALLEST_GAP_INCHES = 0.115, 0.06, 0.02
EASY_INCHES = 4.7
"""Height up to which rows keep their distance, less than half a page: a taller figure seldom finds room below a text,
and leaves a page half empty above it."""
TALLER = (EASY_INCHES, TALLEST_INCHES)
AXES_INCHES = 0.7
"""Height that an axis below, its name and a line above take."""


@dataclass(frozen=True)
class Rows:
    """Rows from top to bottom: wrapped labels, their middles and their edges, in inches from the top."""

    labels: tuple[str, ...]
    middles: tuple[float, ...]
    edges: tuple[float, ...]

    @property
    def height(self) -> float:
        """Height of all rows together."""
        return self.edges[-1]

    def on(self, axes: Axes) -> None:
        """Make the rows the vertical axis of `axes`, first row on top."""
        axes.set_ylim(self.height, 0)
        axes.set_yticks(self.middles, self.labels, va="center")
        axes.tick_params(axis="y", length=0)


def stacked(
    labels: Sequence[str],
    beside: Sequence[str] = (),
    gap: float = ROW_GAP_INCHES,
    besides_inches: float = AXES_INCHES,
    label_inches: float = LABEL_INCHES,
) -> Rows:
    """Rows as high as their labels, in lines of at most `label_inches`, and the texts written `beside` them, need.

    They stand closer together when they are many, and closer still where they would not fit a page with all the rest
    (`besides_inches`).
    """
    wrapped = tuple(broken(label, label_inches) for label in labels)
    texts = beside or wrapped
    heights = [max(lines(label), lines(text)) * LINE_INCHES for label, text in zip(wrapped, texts, strict=True)]
    at_ease, fitting = ((most - besides_inches - sum(heights)) / max(1, len(heights)) for most in TALLER)
    between = max(SMALLEST_GAP_INCHES, min(gap, fitting, max(CLOSE_GAP_INCHES, at_ease)))
    edges = tuple(accumulate((height + between for height in heights), initial=0.0))
    middles = tuple((top + bottom) / 2 for top, bottom in pairwise(edges))
    return Rows(wrapped, middles, edges)


def wrap(text: str, width: int) -> str:
    """`text` in lines of at most `width` characters; no-break spaces hold."""
    return "\n".join(textwrap.wrap(str(text), width)) or " "


def lines(text: str) -> int:
    """How many lines a wrapped text has."""
    return text.count("\n") + 1
