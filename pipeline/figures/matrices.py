"""Two categories crossed: a heatmap of counts, and which bases can have printed which figures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.lists import labelled
from pipeline.figures.rows import wrap
from pipeline.figures.telling import extent, require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, new_canvas, use_brand
from pipeline.renderer.brand import Brand

LIGHTEST = 0.5
"""The count that would have the palest shade: below one, so that a matrix of ones is drawn dark, not pale."""
CELL_INCHES = 0.216
ROW_LABEL_WIDTH, COLUMN_LABEL_WIDTH = 44, 26
POINTS_PER_CHARACTER = 0.062
WIDEST_TWIN = 7
BASE_STATES_FR = {
    "possible": "possibles",
    "excluded": "exclues",
    "complete-possible": "possible (base complète)",
    "complete-excluded": "exclue (base complète)",
}


def heatmap(matrix: pd.DataFrame, caption_fr: str, alt_fr: str = "", *, is_annotated: bool = True) -> Figure:
    """A matrix of counts (rows × columns as labelled); empty cells stay empty, never zero-coloured.

    Raises:
        ValueError: there is no row.
    """
    require_rows(matrix, "heatmap")
    brand = use_brand()
    shown = matrix.astype("float64")
    shown.index = pd.Index([wrap(name, ROW_LABEL_WIDTH) for name in matrix.index])
    shown.columns = pd.Index([wrap(name, COLUMN_LABEL_WIDTH) for name in matrix.columns])
    height = sum(max(CELL_INCHES, (name.count("\n") + 1) * LINE_INCHES + 0.04) for name in shown.index)
    above = max(len(line) for name in shown.columns for line in name.split("\n")) * POINTS_PER_CHARACTER
    canvas, axes = new_canvas(height + above + 0.2)
    shades = LinearSegmentedColormap.from_list("retex", [brand.palette["sequential-low"], brand.palette["primary"]])
    sns.heatmap(
        shown,
        mask=shown.isna() | shown.eq(0),
        annot=shown.map(_cell) if is_annotated else False,
        fmt="",
        cmap=shades,
        vmin=LIGHTEST,
        cbar=False,
        linewidths=1,
        linecolor=brand.palette["rule"],
        square=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="")
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", rotation=90, length=0)
    axes.tick_params(axis="y", rotation=0, length=0)
    return Figure(canvas, caption_fr, alt_fr or _heatmap_alt(matrix), _heatmap_twin(matrix, caption_fr, is_annotated))


def _cell(value: float) -> str:
    return "" if pd.isna(value) or value == 0 else wording.number(value)


def _filled(matrix: pd.DataFrame, is_annotated: bool = True) -> list[str]:
    """What each row's filled cells say: « Brest : 2 ; Nice : 1 », or the names alone."""
    texts = []
    for _, row in matrix.iterrows():
        given = row[row.notna() & row.ne(0)]
        names = [str(name) for name in given.index]
        said = labelled(names, given.map(wording.number)) if is_annotated else wording.enumeration(names)
        texts.append(said or "aucune case remplie")
    return texts


def _heatmap_alt(matrix: pd.DataFrame) -> str:
    values = pd.Series(matrix.to_numpy(dtype="float64").ravel())
    size = f"{wording.plural(len(matrix), 'ligne')} et {wording.plural(matrix.shape[1], 'colonne')}"
    filled = values[values.notna() & values.ne(0)]
    within = extent(filled) if len(filled) else "Toutes les cases sont vides."
    names = [str(name) for name in matrix.index]
    many = f"{wording.plural(len(filled), 'case remplie', 'cases remplies')}. {within}"
    return f"Tableau de {size}, plus foncé où le nombre est plus grand. {told(names, _filled(matrix), many)}"


def _heatmap_twin(matrix: pd.DataFrame, caption_fr: str, is_annotated: bool) -> Table:
    head = str(matrix.index.name or "Ligne") if matrix.index.name != 0 else "Ligne"
    names = [str(name) for name in matrix.index]
    if matrix.shape[1] > WIDEST_TWIN or not is_annotated:
        return twin({head: names, "Cases remplies": _filled(matrix, is_annotated)}, caption_fr)
    columns = {str(name): list(matrix[name].astype("float64")) for name in matrix.columns}
    return twin({head: names, **columns}, caption_fr)


def base_grid(grid: pd.DataFrame, caption_fr: str, alt_fr: str = "") -> Figure:
    """Rows of dots, one column a base n (labelled 1, 2, …): which n can have printed each figure.

    Cells: `possible`, `excluded`, and the same for a complete base (`complete-possible`, `complete-excluded`);
    missing beyond the largest base. Shapes differ as well as colours.

    Raises:
        ValueError: there is no row.
    """
    require_rows(grid, "base_grid")
    brand = use_brand()
    canvas, axes = new_canvas(len(grid) * CELL_INCHES + 0.9)
    cells = grid.reset_index(drop=True).rename_axis("row").melt(ignore_index=False, var_name="n").reset_index()
    for cell, (label, style) in _base_marks(brand).items():
        shown = cells[cells["value"].eq(cell)]
        axes.scatter(shown["n"].astype(int), shown["row"], label=label, **style)
    axes.set_yticks(range(len(grid)), list(grid.index))
    axes.set_ylim(len(grid) - 0.4, -0.6)
    axes.set_xlim(0.3, grid.shape[1] + 0.7)
    axes.set_xticks([n for n in range(1, grid.shape[1] + 1) if n == 1 or n % 5 == 0])
    axes.set(xlabel="base n")
    sns.despine(ax=axes, left=True, bottom=True)
    canvas.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=LABEL_POINTS)
    names, states = [str(name) for name in grid.index], _states(grid)
    alt = f"Une ligne de points par chiffre, une colonne par base n. {told(names, states, _rows_fr(grid))}"
    return Figure(canvas, caption_fr, alt_fr or alt, twin({"Chiffre": names, "Bases n": states}, caption_fr))


def _rows_fr(grid: pd.DataFrame) -> str:
    return f"{wording.plural(len(grid), 'chiffre')}, bases de 1 à {wording.number(grid.shape[1])}."


def _states(grid: pd.DataFrame) -> list[str]:
    """« possibles : 4, 8 et 12 ; exclue (base complète) : 5 » for each row; excluded ones are all the others."""
    told_states = [state for state in BASE_STATES_FR if state != "excluded"]
    texts = []
    for _, row in grid.iterrows():
        bases = {state: [str(n) for n in grid.columns[row.eq(state).to_numpy()]] for state in told_states}
        given = {state: found for state, found in bases.items() if found}
        texts.append(labelled((BASE_STATES_FR[state] for state in given), map(wording.enumeration, given.values())))
    return [text or "aucune" for text in texts]


def _base_marks(brand: Brand) -> dict[str, tuple[str, dict[str, Any]]]:
    possible, complete, rule = brand.palette["primary"], brand.palette["tertiary"], brand.palette["rule"]
    return {
        "excluded": ("n exclu", {"s": 5, "color": rule}),
        "possible": ("n possible", {"s": 24, "color": possible}),
        "complete-excluded": (
            "base complète, exclue",
            {"s": 30, "marker": "s", "facecolor": "none", "edgecolor": complete, "linewidth": 1.2},
        ),
        "complete-possible": ("base complète, possible", {"s": 34, "marker": "s", "color": possible}),
    }
