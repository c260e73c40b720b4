"""Two shares a row on one scale, joined by a line whose style says what may be said of the gap between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NARROW, NO_BREAK, plural
from pipeline.figures.legends import draw_legend, legend_inches
from pipeline.figures.rows import Rows, stacked, wrap
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, labelled, linked, quoted, require_rows, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

LINES: tuple[Mapping[str, Any], ...] = (
    {"linewidth": 2.6, "linestyle": "solid"},
    {"linewidth": 1.3, "linestyle": "solid"},
    {"linewidth": 1.1, "linestyle": (0, (1.5, 2.0))},
)
"""One style a finding, in the order in which the findings first appear among those named."""

SHOWN_AT, AXIS_INCHES, DASHES_EM = 1.06, 0.32, 2.4
LEGEND_COLUMNS, LEGEND_WIDTH = 2, 40


def dumbbells(
    frame: pd.DataFrame,
    caption_fr: str,
    start_fr: str,
    end_fr: str,
    *,
    findings_fr: Mapping[str, str],
    head_fr: str = "Question",
) -> Figure:
    """One row a question: a hollow circle at `start`, a full square at `end`, both shares from 0 to 1.

    `frame` holds `label`, `start`, `end`, `start_shown`, `end_shown`, `finding` (a key of `findings_fr`, which says it
    to readers and is at most as long as `LINES`), and if need be `start_link`, `end_link` (what the table twin prints).
    Rows without both values are not drawn but stay in the table. Rows keep their order: nothing is ranked.

    Raises:
        ValueError: there is no row with both values.
    """
    given = with_floats(frame, ["start", "end"])
    drawn = given[given["start"].notna() & given["end"].notna()].reset_index(drop=True)
    require_rows(drawn, "dumbbells")
    brand, ends = use_brand(), (start_fr, end_fr)
    styles = dict(zip(findings_fr, LINES, strict=False))
    found = [finding for finding in findings_fr if drawn["finding"].eq(finding).any()]
    names = [*ends, *(findings_fr[finding] for finding in found)]
    besides = AXIS_INCHES + legend_inches(names, LEGEND_COLUMNS, LEGEND_WIDTH)
    shown = [f"{row.start_shown}\n{row.end_shown}" for row in drawn.itertuples()]
    rows = stacked(list(drawn["label"]), beside=shown, gap=0.07, besides_inches=besides)
    canvas, axes = new_canvas(rows.height + besides)
    _draw(axes, drawn, rows, styles, brand)
    wrapped = [wrap(name, LEGEND_WIDTH) for name in names]
    draw_legend(canvas, _samples(styles, found, brand), wrapped, LEGEND_COLUMNS, "lower", DASHES_EM)
    alt = _alt(drawn, ends, findings_fr)
    return Figure(canvas, caption_fr, alt, _twin(given, caption_fr, ends, findings_fr, head_fr))


Styles = Mapping[str, Mapping[str, Any]]


def _draw(axes: Axes, drawn: pd.DataFrame, rows: Rows, styles: Styles, brand: Brand) -> None:
    rows.on(axes)
    axes.set(xlim=(0, 1))
    axes.set_xticks([0, 0.5, 1], [f"0{NARROW}%", f"50{NARROW}%", f"100{NARROW}%"])
    axes.grid(axis="x", zorder=0)
    axes.tick_params(axis="x", length=0)
    pairs = drawn[["start", "end"]].to_numpy("float64").tolist()
    for row, ends, middle in zip(drawn.itertuples(), pairs, rows.middles, strict=True):
        axes.plot(ends, [middle, middle], zorder=2, color=brand.palette["muted"], **styles[str(row.finding)])
        for value, mark in zip(ends, _marks(brand), strict=True):
            axes.plot([value], [middle], zorder=3, clip_on=False, linestyle="", **mark)
        axes.annotate(
            f"{row.start_shown}\n{row.end_shown}", (SHOWN_AT, middle), xycoords=("axes fraction", "data"), va="center",
            fontsize=LABEL_POINTS, annotation_clip=False,
        )  # fmt: skip
    sns.despine(ax=axes, left=True, bottom=True)


def _marks(brand: Brand) -> tuple[dict[str, Any], dict[str, Any]]:
    """How the start and the end of a row are marked: by shape and by fill."""
    primary, paper = brand.palette["primary"], brand.palette["background"]
    hollow = {"marker": "o", "markersize": 8.5, "markerfacecolor": paper, "markeredgecolor": primary}
    return hollow, {"marker": "s", "markersize": 5, "color": primary}


def _samples(styles: Styles, found: Sequence[str], brand: Brand) -> list[Line2D]:
    marks = [Line2D([], [], linestyle="", **mark) for mark in _marks(brand)]
    return [*marks, *(Line2D([], [], color=brand.palette["muted"], **styles[finding]) for finding in found)]


def _alt(drawn: pd.DataFrame, ends: tuple[str, str], findings_fr: Mapping[str, str]) -> str:
    counts = [(text, int(drawn["finding"].eq(finding).sum())) for finding, text in findings_fr.items()]
    counted = f"{NARROW}; ".join(f"{text}, {plural(count, 'ligne')}" for text, count in counts if count)
    opening = f"Deux parts par ligne, {quoted(ends[0])} et {quoted(ends[1])}. Écarts{NO_BREAK}: {counted}."
    if len(drawn) > MOST_ROWS_TOLD:
        return f"{opening} {IN_THE_TABLE_FR}"
    shown = [f"de {row.start_shown} à {row.end_shown}" for row in drawn.itertuples()]
    return f"{opening} {labelled(map(str, drawn['label']), shown)}."


def _twin(
    frame: pd.DataFrame, caption_fr: str, ends: tuple[str, str], findings_fr: Mapping[str, str], head_fr: str
) -> Table:
    sides = {
        header: linked(frame, f"{side}_shown", f"{side}_link")
        for side, header in zip(("start", "end"), ends, strict=True)
    }
    said = [findings_fr[str(finding)] for finding in frame["finding"]]
    return twin({head_fr: list(frame["label"]), **sides, "Ce qu’on peut dire": said}, caption_fr)
