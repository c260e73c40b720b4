from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from pipeline import figures
from pipeline.figures.colours import BLACK, READABLE, contrast

BOUNDS = pd.DataFrame({"low": [8, pd.NA, 2], "high": [14, 7, pd.NA]}, dtype="Int64")


@pytest.fixture(autouse=True)
def _at_root(root: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(root))


def ranges(points: list[int]) -> figures.Figure:
    return figures.ranges(["a", "b", "c"], BOUNDS, points, 15, "Légende", "Description")


def test_the_same_data_give_the_same_bytes() -> None:
    assert ranges([3, 5, 9]).svg() == ranges([3, 5, 9]).svg()


def test_a_dot_outside_its_range_is_hollow() -> None:
    axes = ranges([3, 5, 9]).canvas.axes[0]
    dots = axes.collections[-1].get_facecolor()
    assert dots[1].tolist() == dots[2].tolist() != dots[0].tolist()


def test_a_missing_bound_reaches_the_edge_of_the_scale() -> None:
    axes = ranges([3, 5, 9]).canvas.axes[0]
    ends = [[float(x) for x, _ in segment] for segment in axes.collections[0].get_segments()]
    assert [(round(left), round(right)) for left, right in ends] == [(8, 14), (0, 7), (2, 15)]
    assert min(map(min, ends)) >= 0
    assert max(map(max, ends)) <= 15


def test_each_dot_has_its_number() -> None:
    texts = [text.get_text() for text in ranges([3, 5, 9]).canvas.axes[0].texts]
    assert texts == ["3", "5", "9"]


def test_a_matrix_of_ones_is_drawn_in_the_darkest_shade() -> None:
    matrix = pd.DataFrame({"Brest": [1, 0], "Nice": [1, 1]}, index=["a", "b"])
    mesh = figures.heatmap(matrix, "Légende", "Description").canvas.axes[0].collections[0]
    low, high = mesh.get_clim()
    assert (1 - low) / (high - low) == 1


def test_a_mark_weighs_the_same_beside_a_name_of_two_lines() -> None:
    matrix = pd.DataFrame({"Brest": [1, 0], "Nice": [1, 1]}, index=["a", "une catégorie longue à nommer " * 3])
    marks = figures.heatmap(matrix, "Légende", "Description", is_annotated=False).canvas.axes[0].patches
    assert len(marks) == 3
    assert len({round(mark.get_height(), 6) for mark in marks}) == 1


def test_every_count_of_a_matrix_reads_on_its_shade() -> None:
    matrix = pd.DataFrame({"Brest": range(1, 31)}, index=[str(row) for row in range(30)])
    axes = figures.heatmap(matrix, "Légende", "Description").canvas.axes[0]
    mesh = axes.collections[0]
    for text in axes.texts:
        shade = to_hex(tuple(mesh.to_rgba(np.array([float(text.get_text())]))[0]))
        assert contrast(to_hex(text.get_color()), shade) >= READABLE
        assert text.get_color() != BLACK, "in the ink or the white of all the rest"


def test_empty_cells_stay_empty() -> None:
    matrix = pd.DataFrame({"Brest": [2, 0]}, index=["a", "b"])
    texts = figures.heatmap(matrix, "Légende", "Description").canvas.axes[0].texts
    assert [text.get_text() for text in texts] == ["2"]


def test_hyphens_are_no_rectangles_that_a_screen_would_blacken() -> None:
    drawn = figures.ranges(["a-t-il", "−2", "c"], BOUNDS, [3, 5, 9], 15, "Légende", "Description").svg()
    letters = re.findall(r'<path id="[^"]+" d="M (\S+ \S+) \n((?:L \S+ \S+ \n){4})z\n"', drawn)
    quadrangles = [lines.split(" \n")[-2].removeprefix("L ") == start for start, lines in letters]
    assert quadrangles == [False, False]
