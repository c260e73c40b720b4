"""What a reader must be able to see: every label whole, apart, in French; marks told apart in grey; the same bytes."""

from __future__ import annotations

import re
from itertools import combinations, pairwise, product

import pandas as pd
import pytest
from matplotlib.collections import PathCollection

from pipeline import figures
from pipeline.figures.colours import answer_fills, strokes, text_on
from pipeline.figures.letters import inches
from pipeline.figures.rows import LABEL_INCHES
from pipeline.figures.scales import limits, places_around, tick
from pipeline.figures.spreading import spread
from pipeline.figures.theme import TALLEST_INCHES, TEXT_WIDTH_INCHES
from pipeline.figures.timeline import _styles as step_styles
from pipeline.figures.ways import CHANGES_FR, _styles
from pipeline.renderer.brand import Brand, load_brand
from tests.conftest import ROOT
from tests.unit.figure_examples import EXAMPLES, estimates, example, labels, texts
from tests.unit.test_renderer_brand import contrast, linear, luminance

LAYOUTS = [(name, rows, is_long) for name in EXAMPLES for rows, is_long in ((1, False), (2, True), (5, True))]
MANY = ["bars", "intervals", "likert", "timeline", "ways"]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def brand() -> Brand:
    return load_brand(ROOT / "reports" / "_brand.yml")


@pytest.mark.parametrize(("name", "rows", "is_long"), LAYOUTS)
def test_no_label_is_clipped_or_covers_another(name: str, rows: int, is_long: bool) -> None:
    figure = example(name, rows, is_long)
    edges, boxes = figure.canvas.bbox, [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    for text, box in boxes:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= edges.x1 + 1 and box.y1 <= edges.y1 + 1, f"clipped: {text}"
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or down <= 1, f"« {one} » and « {other} » overlap"


@pytest.mark.parametrize(("name", "rows", "is_long"), LAYOUTS)
def test_a_figure_is_as_wide_as_the_text_and_fits_a_page(name: str, rows: int, is_long: bool) -> None:
    width, height = example(name, rows, is_long).canvas.get_size_inches()
    assert width == TEXT_WIDTH_INCHES
    assert height <= TALLEST_INCHES + 1e-6


@pytest.mark.parametrize("name", MANY)
def test_many_rows_stand_closer_together_to_fit_a_page(name: str) -> None:
    figure = example(name, 36)
    assert figure.canvas.get_figheight() <= TALLEST_INCHES + 1e-6
    tops = sorted(label.get_window_extent().y0 for label in figure.canvas.axes[0].get_yticklabels())
    assert min(high - low for low, high in pairwise(tops)) > 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_numbers_are_written_in_french(name: str) -> None:
    for text in texts(example(name, 5)):
        assert not re.search(r"\d\.\d|(?<!\w)-\d|\d \d|\d{5}", text.get_text()), text.get_text()


def test_ticks_use_the_decimal_comma_the_narrow_space_and_the_minus_sign() -> None:
    assert [tick(value) for value in (12000, 0.25, -3)] == ["12\u202f000", "0,25", "\u22123"]
    assert tick(0.125, "share") == "12,5\u202f%"
    shown = [label.get_text() for label in example("intervals", 5).canvas.axes[0].get_xticklabels()]
    assert "4\u202f000" in shown


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_data_give_the_same_bytes(name: str) -> None:
    first, again = EXAMPLES[name](2, False).svg(), EXAMPLES[name](2, False).svg()
    assert first == again
    assert "<text" not in first
    assert "<dc:date>" not in first


def test_text_reads_on_every_fill(brand: Brand) -> None:
    fills = [fill.colour for levels in range(2, 8) for fill in answer_fills(levels, brand)]
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(0, 256, 5)]
    for fill in [*fills, *greys]:
        assert contrast(text_on(fill, brand), fill) >= 4.5, fill


def test_marks_stand_out_from_the_page(brand: Brand) -> None:
    paper = brand.palette["background"]
    roles = ("primary", "tertiary", "muted", "foreground", "sequential-mid")
    for colour in [*(brand.palette[role] for role in roles), *(stroke.colour for stroke in strokes(brand))]:
        assert contrast(colour, paper) >= 3, colour


def test_answers_are_told_apart_in_grey(brand: Brand) -> None:
    for levels in range(2, 8):
        fills = answer_fills(levels, brand)
        assert len(fills) == levels
        for one, other in pairwise(fills):
            assert one.hatch != other.hatch or contrast(one.colour, other.colour) >= 1.35, (levels, one, other)
        negative, positive = fills[: levels // 2], fills[-(levels // 2) :]
        assert all(fill.hatch for fill in negative) and not any(fill.hatch for fill in positive)
        shades = [luminance(linear(fill.colour)) for fill in positive]
        assert shades == sorted(shades, reverse=True), "the stronger the answer, the darker"


def test_no_hatch_touches_a_count() -> None:
    figure = example("likert", 5)
    bars = [bar for bar in figure.canvas.axes[0].patches if bar.get_hatch()]
    counts = [text for text in figure.canvas.axes[0].texts if text.get_bbox_patch()]
    point, inside = figure.canvas.dpi / 72, 0
    for bar, count in product(bars, counts):
        around, box, digits = bar.get_window_extent(), count.get_bbox_patch(), count.get_window_extent()
        if around.x0 < digits.x0 < around.x1 and around.y0 < digits.y0 < around.y1:
            inside += 1
            plain = box.get_window_extent()
            assert box.get_facecolor() == bar.get_facecolor()
            assert digits.x0 - plain.x0 > point and plain.x1 - digits.x1 > point
            assert plain.height < around.height
    assert inside == len(counts) > 0


def test_strokes_differ_by_more_than_colour(brand: Brand) -> None:
    for one, other in combinations(strokes(brand), 2):
        assert one.marker != other.marker and one.dashes != other.dashes
    looks = _styles(brand)
    assert set(looks) == set(CHANGES_FR)
    for one, other in combinations(looks.values(), 2):
        assert one.get("linestyle") != other.get("linestyle")
        assert one["marker"] != other["marker"]


@pytest.mark.parametrize("count", range(2, 7))
def test_neighbouring_steps_differ_in_grey(brand: Brand, count: int) -> None:
    for one, other in pairwise(step_styles([str(step) for step in range(count)], brand)):
        assert one.hatch != other.hatch and one.marker != other.marker
        assert contrast(one.colour, other.colour) >= 1.2


def test_counts_on_a_heatmap_read_on_their_shade() -> None:
    counts = pd.DataFrame([[1, 5, 9], [13, 17, 21]], columns=["a", "b", "c"], index=["x", "y"])
    figure = figures.heatmap(counts, "Légende")
    mesh = figure.canvas.axes[0].collections[0]
    shades = [tuple(shade[:3]) for shade in mesh.to_rgba(mesh.get_array()).reshape(-1, 4)]
    for text, (red, green, blue) in zip(figure.canvas.axes[0].texts, shades, strict=True):
        behind = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
        assert contrast(text.get_color(), behind) >= 4.5, text.get_text()


def test_a_scale_does_not_magnify_a_small_change() -> None:
    low, high = limits([100.0, 101.0])
    assert (101 - 100) / (high - low) < 0.05
    assert limits([]) == (0.0, 1.0)
    assert limits([float("nan"), float("inf")], is_ratio=True) == (0.5, 2.0)
    assert limits([0.0]) == pytest.approx((-0.55, 0.55))


def test_an_axis_of_shares_ends_at_nothing_and_at_all() -> None:
    frame = estimates(2).assign(value=[0.0, 1.0], low=[0.0, 0.8], high=[0.2, 1.0])
    axes = figures.intervals(frame, "Légende", "part", unit="share").canvas.axes[0]
    assert axes.get_xlim() == (-0.02, 1.02)
    shown = [label.get_text() for label in axes.get_xticklabels()]
    assert {"0\u202f%", "100\u202f%"} <= set(shown)


def test_an_axis_of_what_is_never_negative_begins_at_zero() -> None:
    marks = estimates(2).assign(value=[7.9, 7.8], low=[6.7, 6.6], high=[8.5, 8.2])
    assert figures.intervals(marks, "Légende", "note").canvas.axes[0].get_xlim()[0] == pytest.approx(-0.18, abs=0.01)
    gaps = marks.assign(low=[-1.0, 6.6])
    assert figures.intervals(gaps, "Légende", "écart").canvas.axes[0].get_xlim()[0] < -1


def test_ticks_go_as_far_as_the_marks_do() -> None:
    assert places_around(-98.0, 89.0) == [-100.0, -50.0, 0.0, 50.0, 100.0]
    assert places_around(0.15, 9.0, is_ratio=True)[0] == 0.1
    gaps = estimates(2).assign(value=[-0.1, 0.8], low=[-0.43, 0.2], high=[0.2, 0.97])
    axes = figures.intervals(gaps, "Légende", "écart").canvas.axes[0]
    assert min(axes.get_xticks()) <= -0.43
    assert max(axes.get_xticks()) >= 0.97
    assert axes.get_xlim()[0] <= min(axes.get_xticks())


def test_spread_labels_keep_their_order_and_distance() -> None:
    places = spread([0.5, 0.52, 0.51, 0.99], [0.1, 0.1, 0.1, 0.1])
    assert places[0] < places[2] < places[1] < places[3] <= 0.95
    assert min(b - a for a, b in pairwise(sorted(places))) >= 0.1 - 1e-9
    assert spread([0.2, 0.8], [0.1, 0.1]) == [0.2, 0.8]
    assert spread([], []) == []


def test_an_end_without_limit_is_an_arrow_at_the_edge() -> None:
    frame = estimates(2).assign(high=[float("inf"), 3000.0])
    figure = figures.intervals(frame, "Légende", "habitants")
    axes = figure.canvas.axes[0]
    arrows = [
        offset
        for collection in axes.collections
        if isinstance(collection, PathCollection) and len(collection.get_offsets()) == 1
        for offset in collection.get_offsets()
    ]
    assert [float(x) for x, _ in arrows] == [axes.get_xlim()[1]]
    assert "sans limite" in figure.alt_fr


def test_long_labels_are_wrapped() -> None:
    drawn = figures.bars(labels(1, True), [3], "projets", "Légende").canvas.axes[0].get_yticklabels()[0].get_text()
    assert "\n" in drawn
    assert inches(drawn) <= LABEL_INCHES
    assert drawn.replace("\n", " ") == labels(1, True)[0]
