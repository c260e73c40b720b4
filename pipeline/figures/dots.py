"""Values of a few comparisons side by side: one panel each, a dot and its number."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.rows import Rows, stacked
from pipeline.figures.telling import extent, linked, require_rows, told, twin
from pipeline.figures.theme import TEXT_WIDTH_INCHES, use_brand
from pipeline.renderer.brand import Brand

ROOM_FOR_NUMBERS = 1.25
TITLE_INCHES = 0.42


def dots(panels: Mapping[str, pd.DataFrame], caption_fr: str, alt_fr: str = "") -> Figure:
    """One panel a comparison, one row a label: a dot at `value` on an axis from zero, and the number as `shown`.

    Panels hold `label`, `value` and `shown`, in the order to draw, and may hold `link` (what the table twin prints
    instead of `shown`); each has an axis of its own.

    Raises:
        ValueError: there is no panel, or one without rows.
    """
    require_rows(list(panels), "dots")
    brand = use_brand()
    once = {title: panel.drop_duplicates() for title, panel in panels.items()}
    rows = {title: stacked(list(dict.fromkeys(panel["label"])), gap=0.1) for title, panel in once.items()}
    heights = [each.height + TITLE_INCHES for each in rows.values()]
    canvas, axes = plt.subplots(
        len(panels), squeeze=False, figsize=(TEXT_WIDTH_INCHES, sum(heights)), height_ratios=heights
    )
    plt.close(canvas)
    for (title, panel), panel_axes in zip(once.items(), axes.flat, strict=True):
        require_rows(panel, f"dots, panel « {title} »")
        _panel(panel_axes, title, panel, rows[title], brand)
    return Figure(canvas, caption_fr, alt_fr or _alt(once), _twin(once, caption_fr))


def _panel(axes: Axes, title: str, panel: pd.DataFrame, rows: Rows, brand: Brand) -> None:
    labels = list(dict.fromkeys(panel["label"]))
    middles = [rows.middles[labels.index(label)] for label in panel["label"]]
    axes.hlines(middles, 0, panel["value"], color=brand.palette["rule"], linewidth=1)
    axes.scatter(panel["value"], middles, s=30, color=brand.palette["primary"], zorder=3, clip_on=False)
    for middle, value, shown in zip(middles, panel["value"], panel["shown"], strict=True):
        axes.annotate(shown, (value, middle), xytext=(7, 0), textcoords="offset points", va="center")
    axes.set(xlim=(0, panel["value"].max() * ROOM_FOR_NUMBERS or 1), xticks=[])
    rows.on(axes)
    axes.set_title(title, loc="left", fontweight="semibold")
    sns.despine(ax=axes, bottom=True)


def _alt(panels: Mapping[str, pd.DataFrame]) -> str:
    lines = [
        f"{title}{NO_BREAK}: {told(panel['label'], panel['shown'], extent(panel['value'], panel['shown']))}"
        for title, panel in panels.items()
    ]
    return f"Un point par ligne, sur une échelle qui part de zéro. {' '.join(lines)}"


def _twin(panels: Mapping[str, pd.DataFrame], caption_fr: str) -> Table:
    every = pd.concat([panel.assign(title=title) for title, panel in panels.items()], ignore_index=True)
    columns = {
        "Comparaison": list(every["title"]),
        "Intitulé": list(every["label"]),
        "Valeur": linked(every, "shown", "link"),
    }
    return twin(columns, caption_fr)
