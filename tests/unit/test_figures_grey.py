"""Every kind of figure reads without colours: what looks alike but for its colour differs in grey.

What differs in grey differs for every colour vision too: deficiencies of colour vision leave lightness nearly as it is.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba

from tests.conftest import ROOT
from tests.unit.figure_examples import EXAMPLES, example
from tests.unit.test_renderer_brand import contrast

PAPER = "#ffffff"
LEAST_CONTRAST = 1.2
"""Between two greys side by side, as `test_figures_look` asks of neighbouring steps."""

LED = ("series",)
"""A thin line leads from each curve to its name and touches both; `test_figures_look` holds the curves apart."""


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def marks(name: str) -> set[tuple[Any, str]]:
    """(look without its colour, colour) of all that is drawn for data; a shade of a continuous scale is no mark."""
    found: set[tuple[Any, str]] = set()
    for axes in example(name, 5).canvas.axes:
        for patch in axes.patches:
            look = ("patch", type(patch).__name__, patch.get_hatch())
            found |= seen(look, patch.get_facecolor() if patch.get_fill() else patch.get_edgecolor())
        for line in axes.lines:
            if name in LED and line.get_marker() == "None" and line.get_linestyle() == "-":
                continue
            is_points = line.get_linestyle() == "None"
            filled = to_rgba(line.get_markerfacecolor())[3] > 0
            look = ("line", is_points, str(line._dash_pattern), str(line.get_marker()), filled)
            inked = line.get_markerfacecolor() if filled else line.get_markeredgecolor()
            found |= seen(look, inked if is_points else line.get_color())
        for collection in axes.collections:
            if isinstance(collection, PathCollection):
                shape = collection.get_paths()[0].vertices.round(3).tobytes()
                for colour in collection.get_facecolors():
                    found |= seen(("points", shape), colour)
    return found


def seen(look: Any, colour: Any) -> set[tuple[Any, str]]:
    """Nothing for what is drawn without ink, or is ground behind marks: hardly darker than paper."""
    is_mark = to_rgba(colour)[3] > 0 and contrast(to_hex(colour), PAPER) >= LEAST_CONTRAST
    return {(look, to_hex(colour))} if is_mark else set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_marks_of_one_look_differ_in_grey(name: str) -> None:
    for (look, one), (other_look, other) in combinations(marks(name), 2):
        if look == other_look and one != other:
            assert contrast(one, other) >= LEAST_CONTRAST, (look, one, other)


def test_two_colours_of_one_grey_would_be_seen() -> None:
    red, green = "#b03a2e", "#1f7a3d"
    assert contrast(red, green) < LEAST_CONTRAST
    assert contrast("#0b4f5c", "#b9dfe3") >= LEAST_CONTRAST
