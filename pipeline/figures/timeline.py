"""When things happened: one row a label, a bar or a mark for each of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.changes import day_fr
from pipeline.figures.legends import draw_legend, legend_inches
from pipeline.figures.rows import stacked, wrap
from pipeline.figures.scales import date_axis
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, require_rows, twin
from pipeline.figures.theme import new_canvas, use_brand
from pipeline.figures.values import is_missing
from pipeline.renderer.brand import Brand

BAR_INCHES, AXIS_INCHES = 0.16, 0.6
HATCHES = ("", "////", "", "....", "", "xxxx")
MARKERS = ("o", "s", "D", "^", "v", "P")
UNKNOWN_FR = "date inconnue"
LEGEND_COLUMNS, LEGEND_WIDTH = 3, 24


@dataclass(frozen=True)
class StepStyle:
    """How one step is drawn: fill and hatch of its bars, marker of its moments; none carries the message alone."""

    label: str
    colour: str
    hatch: str
    marker: str
    edge: str

    def bar(self) -> dict[str, Any]:
        """What a bar and its sample in the legend share."""
        return {"facecolor": self.colour, "hatch": self.hatch, "edgecolor": self.edge, "linewidth": 0.5}


def timeline(frame: pd.DataFrame, caption_fr: str, *, head_fr: str = "Projet") -> Figure:
    """One row a label, with a bar from `start` to `end` for each `step`; a mark where a step has one date only.

    `frame` holds `label`, `step` (named as readers see it), `start` and `end` (dates). Without `end`, or when both are
    the same day, the step is a moment. Steps are styled in the order in which they first appear; rows without `start`
    are not drawn but stay in the table.

    Raises:
        ValueError: there is no row with a start.
    """
    drawn = _drawn(frame)
    require_rows(drawn, "timeline")
    brand, labels = use_brand(), list(dict.fromkeys(drawn["label"]))
    steps = list(dict.fromkeys(drawn["step"]))
    besides = legend_inches(steps, LEGEND_COLUMNS, LEGEND_WIDTH) + AXIS_INCHES
    rows = stacked(labels, gap=0.075, besides_inches=besides)
    canvas, axes = new_canvas(rows.height + besides)
    middles = drawn["label"].map(dict(zip(labels, rows.middles, strict=True)))
    samples = [
        _step(axes, drawn[drawn["step"].eq(style.label)], middles[drawn["step"].eq(style.label)], style)
        for style in _styles(steps, brand)
    ]
    rows.on(axes)
    _dates(axes, drawn)
    draw_legend(canvas, samples, [wrap(step, LEGEND_WIDTH) for step in steps], LEGEND_COLUMNS)
    return Figure(canvas, caption_fr, _alt(drawn, labels), _twin(frame, caption_fr, head_fr))


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a start; `from` and `to` are matplotlib dates, equal for a moment."""
    known = frame[frame["start"].notna()].reset_index(drop=True)
    start, end = pd.to_datetime(known["start"]), pd.to_datetime(known["end"])
    last = end.where(end.gt(start), start)
    return known.assign(
        step=known["step"].astype(str), start=start, end=last, left=date2num(start), right=date2num(last)
    )


def _styles(steps: Sequence[str], brand: Brand) -> list[StepStyle]:
    shades = LinearSegmentedColormap.from_list("steps", list(brand.sequential))
    return [
        StepStyle(
            label=step,
            colour=to_hex(shades(position / max(1, len(steps) - 1))),
            hatch=HATCHES[position % len(HATCHES)],
            marker=MARKERS[position % len(MARKERS)],
            edge=brand.palette["foreground"],
        )
        for position, step in enumerate(steps)
    ]


def _step(axes: Axes, given: pd.DataFrame, middles: pd.Series, style: StepStyle) -> tuple[Artist, ...]:
    """Draw one step on every row that has it; the samples of its bars and moments for the legend."""
    is_bar = given["right"].gt(given["left"])
    bars, moments = given[is_bar], given[~is_bar]
    widths = bars["right"] - bars["left"]
    axes.barh(middles[is_bar], widths, left=bars["left"], height=BAR_INCHES, **style.bar())
    mark: dict[str, Any] = {"marker": style.marker, "color": style.colour}
    axes.scatter(moments["left"], middles[~is_bar], s=34, edgecolors=style.edge, linewidth=0.7, zorder=4, **mark)
    samples: list[Artist] = []
    if len(bars):
        samples.append(Patch(**style.bar()))
    if len(moments):
        samples.append(Line2D([], [], linestyle="", markeredgecolor=style.edge, **mark))
    return tuple(samples)


def _dates(axes: Axes, drawn: pd.DataFrame) -> None:
    first, last = float(drawn["left"].min()), float(drawn["right"].max())
    room = max(10.0, (last - first) * 0.02)
    axes.set_xlim(first - room, last + room)
    date_axis(axes, first, last)
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True, bottom=True)


def _day(date: Any) -> str:
    return UNKNOWN_FR if is_missing(date) else day_fr(date)


def _period(row: Any) -> str:
    """« du 1er mars 2024 au 2 avril 2024 », or one day."""
    is_moment = pd.isna(row.end) or row.end == row.start
    return _day(row.start) if is_moment else f"du {_day(row.start)} au {_day(row.end)}"


def _alt(drawn: pd.DataFrame, labels: Sequence[str]) -> str:
    size = f"{wording.plural(len(labels), 'ligne')}, du {_day(drawn['start'].min())} au {_day(drawn['end'].max())}"
    opening = f"Frise chronologique de {size}."
    if len(labels) > MOST_ROWS_TOLD:
        return f"{opening} {IN_THE_TABLE_FR}"
    given = ((label, drawn[drawn["label"].eq(label)]) for label in labels)
    return " ".join([opening, *(f"{label}{NO_BREAK}: {_steps_fr(rows)}." for label, rows in given)])


def _steps_fr(rows: pd.DataFrame) -> str:
    return ", ".join(f"{row.step} ({_period(row)})" for row in rows.itertuples())


def _twin(frame: pd.DataFrame, caption_fr: str, head_fr: str) -> Table:
    """One row a label, one column a step: « 01/12/2023 – 29/03/2024 », or one day."""
    periods = frame.assign(period=[_short_period(row) for row in frame.itertuples()])
    wide = periods.pivot_table(index="label", columns="step", values="period", aggfunc=" ; ".join, sort=False)
    steps = {str(step): [None if is_missing(cell) else cell for cell in wide[step]] for step in wide.columns}
    return twin({head_fr: list(wide.index), **steps}, caption_fr)


def _short_period(row: Any) -> str:
    days = [row.start] if is_missing(row.end) or row.end == row.start else [row.start, row.end]
    return " – ".join(UNKNOWN_FR if is_missing(day) else wording.short_date(f"{day:%Y-%m-%d}") for day in days)
