"""Where the rows of a figure stand: labels broken into lines, never clipped, heights that follow the lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from pipeline.figures.theme import LINE_INCHES

LABEL_WIDTH = 34
"""Characters of a line of a label: a third of the figure's width."""
ROW_GAP_INCHES = 0.13


@dataclass(frozen=True)
class Rows:
    """Rows from top to bottom: wrapped labels, their middles and their full height, in inches from the top."""

    labels: tuple[str, ...]
    middles: tuple[float, ...]
    height: float

    def on(self, axes: Axes) -> None:
        """Make the rows the vertical axis of `axes`, first row on top."""
        axes.set_ylim(self.height, 0)
        axes.set_yticks(self.middles, self.labels)
        axes.tick_params(axis="y", length=0)


def stacked(
    labels: Sequence[str], *, width: int = LABEL_WIDTH, gap: float = ROW_GAP_INCHES, gaps_before: Sequence[float] = ()
) -> Rows:
    """Rows as high as their labels need; `gaps_before` adds room above each of them (inches)."""
    wrapped = tuple(wrap(label, width) for label in labels)
    middles, top = [], 0.0
    for label, before in zip(wrapped, gaps_before or [0.0] * len(wrapped), strict=True):
        height = lines(label) * LINE_INCHES + gap
        middles.append(top + before + height / 2)
        top += before + height
    return Rows(wrapped, tuple(middles), top)


def wrap(text: str, width: int = LABEL_WIDTH) -> str:
    """`text` in lines of at most `width` characters; no-break spaces hold."""
    return "\n".join(textwrap.wrap(str(text), width)) or " "


def lines(text: str) -> int:
    """How many lines a wrapped text has."""
    return text.count("\n") + 1
