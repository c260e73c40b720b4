"""Before and after: one line from start to end, whose style says whether the change was the one hoped for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK, enumeration, plural
from pipeline.figures.legends import draw_legend
from pipeline.figures.rows import lines, wrap
from pipeline.figures.scales import limits
from pipeline.figures.spreading import spread
from pipeline.figures.telling import extent, linked, quoted, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

FAVOURABLE, UNFAVOURABLE, UNKNOWN = "favourable", "unfavourable", "unknown"
CHANGES_FR = {
    FAVOURABLE: "dans le sens attendu",
    UNFAVOURABLE: "dans l’autre sens",
    UNKNOWN: "sans sens attendu",
}
SHORTEST_INCHES, BESIDES_INCHES = 1.9, 0.6
NAME_WIDTH = 30
DASHES_EM = 3.2
"""Width of a sample that shows dashes between and beside its marker."""
LEAD, BESIDE = 0.06, 0.075
"""Where a thin line ends and a label begins, in widths of the plot beyond the axis."""


def slopes(frame: pd.DataFrame, caption_fr: str, start_fr: str, end_fr: str, *, head_fr: str = "Intitulé") -> Figure:
    """One line a row from `start` to `end` on one scale, values written at both ends, the name at the right.

    `frame` holds `label`, `start`, `end`, `start_shown`, `end_shown`, `is_favourable` (missing when nothing was hoped
    for), and if need be `start_link`, `end_link` (what the table twin prints). Rows without both values are not drawn
    but stay in the table. Colour, marker and dashes all say the direction.

    Raises:
        ValueError: there is no row with both values.
    """
    given = with_floats(frame, ["start", "end"])
    drawn = given[given["start"].notna() & given["end"].notna()].reset_index(drop=True)
    require_rows(drawn, "slopes")
    brand, kinds = use_brand(), [_kind(value) for value in drawn["is_favourable"]]
    ends = [
        wrap(f"{shown}  {label}", NAME_WIDTH) for shown, label in zip(drawn["end_shown"], drawn["label"], strict=True)
    ]
    inches = max(SHORTEST_INCHES, sum(_label_inches(text) for text in ends))
    canvas, axes = new_canvas(inches + BESIDES_INCHES)
    styles = _styles(brand)
    for start, end, kind in zip(drawn["start"], drawn["end"], kinds, strict=True):
        axes.plot([0, 1], [start, end], zorder=3, clip_on=False, **styles[kind])
    _scale(axes, drawn, (start_fr, end_fr), brand)
    _labels(axes, drawn["start"], [str(text) for text in drawn["start_shown"]], 0, inches, brand)
    _labels(axes, drawn["end"], ends, 1, inches, brand)
    _legend(canvas, kinds, styles)
    alt = _alt(drawn, kinds, start_fr, end_fr)
    return Figure(canvas, caption_fr, alt, _twin(given, caption_fr, (start_fr, end_fr), head_fr))


def _kind(is_favourable: Any) -> str:
    if pd.isna(is_favourable):
        return UNKNOWN
    return FAVOURABLE if is_favourable else UNFAVOURABLE


def _label_inches(text: str) -> float:
    return lines(text) * LINE_INCHES + 0.05


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


def _scale(axes: Axes, drawn: pd.DataFrame, ends_fr: tuple[str, str], brand: Brand) -> None:
    for side in (0, 1):
        axes.axvline(side, color=brand.palette["rule"], linewidth=0.8, clip_on=False, zorder=0)
    axes.set(xlim=(0, 1), ylim=limits([*drawn["start"], *drawn["end"]]), yticks=[])
    axes.set_xticks([0, 1], [wrap(text, 28) for text in ends_fr], fontweight="semibold")
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    sns.despine(ax=axes, left=True, bottom=True)


def _labels(axes: Axes, values: pd.Series, texts: Sequence[str], side: int, inches: float, brand: Brand) -> None:
    """Texts beside one end, moved apart where values are close; a thin line leads each that moved to its value."""
    low, high = axes.get_ylim()
    wanted = [(value - low) / (high - low) for value in values]
    out, align = (-1, "right") if side == 0 else (1, "left")
    for value, place, text in zip(
        wanted, spread(wanted, [_label_inches(text) / inches for text in texts]), texts, strict=True
    ):
        if abs(value - place) * inches > 0.5 * LINE_INCHES:
            lead = [side + out * 0.015, side + out * LEAD]
            axes.plot(
                lead,
                [value, place],
                transform=axes.transAxes,
                color=brand.palette["muted"],
                linewidth=0.5,
                clip_on=False,
            )
        axes.annotate(
            text, (side + out * BESIDE, place), xycoords="axes fraction", ha=align, va="center", fontsize=LABEL_POINTS
        )


def _legend(canvas: Canvas, kinds: Sequence[str], styles: dict[str, dict[str, Any]]) -> None:
    found = [kind for kind in CHANGES_FR if kind in kinds]
    names = [f"évolution {CHANGES_FR[found[0]]}", *(CHANGES_FR[kind] for kind in found[1:])]
    draw_legend(canvas, [Line2D([], [], **styles[kind]) for kind in found], names, len(found), "lower", DASHES_EM)


def _alt(drawn: pd.DataFrame, kinds: Sequence[str], start_fr: str, end_fr: str) -> str:
    counted = [f"{plural(kinds.count(kind), 'ligne')} {text}" for kind, text in CHANGES_FR.items() if kind in kinds]
    opening = f"Lignes de {quoted(start_fr)} à {quoted(end_fr)}{NO_BREAK}: {enumeration(counted)}."
    shown = [f"de {row.start_shown} à {row.end_shown}" for row in drawn.itertuples()]
    at_start, at_end = (extent(drawn[side], drawn[f"{side}_shown"]) for side in ("start", "end"))
    return (
        f"{opening} {told(drawn['label'], shown, f'Au départ{NO_BREAK}: {at_start} À l’arrivée{NO_BREAK}: {at_end}')}"
    )


def _twin(frame: pd.DataFrame, caption_fr: str, ends_fr: tuple[str, str], head_fr: str) -> Table:
    ends = {
        header: linked(frame, f"{side}_shown", f"{side}_link")
        for side, header in zip(("start", "end"), ends_fr, strict=True)
    }
    is_known = frame["start"].notna() & frame["end"].notna()
    kinds = [CHANGES_FR[_kind(value)] for value in frame["is_favourable"]]
    changes = [kind if known else "inconnue" for kind, known in zip(kinds, is_known, strict=True)]
    return twin({head_fr: list(frame["label"]), **ends, "Évolution": changes}, caption_fr)
