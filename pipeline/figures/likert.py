"""Answers on a scale: bars on both sides of a middle, with the number of answers in each part."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.colours import Fill, answer_fills, text_on
from pipeline.figures.legends import draw_legend, legend_inches
from pipeline.figures.rows import Rows, stacked, wrap
from pipeline.figures.telling import (
    IN_THE_TABLE_FR,
    MOST_ROWS_TOLD,
    NONE_SHOWN_FR,
    NOT_SHOWN_FR,
    number,
    quoted,
    require_rows,
    twin,
    with_note,
)
from pipeline.figures.theme import LABEL_POINTS, NOTE_POINTS, new_canvas, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

LABEL, APART = "label", "apart"
ANSWERED_FR, APART_FR = "Réponses", "Sans avis"
FEWEST_LEVELS, MOST_LEVELS = 2, 7
"""Beyond seven shades, neighbours can no longer be told apart in grey."""
BAR_INCHES, HEADS_INCHES = 0.23, 0.4
NARROWEST_FOR_COUNT = 0.022
"""Part of the axis that one digit needs; a narrower segment goes without its count, which the table gives."""
PLAIN_POINTS = 2.2
"""Plain colour left around a count between hatches: with less, a line that ends at a digit seems to cross it."""
LEGEND_CHARACTERS, LONGEST_LEGEND_ROW = 75, 5
FIRST_COLUMN_POINTS, COLUMN_POINTS = 30, 46


def likert(
    frame: pd.DataFrame, caption_fr: str, note_fr: str = "", *, is_share: bool = False, head_fr: str = "Question"
) -> Figure:
    """One bar an item, negative answers at the left of the middle, positive ones at the right, neutral ones astride.

    `frame` holds `label`, one column of counts a level (most negative first, named as readers see it) and, if asked,
    `apart`: how many did not know or were not concerned, told beside and never drawn. Lengths are counts, or with
    `is_share` parts of each item's answers. An item with a missing count (hidden) is named, not drawn.

    Raises:
        ValueError: there is no row, or not between two and seven levels.
    """
    require_rows(frame, "likert")
    counts = _counts(frame)
    levels = list(counts.columns)
    if not FEWEST_LEVELS <= len(levels) <= MOST_LEVELS:
        raise ValueError(
            f"likert: found {len(levels)} levels, expected {FEWEST_LEVELS} to {MOST_LEVELS} columns of counts."
        )
    brand, columns = use_brand(), _columns_beside(frame, counts)
    legend_columns, legend_width = _legend_shape(levels)
    besides = legend_inches(levels, legend_columns, legend_width) + HEADS_INCHES
    rows = stacked(list(frame[LABEL]), besides_inches=besides)
    canvas, axes = new_canvas(rows.height + besides)
    fills = answer_fills(len(levels), brand)
    _segments(axes, _lengths(counts, is_share), counts, rows, fills, brand)
    _beside(axes, columns, rows, brand)
    rows.on(axes)
    axes.set(xticks=[])
    sns.despine(ax=axes, left=True, bottom=True)
    draw_legend(canvas, _samples(fills, brand), [wrap(level, legend_width) for level in levels], legend_columns)
    return Figure(
        canvas, with_note(caption_fr, note_fr), _alt(frame, counts, is_share), _twin(frame, counts, caption_fr, head_fr)
    )


def _counts(frame: pd.DataFrame) -> pd.DataFrame:
    """The counts alone, rows numbered from zero."""
    counts = frame.drop(columns=[LABEL, APART], errors="ignore")
    named = counts.set_axis([str(level) for level in counts.columns], axis="columns")
    return with_floats(named, list(named.columns))


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
    starts = _starts(lengths)
    left, right = float(starts.min().min()), float((starts + lengths).max().max())
    span = (right - left) or 1.0
    axes.axvline(0, color=brand.palette["muted"], linewidth=0.8, zorder=0)
    axes.set_xlim(left - 0.01 * span, right + 0.01 * span)
    for level, fill in zip(lengths.columns, fills, strict=True):
        axes.barh(
            rows.middles, lengths[level], left=starts[level], height=BAR_INCHES, color=fill.colour,
            hatch=fill.hatch, edgecolor=brand.palette["foreground"], linewidth=0.5,
        )  # fmt: skip
        middles = starts[level] + lengths[level] / 2
        for row, (place, count) in enumerate(zip(middles, counts[level], strict=True)):
            text = number(count)
            if lengths[level][row] >= NARROWEST_FOR_COUNT * (len(text) + 0.6) * span:
                _count(axes, text, place, rows.middles[row], fill, brand)


def _count(axes: Axes, text: str, place: float, middle: float, fill: Fill, brand: Brand) -> None:
    """A count in its segment; where there are hatches, in bolder digits on a patch of plain colour."""
    patch = {"facecolor": fill.colour, "edgecolor": "none", "pad": PLAIN_POINTS} if fill.hatch else None
    axes.text(
        place, middle, text, ha="center", va="center", color=text_on(fill.colour, brand), fontsize=LABEL_POINTS,
        fontweight="semibold" if fill.hatch else "normal", bbox=patch,
    )  # fmt: skip


def _columns_beside(frame: pd.DataFrame, counts: pd.DataFrame) -> dict[str, list[str]]:
    """Texts at the right: how many answered, and how many did not know or were not concerned."""
    columns = {ANSWERED_FR: [number(total) for total in counts.sum(axis="columns", skipna=False)]}
    return columns | ({APART_FR: [number(value) for value in frame[APART]]} if APART in frame else {})


def _beside(axes: Axes, columns: dict[str, list[str]], rows: Rows, brand: Brand) -> None:
    for position, (head, texts) in enumerate(columns.items()):
        right = FIRST_COLUMN_POINTS + COLUMN_POINTS * position
        axes.annotate(
            head, (1, 1), xycoords="axes fraction", xytext=(right, 2), textcoords="offset points",
            ha="center", fontsize=NOTE_POINTS, color=brand.palette["muted"],
        )  # fmt: skip
        for middle, text in zip(rows.middles, texts, strict=True):
            axes.annotate(
                text, (1, middle), xycoords=axes.get_yaxis_transform(), xytext=(right, 0), textcoords="offset points",
                ha="center", va="center", fontsize=NOTE_POINTS if text == NOT_SHOWN_FR else LABEL_POINTS,
            )  # fmt: skip


def _legend_shape(levels: Sequence[str]) -> tuple[int, int]:
    """Columns of the legend, in one row or two, and how many characters each has room for."""
    columns = len(levels) if len(levels) <= LONGEST_LEGEND_ROW else -(-len(levels) // 2)
    return columns, LEGEND_CHARACTERS // columns


def _samples(fills: Sequence[Fill], brand: Brand) -> list[Patch]:
    edge = brand.palette["foreground"]
    return [Patch(facecolor=fill.colour, hatch=fill.hatch, edgecolor=edge, linewidth=0.5) for fill in fills]


def _alt(frame: pd.DataFrame, counts: pd.DataFrame, is_share: bool) -> str:
    levels, length = list(counts.columns), "part" if is_share else "nombre"
    opening = (
        f"{wording.plural(len(frame), 'barre horizontale', 'barres horizontales')} de part et d’autre d’un milieu, en "
        f"{length} de réponses, de {quoted(levels[0])} à gauche à {quoted(levels[-1])} à droite."
    )
    if len(frame) <= MOST_ROWS_TOLD:
        return " ".join([opening, *(_row_fr(frame.iloc[row], counts.iloc[row]) for row in range(len(frame)))])
    answered = counts.sum(axis="columns", skipna=False).dropna()
    within = (
        f"De {number(answered.min())} à {number(answered.max())} réponses par barre."
        if len(answered)
        else NONE_SHOWN_FR
    )
    return f"{opening} {within} {IN_THE_TABLE_FR}"


def _row_fr(row: pd.Series, counts: pd.Series) -> str:
    """« Les délais (12 réponses) : 5 « non », 7 « oui », et 2 sans avis. »"""
    label = row[LABEL]
    apart = f", et {number(row[APART])} sans avis" if APART in row else ""
    if counts.isna().any():
        return f"{label}{NO_BREAK}: réponses non publiées{apart}."
    if not counts.sum():
        return f"{label}{NO_BREAK}: aucune réponse{apart}."
    given = wording.enumeration([f"{wording.number(count)} {quoted(str(level))}" for level, count in counts.items()])
    return f"{label} ({wording.plural(counts.sum(), 'réponse')}){NO_BREAK}: {given}{apart}."


def _twin(frame: pd.DataFrame, counts: pd.DataFrame, caption_fr: str, head_fr: str) -> Table:
    columns = {head_fr: list(frame[LABEL]), **{str(level): list(counts[level]) for level in counts.columns}}
    columns[ANSWERED_FR] = list(counts.sum(axis="columns", skipna=False))
    if APART in frame:
        columns[APART_FR] = list(frame[APART])
    return twin(columns, caption_fr)
