"""Estimates with their intervals: a dot and a line each, or a forest plot with its pooled value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK, plural
from pipeline.figures.rows import Rows, stacked
from pipeline.figures.scales import number_axis, tick
from pipeline.figures.telling import bound_fr, extent, interval_fr, require_rows, sentence, told, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.renderer.brand import Brand

GROUP_GAP_INCHES = 0.27
BOTTOM_INCHES = 0.55
SMALLEST_SQUARE, LARGEST_SQUARE = 14, 110
"""Areas of the marks of the lightest and of the heaviest study, in square points."""


def intervals(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    reference: float | None = None,
    *,
    reference_fr: str = "",
    unit: str = "",
    head_fr: str = "Intitulé",
) -> Figure:
    """One row an estimate: a dot at `value`, a line from `low` to `high`, the text `shown` at the right.

    `frame` holds `label`, `value`, `low`, `high`, `shown`, and if need be `group` (rows of one group stand under its
    name, in the order given) and `link` (what the table twin prints instead of `shown`). Without an interval the dot
    is hollow. `unit` is a fact's unit: shares get percentages along the axis. `reference` is a value to compare with.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "intervals")
    brand, shown = use_brand(), frame.reset_index(drop=True)
    openings = _group_openings(shown)
    rows = stacked(list(shown["label"]), gaps_before=[GROUP_GAP_INCHES if group else 0.0 for group in openings])
    canvas, axes = new_canvas(rows.height + BOTTOM_INCHES + (0.2 if reference_fr else 0))
    _reference(axes, reference, reference_fr, brand)
    _lines(axes, shown, rows.middles, brand)
    _dots(axes, shown, rows.middles, brand)
    _texts(axes, list(shown["shown"]), rows.middles)
    _finish(axes, rows, axis_fr, unit)
    _group_names(axes, openings, rows, brand)
    return Figure(canvas, caption_fr, _alt(shown, axis_fr, reference, unit), _twin(shown, caption_fr, head_fr, unit))


def forest(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    pooled: Mapping[str, Any] | None = None,
    *,
    reference: float = 0.0,
    reference_fr: str = "",
    unit: str = "",
    head_fr: str = "Étude",
) -> Figure:
    """A forest plot: one row a study, a square that grows with its `weight`, then the `pooled` value as a diamond.

    `frame` holds `label`, `value`, `low`, `high`, `weight` (any positive scale; parts of the sum are told), `shown`,
    and if need be `link`; `pooled` has the same keys but for `weight`. The line at `reference` means no effect.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "forest")
    brand, studies = use_brand(), frame.reset_index(drop=True)
    every = pd.concat([studies, pd.DataFrame([dict(pooled)])], ignore_index=True) if pooled else studies
    gaps = [0.0] * len(studies) + [0.12] * (len(every) - len(studies))
    rows = stacked(list(every["label"]), gaps_before=gaps)
    canvas, axes = new_canvas(rows.height + BOTTOM_INCHES + (0.2 if reference_fr else 0))
    _reference(axes, reference, reference_fr, brand)
    _lines(axes, studies, rows.middles[: len(studies)], brand)
    _squares(axes, studies, rows.middles[: len(studies)], brand)
    _texts(axes, list(every["shown"]), rows.middles)
    _finish(axes, rows, axis_fr, unit)
    if pooled:
        _pooled(axes, pooled, rows.middles, brand)
    return Figure(
        canvas,
        caption_fr,
        _forest_alt(studies, pooled, axis_fr, reference, unit),
        _forest_twin(every, len(studies), caption_fr, head_fr, unit),
    )


def _group_openings(frame: pd.DataFrame) -> list[str]:
    """The name of its group for the first row of each, an empty text for the others."""
    if "group" not in frame:
        return [""] * len(frame)
    is_first = frame["group"].ne(frame["group"].shift())
    return [str(name) if first else "" for name, first in zip(frame["group"], is_first, strict=True)]


def _group_names(axes: Axes, openings: Sequence[str], rows: Rows, brand: Brand) -> None:
    for name, label, middle in zip(openings, rows.labels, rows.middles, strict=True):
        if name:
            above = middle - (label.count("\n") + 1) * 0.074 - 0.13
            axes.annotate(
                name, (0, above), xycoords=("figure fraction", "data"), fontweight="semibold", va="center",
                color=brand.palette["primary"], fontsize=LABEL_POINTS, annotation_clip=False,
            ).set_in_layout(False)  # fmt: skip


def _reference(axes: Axes, value: float | None, text: str, brand: Brand) -> None:
    if value is None:
        return
    axes.axvline(value, color=brand.palette["muted"], linewidth=0.9, linestyle=(0, (4, 2)), zorder=0)
    if text:
        axes.annotate(
            text, (value, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
            ha="center", color=brand.palette["muted"], fontsize=LABEL_POINTS,
        )  # fmt: skip


def _lines(axes: Axes, frame: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    axes.hlines(
        middles, frame["low"].astype("float64"), frame["high"].astype("float64"), color=brand.palette["sequential-mid"],
        linewidth=2.6,
    )  # fmt: skip


def _dots(axes: Axes, frame: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    has_interval = frame["low"].notna() & frame["high"].notna()
    full, empty = brand.palette["primary"], brand.palette["background"]
    fills = [full if has else empty for has in has_interval]
    axes.scatter(frame["value"].astype("float64"), middles, s=36, c=fills, edgecolors=full, linewidth=1.2, zorder=3)


def _squares(axes: Axes, frame: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    part = frame["weight"].astype("float64") / frame["weight"].max()
    areas = SMALLEST_SQUARE + (LARGEST_SQUARE - SMALLEST_SQUARE) * part.fillna(0)
    axes.scatter(
        frame["value"].astype("float64"), middles, s=areas, marker="s", color=brand.palette["primary"], zorder=3
    )


def _pooled(axes: Axes, pooled: Mapping[str, Any], middles: Sequence[float], brand: Brand) -> None:
    """A diamond from end to end of the interval, on a row set apart from the studies."""
    middle = middles[-1]
    axes.axhline((middle + middles[-2]) / 2, color=brand.palette["rule"], linewidth=0.8)
    axes.get_yticklabels()[-1].set_fontweight("semibold")
    low, value, high = (float(pooled[key]) for key in ("low", "value", "high"))
    axes.fill(
        [low, value, high, value], [middle, middle - 0.09, middle, middle + 0.09], color=brand.palette["tertiary"],
        zorder=3,
    )  # fmt: skip


def _texts(axes: Axes, texts: Sequence[str], middles: Sequence[float]) -> None:
    for text, middle in zip(texts, middles, strict=True):
        axes.annotate(
            str(text), (1, middle), xycoords=axes.get_yaxis_transform(), xytext=(8, 0), textcoords="offset points",
            va="center",
        )  # fmt: skip


def _finish(axes: Axes, rows: Rows, axis_fr: str, unit: str) -> None:
    rows.on(axes)
    axes.set_xlabel(axis_fr)
    axes.margins(x=0.04)
    number_axis(axes.xaxis, unit)
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True, bottom=True)


def _estimates(frame: pd.DataFrame, unit: str) -> list[str]:
    """« 64 % (de 41 % à 83 %) » for each row."""
    return [f"{row.shown} ({interval_fr(row.low, row.high, unit)})" for row in frame.itertuples()]


def _alt(frame: pd.DataFrame, axis_fr: str, reference: float | None, unit: str) -> str:
    names = frame["label"] if "group" not in frame else frame["group"].astype(str) + ", " + frame["label"]
    opening = (
        f"Un point par ligne avec son intervalle ({plural(len(frame), 'ligne')}), en abscisse{NO_BREAK}: {axis_fr}."
    )
    compared = "" if reference is None else f" Une ligne verticale marque la valeur {tick(reference, unit)}."
    return f"{opening}{compared} {told(names, _estimates(frame, unit), extent(frame['value'], frame['shown']))}"


def _forest_alt(
    studies: pd.DataFrame, pooled: Mapping[str, Any] | None, axis_fr: str, reference: float, unit: str
) -> str:
    opening = (
        f"Un carré par ligne avec son intervalle ({plural(len(studies), 'ligne')}), plus grand si son poids l’est, "
        f"en abscisse{NO_BREAK}: {sentence(axis_fr)} Une ligne verticale marque la valeur {tick(reference, unit)}."
    )
    each = told(studies["label"], _estimates(studies, unit), extent(studies["value"], studies["shown"]))
    if not pooled:
        return f"{opening} {each}"
    together = f"{pooled['shown']} ({interval_fr(pooled['low'], pooled['high'], unit)})"
    return f"{opening} {each} Losange de l’ensemble, {pooled['label']}{NO_BREAK}: {together}."


def _twin(frame: pd.DataFrame, caption_fr: str, head_fr: str, unit: str) -> Table:
    groups = {"Groupe": list(frame["group"])} if "group" in frame else {}
    return twin({**groups, head_fr: list(frame["label"]), **_estimate_columns(frame, unit)}, caption_fr)


def _forest_twin(every: pd.DataFrame, studies: int, caption_fr: str, head_fr: str, unit: str) -> Table:
    weights = every["weight"].iloc[:studies].astype("float64")
    parts = [f"{tick(round(part, 3), 'share')}" for part in weights / weights.sum()]
    columns = {head_fr: list(every["label"]), **_estimate_columns(every, unit)}
    return twin({**columns, "Poids": [*parts, *[None] * (len(every) - studies)]}, caption_fr)


def _estimate_columns(frame: pd.DataFrame, unit: str) -> dict[str, list[Any]]:
    values = frame["link"].where(frame["link"].notna(), frame["shown"]) if "link" in frame else frame["shown"]
    ends = {"Borne basse": frame["low"], "Borne haute": frame["high"]}
    bounds = {head: [None if pd.isna(end) else bound_fr(end, unit) for end in given] for head, given in ends.items()}
    return {"Valeur": list(values), **bounds}
