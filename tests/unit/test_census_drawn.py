"""Numbers drawn in figures: their letters are outlines, and each is traced by the text that they spell."""

from __future__ import annotations

import base64
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from pipeline.census.census import Census
from pipeline.census.drawn import UNREADABLE, drawn_in, drawn_texts
from pipeline.figures import bars
from tests.unit.test_census import census

ADDRESS = "data:image/svg+xml;base64,"


def drawn(counts: list[int]) -> str:
    """A bar chart as a page holds it."""
    return bars(["Agents", "Élus"], pd.array(counts, dtype="Int64"), "entretiens", "Entretiens").svg()


def on_page(svg: str, folder: Path) -> Census:
    image = f'<img src="{ADDRESS}{base64.b64encode(svg.encode()).decode()}" alt="Un dessin">'
    return census(folder, f"<figure>{image}</figure>")


def scale(numbers: list[str], places: list[float] | None = None) -> bytes:
    """A chart whose axis has these labels at these places."""
    figure, axes = plt.subplots()
    axes.set_xticks(places or [*map(float, range(len(numbers)))], numbers)
    axes.set_yticks([])
    path = Path("chart.svg")
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return path.read_bytes()


def test_what_a_fact_of_the_part_tells_may_be_drawn(tmp_path: Path) -> None:
    found = on_page(drawn([15, 15]), tmp_path)
    assert found.untraced == []
    assert found.traced["figure"] == 2


def test_a_number_that_no_fact_tells_is_found_in_the_drawing(tmp_path: Path) -> None:
    found = on_page(drawn([15, 4711]), tmp_path)
    assert [each.number.replace("\u202f", "") for each in found.untraced] == ["4711"]
    assert [each.part for each in found.untraced] == ["sec-sample"]


def test_numbers_in_other_words_of_a_drawing_are_found(tmp_path: Path) -> None:
    said = "<title>T 81</title><desc>D 82</desc><text>X <tspan>83</tspan></text>"
    found = on_page(f'<svg xmlns="http://www.w3.org/2000/svg">{said}</svg>', tmp_path)
    assert [each.number for each in found.untraced] == ["81", "82", "83"]


@pytest.mark.parametrize(
    ("numbers", "places", "is_scale"),
    [
        (["0", "20", "40", "60"], None, True),
        (["0 %", "50 %", "100 %"], None, True),
        (["−1", "0", "1"], None, True),
        (["0,5", "1", "2", "4"], None, True),  # each twice the one before
        (["0", "200", "410", "600"], None, False),  # one label typed by hand
        (["0", "20"], None, False),  # any two numbers lie on a line
        (["0", "projets", "40"], None, False),
        (["7", "7", "7"], None, False),
    ],
)
def test_a_scale_is_known_by_where_its_numbers_stand(
    numbers: list[str], places: list[float] | None, is_scale: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with plt.rc_context({"svg.fonttype": "path"}):
        found = drawn_texts(scale(numbers, places))
    assert [each.text for each in found] == numbers
    assert {each.is_on_scale for each in found} == {is_scale}


def test_a_drawing_that_cannot_be_read_is_not_traced(tmp_path: Path) -> None:
    assert drawn_in(f"{ADDRESS}AAAA")[0].text == UNREADABLE
    assert drawn_in("photo.png") == []
    assert [each.number for each in on_page("<svg", tmp_path).untraced] == ["0"]
