"""How long until it happened: a line in steps from nobody to everybody, with those who still wait counted below."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised
from pipeline.figures.rows import wrap
from pipeline.figures.telling import NOT_SHOWN_FR, linked, number, require_rows, twin
from pipeline.figures.theme import LABEL_POINTS, NOTE_POINTS, new_canvas, use_brand
from pipeline.figures.values import is_missing, with_floats
from pipeline.renderer.brand import Brand

HEIGHT_INCHES = 2.25
QUARTERS_FR = {0.0: "aucun", 0.25: "un quart", 0.5: "la moitié", 0.75: "trois quarts", 1.0: "tous"}
MOST_TICKS = 9
TICK_MONTHS = (1, 2, 3, 6, 12, 24)
BELOW_POINTS = -45
LINE_POINTS = 12
TITLE_WIDTH = 80


def waiting(frame: pd.DataFrame, caption_fr: str, axis_fr: str, waiting_fr: str) -> Figure:
    """A step line of the share to which it happened, by whole month since the start.

    `frame` holds `month` (whole, from 0, each following the last), `value` (share, 0 to 1), `shown` (as written) and
    `waiting` (how many are still followed and wait, written below the axis), and may hold `link`. `axis_fr` says what
    the share is of; `waiting_fr` what is counted below. A missing share breaks the line.

    Raises:
        ValueError: there is no share.
    """
    given = with_floats(frame, ["month", "value", "waiting"])
    drawn = given[given["value"].notna()]
    require_rows(drawn, "waiting")
    brand = use_brand()
    canvas, axes = new_canvas(HEIGHT_INCHES)
    values = given["value"]
    axes.step(given["month"], values, where="post", color=brand.palette["primary"], linewidth=1.8)
    last = drawn.iloc[-1]
    axes.plot(last["month"], last["value"], marker="o", color=brand.palette["primary"], markersize=5)
    side = "right" if last["month"] > 0 else "left"
    axes.annotate(
        str(last["shown"]), (last["month"], last["value"]), xytext=(0, 6), textcoords="offset points", ha=side,
        zorder=1.5, bbox={"facecolor": brand.palette["background"], "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip
    _scales(axes, float(given["month"].max()), brand)
    _below(axes, given, waiting_fr, brand)
    axes.set_title(wrap(axis_fr, TITLE_WIDTH), loc="left", fontsize=LABEL_POINTS, pad=8)
    return Figure(canvas, caption_fr, _alt(given, drawn, axis_fr), _twin(given, waiting_fr, caption_fr))


def _scales(axes: Axes, last: float, brand: Brand) -> None:
    axes.set(xlim=(0, max(1.0, last) * 1.02), ylim=(-0.02, 1.12))
    axes.yaxis.set_major_locator(FixedLocator(list(QUARTERS_FR)))
    axes.set_yticklabels(list(QUARTERS_FR.values()))
    axes.xaxis.set_major_locator(FixedLocator(ticks(last)))
    axes.set_xticklabels([wording.number(month) for month in ticks(last)])
    axes.grid(axis="y", zorder=0)
    axes.axhline(0, color=brand.palette["foreground"], linewidth=0.6)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True, bottom=True)


def ticks(last: float) -> list[float]:
    """Few months at equal distance from the start."""
    step = next((each for each in TICK_MONTHS if last / each <= MOST_TICKS - 1), TICK_MONTHS[-1])
    return [float(month) for month in range(0, int(last) + 1, step)]


def _below(axes: Axes, given: pd.DataFrame, waiting_fr: str, brand: Brand) -> None:
    """What the months are; under it what is counted, and under that how many still wait at each tick."""
    counts = given.set_index("month")["waiting"]
    muted = brand.palette["muted"]
    for month in ticks(float(given["month"].max())):
        if month in counts.index:
            axes.annotate(
                number(counts[month]), (month, 0), xycoords=("data", "axes fraction"),
                xytext=(0, BELOW_POINTS - LINE_POINTS), textcoords="offset points", ha="center", va="center",
                fontsize=NOTE_POINTS, color=muted,
            )  # fmt: skip
    axes.set_xlabel("mois depuis la sélection", labelpad=2)
    axes.annotate(
        waiting_fr, (0.5, 0), xycoords="axes fraction", xytext=(0, BELOW_POINTS),
        textcoords="offset points", ha="center", va="center", fontsize=LABEL_POINTS, color=muted,
    )  # fmt: skip


def _alt(given: pd.DataFrame, drawn: pd.DataFrame, axis_fr: str) -> str:
    period = f"de {number(given['month'].min())} à {number(given['month'].max())}{NO_BREAK}mois"
    moments = [_reached_fr(drawn, part, name) for part, name in QUARTERS_FR.items() if 0 < part < 1]
    end = f"À la fin{NO_BREAK}: {drawn['shown'].iloc[-1]}."
    opening = f"Ligne en escalier, {period}. En ordonnée{NO_BREAK}: {axis_fr.rstrip('.')}."
    return " ".join([opening, *filter(None, moments), end])


def _reached_fr(drawn: pd.DataFrame, part: float, name: str) -> str:
    reached = drawn[drawn["value"].ge(part)]
    if reached.empty:
        return ""
    return f"{capitalised(name)} au bout de {number(reached['month'].iloc[0])}{NO_BREAK}mois."


def _twin(given: pd.DataFrame, waiting_fr: str, caption_fr: str) -> Table:
    shown = given.assign(
        shown=[NOT_SHOWN_FR if is_missing(v) else s for v, s in zip(given["value"], given["shown"], strict=True)]
    )
    last = _last_months(shown)
    kept = shown.loc[last.index]
    months = [month_range(first, end) for first, end in zip(kept["month"], last, strict=True)]
    columns: dict[str, list[Any]] = {"Mois": months, "Part": linked(kept, "shown", "link")}
    return twin(columns | {capitalised(waiting_fr): list(kept["waiting"])}, caption_fr)


def _last_months(shown: pd.DataFrame) -> pd.Series:
    """For the first row of each run of months in which nothing changed, the last month of that run."""
    told = shown[["shown", "waiting"]].fillna(NOT_SHOWN_FR)
    runs = told.ne(told.shift()).any(axis=1).cumsum()
    first = ~runs.duplicated()
    return shown.groupby(runs)["month"].transform("max")[first]


def month_range(first: float, last: float) -> str:
    """« 8 », or « 0–7 » where nothing changed."""
    return number(first) if first == last else f"{number(first)}\u2013{number(last)}"
