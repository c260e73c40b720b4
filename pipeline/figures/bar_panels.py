"""Several small bar charts of the same things counted, two beside each other, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised
from pipeline.figures.rows import Rows, lines, stacked, wrap
from pipeline.figures.telling import extent, linked, number, require_rows, told, twin
from pipeline.figures.theme import TEXT_WIDTH_INCHES, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

BAR_INCHES = 0.17
PER_LINE = 2
LABEL_INCHES, TITLE_WIDTH = 1.3, 24
TITLE_INCHES, TITLE_LINE_INCHES, FOOT_INCHES = 0.2, 0.18, 0.06
"""Around a title; a line of it; below the last bar."""
ROOM_FOR_NUMBERS = 1.22
GUTTER = 0.08
"""Between the numbers of one panel and the labels of the next, in parts of a panel."""


def bar_panels(panels: Mapping[str, pd.DataFrame], unit_fr: str, caption_fr: str, alt_fr: str = "") -> Figure:
    """One panel a title, one bar a row, with its number; all panels have one scale, so that bars compare.

    Panels hold `label` and `value`, in the order to draw, and may hold `shown` (the number as written) and `link` (what
    the table twin prints instead). A missing value is written as not published. Panels of one line are as high as the
    taller.

    Raises:
        ValueError: there is no panel, or one without rows.
    """
    require_rows(list(panels), "bar_panels")
    brand, given = use_brand(), {title: _given(title, panel) for title, panel in panels.items()}
    rows = {title: stacked(list(panel["label"]), gap=0.08, label_inches=LABEL_INCHES) for title, panel in given.items()}
    titles = [_title_inches(list(given)[first : first + PER_LINE]) for first in range(0, len(given), PER_LINE)]
    heights = _line_heights(rows, titles)
    size = (TEXT_WIDTH_INCHES, sum(heights))
    columns = min(PER_LINE, len(given))
    canvas, axes = plt.subplots(len(heights), columns, squeeze=False, figsize=size, height_ratios=heights)
    plt.close(canvas)
    canvas.set_layout_engine("constrained", wspace=GUTTER)
    largest = max(float(panel["value"].max()) for panel in given.values())
    for position, panel_axes in enumerate(axes.flat):
        if position >= len(given):
            panel_axes.axis("off")
            continue
        title = list(given)[position]
        room = heights[position // columns] - titles[position // columns]
        _panel(panel_axes, title, given[title], rows[title], room, brand)
        panel_axes.set_xlim(0, (largest if largest > 0 else 1) * ROOM_FOR_NUMBERS)
    return Figure(canvas, caption_fr, alt_fr or _alt(given, unit_fr), _twin(given, unit_fr, caption_fr))


def _given(title: str, panel: pd.DataFrame) -> pd.DataFrame:
    require_rows(panel, f"bar_panels, panel « {title} »")
    filled = with_floats(panel, ["value"])
    return filled if "shown" in filled else filled.assign(shown=[number(value) for value in filled["value"]])


def _title_inches(titles: Sequence[str]) -> float:
    return TITLE_INCHES + TITLE_LINE_INCHES * max(lines(wrap(title, TITLE_WIDTH)) for title in titles)


def _line_heights(rows: Mapping[str, Rows], titles: Sequence[float]) -> list[float]:
    heights = [each.height + FOOT_INCHES for each in rows.values()]
    pairs = [heights[first : first + PER_LINE] for first in range(0, len(heights), PER_LINE)]
    return [max(pair) + title for pair, title in zip(pairs, titles, strict=True)]


def _panel(axes: Axes, title: str, panel: pd.DataFrame, rows: Rows, room: float, brand: Brand) -> None:
    values = panel["value"].fillna(0)
    axes.barh(rows.middles, values, height=BAR_INCHES, color=brand.palette["primary"])
    for middle, value, shown in zip(rows.middles, values, panel["shown"], strict=True):
        axes.annotate(shown, (value, middle), xytext=(4, 0), textcoords="offset points", va="center")
    rows.on(axes)
    axes.set_ylim(room, 0)
    axes.set(xticks=[])
    axes.set_title(wrap(title, TITLE_WIDTH), loc="left", fontweight="semibold")
    sns.despine(ax=axes, bottom=True, left=True)
    axes.axvline(0, ymin=1 - rows.height / room, color=brand.palette["rule"], linewidth=1)


def _alt(panels: Mapping[str, pd.DataFrame], unit_fr: str) -> str:
    parts = [
        f"{title}{NO_BREAK}: {told(panel['label'], panel['shown'], extent(panel['value'], panel['shown']))}"
        for title, panel in panels.items()
    ]
    return f"Barres horizontales, en {unit_fr}, à la même échelle. {' '.join(parts)}"


def _twin(panels: Mapping[str, pd.DataFrame], unit_fr: str, caption_fr: str) -> Table:
    every = pd.concat([panel.assign(title=title) for title, panel in panels.items()], ignore_index=True)
    columns: dict[str, list[Any]] = {"Rubrique": list(every["title"]), "Intitulé": list(every["label"])}
    return twin(columns | {capitalised(unit_fr): linked(every, "shown", "link")}, caption_fr)
