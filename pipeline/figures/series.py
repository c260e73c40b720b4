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
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.changes import Change, Given, changes_fr, day_fr, draw_changes, heights, read_changes, top
from pipeline.figures.colours import Stroke, strokes
from pipeline.figures.rows import lines, wrap
from pipeline.figures.scales import date_axis, limits, number_axis
from pipeline.figures.spreading import spread
from pipeline.figures.telling import NOT_SHOWN_FR, bound_fr, column_decimals, interval_fr, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, new_canvas, use_brand
from pipeline.figures.values import is_missing, with_floats

PLOT_INCHES, BELOW_INCHES, TITLE_INCHES = 2.3, 0.5, 0.35
PLOT_WIDTH_INCHES = 4.3
NAME_WIDTH, TITLE_WIDTH = 18, 80
MOST_MARKERS, MANY_MARKERS = 60, 24
"""A year of weeks has a mark each, smaller where they are many; of more values, only some are marked."""
LARGE_MARK_POINTS, SMALL_MARK_POINTS = 4.5, 3.2
BOUNDS = {"low", "high"}
CUT_FR = "(l’axe ne commence pas à zéro)"


def series(
    frame: pd.DataFrame,
    caption_fr: str,
    axis_fr: str,
    changes: Sequence[Given] = (),
    *,
    unit: str = "",
    head_fr: str = "Date",
    band_fr: str = "intervalle",
) -> Figure:
    """Lines over time, each named at its end; a dashed vertical line at each of `changes`.

    `frame` holds `label`, `when` (date), `value`, and if need be `low` and `high` (drawn as a band, which `band_fr`
    names) and `shown` (what the table twin prints). A missing value breaks its line. `changes` are dates, or pairs of
    a date and what changed.

    Raises:
        ValueError: there is no value, or more series than strokes that can be told apart.
    """
    given = with_floats(frame, ["value", "low", "high"])
    drawn, marked = given[given["value"].notna()], read_changes(changes)
    require_rows(drawn, "series")
    brand, labels = use_brand(), list(dict.fromkeys(given["label"]))
    looks = dict(zip(labels, strokes(brand), strict=False))
    if len(labels) > len(looks):
        raise ValueError(f"series: found {len(labels)} series, expected {len(looks)} at most; draw fewer at once.")
    first, last = _period(drawn, marked)
    feet = heights(marked, (last - first) / PLOT_WIDTH_INCHES)
    plot_inches = max(PLOT_INCHES, sum(map(_name_inches, labels)) if len(labels) > 1 else 0)
    canvas, axes = new_canvas(plot_inches + BELOW_INCHES + TITLE_INCHES + top(marked, feet))
    _scales(axes, drawn, (first, last), unit)
    _title(axes, axis_fr, top(marked, feet))
    for label, stroke in looks.items():
        _line(axes, _of(given, label), stroke)
    draw_changes(axes, marked, feet, brand)
    if len(labels) > 1:
        _names(axes, drawn, {name: look for name, look in looks.items() if drawn["label"].eq(name).any()}, plot_inches)
    alt = _alt(drawn, labels, marked, axis_fr, unit)
    return Figure(canvas, caption_fr, alt, _twin(given, caption_fr, (head_fr, band_fr), unit))


def _of(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    return frame[frame["label"].eq(label)].sort_values("when", kind="stable")


def _period(drawn: pd.DataFrame, changes: Sequence[Change]) -> tuple[float, float]:
    """The first and the last day of values and changes."""
    days = [*date2num(pd.to_datetime(drawn["when"])), *(change.place for change in changes)]
    return float(min(days)), float(max(days))


def _scales(axes: Axes, drawn: pd.DataFrame, period: tuple[float, float], unit: str) -> None:
    columns = [column for column in ("value", "low", "high") if column in drawn]
    axes.set_ylim(*limits(drawn[columns].to_numpy().ravel()))
    number_axis(axes.yaxis, unit)
    first, last = period
    room = max(5.0, (last - first) * 0.03)
    axes.set_xlim(first - room, last + room)
    date_axis(axes, first, last)
    axes.grid(axis="y", zorder=0)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True)


def _title(axes: Axes, axis_fr: str, above_inches: float) -> None:
    """What the vertical axis measures, and whether it is cut, written level at its top, above the names of changes."""
    said = f"{axis_fr} {CUT_FR}" if axes.get_ylim()[0] > 0 else axis_fr
    axes.set_title(wrap(said, TITLE_WIDTH), loc="left", fontsize=LABEL_POINTS, pad=8 + above_inches * 72)


def _line(axes: Axes, given: pd.DataFrame, stroke: Stroke) -> None:
    when = date2num(pd.to_datetime(given["when"]))
    if set(given) >= BOUNDS:
        low, high = given["low"], given["high"]
        axes.fill_between(when, low, high, facecolor=stroke.colour, alpha=0.15, linewidth=0)
        for bound in (low, high):
            axes.plot(when, bound, color=stroke.colour, linewidth=0.5)
    size = LARGE_MARK_POINTS if len(given) <= MANY_MARKERS else SMALL_MARK_POINTS
    axes.plot(
        when, given["value"], color=stroke.colour, linestyle=stroke.dashes, linewidth=1.6,
        marker=stroke.marker, markersize=size, markevery=-(-len(given) // MOST_MARKERS),
    )  # fmt: skip


def _name_inches(label: str) -> float:
    return lines(wrap(label, NAME_WIDTH)) * LINE_INCHES + 0.05


def _names(axes: Axes, drawn: pd.DataFrame, looks: dict[str, Stroke], plot_inches: float) -> None:
    """The name of each series beside its last value, after a sample of its stroke."""
    low, high = axes.get_ylim()
    wanted = [(_of(drawn, label)["value"].iloc[-1] - low) / (high - low) for label in looks]
    places = spread(wanted, [_name_inches(label) / plot_inches for label in looks])
    for label, place, stroke in zip(looks, places, looks.values(), strict=True):
        axes.plot(
            [1.01, 1.035, 1.06], [place] * 3, transform=axes.transAxes, clip_on=False, color=stroke.colour,
            linestyle=stroke.dashes, linewidth=1.6, marker=stroke.marker, markersize=LARGE_MARK_POINTS, markevery=[1],
        )  # fmt: skip
        axes.annotate(
            wrap(label, NAME_WIDTH), (1.075, place), xycoords="axes fraction", va="center", fontsize=LABEL_POINTS
        )


def _alt(drawn: pd.DataFrame, labels: Sequence[str], changes: Sequence[Change], axis_fr: str, unit: str) -> str:
    days = pd.to_datetime(drawn["when"])
    period = f"du {day_fr(days.min())} au {day_fr(days.max())}" if days.min() < days.max() else day_fr(days.min())
    opening = f"{wording.plural(len(labels), 'courbe')}, {period}. En ordonnée{NO_BREAK}: {axis_fr.rstrip('.')}."
    shown = [_course(_of(drawn, label)["value"], unit) for label in labels]
    return f"{opening}{changes_fr(changes)} {told(labels, shown, '')}"


def _course(values: pd.Series, unit: str) -> str:
    if len(values) < 2:
        return f"une seule valeur, {bound_fr(values.iloc[0], unit)}" if len(values) else "aucune valeur"
    first, last, low, high = (bound_fr(v, unit) for v in (values.iloc[0], values.iloc[-1], values.min(), values.max()))
    return f"{wording.plural(len(values), 'valeur')}, de {first} à {last}, au plus bas {low}, au plus haut {high}"


def _twin(given: pd.DataFrame, caption_fr: str, names_fr: tuple[str, str], unit: str) -> Table:
    """One row a date, one column a series: « 1 200 », or « 1 200 (intervalle de 1 100 à 1 300) »."""
    head_fr, band_fr = names_fr
    decimals = {str(label): column_decimals(_numbers(rows), unit) for label, rows in given.groupby("label")}
    shown = [_cell(row, unit, band_fr, decimals[str(row.label)]) for row in given.itertuples()]
    cells = given.assign(when=pd.to_datetime(given["when"]), cell=shown)
    wide = cells.pivot_table(index="when", columns="label", values="cell", aggfunc=" ; ".join, sort=False).sort_index()
    values = {str(label): [None if is_missing(cell) else cell for cell in wide[label]] for label in wide.columns}
    return twin({head_fr: [day_fr(day) for day in wide.index], **values}, caption_fr)


def _numbers(rows: pd.DataFrame) -> list[float]:
    """Every value of a series, with both ends of its band where it has one."""
    return list(rows.filter(["value", "low", "high"]).astype("float64").to_numpy().ravel())


def _cell(row: Any, unit: str, band_fr: str, decimals: int) -> str:
    """What the table prints; every number of a series with as many `decimals`."""
    if is_missing(row.value):
        return NOT_SHOWN_FR
    shown = str(getattr(row, "shown", "")) or bound_fr(row.value, unit, decimals)
    return f"{shown} ({interval_fr(row.low, row.high, unit, band_fr, decimals)})" if hasattr(row, "low") else shown
