"""The figure contract: one look from `reports/_brand.yml`, fonts drawn as shapes, same bytes on every run.

Only aggregates reach a figure. Text from data is never read as mathematics (`text.parse_math` off).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure
from pipeline.renderer.brand import Brand, load_brand

TEXT_WIDTH_INCHES = 6.3
ROW_HEIGHT_INCHES = 0.27
ROOM_FOR_NUMBERS = 1.25
LIGHTEST = 0.5
"""The count that would have the palest shade: below one, so that a matrix of ones is drawn dark, not pale."""
BRAND_FILE = Path("reports/_brand.yml")


def use_brand(path: Path = BRAND_FILE) -> Brand:
    """Make the brand's fonts and colours seaborn's theme; needed once, before drawing."""
    brand = load_brand(path)
    for font in brand.font_files:
        font_manager.fontManager.addfont(path.parent / font)
    sns.set_theme(style="white", font=brand.body_family, rc=_settings(brand))
    return brand


def _settings(brand: Brand) -> dict[str, Any]:
    ink, rule = brand.palette["foreground"], brand.palette["rule"]
    return {
        "svg.hashsalt": "retex",
        "svg.fonttype": "path",
        "text.parse_math": False,
        "font.size": 9,
        "axes.labelsize": 9,
        "axes.titlesize": 10,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "text.color": ink,
        "axes.labelcolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
        "axes.edgecolor": rule,
        "grid.color": rule,
        "figure.constrained_layout.use": True,
        "savefig.transparent": True,
    }


def bars(labels: Sequence[str], counts: Sequence[float], unit_fr: str, caption_fr: str, alt_fr: str) -> Figure:
    """Horizontal bars, one a label, in the order given, each with its number; no axis to decipher."""
    brand = use_brand()
    canvas, axes = _canvas(len(labels))
    sns.barplot(x=list(counts), y=list(labels), color=brand.palette["primary"], ax=axes, orient="h", width=0.72)
    for position, count in enumerate(counts):
        axes.annotate(wording.number(count), (count, position), xytext=(4, 0), textcoords="offset points", va="center")
    axes.set(xlabel=unit_fr, ylabel="", xticks=[])
    sns.despine(ax=axes, bottom=True)
    return Figure(canvas, caption_fr, alt_fr)


def heatmap(matrix: pd.DataFrame, caption_fr: str, alt_fr: str, *, is_annotated: bool = True) -> Figure:
    """A matrix of counts (rows × columns as labelled); empty cells stay empty, never zero-coloured."""
    brand = use_brand()
    canvas, axes = _canvas(len(matrix) * 0.8, extra_inches=1.6)  # cells need less height than bars
    shades = LinearSegmentedColormap.from_list("retex", [brand.palette["sequential-low"], brand.palette["primary"]])
    sns.heatmap(
        matrix.astype("float64"),
        mask=matrix.isna() | matrix.eq(0),
        annot=is_annotated,
        fmt=".0f",
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
    return Figure(canvas, caption_fr, alt_fr)


def ranges(
    labels: Sequence[str], bounds: pd.DataFrame, points: Sequence[int], largest: int, caption_fr: str, alt_fr: str
) -> Figure:
    """One row a label: a band from `low` to `high` (to 0 or `largest` where missing), a dot, its number at the right.

    A dot outside its band is drawn hollow, so that colour never carries the message alone.
    """
    brand = use_brand()
    canvas, axes = _canvas(len(labels) * 0.85, extra_inches=0.8)
    rows = range(len(labels))
    low, high = bounds["low"].fillna(0).astype(int), bounds["high"].fillna(largest).astype(int)
    axes.hlines(
        rows, low - 0.3, high + 0.3, color=brand.palette["sequential-mid"], linewidth=7, label="effectif supposé"
    )
    is_inside = [left <= point <= right for left, right, point in zip(low, high, points, strict=True)]
    ink = brand.palette["foreground"]
    fills = [ink if inside else brand.palette["background"] for inside in is_inside]
    axes.scatter(points, rows, s=34, c=fills, edgecolors=ink, zorder=3, label="effectif nommé")
    for row, point in zip(rows, points, strict=True):
        axes.annotate(wording.number(point), (largest + 1.5, row), ha="right", va="center")
    axes.set(xlim=(-0.5, largest + 1.5), ylim=(len(labels) - 0.5, -0.5), yticks=rows, yticklabels=labels)
    axes.set(xlabel="", ylabel="", xticks=range(0, largest + 1, 5))
    axes.grid(axis="x", zorder=0)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=8.5)
    sns.despine(ax=axes, left=True, bottom=True)
    return Figure(canvas, caption_fr, alt_fr)


def dots(panels: Mapping[str, pd.DataFrame], caption_fr: str, alt_fr: str) -> Figure:
    """One panel a comparison, one row a label: a dot at `value` on an axis from zero, and the number as `shown`.

    Panels hold `label`, `value` and `shown`, in the order to draw; each has an axis of its own.
    """
    brand = use_brand()
    heights = [panel["label"].nunique() + 1.5 for panel in panels.values()]
    size = (TEXT_WIDTH_INCHES, sum(heights) * ROW_HEIGHT_INCHES * 0.85)
    canvas, axes = plt.subplots(len(panels), squeeze=False, figsize=size, height_ratios=heights)
    plt.close(canvas)
    for (title, panel), panel_axes in zip(panels.items(), axes.flat, strict=True):
        _dot_panel(panel_axes, title, panel.drop_duplicates(), brand)
    return Figure(canvas, caption_fr, alt_fr)


def _dot_panel(axes: Axes, title: str, panel: pd.DataFrame, brand: Brand) -> None:
    labels = list(dict.fromkeys(panel["label"]))
    rows = [labels.index(label) for label in panel["label"]]
    axes.hlines(rows, 0, panel["value"], color=brand.palette["rule"], linewidth=1)
    axes.scatter(panel["value"], rows, s=30, color=brand.palette["primary"], zorder=3)
    for row, value, shown in zip(rows, panel["value"], panel["shown"], strict=True):
        axes.annotate(shown, (value, row), xytext=(7, 0), textcoords="offset points", va="center")
    axes.set(xlim=(0, panel["value"].max() * ROOM_FOR_NUMBERS), ylim=(len(labels) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(labels)), labels)
    axes.set_title(title, loc="left", fontweight="bold")
    sns.despine(ax=axes, bottom=True)


def base_grid(grid: pd.DataFrame, caption_fr: str, alt_fr: str) -> Figure:
    """Rows of dots, one column a base n (labelled 1, 2, …): which n can have printed each figure.

    Cells: `possible`, `excluded`, and the same for a complete base (`complete-possible`, `complete-excluded`);
    missing beyond the largest base. Shapes differ as well as colours.
    """
    brand = use_brand()
    canvas, axes = _canvas(len(grid) * 0.76, extra_inches=0.9)  # dots need less height than bars
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
    canvas.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    return Figure(canvas, caption_fr, alt_fr)


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


def _canvas(rows: float, extra_inches: float = 0.5) -> tuple[Any, Axes]:
    """A figure as wide as the text, as high as its rows need; kept out of pyplot so that nothing shows twice."""
    canvas, axes = plt.subplots(figsize=(TEXT_WIDTH_INCHES, rows * ROW_HEIGHT_INCHES + extra_inches))
    plt.close(canvas)
    return canvas, axes
