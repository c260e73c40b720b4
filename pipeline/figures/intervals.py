"""Estimates with their intervals: a dot and a line each, under the names of their groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import Markdown
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
from pipeline.figures.rows import Rows, stacked
from pipeline.figures.telling import WITHOUT_INTERVAL_FR, extent, require_rows, told, twin
from pipeline.figures.theme import new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

FEWEST_APART = 5
"""Rows of a figure that goes on from another: with fewer it would look forgotten."""


def intervals(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    reference: float | None = None,
    *,
    reference_fr: str = "",
    unit: str = "",
    is_ratio: bool = False,
    head_fr: str = "Intitulé",
    reach: tuple[float, ...] = (),
) -> Figure:
    """One row an estimate: a dot at `value`, a line from `low` to `high`, the text `shown` at the right.

    `frame` holds `label`, `value`, `low`, `high`, `shown`, and if need be `group` (rows of one group stand under its
    name, in the order given) and `link` (what the table twin prints instead of `shown`). Without an interval the dot
    is hollow; a missing value is told by `shown` alone. `unit` is a fact's unit: shares get percentages along the
    axis, which goes as far as `reach`. `reference` is a value to compare with, named `reference_fr`; ratios stand on a
    logarithmic scale.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "intervals")
    brand, given = use_brand(), with_floats(frame, ESTIMATE)
    scale = Scale(_axis_with_key(given, axis_fr), unit, reference, reference_fr, is_ratio, reach)
    texts, openings = shown_texts(given), _openings(given)
    rows, middles = _rows(given, texts, openings, scale.inches)
    canvas, axes = new_canvas(rows.height + scale.inches)
    draw_scale(axes, rows, given, scale, brand)
    draw_intervals(axes, given, middles, brand)
    _dots(axes, given, middles, brand)
    draw_texts(axes, texts, middles)
    _mark_groups(axes, rows, middles, brand)
    groups = {"Groupe": list(given["group"])} if "group" in given else {}
    columns = {**groups, head_fr: list(given["label"]), **estimate_columns(given, unit)}
    return Figure(canvas, caption_fr, _alt(given, scale, axis_fr), twin(columns, caption_fr))


def interval_pages(
    frame: pd.DataFrame, caption_fr: str, axis_fr: str, *, most: int, head_fr: str = "Intitulé"
) -> list[Figure | Text]:
    """The estimates of many on two exhibits along the same axis; on one where they are `most` or fewer, then nothing.

    The first fills a page, and what is left finds room below a text: two halves would leave half a page empty each. A
    notebook shows each in a cell of its own, as it does `radar_pages`.
    """
    if len(frame) <= most:
        return [intervals(frame, caption_fr, axis_fr, head_fr=head_fr), Text(Markdown(""))]
    cut = min(max(most, len(frame) - most), len(frame) - FEWEST_APART)
    ends = with_floats(frame, ESTIMATE)[ESTIMATE].to_numpy().ravel()
    reach = (float(np.nanmin(ends)), float(np.nanmax(ends)))
    return [
        intervals(part, f"{caption_fr} ({number}{NO_BREAK}sur{NO_BREAK}2)", axis_fr, head_fr=head_fr, reach=reach)
        for number, part in enumerate((frame.iloc[:cut], frame.iloc[cut:]), start=1)
    ]


def _openings(frame: pd.DataFrame) -> list[str]:
    """The name of its group for the first row of each, an empty text for the others."""
    if "group" not in frame:
        return [""] * len(frame)
    is_first = frame["group"].ne(frame["group"].shift())
    return [str(name) if first else "" for name, first in zip(frame["group"], is_first, strict=True)]


def _rows(
    frame: pd.DataFrame, texts: Sequence[str], openings: Sequence[str], inches: float
) -> tuple[Rows, list[float]]:
    """Rows for names of groups and for estimates, and the middles of the estimates alone; all else takes `inches`."""
    labels: list[str] = []
    beside: list[str] = []
    places: list[int] = []
    for label, text, opening in zip(frame["label"], texts, openings, strict=True):
        if opening:
            labels.append(opening)
            beside.append("")
        places.append(len(labels))
        labels.append(str(label))
        beside.append(text)
    rows = stacked(labels, beside, besides_inches=inches)
    return rows, [rows.middles[place] for place in places]


def _mark_groups(axes: Axes, rows: Rows, middles: Sequence[float], brand: Brand) -> None:
    for label, middle in zip(axes.get_yticklabels(), rows.middles, strict=True):
        if middle not in middles:
            label.set(fontweight="semibold", color=brand.palette["primary"])


def _has_interval(frame: pd.DataFrame) -> pd.Series:
    return frame["low"].notna() & frame["high"].notna()


def _axis_with_key(frame: pd.DataFrame, axis_fr: str) -> str:
    """What the axis measures, and what a hollow dot means where it stands beside full ones."""
    has_interval = _has_interval(frame)[frame["value"].notna()]
    is_mixed = has_interval.any() and not has_interval.all()
    return f"{axis_fr} (point creux{NO_BREAK}: {WITHOUT_INTERVAL_FR})".strip() if is_mixed else axis_fr


def _dots(axes: Axes, frame: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    full, empty = brand.palette["primary"], brand.palette["background"]
    fills = [full if has else empty for has in _has_interval(frame)]
    axes.scatter(frame["value"], middles, s=36, c=fills, edgecolors=full, linewidth=1.2, zorder=3)


def _alt(frame: pd.DataFrame, scale: Scale, axis_fr: str) -> str:
    names = frame["label"].astype(str) if "group" not in frame else frame["group"].astype(str) + ", " + frame["label"]
    opening = f"{plural(len(frame), 'ligne')}, un point par ligne, avec le trait de son intervalle."
    axis = axis_sentence_fr(Scale(axis_fr, scale.unit, scale.reference, scale.reference_fr))
    each = told(names, estimates_fr(frame, scale.unit), extent(frame["value"], frame["shown"]))
    return f"{opening}{axis} {each}"
