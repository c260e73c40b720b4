"""Profiles on a few criteria: one small radar an entity, its weakest criterion marked and named."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import labelled
from pipeline.booklet.markdown import Markdown
from pipeline.figures.rows import wrap
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, require_rows, sentence, twin
from pipeline.figures.theme import LABEL_POINTS, NOTE_POINTS, TEXT_WIDTH_INCHES, use_brand
from pipeline.renderer.brand import Brand

PER_ROW, PER_PAGE = 4, 16
KEY_INCHES, PANEL_INCHES = 1.75, 1.62
CENTRE = 0.6
"""How far from the centre level zero stands, in levels: a profile of zeros is still a shape."""
LETTERS = "ABCDEFGH"
WITHOUT_LEVEL_FR = "aucune note"


def radars(frame: pd.DataFrame, caption_fr: str, levels: Sequence[float], *, head_fr: str = "Projet") -> Figure:
    """Up to `PER_PAGE` entities, one small radar each, under a larger one that names criteria and levels.

    `frame` holds `label` and one column a criterion, named as readers see it (3 to 8); `levels` are the values of the
    rings, lowest first. A missing level opens the polygon. Entities stand in the order given, never by score.

    Raises:
        ValueError: there is no row, more than a page holds (see `radar_pages`), or too few or many criteria.
    """
    require_rows(frame, "radars")
    criteria = [str(column) for column in frame.columns if column != "label"]
    if len(frame) > PER_PAGE or not 3 <= len(criteria) <= len(LETTERS):
        raise ValueError(
            f"radars: found {len(frame)} entities and {len(criteria)} criteria, expected {PER_PAGE} entities at most "
            f"(radar_pages draws more) and 3 to {len(LETTERS)} criteria."
        )
    brand, profiles = use_brand(), frame.reset_index(drop=True)
    lines = -(-len(profiles) // PER_ROW)
    canvas = plt.figure(figsize=(TEXT_WIDTH_INCHES, KEY_INCHES + lines * PANEL_INCHES), layout="constrained")
    plt.close(canvas)
    grid = canvas.add_gridspec(lines + 1, PER_ROW, height_ratios=[KEY_INCHES, *[PANEL_INCHES] * lines])
    _key(canvas.add_subplot(grid[0, :]), criteria, levels, brand)
    for position, profile in profiles.iterrows():
        row, column = divmod(int(str(position)), PER_ROW)
        _panel(canvas.add_subplot(grid[row + 1, column]), profile, criteria, levels, brand)
    return Figure(canvas, caption_fr, _alt(profiles, criteria), _twin(profiles, criteria, caption_fr, head_fr))


def radar_pages(
    frame: pd.DataFrame, caption_fr: str, levels: Sequence[float], pages: int = 3, *, head_fr: str = "Projet"
) -> list[Figure | Text]:
    """The radars of many entities on exactly `pages` exhibits, as even as can be; empty texts where none is left.

    A notebook shows each in a cell of its own (`pages[0]`, …), so that a cohort may need fewer.

    Raises:
        ValueError: there is no row, or more than `pages` of them hold.
    """
    require_rows(frame, "radar_pages")
    needed = -(-len(frame) // PER_PAGE)
    if needed > pages:
        raise ValueError(
            f"radar_pages: found {len(frame)} entities, expected {pages * PER_PAGE} at most; ask for more pages."
        )
    size = -(-len(frame) // needed)
    drawn: list[Figure | Text] = []
    for page in range(needed):
        part = frame.iloc[page * size : (page + 1) * size]
        numbered = caption_fr if needed == 1 else f"{caption_fr} ({page + 1}\u00a0sur\u00a0{needed})"
        drawn.append(radars(part, numbered, levels, head_fr=head_fr))
    return drawn + [Text(Markdown(""))] * (pages - needed)


def weakest(levels: pd.Series) -> list[str]:
    """The criteria at the lowest level of a profile; none when all are at one level or missing."""
    known = levels.astype("float64").dropna()
    if known.empty or known.min() == known.max():
        return []
    return [str(name) for name in known.index[known.eq(known.min())]]


def _points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Corners of a profile: the first criterion on top, then clockwise."""
    turn = 2 * math.pi / len(values)
    return [
        (math.sin(index * turn) * (value + CENTRE), math.cos(index * turn) * (value + CENTRE))
        for index, value in enumerate(values)
    ]


def _rings(axes: Axes, sides: int, levels: Sequence[float], brand: Brand) -> None:
    rule = brand.palette["rule"]
    for level in levels:
        corners = _points([level] * sides)
        axes.fill(*zip(*corners, strict=True), fill=False, edgecolor=rule, linewidth=0.7, zorder=1)
    for corner in _points([max(levels)] * sides):
        axes.plot([0, corner[0]], [0, corner[1]], color=rule, linewidth=0.7, zorder=1)
    reach = max(levels) + CENTRE
    axes.set(xlim=(-reach * 1.3, reach * 1.3), ylim=(-reach * 1.12, reach * 1.3), aspect="equal")
    axes.axis("off")


def _key(axes: Axes, criteria: list[str], levels: Sequence[float], brand: Brand) -> None:
    """How to read the small radars: letters, names of criteria, levels of the rings, the mark of the weakest."""
    paper = brand.palette["background"]
    _rings(axes, len(criteria), levels, brand)
    for letter, name, (x, y) in zip(LETTERS, criteria, _points([max(levels) + 0.35] * len(criteria)), strict=False):
        align = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
        vertical = "bottom" if y > 0.9 * max(levels) else "center"
        axes.text(x, y, f"{letter}  {wrap(name, 30)}", ha=align, va=vertical, fontsize=LABEL_POINTS)
    for level in levels:
        axes.text(
            0, level + CENTRE, wording.number(level), ha="center", va="center", fontsize=NOTE_POINTS,
            color=brand.palette["muted"], bbox={"facecolor": paper, "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip


def _panel(axes: Axes, profile: pd.Series, criteria: list[str], levels: Sequence[float], brand: Brand) -> None:
    _rings(axes, len(criteria), levels, brand)
    values, low = profile[criteria].astype("float64"), weakest(profile[criteria])
    points = _points(list(values))
    known = [point for point, value in zip(points, values, strict=True) if not math.isnan(value)]
    ink = brand.palette["primary"]
    if len(known) == len(points):
        axes.fill(
            *zip(*known, strict=True), facecolor=brand.palette["sequential-low"], edgecolor=ink, linewidth=1.3, zorder=2
        )
    for name, point, value in zip(criteria, points, values, strict=True):
        if not math.isnan(value):
            face = brand.palette["background"] if name in low else ink
            axes.scatter(*point, s=26 if name in low else 11, c=face, edgecolors=ink, linewidth=1.2, zorder=3)
    for letter, (x, y) in zip(LETTERS, _points([max(levels) + 0.42] * len(criteria)), strict=False):
        axes.text(x, y, letter, ha="center", va="center", fontsize=6.5, color=brand.palette["muted"])
    axes.set_title(wrap(str(profile["label"]), 24), fontsize=LABEL_POINTS, fontweight="semibold", pad=14)
    axes.text(0.5, 1.0, _weakest_fr(profile[criteria], criteria), transform=axes.transAxes, ha="center", va="bottom",
              fontsize=NOTE_POINTS, color=brand.palette["muted"])  # fmt: skip


def _weakest_fr(levels: pd.Series, criteria: list[str]) -> str:
    if levels.isna().all():
        return WITHOUT_LEVEL_FR
    low = weakest(levels)
    if not low:
        return "critères au même niveau"
    letters = wording.enumeration([LETTERS[list(criteria).index(name)] for name in low])
    return f"plus faible\u00a0: {letters} ({wording.number(float(levels[low[0]]))})"


def _alt(frame: pd.DataFrame, criteria: list[str]) -> str:
    opening = (
        f"Petits radars, un par ligne du tableau ({wording.plural(len(frame), 'radar')}), sur "
        f"{wording.plural(len(criteria), 'critère')}\u00a0: {wording.enumeration(list(criteria))}."
    )
    if len(frame) > MOST_ROWS_TOLD:
        counts = [sum(name in weakest(row[criteria]) for _, row in frame.iterrows()) for name in criteria]
        shown = [wording.plural(count, "radar") for count in counts]
        return f"{opening} Critère le plus faible\u00a0: {labelled(criteria, shown)}. {IN_THE_TABLE_FR}"
    return " ".join([opening, *(_profile_fr(row, criteria) for _, row in frame.iterrows())])


def _profile_fr(row: pd.Series, criteria: list[str]) -> str:
    levels = row[criteria]
    shown = [WITHOUT_LEVEL_FR if pd.isna(level) else wording.number(float(level)) for level in levels]
    low = weakest(levels)
    said = f" Plus faible\u00a0: {sentence(wording.enumeration(low))}" if low else ""
    return f"{row['label']}\u00a0: {labelled(criteria, shown)}.{said}"


def _twin(frame: pd.DataFrame, criteria: list[str], caption_fr: str, head_fr: str) -> Table:
    columns = {name: list(frame[name].astype("float64")) for name in criteria}
    low = [wording.enumeration(weakest(row[criteria])) for _, row in frame.iterrows()]
    return twin({head_fr: list(frame["label"]), **columns, "Plus faible": low}, caption_fr)
