"""How many distinct things more observations show: a curve that flattens, with the band of other orders around it."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.scales import MOST_TICKS, number_axis
from pipeline.figures.telling import bound_fr, require_rows, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.renderer.brand import Brand

HEIGHT_INCHES = 2.9
MOST_MARKERS = 30


def saturation(frame: pd.DataFrame, caption_fr: str, across_fr: str, up_fr: str) -> Figure:
    """A line through `value`, from one observation on, within the band from `low` to `high`.

    `frame` holds `size` (1, 2, …), `value`, `low` and `high`. `across_fr` says what is observed (« entretiens »),
    `up_fr` what is counted (« codes distincts »). Both axes start at zero, so that a flat end looks flat.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "saturation")
    brand, given = use_brand(), frame.sort_values("size", ignore_index=True)
    canvas, axes = new_canvas(HEIGHT_INCHES)
    _draw(axes, given, brand)
    axes.set(xlim=(0, given["size"].max() * 1.03), ylim=(0, given["high"].max() * 1.08), xlabel=across_fr)
    axes.set_title(up_fr, loc="left", fontsize=LABEL_POINTS)
    axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, integer=True))
    number_axis(axes.yaxis)
    axes.grid(axis="y", zorder=0)
    sns.despine(ax=axes, left=True)
    columns = {
        across_fr.capitalize(): list(given["size"]),
        f"{up_fr.capitalize()}, en moyenne": [wording.number(value, 1) for value in given["value"]],
        "Au moins": list(given["low"]),
        "Au plus": list(given["high"]),
    }
    return Figure(canvas, caption_fr, _alt(given, across_fr, up_fr), twin(columns, caption_fr))


def _draw(axes: Axes, given: pd.DataFrame, brand: Brand) -> None:
    ink = brand.palette["primary"]
    axes.fill_between(given["size"], given["low"], given["high"], facecolor=ink, alpha=0.15, linewidth=0)
    for bound in ("low", "high"):
        axes.plot(given["size"], given[bound], color=ink, linewidth=0.5)
    axes.plot(
        given["size"],
        given["value"],
        color=ink,
        linewidth=1.6,
        marker="o",
        markersize=3.5,
        markevery=-(-len(given) // MOST_MARKERS),
    )


def _alt(given: pd.DataFrame, across_fr: str, up_fr: str) -> str:
    """Where the curve starts, stands at half of the observations, and ends."""
    middle = given.iloc[(len(given) - 1) // 2]
    places = [given.iloc[0], middle, given.iloc[-1]]
    told = [f"{bound_fr(place['value'])} pour {wording.number(place['size'])}" for place in places]
    several = told if len(given) > 2 else told[-1:]
    return (
        f"Courbe qui monte puis s’aplatit, avec une bande autour d’elle. En abscisse{NO_BREAK}: {across_fr}"
        f"{wording.NARROW}; en ordonnée{NO_BREAK}: {up_fr}. En moyenne {wording.enumeration(several)}."
    )
