"""Numbers drawn in figures: their letters are outlines, and each is traced by the text that they spell."""

from __future__ import annotations

import base64
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from pipeline.census.census import Census
from pipeline.census.days import month_told
from pipeline.census.drawn import UNREADABLE, drawn_in, drawn_texts
from pipeline.census.pages import FIGURE, SCALE, parse_blocks
from pipeline.figures import bars, series
from pipeline.figures.changes import day_fr
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


def over_time(first: str = "2024-03-01", data_from: str | None = None) -> str:
    """A figure over half a year with its data below; the data of another year where told so."""
    given = pd.DataFrame({"label": "a", "when": pd.date_range(first, periods=26, freq="7D"), "value": 1.5})
    image = base64.b64encode(series(given, "Au fil du temps", "mesure").svg().encode()).decode()
    told = pd.date_range(data_from or first, periods=26, freq="7D")
    days = "".join(f"<tr><td>{day_fr(day)}</td></tr>" for day in told)
    data = f"<div class='figure-data'><table>{days}</table></div>"
    return f'<figure><img src="{ADDRESS}{image}" alt="Un dessin"></figure>{data}'


def months(body: str) -> dict[str, str]:
    """The months on axes of a page, and how the census takes them."""
    blocks = parse_blocks(f"<html><body><h2 id='sec-sample'>Un chapitre</h2>{body}</body></html>")
    return {block.text: block.kind for block in blocks if month_told(block.text)}


def test_months_on_an_axis_are_held_against_the_figure_s_own_data() -> None:
    kinds = months(over_time())
    assert len(kinds) == 3
    assert set(kinds.values()) == {SCALE}


@pytest.mark.parametrize(
    "body",
    [
        over_time(data_from="2023-03-01"),
        over_time().split("<div")[0],
        over_time().split("<div")[0]
        + "<figure><img src='photo.png' alt='x'></figure><div"
        + over_time().split("<div")[1],
    ],
    ids=["data of another year", "no data", "data of another figure"],
)
def test_months_that_the_data_do_not_bear_out_are_no_scale(body: str) -> None:
    assert set(months(body).values()) == {FIGURE}


@pytest.mark.parametrize(
    ("labels", "is_time"),
    [
        (["mars 2024", "avril 2024", "mai 2024", "juin 2024"], True),
        (["March 2024", "April 2024", "May 2024", "June 2024"], True),
        (["mars 2024", "avril 2024", "juillet 2024", "juin 2024"], False),  # one typed by hand
        (["mars 2024", "avril 2024", "mai 2025", "juin 2024"], False),
    ],
)
def test_an_axis_of_time_is_known_by_where_its_months_stand(
    labels: list[str], is_time: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    days = [float(pd.Timestamp(f"2024-{month:02d}-01").toordinal()) for month in (3, 4, 5, 6)]
    with plt.rc_context({"svg.fonttype": "path"}):
        found = drawn_texts(scale(labels, days))
    assert [each.text for each in found] == labels
    assert {each.month is not None for each in found} == {is_time}


def test_a_month_that_nothing_bears_out_is_not_traced(tmp_path: Path) -> None:
    found = census(tmp_path, over_time().split("<div")[0])
    assert {each.number for each in found.untraced} >= {"2024"}
