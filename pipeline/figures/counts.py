"""How many of each: horizontal bars, and counts named against a range that is supposed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure
from pipeline.figures.rows import stacked
from pipeline.figures.telling import extent, require_rows, sentence, told, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand

BAR_INCHES = 0.19


def bars(
    labels: Sequence[str],
    counts: Sequence[float],
    unit_fr: str,
    caption_fr: str,
    alt_fr: str = "",
    *,
    head_fr: str = "Intitulé",
) -> Figure:
    """Horizontal bars, one a label, in the order given, each with its number; no axis to decipher.

    Raises:
        ValueError: there is no label.
    """
    require_rows(labels, "bars")
    brand, values = use_brand(), pd.Series(list(counts), dtype="float64")
    rows = stacked(labels)
    canvas, axes = new_canvas(rows.height + 0.4)
    axes.barh(rows.middles, values.fillna(0), height=BAR_INCHES, color=brand.palette["primary"])
    for middle, value in zip(rows.middles, values, strict=True):
        axes.annotate(_number(value), (max(0, value), middle), xytext=(4, 0), textcoords="offset points", va="center")
    rows.on(axes)
    axes.set(xlabel=unit_fr, xticks=[], xlim=(0, max(1, values.max()) * 1.02))
    sns.despine(ax=axes, bottom=True)
    measured = unit_fr or "valeur"
    alt = f"Barres horizontales, une par ligne. {told(labels, values.map(_number), extent(values))}"
    return Figure(
        canvas, caption_fr, alt_fr or alt, twin({head_fr: list(labels), _head(measured): list(values)}, caption_fr)
    )


def ranges(
    labels: Sequence[str],
    bounds: pd.DataFrame,
    points: Sequence[int],
    largest: int,
    caption_fr: str,
    alt_fr: str = "",
) -> Figure:
    """One row a label: a band from `low` to `high` (to 0 or `largest` where missing), a dot, its number at the right.

    A dot outside its band is drawn hollow, so that colour never carries the message alone.

    Raises:
        ValueError: there is no label.
    """
    require_rows(labels, "ranges")
    brand, rows = use_brand(), stacked(labels, gap=0.09)
    canvas, axes = new_canvas(rows.height + 0.7)
    low, high = bounds["low"].fillna(0).astype(int), bounds["high"].fillna(largest).astype(int)
    axes.hlines(
        rows.middles,
        low - 0.3,
        high + 0.3,
        color=brand.palette["sequential-mid"],
        linewidth=7,
        label="effectif supposé",
    )
    is_inside = [left <= point <= right for left, right, point in zip(low, high, points, strict=True)]
    ink = brand.palette["foreground"]
    fills = [ink if inside else brand.palette["background"] for inside in is_inside]
    axes.scatter(points, rows.middles, s=34, c=fills, edgecolors=ink, zorder=3, label="effectif nommé")
    for middle, point in zip(rows.middles, points, strict=True):
        axes.annotate(wording.number(point), (largest + 1.5, middle), ha="right", va="center")
    rows.on(axes)
    axes.set(xlim=(-0.5, largest + 1.5), xticks=range(0, largest + 1, 5))
    axes.grid(axis="x", zorder=0)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=LABEL_POINTS)
    sns.despine(ax=axes, left=True, bottom=True)
    data = twin({"Intitulé": list(labels), "Nommé": list(points), "De": list(low), "À": list(high)}, caption_fr)
    return Figure(canvas, caption_fr, alt_fr or _ranges_alt(labels, points, low, high), data)


def _ranges_alt(labels: Sequence[str], points: Sequence[int], low: pd.Series, high: pd.Series) -> str:
    shown = [
        f"{wording.number(point)} pour un effectif supposé {wording.interval(left, right)}"
        for point, left, right in zip(points, low, high, strict=True)
    ]
    return f"Un point par ligne, sur la bande de l’effectif supposé. {told(labels, shown, extent(pd.Series(points)))}"


def _number(value: float) -> str:
    return "non publié" if pd.isna(value) else wording.number(value)


def _head(text: str) -> str:
    return sentence(text[:1].upper() + text[1:]).rstrip(".")
