"""How many of each: horizontal bars, and counts named against a range that is supposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised
from pipeline.figures.rows import stacked
from pipeline.figures.telling import extent, number, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.figures.values import floats

BAR_INCHES = 0.19
RANGE_LABEL_INCHES = 3.2
BAND_BEYOND, BAND_POINTS, DOT_AREA = 0.3, 9, 26
"""How far a band goes on around its ends; how high it is, so that a dot on a band of one value leaves it seen."""


def bars(
    labels: Sequence[str],
    counts: Sequence[float],
    unit_fr: str,
    caption_fr: str,
    alt_fr: str = "",
    *,
    head_fr: str = "Intitulé",
    counted_fr: str = "Valeur",
    links: Sequence[Any] = (),
) -> Figure:
    """Horizontal bars, one a label, in the order given, each with its number; no axis to decipher.

    `head_fr` heads the labels in the table twin, and `counted_fr` the numbers where no unit does; `links` stand there
    for the numbers.

    A missing count is written as not published.

    Raises:
        ValueError: there is no label.
    """
    require_rows(labels, "bars")
    brand, values = use_brand(), floats(list(counts))
    rows, shown = stacked(labels), [number(value) for value in values]
    canvas, axes = new_canvas(rows.height + (0.4 if unit_fr else 0.15))
    axes.barh(rows.middles, values.fillna(0), height=BAR_INCHES, color=brand.palette["primary"])
    for middle, value, text in zip(rows.middles, values.fillna(0), shown, strict=True):
        axes.annotate(text, (value, middle), xytext=(4, 0), textcoords="offset points", va="center")
    rows.on(axes)
    axes.set(xlabel=unit_fr, xticks=[], xlim=(0, max(1, values.max()) * 1.01))
    sns.despine(ax=axes, bottom=True)
    measured = f", en {unit_fr}" if unit_fr else ""
    number_of_bars = wording.plural(len(values), "barre horizontale", "barres horizontales")
    alt = f"{number_of_bars}{measured}. {told(labels, shown, extent(values))}"
    heads = (head_fr, capitalised(unit_fr) or counted_fr)
    columns: dict[str, list[Any]] = {heads[0]: list(labels), heads[1]: list(links or values)}
    return Figure(canvas, caption_fr, alt_fr or alt, twin(columns, caption_fr))


def ranges(
    labels: Sequence[str],
    bounds: pd.DataFrame,
    points: Sequence[int],
    largest: int,
    caption_fr: str,
    alt_fr: str = "",
) -> Figure:
    """One row a label: a band from `low` to `high` (to 0 or `largest` where missing), a dot, its number at the right.

    A dot outside its band is drawn hollow, so that colour never carries the message alone; a hidden number has no dot.

    Raises:
        ValueError: there is no label.
    """
    require_rows(labels, "ranges")
    brand, rows = use_brand(), stacked(labels, gap=0.075, label_inches=RANGE_LABEL_INCHES)
    canvas, axes = new_canvas(rows.height + 0.7)
    dots = floats(points)
    low, high = bounds["low"].fillna(0).astype(int), bounds["high"].fillna(largest).astype(int)
    band = brand.palette["sequential-mid"]
    ends = (low - BAND_BEYOND).clip(lower=0), (high + BAND_BEYOND).clip(upper=largest)
    axes.hlines(rows.middles, *ends, color=band, linewidth=BAND_POINTS, label="effectif supposé")
    is_inside = [left <= point <= right for left, right, point in zip(low, high, dots, strict=True)]
    ink = brand.palette["foreground"]
    fills = [ink if inside else brand.palette["background"] for inside in is_inside]
    axes.scatter(dots, rows.middles, s=DOT_AREA, c=fills, edgecolors=ink, zorder=3, label="effectif nommé")
    for middle, point in zip(rows.middles, dots, strict=True):
        axes.annotate(number(point), (largest + 1.5, middle), ha="right", va="center")
    rows.on(axes)
    axes.set(xlim=(-0.5, largest + 1.5), xticks=range(0, largest + 1, 5))
    axes.grid(axis="x", zorder=0)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=LABEL_POINTS)
    sns.despine(ax=axes, left=True, bottom=True)
    columns: dict[str, list[Any]] = {"Intitulé": list(labels), "Nommé": list(dots)}
    columns |= {"Supposé, de": list(low), "à": list(high)}
    return Figure(canvas, caption_fr, alt_fr or _ranges_alt(labels, dots, low, high), twin(columns, caption_fr))


def _named(point: float) -> str:
    """What follows a number of named ones; nothing where it is hidden."""
    if point != point:
        return ""
    return " nommés" if point > 1 else " nommé"


def _ranges_alt(labels: Sequence[str], points: pd.Series, low: pd.Series, high: pd.Series) -> str:
    shown = [
        f"{number(point)}{_named(point)}, effectif supposé {wording.interval(left, right)}"
        for point, left, right in zip(points, low, high, strict=True)
    ]
    return f"Un point par ligne sur la bande de l’effectif supposé{NO_BREAK}: {told(labels, shown, extent(points))}"
