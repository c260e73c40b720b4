"""Before and after: one line from start to end, whose style says whether the change was the one hoped for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NARROW, plural
from pipeline.figures.rows import wrap
from pipeline.figures.telling import extent, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, NOTE_POINTS, new_canvas, use_brand
from pipeline.renderer.brand import Brand

FAVOURABLE, UNFAVOURABLE, UNKNOWN = "favourable", "unfavourable", "unknown"
CHANGES_FR = {
    FAVOURABLE: "évolution dans le sens attendu",
    UNFAVOURABLE: "évolution dans l’autre sens",
    UNKNOWN: "sans sens attendu, ou inchangé",
}
SHORTEST_INCHES = 2.2
NAME_WIDTH = 30


def slopes(frame: pd.DataFrame, caption_fr: str, start_fr: str, end_fr: str, *, head_fr: str = "Intitulé") -> Figure:
    """One line a row from `start` to `end` on one scale, values written at both ends, the name at the right.

    `frame` holds `label`, `start`, `end`, `start_shown`, `end_shown`, `is_favourable` (missing when nothing was hoped
    for), and if need be `start_link`, `end_link` (what the table twin prints). Rows without both values are not drawn
    but stay in the table. Colour, marker and dashes all say the direction.

    Raises:
        ValueError: there is no row with both values.
    """
    drawn = frame[frame["start"].notna() & frame["end"].notna()].reset_index(drop=True)
    require_rows(drawn, "slopes")
    brand, names = use_brand(), [wrap(label, NAME_WIDTH) for label in drawn["label"]]
    lines = sum(name.count("\n") + 1 for name in names) + 0.5 * len(names)
    canvas, axes = new_canvas(max(SHORTEST_INCHES, lines * LINE_INCHES + 0.3) + 0.55)
    kinds = [_kind(value) for value in drawn["is_favourable"]]
    styles = _styles(brand)
    for start, end, kind in zip(drawn["start"], drawn["end"], kinds, strict=True):
        axes.plot([0, 1], [float(start), float(end)], zorder=3, **styles[kind])
    _scale(axes, drawn, start_fr, end_fr, brand)
    inches = canvas.get_figheight() - 0.55
    _labels(axes, drawn["start"], list(drawn["start_shown"]), 0, inches, brand)
    ends = [f"{shown}  {name}" for shown, name in zip(drawn["end_shown"], names, strict=True)]
    _labels(axes, drawn["end"], ends, 1, inches, brand)
    _legend(axes, kinds, styles)
    return Figure(
        canvas, caption_fr, _alt(drawn, kinds, start_fr, end_fr), _twin(frame, caption_fr, start_fr, end_fr, head_fr)
    )


def _kind(is_favourable: Any) -> str:
    if pd.isna(is_favourable):
        return UNKNOWN
    return FAVOURABLE if is_favourable else UNFAVOURABLE


def _styles(brand: Brand) -> dict[str, dict[str, Any]]:
    good, bad, none = (brand.palette[name] for name in ("primary", "tertiary", "muted"))
    paper = brand.palette["background"]
    return {
        FAVOURABLE: {"color": good, "linewidth": 1.8, "marker": "o", "markersize": 6},
        UNFAVOURABLE: {"color": bad, "linewidth": 1.8, "marker": "s", "markersize": 5.5, "linestyle": (0, (5, 1.5))},
        UNKNOWN: {
            "color": none, "linewidth": 1.2, "marker": "o", "markersize": 5.5, "markerfacecolor": paper,
            "linestyle": (0, (1.5, 1.5)),
        },
    }  # fmt: skip


def _scale(axes: Axes, frame: pd.DataFrame, start_fr: str, end_fr: str, brand: Brand) -> None:
    axes.vlines([0, 1], 0, 1, transform=axes.get_xaxis_transform(), color=brand.palette["rule"], linewidth=0.8)
    axes.set(xlim=(-0.04, 1.04), yticks=[], xticks=[0, 1])
    axes.set_xticklabels([start_fr, end_fr], fontweight="semibold")
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.margins(y=0.08)
    if frame["start"].eq(frame["end"]).all() and frame["start"].eq(frame["start"].iloc[0]).all():
        axes.set_ylim(frame["start"].iloc[0] - 1, frame["start"].iloc[0] + 1)
    sns.despine(ax=axes, left=True, bottom=True)


def _labels(axes: Axes, values: pd.Series, texts: Sequence[str], side: int, inches: float, brand: Brand) -> None:
    """Texts beside one end, moved apart where values are close, each led to its value by a thin line."""
    low, high = axes.get_ylim()
    wanted = [(float(value) - low) / (high - low) for value in values]
    heights = [(text.count("\n") + 1) * LINE_INCHES / inches * 1.1 for text in texts]
    places = spread(wanted, heights)
    out, align = (-1, "right") if side == 0 else (1, "left")
    for value, place, text in zip(wanted, places, texts, strict=True):
        if abs(value - place) > 1e-6:
            axes.annotate(
                "", (side, value), xycoords=("data", "axes fraction"), xytext=(side + out * 0.07, place),
                textcoords=("data", "axes fraction"), annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": brand.palette["muted"], "linewidth": 0.5},
            )  # fmt: skip
        axes.annotate(
            text, (side + out * 0.08, place), xycoords=("data", "axes fraction"), ha=align, va="center",
            fontsize=LABEL_POINTS, annotation_clip=False,
        )  # fmt: skip


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Places as near as can be to those wanted (0 at the bottom, 1 at the top), none closer than their heights.

    Neighbours that overlap are joined into a block at their mean place, as in isotonic regression (pool adjacent
    violators, Barlow et al. 1972), then blocks are kept between 0 and 1.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    blocks: list[tuple[float, float, list[int]]] = []  # middle, height, members from low to high
    for index in order:
        blocks.append(_inside(wanted[index], heights[index], [index]))
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] / 2 > blocks[-1][0] - blocks[-1][1] / 2:
            upper, lower = blocks.pop(), blocks.pop()
            members = [*lower[2], *upper[2]]
            mean = sum(wanted[member] for member in members) / len(members)
            blocks.append(_inside(mean, lower[1] + upper[1], members))
    places = [0.0] * len(wanted)
    for middle, height, members in blocks:
        bottom = middle - height / 2
        for member in members:
            places[member] = bottom + heights[member] / 2
            bottom += heights[member]
    return places


def _inside(middle: float, height: float, members: list[int]) -> tuple[float, float, list[int]]:
    return min(max(middle, height / 2), max(1 - height / 2, height / 2)), height, members


def _legend(axes: Axes, kinds: Sequence[str], styles: dict[str, dict[str, Any]]) -> None:
    handles = [Line2D([], [], label=text, **styles[kind]) for kind, text in CHANGES_FR.items() if kind in kinds]
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(handles), frameon=False,
        fontsize=NOTE_POINTS, handlelength=3,
    )  # fmt: skip


def _alt(frame: pd.DataFrame, kinds: Sequence[str], start_fr: str, end_fr: str) -> str:
    counted = ", ".join(
        f"{plural(kinds.count(kind), 'ligne')} {text}" for kind, text in CHANGES_FR.items() if kind in kinds
    )
    opening = f"Une ligne par intitulé, de «{NARROW}{start_fr}{NARROW}» à «{NARROW}{end_fr}{NARROW}»"
    shown = [f"de {row.start_shown} à {row.end_shown}" for row in frame.itertuples()]
    at_start, at_end = (extent(frame[side], frame[f"{side}_shown"]) for side in ("start", "end"))
    ends = f"Au départ, {_lower(at_start)} À l’arrivée, {_lower(at_end)}"
    return f"{opening} ({counted}). {told(frame['label'], shown, ends)}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _twin(frame: pd.DataFrame, caption_fr: str, start_fr: str, end_fr: str, head_fr: str) -> Table:
    ends = {
        header: list(frame[f"{side}_link"] if f"{side}_link" in frame else frame[f"{side}_shown"])
        for side, header in (("start", start_fr), ("end", end_fr))
    }
    changes = [CHANGES_FR[_kind(value)] for value in frame["is_favourable"]]
    return twin({head_fr: list(frame["label"]), **ends, "Évolution": changes}, caption_fr)
