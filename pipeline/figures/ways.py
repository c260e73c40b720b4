"""Before and after on a planned way: one row each, whose mark says whether the change was the one hoped for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK, bound, enumeration, plural
from pipeline.capitals import capitalised
from pipeline.figures.legends import draw_legend, legend_inches
from pipeline.figures.rows import Rows, stacked
from pipeline.figures.scales import limits
from pipeline.figures.telling import extent, linked, quoted, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

FAVOURABLE, UNFAVOURABLE, UNKNOWN = "favourable", "unfavourable", "unknown"
CHANGES_FR = {
    FAVOURABLE: "dans le sens attendu",
    UNFAVOURABLE: "dans l’autre sens",
    UNKNOWN: "sans sens attendu",
}
ARROW = "\u2192"
AXIS_INCHES, DASHES_EM = 0.32, 3.2
LEGEND_COLUMNS, LEGEND_WIDTH, LEGEND_LINE = 2, 40, 60
"""Samples in a row, letters of a name, and of names that one row holds together."""
LABEL_INCHES = 3.6
"""An indicator and its project stand on one line."""
SHOWN_AT = 1.08
"""Where the levels are written, in widths of the plot: well apart from the last mark."""


def ways(
    frame: pd.DataFrame,
    caption_fr: str,
    start_fr: str,
    end_fr: str,
    *,
    way_fr: tuple[str, str] = ("départ prévu", "cible"),
    head_fr: str = "Intitulé",
    neither_fr: str = CHANGES_FR[UNKNOWN],
) -> Figure:
    """One row each, from a ring at `start` to a full mark at `end`, on a way that leads from 0 to 1.

    `frame` holds `label`, `start`, `end` (parts of the way, whose ends `way_fr` names), `start_shown`, `end_shown`,
    `is_favourable` (missing where `neither_fr` says it better), and if need be `start_link`, `end_link` (what the table
    twin prints). Rows without both values are not drawn but stay in the table. Colour, marker and dashes all say the
    direction. Rows keep their order: nothing is ranked.

    Raises:
        ValueError: there is no row with both values.
    """
    given = with_floats(frame, ["start", "end"])
    drawn = given[given["start"].notna() & given["end"].notna()].reset_index(drop=True)
    require_rows(drawn, "ways")
    brand, kinds = use_brand(), [_kind(value) for value in drawn["is_favourable"]]
    changes = CHANGES_FR | {UNKNOWN: neither_fr}
    names = _names(kinds, start_fr, changes)
    besides = AXIS_INCHES + legend_inches(names, _columns(names), LEGEND_WIDTH)
    rows = stacked(list(map(bound, drawn["label"])), gap=0.055, besides_inches=besides, label_inches=LABEL_INCHES)
    canvas, axes = new_canvas(rows.height + besides)
    _draw(axes, drawn, kinds, rows, brand)
    _scale(axes, drawn, way_fr, brand)
    _legend(canvas, kinds, names, brand)
    alt = _alt(drawn, kinds, (start_fr, end_fr), changes)
    return Figure(canvas, caption_fr, alt, _twin(given, caption_fr, (start_fr, end_fr), head_fr, changes))


def _columns(names: Sequence[str]) -> int:
    return len(names) if sum(map(len, names)) <= LEGEND_LINE else LEGEND_COLUMNS


def _draw(axes: Axes, drawn: pd.DataFrame, kinds: Sequence[str], rows: Rows, brand: Brand) -> None:
    rows.on(axes)
    styles, begun = _styles(brand), _begun(brand)
    pairs = drawn[["start", "end"]].to_numpy("float64").tolist()
    for row, (start, end), kind, middle in zip(drawn.itertuples(), pairs, kinds, rows.middles, strict=True):
        line = {name: value for name, value in styles[kind].items() if not name.startswith("marker")}
        mark = {name: value for name, value in styles[kind].items() if not name.startswith("line")}
        axes.plot([start, end], [middle, middle], zorder=2, clip_on=False, **line)
        axes.plot([start], [middle], zorder=3, clip_on=False, **begun)
        axes.plot([end], [middle], zorder=4, clip_on=False, linestyle="", **mark)
        axes.annotate(
            f"{row.start_shown} {ARROW} {row.end_shown}", (SHOWN_AT, middle), xycoords=("axes fraction", "data"),
            va="center", fontsize=LABEL_POINTS, annotation_clip=False,
        )  # fmt: skip


def _begun(brand: Brand) -> dict[str, Any]:
    """How the level before is marked: hollow, and wide enough to be seen around an equal level after."""
    muted, paper = brand.palette["muted"], brand.palette["background"]
    return {"marker": "o", "markersize": 9, "markerfacecolor": paper, "markeredgecolor": muted, "linestyle": ""}


def _kind(is_favourable: Any) -> str:
    if pd.isna(is_favourable):
        return UNKNOWN
    return FAVOURABLE if is_favourable else UNFAVOURABLE


def _styles(brand: Brand) -> dict[str, dict[str, Any]]:
    good, bad, none = (brand.palette[name] for name in ("primary", "tertiary", "muted"))
    return {
        FAVOURABLE: {"color": good, "linewidth": 1.8, "marker": "o", "markersize": 6},
        UNFAVOURABLE: {"color": bad, "linewidth": 1.8, "marker": "s", "markersize": 5.5, "linestyle": (0, (5, 1.5))},
        UNKNOWN: {"color": none, "linewidth": 1.2, "marker": "D", "markersize": 4, "linestyle": (0, (1.5, 1.5))},
    }


def _scale(axes: Axes, drawn: pd.DataFrame, way_fr: tuple[str, str], brand: Brand) -> None:
    """Two lines, where the way begins and where it leads, named above."""
    for end in (0, 1):
        axes.axvline(end, color=brand.palette["rule"], linewidth=1, zorder=0)
    axes.set(xlim=limits([*drawn["start"], *drawn["end"], 0, 1]))
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for end, name, side in zip((0, 1), way_fr, ("right", "left"), strict=True):  # apart: the way may be short
        axes.annotate(
            name, (end, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points", ha=side,
            fontsize=LABEL_POINTS, annotation_clip=False,
        )  # fmt: skip
    sns.despine(ax=axes, left=True, bottom=True)


def _names(kinds: Sequence[str], start_fr: str, changes: Mapping[str, str]) -> list[str]:
    found = [kind for kind in changes if kind in kinds]
    first = "" if found[0] == UNKNOWN else "évolution "
    return [start_fr, f"{first}{changes[found[0]]}", *(changes[kind] for kind in found[1:])]


def _legend(canvas: Canvas, kinds: Sequence[str], names: Sequence[str], brand: Brand) -> None:
    styles = _styles(brand)
    samples = [
        Line2D([], [], **_begun(brand)),
        *(Line2D([], [], **styles[kind]) for kind in CHANGES_FR if kind in kinds),
    ]
    draw_legend(canvas, samples, names, _columns(names), "lower", DASHES_EM)


def _alt(drawn: pd.DataFrame, kinds: Sequence[str], ends_fr: tuple[str, str], changes: Mapping[str, str]) -> str:
    counted = [f"{plural(kinds.count(kind), 'ligne')} {text}" for kind, text in changes.items() if kind in kinds]
    opening = f"Lignes de {quoted(ends_fr[0])} à {quoted(ends_fr[1])}{NO_BREAK}: {enumeration(counted)}."
    shown = [f"de {row.start_shown} à {row.end_shown}" for row in drawn.itertuples()]
    at_start, at_end = (extent(drawn[side], drawn[f"{side}_shown"]) for side in ("start", "end"))
    return (
        f"{opening} {told(drawn['label'], shown, f'Au départ{NO_BREAK}: {at_start} À l’arrivée{NO_BREAK}: {at_end}')}"
    )


def _twin(
    frame: pd.DataFrame, caption_fr: str, ends_fr: tuple[str, str], head_fr: str, changes_fr: Mapping[str, str]
) -> Table:
    ends = {
        capitalised(header): linked(frame, f"{side}_shown", f"{side}_link")
        for side, header in zip(("start", "end"), ends_fr, strict=True)
    }
    is_known = frame["start"].notna() & frame["end"].notna()
    kinds = [changes_fr[_kind(value)] for value in frame["is_favourable"]]
    changes = [kind if known else "inconnue" for kind, known in zip(kinds, is_known, strict=True)]
    return twin({head_fr: list(frame["label"]), **ends, "Évolution": changes}, caption_fr)
