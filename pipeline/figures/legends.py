"""The samples above or below a figure, read line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from matplotlib.figure import Figure as Canvas
from matplotlib.legend_handler import HandlerTuple

from pipeline.figures.rows import lines, wrap
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES

GAP_INCHES = 0.05

Place = Literal["upper", "lower"]


def draw_legend(
    canvas: Canvas,
    samples: Sequence[Any],
    names: Sequence[str],
    columns: int,
    place: Place = "upper",
    sample_em: float = 1.4,
) -> None:
    """One sample a name, `sample_em` wide, in rows of `columns`; several artists in a tuple stand side by side.

    matplotlib fills columns one after the other: the samples are given in the order that makes rows read.
    """
    order = [index for first in range(columns) for index in range(first, len(names), columns)]
    canvas.legend(
        [samples[index] for index in order],
        [names[index] for index in order],
        loc="outside upper center" if place == "upper" else "outside lower center",
        ncols=min(columns, len(names)),
        frameon=False,
        fontsize=LABEL_POINTS,
        handlelength=sample_em,
        columnspacing=1.4,
        handler_map={tuple: HandlerTuple(ndivide=None)},
    )


def legend_inches(names: Sequence[str], columns: int, width: int) -> float:
    """Height of a legend whose names are wrapped to `width` characters."""
    rows = -(-len(names) // columns)
    return rows * (max(lines(wrap(name, width)) for name in names) * LINE_INCHES + GAP_INCHES)
