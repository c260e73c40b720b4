"""Names on a map never cover each other; a map is true to scale, and draws nothing that was not given."""

from __future__ import annotations

import math
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Circle, Rectangle

from pipeline import figures
from pipeline.figures.label_places import CLEAR_INCHES, Box, place_labels
from pipeline.figures.map_rings import radii_km, whole_rings
from pipeline.figures.map_sizes import round_inhabitants
from pipeline.figures.maps import KM_PER_DEGREE, projected, scale_km
from tests.conftest import ROOT

COMMUNES = pd.DataFrame(
    {
        "label": ["Aulnay-sous-Bois", "Meudon", "Sceaux", "Issy-les-Moulineaux"],
        "lat": [48.9339, 48.8131, 48.7775, 48.8239],
        "lon": [2.495, 2.235, 2.2903, 2.27],
        "group": ["1re édition", "1re édition", "1re édition", "2e édition"],
        "area": ["Seine-Saint-Denis", "Hauts-de-Seine", "Hauts-de-Seine", "Hauts-de-Seine"],
    }
)
SHEET = (6.3, 5.0)


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_a_name_stands_at_the_right_of_a_point_that_is_alone() -> None:
    (place,) = place_labels([(3.0, 2.0)], [(1.0, 0.2)], SHEET)
    assert place.box == Box(3.0 + CLEAR_INCHES, 1.9, 1.0, 0.2)
    assert not place.is_led


def test_a_name_near_the_right_edge_stands_at_the_left() -> None:
    (place,) = place_labels([(6.2, 2.0)], [(1.0, 0.2)], SHEET)
    assert place.box.left + place.box.width == pytest.approx(6.2 - CLEAR_INCHES)


def test_a_name_that_has_to_go_far_is_led_to() -> None:
    crowd = [(3.0 + 0.2 * column, 2.0 + 0.2 * row) for column in range(3) for row in range(3)]
    places = place_labels(crowd, [(0.9, 0.17)] * 9, SHEET)
    assert any(place.is_led for place in places)


def test_a_name_wider_than_the_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="no place on a sheet"):
        place_labels([(3.0, 2.0)], [(7.0, 0.2)], SHEET)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2, 14), st.integers(1, 12)).map(lambda cell: (cell[0] * 0.4, cell[1] * 0.4)),
        min_size=1,
        max_size=12,
        unique=True,
    ),
)
def test_names_cover_neither_each_other_nor_the_points(points: list[tuple[float, float]]) -> None:
    sizes = [(0.5 + 0.1 * (index % 4), 0.17) for index in range(len(points))]
    places = place_labels(points, sizes, SHEET)
    assert places == place_labels(points, sizes, SHEET)
    for one, other in combinations(places, 2):
        assert one.box.overlap(other.box) < 1e-9
    for place in places:
        assert place.box.inside(*SHEET)
        assert all(place.box.overlap(Box(x - 0.05, y - 0.05, 0.1, 0.1)) < 1e-9 for x, y in points)


def test_distances_are_those_of_the_sphere_within_a_thousandth() -> None:
    east, north = projected(COMMUNES)
    flat = math.hypot(east[0] - east[2], north[0] - north[2])
    angles = COMMUNES[["lat", "lon"]].map(math.radians)
    (lat0, lon0), (lat2, lon2) = angles.iloc[0], angles.iloc[2]
    turn = math.sin((lat2 - lat0) / 2) ** 2 + math.cos(lat0) * math.cos(lat2) * math.sin((lon2 - lon0) / 2) ** 2
    great_circle = 2 * 6371.0088 * math.asin(math.sqrt(turn))
    assert flat == pytest.approx(great_circle, rel=1e-3)
    assert pytest.approx(111.195, abs=1e-3) == KM_PER_DEGREE


@pytest.mark.parametrize(("km_per_inch", "length"), [(7.6, 5), (7.7, 10), (1.0, 1), (0.1, 1), (100.0, 100)])
def test_the_scale_is_the_longest_round_distance_that_fits(km_per_inch: float, length: int) -> None:
    assert scale_km(km_per_inch) == length


def test_the_bar_of_the_scale_is_as_long_as_it_says() -> None:
    axes = figures.commune_map(COMMUNES, "Carte").canvas.axes[0]
    (bar,) = [line for line in axes.lines if len(line.get_xdata()) == 4]
    inches = max(bar.get_xdata()) - min(bar.get_xdata())
    marks = [line.get_xydata()[0] for line in axes.lines if line.get_marker() != "None"]
    drawn = math.dist(marks[0], marks[2])
    east, north = projected(COMMUNES)
    told = next(int(text.get_text().split("\u00a0")[0]) for text in axes.texts if text.get_text().endswith("km"))
    assert told / inches == pytest.approx(math.hypot(east[0] - east[2], north[0] - north[2]) / drawn)


def test_editions_differ_by_shape_and_fill() -> None:
    axes = figures.commune_map(COMMUNES, "Carte").canvas.axes[0]
    marks = [line for line in axes.lines if line.get_marker() != "None"]
    looks = {(line.get_marker(), line.get_markerfacecolor()) for line in marks}
    assert len(marks) == 4
    assert len(looks) == 2
    assert len({marker for marker, _ in looks}) == len({face for _, face in looks}) == 2


def test_north_is_up_and_east_is_right() -> None:
    axes = figures.commune_map(COMMUNES, "Carte").canvas.axes[0]
    (x0, y0), (x1, y1) = (line.get_xydata()[0] for line in axes.lines[:2])
    assert (x0 > x1, y0 > y1) == (True, True)


def test_the_words_name_every_commune_by_department_and_edition() -> None:
    assert figures.commune_map(COMMUNES, "Carte").alt_fr == (
        "Carte schématique de 4\u00a0communes, chacune au centre de son territoire. Hauts-de-Seine\u00a0: Meudon "
        "(1re édition), Sceaux (1re édition) et Issy-les-Moulineaux (2e édition). Seine-Saint-Denis\u00a0: "
        "Aulnay-sous-Bois (1re édition)."
    )


def test_a_commune_without_coordinates_is_told_but_not_drawn() -> None:
    figure = figures.commune_map(COMMUNES.assign(lat=[48.9, None, 48.7, 48.8]), "Carte")
    assert "Meudon (1re édition, sans coordonnées, absente de la carte)" in figure.alt_fr
    assert "Meudon" not in [text.get_text() for text in figure.canvas.axes[0].texts]
    with pytest.raises(ValueError, match="without rows"):
        figures.commune_map(COMMUNES.assign(lat=float("nan")), "Carte")


def test_only_given_places_are_drawn() -> None:
    axes = figures.commune_map(COMMUNES.head(1), "Carte").canvas.axes[0]
    assert [text.get_text() for text in axes.texts if text.get_text()] == ["Aulnay-sous-Bois", "2\u00a0km", "N"]


def test_more_groups_than_marks_are_refused() -> None:
    many = pd.concat([COMMUNES] * 2, ignore_index=True).assign(group=[str(n) for n in range(8)])
    with pytest.raises(ValueError, match="found 8 groups"):
        figures.commune_map(many, "Carte")


def test_the_area_of_a_mark_is_the_population() -> None:
    axes = figures.commune_map(COMMUNES.assign(size=[80_000, 20_000, 40_000, 20_000]), "Carte").canvas.axes[0]
    largest, quarter, half, square = [line.get_markersize() for line in axes.lines if line.get_marker() != "None"][:4]
    assert (quarter / largest, half / largest) == (pytest.approx(1 / 2), pytest.approx(math.sqrt(1 / 2)))
    assert square**2 == pytest.approx(math.pi * (quarter / 2) ** 2), "a square has the area of the disc that it equals"


def test_a_sample_says_how_many_inhabitants_a_size_is() -> None:
    sized = COMMUNES.assign(size=[80_000, 20_000, 40_000, 20_000])
    axes = figures.commune_map(sized, "Carte").canvas.axes[0]
    (sample,) = [line for line in axes.lines if line.get_markerfacecolor() == "none"]
    largest = max(line.get_markersize() for line in axes.lines if line.get_marker() == "o")
    assert (sample.get_markersize() / largest) ** 2 == pytest.approx(50_000 / 80_000)
    assert "50\u202f000\u00a0habitants" in [text.get_text() for text in axes.texts]
    unsized = figures.commune_map(sized.assign(size=[80_000, None, 40_000, 20_000]), "Carte").canvas.axes[0]
    assert not [text for text in unsized.texts if "habitants" in text.get_text()]


@pytest.mark.parametrize(("most", "shown"), [(7.0, 5), (80_000.0, 50_000), (1_000.0, 1_000), (1_999_999.0, 1_000_000)])
def test_the_sample_of_a_size_is_round(most: float, shown: int) -> None:
    assert round_inhabitants(most) == shown


def test_marks_are_alike_where_a_population_is_not_known() -> None:
    axes = figures.commune_map(COMMUNES.assign(size=[80_000, None, 40_000, 20_000]), "Carte").canvas.axes[0]
    discs = {line.get_markersize() for line in axes.lines if line.get_marker() == "o"}
    assert len(discs) == 1


def test_circles_are_as_far_from_the_landmark_as_they_say() -> None:
    around = figures.Landmark("Repère", 48.86, 2.35)
    axes = figures.commune_map(COMMUNES, "Carte", around=around).canvas.axes[0]
    rings = [patch for patch in axes.patches if isinstance(patch, Circle)]
    (bar,) = [line for line in axes.lines if len(line.get_xdata()) == 4]
    told = next(int(text.get_text().split("\u00a0")[0]) for text in axes.texts[::-1] if text.get_text().endswith("km"))
    km = (max(bar.get_xdata()) - min(bar.get_xdata())) / told
    assert [round(ring.radius / km, 6) for ring in rings] == radii_km(rings[-1].radius / km)
    assert "Repère" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("lat", [48.80, 48.86, 48.91])
def test_every_circle_is_whole(lat: float) -> None:
    around = figures.Landmark("Repère", lat, 2.35)
    axes = figures.commune_map(COMMUNES, "Carte", around=around).canvas.axes[0]
    (land,) = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    rings = [patch for patch in axes.patches if isinstance(patch, Circle)]
    assert rings
    assert all(land.get_y() <= ring.center[1] - ring.radius for ring in rings)
    assert all(ring.center[1] + ring.radius <= land.get_y() + land.get_height() for ring in rings)
    assert axes.get_ylim()[1] == pytest.approx(land.get_y() + land.get_height())


def test_a_circle_that_needs_too_much_land_is_not_drawn() -> None:
    land = Box(0, 0.5, 6.0, 3.0)
    whole, below, above = whole_rings((3.0, 3.0), [(5, 0.8), (10, 1.6)], land)
    assert whole == [(5, 0.8)]
    assert (below, above) == (0, pytest.approx(0.4))


def test_a_landmark_off_the_map_is_left_out() -> None:
    far = figures.Landmark("Ailleurs", 43.3, 5.4)
    axes = figures.commune_map(COMMUNES, "Carte", around=far).canvas.axes[0]
    assert not [patch for patch in axes.patches if isinstance(patch, Circle)]
    assert "Ailleurs" not in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    ("reach", "radii"), [(0.5, []), (3, [1, 2, 3]), (17.5, [5, 10, 15]), (50, [10, 20, 30, 40, 50])]
)
def test_distances_of_the_circles_are_round_and_few(reach: float, radii: list[int]) -> None:
    assert radii_km(reach) == radii
