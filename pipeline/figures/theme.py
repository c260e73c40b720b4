"""The look that all figures share: the brand's fonts and colours, the width of the text, the same bytes on every run.

Only aggregates reach a figure. Text from data is never read as mathematics (`text.parse_math` off).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from pipeline.renderer.brand import Brand, load_brand
from pipeline.renderer.fonts import require_fonts

TEXT_WIDTH_INCHES = 6.3
TALLEST_INCHES = 8.5
"""A figure with its caption still fits on a page of the booklet."""
TEXT_POINTS, LABEL_POINTS, NOTE_POINTS = 9, 8.5, 7.5
LINE_INCHES = 0.165
"""Height of one line of a label of 8.5 points, as matplotlib sets it."""
CHARACTER_INCHES = 0.065
"""Width of most characters of such a label."""
BRAND_FILE = Path("reports/_brand.yml")


def use_brand(path: Path = BRAND_FILE) -> Brand:
    """Make the brand's fonts and colours seaborn's theme; needed before drawing."""
    brand = _registered(path.resolve())
    sns.set_theme(style="white", font=brand.body_family, rc=_settings(brand))
    return brand


@lru_cache(maxsize=4)
def _registered(path: Path) -> Brand:
    """The brand, its fonts made known to matplotlib once."""
    brand = load_brand(path)
    require_fonts(path.parent, brand)
    for font in brand.font_files:
        font_manager.fontManager.addfont(path.parent / font)
    return brand


def _settings(brand: Brand) -> dict[str, Any]:
    ink, rule = brand.palette["foreground"], brand.palette["rule"]
    return {
        "svg.hashsalt": "retex",
        "svg.fonttype": "path",
        "text.parse_math": False,
        "font.size": TEXT_POINTS,
        "axes.labelsize": LABEL_POINTS,
        "axes.titlesize": 10,
        "xtick.labelsize": LABEL_POINTS,
        "ytick.labelsize": LABEL_POINTS,
        "text.color": ink,
        "axes.labelcolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
        "axes.edgecolor": rule,
        "grid.color": rule,
        "grid.linewidth": 0.6,
        "hatch.linewidth": 0.5,
        "lines.solid_capstyle": "butt",
        "figure.constrained_layout.use": True,
        "savefig.transparent": True,
    }


def lay_out(canvas: Canvas) -> None:
    """Give axes their places, on which it hangs which ticks there are; nothing is drawn, which takes longer."""
    if (layout := canvas.get_layout_engine()) is not None:
        layout.execute(canvas)


def settle(canvas: Canvas) -> None:
    """Lay out a figure of many axes now, and keep where they stand to a millionth of its size.

    The layout of many axes is solved together, and two runs may end on other last bits: nobody sees them, but names
    that the drawing gives its parts are made from them.
    """
    lay_out(canvas)
    canvas.set_layout_engine("none")
    for axes in canvas.axes:
        left, bottom, width, height = (round(float(each), 6) for each in axes.get_position(original=True).bounds)
        axes.set_position((left, bottom, width, height))


def new_canvas(height_inches: float) -> tuple[Canvas, Axes]:
    """A figure as wide as the text, with one pair of axes; kept out of pyplot so that nothing shows twice."""
    canvas, axes = plt.subplots(figsize=(TEXT_WIDTH_INCHES, height_inches))
    plt.close(canvas)
    return canvas, axes
