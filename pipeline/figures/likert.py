"""Answers on a scale: bars on both sides of a middle, with the number of answers in each part."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.lists import labelled
from pipeline.figures.colours import Fill, answer_fills, text_on
from pipeline.figures.rows import Rows, stacked, wrap
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, require_rows, twin, with_note
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, NOTE_POINTS, new_canvas, use_brand
from pipeline.renderer.brand import Brand

APART, LABEL = "apart", "label"
APART_FR = "Sans avis"
ANSWERED_FR = "Réponses"
HIDDEN_FR = "non publié"
BAR_INCHES = 0.23
NARROWEST_FOR_COUNT = 0.035
"""Part of the axis below which a segment has no room for its count; the table gives it."""
LEGEND_WIDTH = 15


def likert(
    frame: pd.DataFrame, caption_fr: str, note_fr: str = "", *, is_share: bool = False, head_fr: str = "Question"
) -> Figure:
    """One bar an item, negative answers at the left of the middle, positive ones at the right, neutral ones astride.

    `frame` holds `label`, one column of counts a level (most negative first, named as readers see it) and, if asked,
    `apart`: how many did not know or were not concerned, told beside and never drawn. Lengths are counts, or with
    `is_share` parts of each item's answers. An item with a missing count (hidden) is named, not drawn.

    Raises:
        ValueError: there is no row, or fewer than two levels.
    """
    require_rows(frame, "likert")
    levels = [str(column) for column in frame.columns if column not in (LABEL, APART)]
    if len(levels) < 2:
        raise ValueError(f"likert: found the levels {levels}, expected two or more columns of counts.")
    brand, rows = use_brand(), stacked(list(frame[LABEL]))
    counts = frame[levels].astype("float64")
    legend_lines = max(wrap(level, LEGEND_WIDTH).count("\n") + 1 for level in levels)
    canvas, axes = new_canvas(rows.height + legend_lines * LINE_INCHES + 0.5)
    fills = answer_fills(len(levels), brand)
    _segments(axes, _lengths(counts, is_share), counts, rows, fills, brand)
    _beside(axes, frame, counts, rows, brand)
    rows.on(axes)
    axes.set(xticks=[])
    sns.despine(ax=axes, left=True, bottom=True)
    _legend(canvas, levels, fills, brand)
    return Figure(
        canvas, with_note(caption_fr, note_fr), _alt(frame, counts), _twin(frame, counts, caption_fr, head_fr)
    )


def _lengths(counts: pd.DataFrame, is_share: bool) -> pd.DataFrame:
    known = counts.where(counts.notna().all(axis="columns"), 0)
    return known.div(known.sum(axis="columns").clip(lower=1), axis="index") if is_share else known


def _starts(lengths: pd.DataFrame) -> pd.DataFrame:
    """Where each segment begins: the middle of the scale stands at zero."""
    side, is_odd = divmod(lengths.shape[1], 2)
    left = lengths.iloc[:, :side].sum(axis="columns") + (lengths.iloc[:, side] / 2 if is_odd else 0)
    return lengths.cumsum(axis="columns").shift(1, axis="columns", fill_value=0).sub(left, axis="index")


def _segments(
    axes: Axes, lengths: pd.DataFrame, counts: pd.DataFrame, rows: Rows, fills: Sequence[Fill], brand: Brand
) -> None:
    starts, edge = _starts(lengths), brand.palette["foreground"]
    reach = max(1e-9, -starts.min().min(), (starts + lengths).max().max())
    for level, fill in zip(lengths.columns, fills, strict=True):
        axes.barh(
            rows.middles, lengths[level], left=starts[level], height=BAR_INCHES, color=fill.colour,
            hatch=fill.hatch, edgecolor=edge, linewidth=0.5,
        )  # fmt: skip
        for middle, start, length, count in zip(
            rows.middles, starts[level], lengths[level], counts[level], strict=True
        ):
            if length >= NARROWEST_FOR_COUNT * 2 * reach:
                axes.text(
                    start + length / 2, middle, wording.number(count), ha="center", va="center_baseline",
                    color=text_on(fill.colour, brand), fontsize=LABEL_POINTS,
                    bbox={"facecolor": fill.colour, "edgecolor": "none", "pad": 1.2},
                )  # fmt: skip
    axes.axvline(0, color=brand.palette["muted"], linewidth=0.8, zorder=0)
    axes.set_xlim(-reach * 1.01, reach * 1.01)


def _beside(axes: Axes, frame: pd.DataFrame, counts: pd.DataFrame, rows: Rows, brand: Brand) -> None:
    """Two columns of numbers at the right: answers, and those who did not know or were not concerned."""
    columns = {ANSWERED_FR: _bases(counts)}
    if APART in frame:
        columns[APART_FR] = [_number(value) for value in frame[APART]]
    for position, (head, texts) in enumerate(columns.items()):
        place = 1.06 + 0.13 * position
        axes.annotate(
            head, (place, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points", ha="center",
            fontsize=NOTE_POINTS, color=brand.palette["muted"],
        )  # fmt: skip
        for middle, text in zip(rows.middles, texts, strict=True):
            axes.annotate(text, (place, middle), xycoords=axes.get_yaxis_transform(), ha="center", va="center")


def _bases(counts: pd.DataFrame) -> list[str]:
    return [_number(total) for total in counts.sum(axis="columns", skipna=False)]


def _number(value: float) -> str:
    return HIDDEN_FR if pd.isna(value) else wording.number(value)


def _legend(canvas: Canvas, levels: Sequence[str], fills: Sequence[Fill], brand: Brand) -> None:
    edge = brand.palette["foreground"]
    patches = [
        Patch(facecolor=fill.colour, hatch=fill.hatch, edgecolor=edge, linewidth=0.5, label=wrap(level, LEGEND_WIDTH))
        for level, fill in zip(levels, fills, strict=True)
    ]
    canvas.legend(
        handles=patches, loc="outside upper center", ncols=min(len(levels), 5), frameon=False, fontsize=LABEL_POINTS,
        handlelength=1.3, columnspacing=1.2,
    )  # fmt: skip


def _alt(frame: pd.DataFrame, counts: pd.DataFrame) -> str:
    levels = list(counts.columns)
    opening = (
        f"{wording.plural(len(frame), 'barre horizontale', 'barres horizontales')} de part et d’autre d’un milieu, "
        f"de «\u202f{levels[0]}\u202f» à gauche à «\u202f{levels[-1]}\u202f» à droite."
    )
    if len(frame) > MOST_ROWS_TOLD:
        answered = counts.sum(axis="columns", skipna=False).dropna()
        within = (
            f"De {_number(answered.min())} à {_number(answered.max())} réponses par question." if len(answered) else ""
        )
        return f"{opening} {within} {IN_THE_TABLE_FR}".replace("  ", " ")
    return " ".join([opening, *(_row_fr(frame.iloc[row], counts.iloc[row]) for row in range(len(frame)))])


def _row_fr(row: pd.Series, counts: pd.Series) -> str:
    if counts.isna().any():
        return f"{row[LABEL]}\u00a0: {HIDDEN_FR}."
    apart = f", et {_number(row[APART])} sans avis" if APART in row else ""
    if not counts.sum():
        return f"{row[LABEL]}\u00a0: aucune réponse{apart}."
    given = labelled((f"«\u202f{level}\u202f»" for level in counts.index), counts.map(wording.number))
    return f"{row[LABEL]}, {wording.plural(counts.sum(), 'réponse')}\u00a0: {given}{apart}."


def _twin(frame: pd.DataFrame, counts: pd.DataFrame, caption_fr: str, head_fr: str) -> Table:
    columns = {head_fr: list(frame[LABEL]), **{level: list(counts[level]) for level in map(str, counts.columns)}}
    columns[ANSWERED_FR] = list(counts.sum(axis="columns", skipna=False))
    if APART in frame:
        columns[APART_FR] = list(frame[APART])
    return twin(columns, caption_fr)
