"""Profiles on a few criteria: one small radar an entity, its weakest criterion marked and named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import labelled
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.rows import wrap
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, require_rows, sentence, twin
from pipeline.figures.theme import LABEL_POINTS, NOTE_POINTS, TALLEST_INCHES, TEXT_WIDTH_INCHES, settle, use_brand
from pipeline.figures.values import with_floats
from pipeline.renderer.brand import Brand

PER_ROW, PER_PAGE = 5, 30
LETTERS = "ABCDEFGH"
FEWEST_CRITERIA = 3
KEY_INCHES, PANEL_INCHES = 2.0, 1.2
CENTRE = 0.2
"""How far from the centre the lowest level stands, in parts of the scale: a profile of zeros is still a shape."""
LETTER_BEYOND, PANEL_HEIGHT = 0.36, (-1.24, 1.7)
"""How far beyond the highest level letters stand, clear of a mark on it, and what a panel shows to hold them."""
NAME_WIDTH, PANEL_NAME_WIDTH, MOST_NAMED = 24, 21, 3
WITHOUT_LEVEL_FR, SAME_LEVEL_FR = "aucune note", "critères au même niveau"


def radars(frame: pd.DataFrame, caption_fr: str, levels: Sequence[float], *, head_fr: str = "Projet") -> Figure:
    """Up to `PER_PAGE` entities, one small radar each, under a larger one that names criteria and levels.

    `frame` holds `label` and one column a criterion, named as readers see it (3 to 8); `levels` are the values of the
    rings, lowest first. A missing level opens the polygon. Entities stand in the order given, never by score.

    Raises:
        ValueError: there is no row, more than a page holds (see `radar_pages`), or too few or many criteria.
    """
    require_rows(frame, "radars")
    criteria = [str(column) for column in frame.columns if column != "label"]
    if len(frame) > PER_PAGE or not FEWEST_CRITERIA <= len(criteria) <= len(LETTERS):
        raise ValueError(
            f"radars: found {len(frame)} entities and {len(criteria)} criteria, expected {PER_PAGE} entities at most "
            f"(radar_pages draws more) and {FEWEST_CRITERIA} to {len(LETTERS)} criteria."
        )
    brand, profiles = use_brand(), with_floats(frame, criteria)
    lines = -(-len(profiles) // PER_ROW)
    panel_inches = min(PANEL_INCHES, (TALLEST_INCHES - KEY_INCHES) / lines)
    canvas = plt.figure(figsize=(TEXT_WIDTH_INCHES, KEY_INCHES + lines * panel_inches), layout="constrained")
    plt.close(canvas)
    grid = canvas.add_gridspec(lines + 1, PER_ROW, height_ratios=[KEY_INCHES, *[panel_inches] * lines])
    _key(canvas.add_subplot(grid[0, :]), criteria, levels, brand)
    for position in range(len(profiles)):
        row, column = divmod(position, PER_ROW)
        panel = canvas.add_subplot(grid[row + 1, column])
        _panel(panel, str(profiles["label"][position]), _profile(profiles, criteria, position), levels, brand)
    settle(canvas)
    return Figure(canvas, caption_fr, _alt(profiles, criteria), _twin(profiles, criteria, caption_fr, head_fr))


def radar_pages(
    frame: pd.DataFrame, caption_fr: str, levels: Sequence[float], pages: int = 3, *, head_fr: str = "Projet"
) -> list[Figure | Text]:
    """The radars of many entities on exactly `pages` exhibits, as even as can be without one radar alone on a row.

    Where none is left, the exhibit is an empty text.

    A notebook shows each in a labelled cell of its own (`pages[0]`, …) and the chapter embeds them all, so that a
    cohort may need fewer.

    Raises:
        ValueError: there is no row, or more than `pages` of them hold.
    """
    require_rows(frame, "radar_pages")
    needed = -(-len(frame) // PER_PAGE)
    if needed > pages:
        raise ValueError(
            f"radar_pages: found {len(frame)} entities, expected {pages * PER_PAGE} at most on {pages} pages."
        )
    size = _page_size(len(frame), needed)
    drawn: list[Figure | Text] = []
    for page in range(needed):
        part = frame.iloc[page * size : (page + 1) * size]
        number = "" if needed == 1 else f" ({page + 1}{NO_BREAK}sur{NO_BREAK}{needed})"
        drawn.append(radars(part, f"{caption_fr}{number}", levels, head_fr=head_fr))
    return drawn + [Text(Markdown(""))] * (pages - needed)


def _page_size(entities: int, pages: int) -> int:
    """How many radars a page holds: the fewest that leave none alone on its row, if any does."""
    least = -(-entities // pages)
    sizes = range(least, min(PER_PAGE, (entities - 1) // (pages - 1) if pages > 1 else least) + 1)
    return next((size for size in sizes if 1 not in {size % PER_ROW, (entities - (pages - 1) * size) % PER_ROW}), least)


def weakest(levels: pd.Series) -> list[str]:
    """The criteria at the lowest level of a profile; none when all are at one level or missing."""
    known = levels.dropna()
    if known.empty or known.min() == known.max():
        return []
    return [str(name) for name in known.index[known.eq(known.min())]]


def _profile(frame: pd.DataFrame, criteria: list[str], row: int) -> pd.Series:
    return frame[criteria].iloc[row].astype("float64")


def _points(values: Sequence[float], levels: Sequence[float], beyond: float = 0) -> list[tuple[float, float]]:
    """Corners of a profile, the first criterion on top, then clockwise; the highest level is at 1."""
    turn, lowest = 2 * math.pi / len(values), min(levels)
    span = (max(levels) - lowest) or 1
    reach = [CENTRE + (1 - CENTRE) * (value - lowest) / span + beyond for value in values]
    return [(math.sin(index * turn) * far, math.cos(index * turn) * far) for index, far in enumerate(reach)]


def _rings(axes: Axes, sides: int, levels: Sequence[float], brand: Brand) -> None:
    rule = brand.palette["rule"]
    for level in levels:
        axes.fill(*zip(*_points([level] * sides, levels), strict=True), fill=False, edgecolor=rule, linewidth=0.7)
    for x, y in _points([max(levels)] * sides, levels):
        axes.plot([0, x], [0, y], color=rule, linewidth=0.7, zorder=1)
    axes.set(xlim=(-1.3, 1.3), ylim=(-1.12, 1.38), aspect="equal", xticks=[], yticks=[])
    axes.axis("off")


def _key(axes: Axes, criteria: Sequence[str], levels: Sequence[float], brand: Brand) -> None:
    """How to read the small radars: letters, names of criteria, levels of the rings, the mark of the weakest."""
    paper, muted = brand.palette["background"], brand.palette["muted"]
    _rings(axes, len(criteria), levels, brand)
    outside = _points([max(levels)] * len(criteria), levels, beyond=0.12)
    for letter, name, (x, y) in zip(LETTERS, criteria, outside, strict=False):
        align = "center" if abs(x) < 0.05 else "left" if x > 0 else "right"
        height, vertical = (y + 0.08, "bottom") if y > 1 else (y, "center")
        axes.text(x, height, f"{letter}  {wrap(name, NAME_WIDTH)}", ha=align, va=vertical, fontsize=LABEL_POINTS)
    for level, (x, y) in zip(levels, (_points([level] * len(criteria), levels)[0] for level in levels), strict=True):
        axes.text(
            x, y, wording.number(level), ha="center", va="center", fontsize=NOTE_POINTS, color=muted,
            bbox={"facecolor": paper, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    ink: dict[str, Any] = {
        "linestyle": "",
        "marker": "o",
        "markeredgecolor": brand.palette["primary"],
        "markeredgewidth": 1.2,
    }
    marks = [
        Line2D([], [], **ink, markersize=5.5, markerfacecolor=paper, label="critère le plus faible"),
        Line2D([], [], **ink, markersize=3.5, markerfacecolor=brand.palette["primary"], label="autre critère"),
    ]
    axes.figure.legend(handles=marks, loc="upper left", frameon=False, fontsize=LABEL_POINTS, handletextpad=0.2)


def _panel(axes: Axes, name: str, profile: pd.Series, levels: Sequence[float], brand: Brand) -> None:
    _rings(axes, len(profile), levels, brand)
    values, low = profile, weakest(profile)
    points, ink, muted = _points(list(values), levels), brand.palette["primary"], brand.palette["muted"]
    fill = brand.palette["sequential-low"] if values.notna().all() else "none"
    axes.fill(*zip(*points, strict=True), facecolor=fill, edgecolor="none", zorder=2)
    axes.plot(*zip(*points, points[0], strict=True), color=ink, linewidth=1.3, zorder=2)
    for criterion, (x, y) in zip(values.index, points, strict=True):
        face = brand.palette["background"] if criterion in low else ink
        axes.scatter(x, y, s=26 if criterion in low else 11, c=face, edgecolors=ink, linewidth=1.2, zorder=3)
    axes.set(ylim=PANEL_HEIGHT)
    for letter, (x, y) in zip(
        LETTERS, _points([max(levels)] * len(values), levels, beyond=LETTER_BEYOND), strict=False
    ):
        axes.text(x, y, letter, ha="center", va="center", fontsize=NOTE_POINTS, color=muted)
    axes.set_title(wrap(name, PANEL_NAME_WIDTH), fontsize=LABEL_POINTS, fontweight="semibold", pad=15)
    axes.text(
        0.5, 1, _weakest_fr(profile), transform=axes.transAxes, ha="center", va="bottom",
        fontsize=NOTE_POINTS, color=muted,
    )  # fmt: skip


def _weakest_fr(profile: pd.Series) -> str:
    """« plus faible : B (1) », with the letters of the key."""
    low = weakest(profile)
    if not low:
        return WITHOUT_LEVEL_FR if profile.isna().all() else SAME_LEVEL_FR
    level = wording.number(float(profile[low[0]]))
    if len(low) > MOST_NAMED:
        return f"{len(low)} critères à {level}"
    letters = wording.enumeration([LETTERS[list(profile.index).index(name)] for name in low])
    return f"plus faible{NO_BREAK}: {letters} ({level})"


def _alt(frame: pd.DataFrame, criteria: list[str]) -> str:
    opening = (
        f"{wording.plural(len(frame), 'petit radar', 'petits radars')} à {wording.plural(len(criteria), 'critère')}"
        f"{NO_BREAK}: {wording.enumeration(criteria)}."
    )
    profiles = [_profile(frame, criteria, row) for row in range(len(frame))]
    if len(frame) > MOST_ROWS_TOLD:
        times = [wording.plural(sum(name in weakest(profile) for profile in profiles), "radar") for name in criteria]
        return f"{opening} Critère le plus faible{NO_BREAK}: {labelled(criteria, times)}. {IN_THE_TABLE_FR}"
    names = (str(label) for label in frame["label"])
    return " ".join([opening, *(_profile_fr(name, profile) for name, profile in zip(names, profiles, strict=True))])


def _profile_fr(name: str, profile: pd.Series) -> str:
    shown = (
        f"{criterion} {WITHOUT_LEVEL_FR if pd.isna(level) else wording.number(level)}"
        for criterion, level in profile.items()
    )
    low = weakest(profile)
    said = f", au plus faible {sentence(wording.enumeration(low))}" if low else "."
    return f"{name}{NO_BREAK}: {', '.join(shown)}{said}"


def _twin(frame: pd.DataFrame, criteria: list[str], caption_fr: str, head_fr: str) -> Table:
    columns = {name: list(frame[name]) for name in criteria}
    low = [wording.enumeration(weakest(_profile(frame, criteria, row))) for row in range(len(frame))]
    return twin({head_fr: list(frame["label"]), **columns, "Plus faible": low}, caption_fr)
