"""Estimates of several studies and what they say together: a forest plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK, plural
from pipeline.figures.estimate_rows import (
    ESTIMATE,
    Scale,
    axis_sentence_fr,
    draw_intervals,
    draw_scale,
    draw_texts,
    estimate_columns,
    estimates_fr,
    shown_texts,
)
from pipeline.figures.rows import stacked
from pipeline.figures.scales import tick
from pipeline.figures.telling import extent, require_rows, told, twin
from pipeline.figures.theme import new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

SMALLEST_SQUARE, LARGEST_SQUARE = 14, 110
"""Areas of the marks of the lightest and of the heaviest study, in square points."""
HALF_DIAMOND_INCHES = 0.09


def forest(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    pooled: Mapping[str, Any] | None = None,
    *,
    reference: float = 0.0,
    reference_fr: str = "",
    unit: str = "",
    is_ratio: bool = False,
    head_fr: str = "Étude",
) -> Figure:
    """A forest plot: one row a study, a square that grows with its `weight`, then the `pooled` value as a diamond.

    `frame` holds `label`, `value`, `low`, `high`, `weight` (any positive scale; parts of the sum are told), `shown`,
    and if need be `link`; `pooled` has the same keys but for `weight`. The line at `reference` means no effect.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "forest")
    brand, studies = use_brand(), with_floats(frame, [*ESTIMATE, "weight"])
    scale = Scale(axis_fr, unit, reference, reference_fr, is_ratio)
    together = pd.DataFrame([dict(pooled)] if pooled else [], columns=studies.columns)
    every = with_floats(pd.concat([studies, together]), [*ESTIMATE, "weight"]) if pooled else studies
    texts = shown_texts(every)
    rows = stacked(list(every["label"]), texts, besides_inches=scale.inches)
    canvas, axes = new_canvas(rows.height + scale.inches)
    draw_scale(axes, rows, every, scale, brand)
    draw_intervals(axes, studies, rows.middles[: len(studies)], brand)
    _squares(axes, studies, rows.middles[: len(studies)], brand)
    if pooled:
        _diamond(axes, pooled, rows.middles, brand)
    draw_texts(axes, texts, rows.middles)
    return Figure(
        canvas, caption_fr, _alt(studies, together, scale), _twin(every, len(studies), caption_fr, head_fr, unit)
    )


def _squares(axes: Axes, studies: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    part = studies["weight"] / studies["weight"].max()
    areas = SMALLEST_SQUARE + (LARGEST_SQUARE - SMALLEST_SQUARE) * part.fillna(0)
    values = studies["value"]
    axes.scatter(values, middles, s=areas, marker="s", color=brand.palette["primary"], zorder=3)


def _diamond(axes: Axes, pooled: Mapping[str, Any], middles: Sequence[float], brand: Brand) -> None:
    """A diamond from end to end of the interval, on a row set apart from the studies; its colour judges nothing."""
    middle, colour = middles[-1], brand.palette["foreground"]
    low, value, high = (float(pooled[key]) for key in ("low", "value", "high"))
    axes.axhline((middle + middles[-2]) / 2, color=brand.palette["rule"], linewidth=0.8)
    axes.fill(
        [low, value, high, value], [middle, middle - HALF_DIAMOND_INCHES, middle, middle + HALF_DIAMOND_INCHES],
        color=colour, zorder=3,
    )  # fmt: skip
    axes.scatter([value], [middle], s=18, marker="D", color=colour, zorder=3)
    axes.get_yticklabels()[-1].set_fontweight("semibold")


def _alt(studies: pd.DataFrame, together: pd.DataFrame, scale: Scale) -> str:
    opening = (
        f"{plural(len(studies), 'ligne')}, un carré par ligne, plus grand si son poids l’est, "
        "avec le trait de son intervalle."
    )
    each = told(studies["label"], estimates_fr(studies, scale.unit), extent(studies["value"], studies["shown"]))
    last = [
        f" Un losange donne l’ensemble. {label}{NO_BREAK}: {estimate}."
        for label, estimate in zip(together["label"], estimates_fr(together, scale.unit), strict=True)
    ]
    return f"{opening}{axis_sentence_fr(scale)} {each}{''.join(last)}"


def _twin(every: pd.DataFrame, studies: int, caption_fr: str, head_fr: str, unit: str) -> Table:
    weights = every["weight"].iloc[:studies]
    parts = [tick(round(part, 3), "share") for part in weights / weights.sum()]
    columns = {head_fr: list(every["label"]), **estimate_columns(every, unit)}
    return twin({**columns, "Poids": [*parts, *[None] * (len(every) - studies)]}, caption_fr)
