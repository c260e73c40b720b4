"""Which bases can have printed which figures: rows of dots, one column a base."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure
from pipeline.figures.rows import stacked
from pipeline.figures.telling import require_rows, told, twin
from pipeline.figures.theme import LABEL_POINTS, new_canvas, use_brand
from pipeline.renderer.brand import Brand

POSSIBLE, EXCLUDED = "possible", "excluded"
COMPLETE_POSSIBLE, COMPLETE_EXCLUDED = "complete-possible", "complete-excluded"
LABELS_FR = {
    EXCLUDED: "n exclu",
    POSSIBLE: "n possible",
    COMPLETE_EXCLUDED: "base complète, exclue",
    COMPLETE_POSSIBLE: "base complète, possible",
}
BESIDES_INCHES = 1.15
LABEL_INCHES = 3.2
"""Dots need little room: names get more, so that most stand on one line."""


def base_grid(grid: pd.DataFrame, caption_fr: str, alt_fr: str = "", *, head_fr: str = "Chiffre") -> Figure:
    """Rows of dots, one column a base n (labelled 1, 2, …): which n can have printed each figure.

    Cells: `possible`, `excluded`, and the same for a complete base (`complete-possible`, `complete-excluded`);
    missing beyond the largest base. Shapes differ as well as colours.

    Raises:
        ValueError: there is no row.
    """
    require_rows(grid, "base_grid")
    brand, names = use_brand(), [str(name) for name in grid.index]
    rows = stacked(names, gap=0.045, besides_inches=BESIDES_INCHES, label_inches=LABEL_INCHES)
    canvas, axes = new_canvas(rows.height + BESIDES_INCHES)
    by_place = grid.set_axis(rows.middles, axis="index").rename_axis("place")
    cells = by_place.melt(ignore_index=False, var_name="n").reset_index()
    for cell, style in _marks(brand).items():
        shown = cells[cells["value"].eq(cell)]
        axes.scatter(shown["n"].astype(int), shown["place"], label=LABELS_FR[cell], **style)
    rows.on(axes)
    axes.set_xlim(0.3, grid.shape[1] + 0.7)
    axes.set_xticks([n for n in range(1, grid.shape[1] + 1) if n == 1 or n % 5 == 0])
    axes.set(xlabel="base n")
    sns.despine(ax=axes, left=True, bottom=True)
    canvas.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=LABEL_POINTS)
    bases = _bases(grid)
    size = f"{wording.plural(len(grid), 'ligne')} de points, bases n de 1 à {wording.number(grid.shape[1])}."
    alt = f"{size} {told(names, bases, '')}"
    return Figure(canvas, caption_fr, alt_fr or alt, twin({head_fr: names, "Bases n": bases}, caption_fr))


def _marks(brand: Brand) -> dict[str, dict[str, Any]]:
    possible, complete, muted = (brand.palette[name] for name in ("primary", "tertiary", "muted"))
    return {
        EXCLUDED: {"s": 2, "color": muted},
        POSSIBLE: {"s": 24, "color": possible},
        COMPLETE_EXCLUDED: {"s": 30, "marker": "s", "facecolor": "none", "edgecolor": complete, "linewidth": 1.2},
        COMPLETE_POSSIBLE: {"s": 34, "marker": "s", "color": possible},
    }


def _bases(grid: pd.DataFrame) -> list[str]:
    """« 4, 8 et 12 possibles, base complète 15 exclue » for each row; every other base is excluded."""
    texts = []
    for row in range(len(grid)):
        cells = grid.iloc[row]
        possible = [str(n) for n in cells.index[cells.eq(POSSIBLE)]]
        said = [f"{wording.enumeration(possible)} possible{'s' if len(possible) > 1 else ''}"] if possible else []
        for state, word in ((COMPLETE_POSSIBLE, "possible"), (COMPLETE_EXCLUDED, "exclue")):
            said += [f"base complète {n} {word}" for n in cells.index[cells.eq(state)]]
        texts.append(", ".join(said) or "aucune possible")
    return texts
