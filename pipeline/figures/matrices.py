"""Two categories crossed: a heatmap of counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.figures.colours import readable_shades, text_on
from pipeline.figures.letters import broken, inches
from pipeline.figures.rows import Rows, lines, stacked
from pipeline.figures.telling import extent, require_rows, told, twin
from pipeline.figures.theme import LINE_INCHES, TEXT_WIDTH_INCHES, new_canvas, use_brand
from pipeline.figures.values import floats
from pipeline.renderer.brand import Brand

LIGHTEST = 0.5
"""The count that would have the palest shade: below one, so that a matrix of ones is drawn dark, not pale."""
CELL_GAP_INCHES, NARROW_GAP_INCHES, MANY_ROWS = 0.06, 0.01, 12
"""Between rows, and between those of a matrix that would else leave half of the page before it empty."""

ROW_LABEL_INCHES, COLUMN_LABEL_INCHES = 3.2, 2.4
MOST_COLUMN_LINES, EDGES_INCHES = 3, 0.1
WIDEST_TWIN = 7
EMPTY_FR = "aucune case remplie"


def heatmap(
    matrix: pd.DataFrame, caption_fr: str, alt_fr: str = "", *, is_annotated: bool = True, head_fr: str = "Ligne"
) -> Figure:
    """A matrix of counts (rows × columns as labelled); empty cells stay empty, never zero-coloured.

    Raises:
        ValueError: there is no row or no column.
    """
    require_rows(matrix, "heatmap")
    require_rows(list(matrix.columns), "heatmap, columns")
    brand, counts = use_brand(), matrix.apply(floats)
    gap = CELL_GAP_INCHES if len(matrix) < MANY_ROWS else NARROW_GAP_INCHES
    rows = stacked([str(name) for name in matrix.index], gap=gap, label_inches=ROW_LABEL_INCHES)
    columns, is_turned = _column_labels(rows.labels, [str(name) for name in matrix.columns])
    above = max(map(inches, columns)) if is_turned else max(map(lines, columns)) * LINE_INCHES
    canvas, axes = new_canvas(rows.height + above + 0.15)
    if is_annotated:
        _write(axes, _shaded(axes, counts, rows, brand), counts, rows, brand)
    else:
        _mark(axes, counts, rows, brand)
    _grid(axes, counts.shape[1], rows, brand)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90 if is_turned else 0)
    return Figure(
        canvas,
        caption_fr,
        alt_fr or _alt(counts, is_annotated),
        _twin(counts, caption_fr, head_fr, is_annotated),
    )


def _column_labels(rows: Sequence[str], names: list[str]) -> tuple[list[str], bool]:
    """Names above the columns, level where they fit in a few lines, else turned by a quarter."""
    room = (TEXT_WIDTH_INCHES - EDGES_INCHES - max(map(inches, rows))) / len(names)
    level = [broken(name, room) for name in names]
    if max(map(inches, level)) <= room and max(map(lines, level)) <= MOST_COLUMN_LINES:
        return level, False
    return [broken(name, COLUMN_LABEL_INCHES) for name in names], True


def _shaded(axes: Axes, counts: pd.DataFrame, rows: Rows, brand: Brand) -> QuadMesh:
    """Shaded cells where there is something to count."""
    values = counts.to_numpy()
    filled = np.ma.masked_where(np.isnan(values) | (values == 0), values)
    shades = readable_shades(brand.palette["sequential-low"], brand.palette["primary"], brand)
    across, darkest = np.arange(counts.shape[1] + 1), float(np.nanmax([1, *values.ravel()]))
    return axes.pcolormesh(across, rows.edges, filled, cmap=shades, vmin=LIGHTEST, vmax=darkest)


def _mark(axes: Axes, counts: pd.DataFrame, rows: Rows, brand: Brand) -> None:
    """A mark where there is something to count, as high in a row of two lines as in a row of one."""
    values = counts.to_numpy()
    places, columns = np.nonzero(~np.isnan(values) & (values != 0))
    middles = [rows.middles[place] for place in places]
    axes.barh(middles, 1, left=columns, height=LINE_INCHES, color=brand.palette["primary"])


def _grid(axes: Axes, columns: int, rows: Rows, brand: Brand) -> None:
    """The lines between cells, and the names of rows and columns around them."""
    line: dict[str, Any] = {"color": brand.palette["rule"], "linewidth": 1, "clip_on": False}
    axes.hlines(rows.edges, 0, columns, **line)
    axes.vlines(np.arange(columns + 1), 0, rows.height, **line)
    rows.on(axes)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlim(0, columns)
    sns.despine(ax=axes, left=True, bottom=True)


def _write(axes: Axes, mesh: QuadMesh, counts: pd.DataFrame, rows: Rows, brand: Brand) -> None:
    """The count of each filled cell, in the colour that reads on its shade."""
    values = counts.to_numpy()
    for row, column in np.argwhere(~np.isnan(values) & (values != 0)):
        count = float(values[row, column])
        colour = text_on(to_hex(tuple(mesh.to_rgba(np.array([count]))[0])), brand)
        axes.text(column + 0.5, rows.middles[row], wording.number(count), ha="center", va="center", color=colour)


def _filled(counts: pd.DataFrame, is_annotated: bool) -> list[str]:
    """What each row's filled cells say: « Brest (2) et Nice (1) », or the names alone."""
    texts = []
    for row in range(len(counts)):
        given = counts.iloc[row][lambda values: values.notna() & values.ne(0)]
        said = [f"{name} ({wording.number(count)})" if is_annotated else str(name) for name, count in given.items()]
        texts.append(wording.enumeration(said) or EMPTY_FR)
    return texts


def _alt(counts: pd.DataFrame, is_annotated: bool) -> str:
    values = pd.Series(counts.to_numpy().ravel())
    filled = values[values.notna() & values.ne(0)]
    size = f"{wording.plural(counts.shape[0], 'ligne')} et {wording.plural(counts.shape[1], 'colonne')}"
    what = "plus foncée où le nombre est plus grand" if is_annotated else "pleine où il y a quelque chose à compter"
    cells = f"{wording.plural(len(filled), 'case remplie', 'cases remplies')}."
    within = f" {extent(filled)}" if is_annotated and len(filled) else ""
    each = told(map(str, counts.index), _filled(counts, is_annotated), "")
    return f"Grille de {size}, {what}{wording.NO_BREAK}: {cells}{within} {each}"


def _twin(counts: pd.DataFrame, caption_fr: str, head_fr: str, is_annotated: bool) -> Table:
    """One column a column where they are few, else one that names the filled cells of each row."""
    names = [str(name) for name in counts.index]
    if counts.shape[1] > WIDEST_TWIN or not is_annotated:
        return twin({head_fr: names, "Cases remplies": _filled(counts, is_annotated)}, caption_fr)
    return twin({head_fr: names, **{str(name): list(counts[name]) for name in counts.columns}}, caption_fr)
