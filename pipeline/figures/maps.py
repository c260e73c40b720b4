"""Where communes are: a map of their centres as large as they are populous, around a place that readers know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.lists import labelled
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.label_places import Box, Point
from pipeline.figures.map_names import Mark, write_names
from pipeline.figures.map_rings import Landmark, draw_rings, is_on, name_rings, radii_km, whole_rings
from pipeline.figures.map_sizes import MARKER_SIZE, across, draw_size_key, has_sizes, radii
from pipeline.figures.rows import lines, wrap
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, require_rows, twin
from pipeline.figures.theme import LABEL_POINTS, LINE_INCHES, NOTE_POINTS, TEXT_WIDTH_INCHES, use_brand
from pipeline.figures.values import is_missing, with_floats
from pipeline.renderer.brand import Brand

KM_PER_DEGREE = 6371.0088 * math.pi / 180
"""Of a great circle of the mean Earth (IUGG)."""
TALLEST_MAP_INCHES, SIDE_INCHES, EDGE_INCHES, STRIP_INCHES = 2.5, 1.45, 0.35, 0.5
"""Height of the land at most; room for names at the sides, above and below; the strip with legend and scale."""
SMALLEST_KM = 6.0
"""One commune alone is not drawn larger than this."""
LONGEST_SCALE_INCHES = 1.3
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MARKERS = ("o", "s", "^", "D", "v", "P")
NAME_WIDTH = 26
LANDMARK_INCHES = 0.07
NOT_PLACED_FR = "sans coordonnées, absente de la carte"


Rings = tuple[Point, list[tuple[int, float]]]
"""Where a landmark stands, and the circles around it in kilometres and in inches."""


@dataclass(frozen=True)
class Sheet:
    """The paper of the map: kilometres from the south-west of the land become inches."""

    height: float
    km_per_inch: float
    left: float
    foot: float

    @property
    def land(self) -> Box:
        """What lies above the strip."""
        return Box(0, STRIP_INCHES, TEXT_WIDTH_INCHES, self.height - STRIP_INCHES)

    def point(self, east_km: float, north_km: float) -> Point:
        """Where a place stands, in inches from the lower left corner."""
        return self.left + east_km / self.km_per_inch, self.foot + north_km / self.km_per_inch


def commune_map(
    frame: pd.DataFrame, caption_fr: str, *, head_fr: str = "Commune", around: Landmark | None = None
) -> Figure:
    """One mark a commune at the coordinates of its centre, told apart by `group` with shape and fill.

    `frame` holds `label`, `lat` and `lon` (degrees, WGS 84), and may hold `group` (named in the legend, in the order in
    which it first appears), `area` (what the alternative text groups by) and `size` (inhabitants: the area of a mark,
    where there are two groups at most). Circles at round distances surround a landmark that falls on the map.
    Equirectangular projection, true to scale along the middle parallel: over 50 km the error is below what the centres
    are known to. Rows without coordinates are in the words and in the table only.

    Raises:
        ValueError: there is no row with coordinates, or there are more groups than marks.
    """
    given = _given(frame)
    drawn = given[given["lat"].notna() & given["lon"].notna()].reset_index(drop=True)
    require_rows(drawn, "commune_map")
    groups = list(dict.fromkeys(given["group"]))
    if len(groups) > len(MARKERS):
        raise ValueError(f"commune_map: found {len(groups)} groups, expected {len(MARKERS)} at most.")
    brand, east, north = use_brand(), *projected(drawn)
    labels = [wrap(str(label), NAME_WIDTH) for label in drawn["label"]]
    sheet = _sheet(max(east), max(north), max(map(lines, labels)) * LINE_INCHES)
    sheet, rings = _rings(drawn, around, sheet) if around else (sheet, None)
    canvas, axes = _paper(sheet, brand)
    points = [sheet.point(x, y) for x, y in zip(east, north, strict=True)]
    looks = {group: _look(position, brand) for position, group in enumerate(groups)}
    inhabitants = drawn["size"] if has_sizes(drawn["size"], len(groups)) else None
    sizes = radii(inhabitants, len(drawn))
    _marks(axes, points, [looks[group] for group in drawn["group"]], sizes)
    marks = [Mark(*each) for each in zip(labels, points, sizes, strict=True)]
    if around and rings:
        marks.append(Mark(around.name, rings[0], LANDMARK_INCHES))
        draw_rings(axes, *rings, brand)
    taken = write_names(canvas, axes, marks, sheet.land, brand)
    if rings:
        name_rings(axes, *rings, sheet.land, taken, brand)
    _strip(axes, looks, sheet, inhabitants, brand)
    return Figure(canvas, caption_fr, _alt(given), _twin(given, caption_fr, head_fr))


def _given(frame: pd.DataFrame) -> pd.DataFrame:
    filled = with_floats(frame.assign(size=frame.get("size")), ["lat", "lon", "size"])
    texts = {column: filled.get(column, pd.Series("", index=filled.index)) for column in ("group", "area")}
    return filled.assign(**{column: values.fillna("").astype(str) for column, values in texts.items()})


def projected(places: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Kilometres east and north of the south-westernmost corner, in the order of the rows."""
    east, north = _kilometres(places, places["lat"], places["lon"])
    return list(east), list(north)


def _kilometres(places: pd.DataFrame, lat: Any, lon: Any) -> tuple[Any, Any]:
    """Degrees, one value or a column, in kilometres east and north of the south-westernmost corner of `places`."""
    middle = math.radians((places["lat"].min() + places["lat"].max()) / 2)
    east = (lon - places["lon"].min()) * KM_PER_DEGREE * math.cos(middle)
    return east, (lat - places["lat"].min()) * KM_PER_DEGREE


def _rings(places: pd.DataFrame, around: Landmark, sheet: Sheet) -> tuple[Sheet, Rings | None]:
    """Where the landmark stands, the circles around it up to the farthest commune, and the sheet with room for them."""
    centre = sheet.point(*_kilometres(places, around.lat, around.lon))
    if not is_on(centre, sheet.land):
        return sheet, None
    far = max(math.dist(centre, sheet.point(x, y)) * sheet.km_per_inch for x, y in zip(*projected(places), strict=True))
    radii = [(km, km / sheet.km_per_inch) for km in radii_km(far)]
    whole, below, above = whole_rings(centre, radii, sheet.land)
    larger = replace(sheet, height=sheet.height + below + above, foot=sheet.foot + below)
    return larger, ((centre[0], centre[1] + below), whole)


def _sheet(wide_km: float, high_km: float, name_inches: float) -> Sheet:
    """A sheet on which the land is as large as fits, with room for a name above and below."""
    room = TEXT_WIDTH_INCHES - 2 * SIDE_INCHES
    scale = max(wide_km / room, high_km / TALLEST_MAP_INCHES, SMALLEST_KM / TALLEST_MAP_INCHES)
    edge = max(EDGE_INCHES, name_inches / 2 + 0.1)
    height = high_km / scale + 2 * edge + STRIP_INCHES
    return Sheet(height, scale, (TEXT_WIDTH_INCHES - wide_km / scale) / 2, STRIP_INCHES + edge)


def _paper(sheet: Sheet, brand: Brand) -> tuple[Canvas, Axes]:
    """Axes over the whole figure whose unit is the inch; a tint behind the land, nothing else: no outline is known."""
    canvas = plt.figure(figsize=(TEXT_WIDTH_INCHES, sheet.height), layout="none")
    plt.close(canvas)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, TEXT_WIDTH_INCHES), ylim=(0, sheet.height))
    axes.axis("off")
    land = Rectangle((0, STRIP_INCHES), TEXT_WIDTH_INCHES, sheet.height - STRIP_INCHES)
    land.set(facecolor=brand.palette["mist"], edgecolor="none", zorder=0)
    axes.add_patch(land)
    return canvas, axes


def _look(position: int, brand: Brand) -> dict[str, Any]:
    """Shape and fill of one group: every second one is light, with a dark edge."""
    ink = brand.palette["primary"]
    face = brand.palette["categorical-2"] if position % 2 else ink
    return {
        "marker": MARKERS[position],
        "markersize": MARKER_SIZE,
        "markerfacecolor": face,
        "markeredgecolor": ink,
        "markeredgewidth": 1.0,
    }


def _marks(axes: Axes, points: Sequence[Point], looks: Sequence[dict[str, Any]], sizes: Sequence[float]) -> None:
    """The marks of communes, small ones over large ones."""
    for (x, y), look, radius in zip(points, looks, sizes, strict=True):
        axes.plot(x, y, **look | across(look["marker"], radius), linestyle="", zorder=3 - radius)


def _strip(
    axes: Axes, looks: dict[str, dict[str, Any]], sheet: Sheet, inhabitants: pd.Series | None, brand: Brand
) -> None:
    """Below the land: what the marks and their sizes mean at the left, the scale and the north at the right."""
    if inhabitants is not None:
        draw_size_key(axes, float(inhabitants.max()), brand)
    named = {group: look for group, look in looks.items() if group}
    samples = [Line2D([], [], linestyle="", **look) for look in named.values()]
    if named:
        axes.legend(
            samples, list(named), loc="lower left", bbox_to_anchor=(0, 0), frameon=False, fontsize=LABEL_POINTS,
            ncols=3, handletextpad=0.2, columnspacing=1.2, borderaxespad=0.2,
        )  # fmt: skip
    ink, right, foot = brand.palette["foreground"], TEXT_WIDTH_INCHES - 0.45, 0.14
    length = scale_km(sheet.km_per_inch)
    left = right - length / sheet.km_per_inch
    axes.plot([left, left, right, right], [foot + 0.05, foot, foot, foot + 0.05], color=ink, linewidth=1)
    text = f"{wording.number(length)}{NO_BREAK}km"
    axes.text((left + right) / 2, foot + 0.05, text, ha="center", va="bottom", fontsize=NOTE_POINTS)
    north = TEXT_WIDTH_INCHES - 0.15
    arrow = {"arrowstyle": "-|>", "color": ink, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (north, foot + 0.19), xytext=(north, foot - 0.08), arrowprops=arrow)
    axes.text(north, foot + 0.2, "N", ha="center", va="bottom", fontsize=NOTE_POINTS)


def scale_km(km_per_inch: float) -> int:
    """The longest round distance whose bar is not too long."""
    fitting = [length for length in SCALES_KM if length / km_per_inch <= LONGEST_SCALE_INCHES]
    return fitting[-1] if fitting else SCALES_KM[0]


def _alt(given: pd.DataFrame) -> str:
    """The communes by area, each with its group; or only how many there are in each, when they are many."""
    opening = f"Carte schématique de {wording.plural(len(given), 'commune')}, chacune au centre de son territoire."
    if len(given) > MOST_ROWS_TOLD:
        sizes = given.groupby("area", sort=True).size()
        counts = labelled(sizes.index, [wording.plural(size, "commune") for size in sizes])
        return f"{opening} {counts}. {IN_THE_TABLE_FR}"
    areas = [
        f"{str(area) or 'Communes'}{NO_BREAK}: {wording.enumeration([_told(row) for row in rows.itertuples()])}."
        for area, rows in given.groupby("area", sort=True)
    ]
    return " ".join([opening, *areas])


def _told(row: Any) -> str:
    is_placed = not (is_missing(row.lat) or is_missing(row.lon))
    said = ", ".join(filter(None, [row.group, "" if is_placed else NOT_PLACED_FR]))
    return f"{row.label} ({said})" if said else str(row.label)


def _degrees(value: float) -> str:
    return "" if is_missing(value) else wording.number(value, 2)


def _twin(given: pd.DataFrame, caption_fr: str, head_fr: str) -> Table:
    columns = {head_fr: list(given["label"])}
    columns |= {"Département": list(given["area"])} if given["area"].any() else {}
    columns |= {"Groupe": list(given["group"])} if given["group"].any() else {}
    degrees = {
        name: [_degrees(value) for value in given[key]] for name, key in (("Latitude", "lat"), ("Longitude", "lon"))
    }
    return twin(columns | degrees, caption_fr)
