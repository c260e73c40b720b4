"""How values move over time: one line a series, named at its end, with a mark at each change that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NARROW
from pipeline.figures.colours import Stroke, strokes
from pipeline.figures.rows import wrap
from pipeline.figures.scales import date_axis, number_axis, tick
from pipeline.figures.slopes import spread
from pipeline.figures.telling import bound_fr, interval_fr, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, new_canvas, use_brand
from pipeline.renderer.brand import Brand

HEIGHT_INCHES = 3.1
NAME_WIDTH = 18
MOST_MARKERS = 24

Change = Any
"""A date, or a date with the French name of what changed then."""


def series(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    changes: Sequence[Change] = (),
    *,
    unit: str = "",
    head_fr: str = "Série",
) -> Figure:
    """Lines over time, each named at its end; a dashed vertical line at each of `changes`.

    `frame` holds `label`, `when` (date), `value`, and if need be `low` and `high` (drawn as a band). A missing value
    breaks its line. `changes` are dates, or pairs of a date and what changed.

    Raises:
        ValueError: there is no value, or more series than strokes that can be told apart.
    """
    drawn = frame[frame["value"].notna()]
    require_rows(drawn, "series")
    brand, labels = use_brand(), list(dict.fromkeys(frame["label"]))
    known = strokes(brand)
    if len(labels) > len(known):
        raise ValueError(f"series: found {len(labels)} series, expected {len(known)} at most; draw fewer at once.")
    canvas, axes = new_canvas(HEIGHT_INCHES)
    for label, stroke in zip(labels, known, strict=False):
        _line(axes, frame[frame["label"].eq(label)].sort_values("when"), stroke)
    when = date2num(pd.to_datetime(drawn["when"]))
    number_axis(axes.yaxis, unit)
    date_axis(axes, when.min(), when.max())
    _finish(axes, axis_fr, 20 if changes else 6)
    _changes(axes, changes, brand)
    if len(labels) > 1:
        _names(axes, drawn, labels)
    return Figure(
        canvas, caption_fr, _alt(drawn, labels, changes, axis_fr, unit), _twin(frame, caption_fr, head_fr, unit)
    )


def _finish(axes: Axes, axis_fr: str, pad: float) -> None:
    axes.grid(axis="y", zorder=0)
    axes.set_axisbelow(True)
    axes.set_title(axis_fr, loc="left", fontsize=LABEL_POINTS, pad=pad)
    sns.despine(ax=axes, left=True)


def _line(axes: Axes, given: pd.DataFrame, stroke: Stroke) -> None:
    when = date2num(pd.to_datetime(given["when"]))
    if {"low", "high"} <= set(given):
        axes.fill_between(
            when, given["low"].astype("float64"), given["high"].astype("float64"), color=stroke.colour, alpha=0.15,
            linewidth=0,
        )  # fmt: skip
    axes.plot(
        when, given["value"].astype("float64"), color=stroke.colour, linestyle=stroke.dashes, linewidth=1.6,
        marker=stroke.marker, markersize=4.5, markevery=-(-len(given) // MOST_MARKERS),
    )  # fmt: skip


def _changes(axes: Axes, changes: Sequence[Change], brand: Brand) -> None:
    for change in changes:
        date, name = _change(change)
        place = date2num(date)
        axes.axvline(place, color=brand.palette["muted"], linewidth=0.9, linestyle=(0, (4, 2)), zorder=0)
        axes.annotate(
            wrap(name, 24), (place, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
            ha="center", va="bottom", fontsize=LABEL_POINTS, color=brand.palette["muted"],
        )  # fmt: skip


def _change(change: Change) -> tuple[pd.Timestamp, str]:
    """The date of a change and its name; the date in French when it has none."""
    given = change if isinstance(change, (tuple, list)) else (change, "")
    date = pd.Timestamp(given[0])
    return date, str(given[1]) or wording.date(f"{date:%Y-%m-%d}")


def _names(axes: Axes, drawn: pd.DataFrame, labels: Sequence[str]) -> None:
    lasts = [drawn[drawn["label"].eq(label)].sort_values("when").iloc[-1] for label in labels]
    low, high = axes.get_ylim()
    wanted = [(float(last["value"]) - low) / (high - low) for last in lasts]
    names = [wrap(label, NAME_WIDTH) for label in labels]
    heights = [(name.count("\n") + 1) * LINE_INCHES / (HEIGHT_INCHES - 0.7) for name in names]
    for name, place in zip(names, spread(wanted, heights), strict=True):
        axes.annotate(
            name, (1, place), xycoords="axes fraction", xytext=(8, 0), textcoords="offset points", va="center",
            fontsize=LABEL_POINTS,
        )  # fmt: skip


def _alt(drawn: pd.DataFrame, labels: Sequence[str], changes: Sequence[Change], axis_fr: str, unit: str) -> str:
    first, last = pd.to_datetime(drawn["when"]).min(), pd.to_datetime(drawn["when"]).max()
    opening = f"{wording.plural(len(labels), 'courbe')} de {_day(first)} à {_day(last)}, en ordonnée\u00a0: {axis_fr}."
    marks = [f"{name} ({_day(date)})" for date, name in map(_change, changes)]
    marked = f" Traits verticaux\u00a0: {wording.enumeration(marks)}." if marks else ""
    shown = [_course(drawn[drawn["label"].eq(label)].sort_values("when"), unit) for label in labels]
    return f"{opening}{marked} {told(labels, shown, '')}"


def _course(given: pd.DataFrame, unit: str) -> str:
    values = given["value"].astype("float64")
    first, last, low, high = (bound_fr(x, unit) for x in (values.iloc[0], values.iloc[-1], values.min(), values.max()))
    if len(values) == 1:
        return f"une seule valeur, {first}"
    return f"de {first} à {last} en {wording.plural(len(values), 'valeur')}, entre {low} et {high}"


def _day(date: pd.Timestamp) -> str:
    return wording.date(f"{date:%Y-%m}").replace(NARROW, " ")


def _twin(frame: pd.DataFrame, caption_fr: str, head_fr: str, unit: str) -> Table:
    dates = [wording.date(f"{pd.Timestamp(when):%Y-%m-%d}") for when in frame["when"]]
    values = [None if pd.isna(value) else tick(float(value), unit) for value in frame["value"]]
    columns = {head_fr: list(frame["label"]), "Date": dates, "Valeur": values}
    if {"low", "high"} <= set(frame):
        columns["Intervalle"] = [
            interval_fr(low, high, unit) for low, high in zip(frame["low"], frame["high"], strict=True)
        ]
    return twin(columns, caption_fr)
