from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.frame.cover_art import FEWEST_TILES, MOST_TILES, Counted, counted, cover_art, cover_words
from tests.fixtures.framed import COUNT, FEW, framed_release
from tests.unit.test_facts import a_fact


def shapes(drawing: str) -> Counter[str]:
    """How many tiles bear each family's shape, whatever their place and turn."""
    return Counter(re.findall(r'<path (d="[^"]+" fill="[^"]+") transform', drawing))


def projects(**sizes: int) -> Counted:
    return Counted(sizes, "projet", "famille")


@pytest.mark.parametrize("sizes", [{"a": 8, "b": 5, "c": 1}, {"a": 1}, {"a": 2, "b": 0}])
def test_there_is_one_tile_a_project(sizes: dict[str, int]) -> None:
    assert sorted(shapes(cover_art(projects(**sizes))).values()) == sorted(size for size in sizes.values() if size)


def test_more_than_the_cover_holds_is_drawn_in_proportion() -> None:
    drawn = shapes(cover_art(projects(a=6000, b=3000, c=1)))
    assert sum(drawn.values()) == pytest.approx(MOST_TILES, abs=2)
    assert sorted(drawn.values())[0] == 1, "the smallest family is still seen"


@pytest.mark.parametrize("sizes", [{}, {"a": 0}, {"a": 28}, {"a": 50, "b": 46}])
def test_the_drawing_fills_three_by_two(sizes: dict[str, int]) -> None:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', cover_art(projects(**sizes)))
    assert found is not None
    wide, high = int(found[1]), int(found[2])
    assert wide / high == pytest.approx(1.5, abs=0.11)
    assert wide * high >= FEWEST_TILES * 100


def test_the_same_counts_give_the_same_drawing() -> None:
    assert cover_art(projects(a=8, b=5)) == cover_art(projects(a=8, b=5))
    assert cover_art(projects(a=8, b=5)) != cover_art(projects(a=8, b=6))


def test_hidden_counts_are_not_drawn(tmp_path: Path) -> None:
    families = pd.DataFrame({"name": ["A", "B"], "count": [15, 2], "count_fact": ["sample-interviews", "sample-few"]})
    release = framed_release(tmp_path, {"sample": [COUNT, FEW]}, tables={"portfolio_themes": families})
    assert counted(release).sizes == {"A": 15}
    assert "une tuile par projet, et chaque forme est une famille du catalogue (1\u00a0famille)" in cover_words(
        counted(release)
    )


def test_without_a_catalogue_the_chapters_numbers_are_drawn(tmp_path: Path) -> None:
    facts = {"sample": [COUNT, FEW], "other": [a_fact(fact_id="other-a"), a_fact(fact_id="other-b")]}
    found = counted(framed_release(tmp_path, facts))
    assert found.sizes == {"other": 2, "sample": 1}
    assert "chaque forme est un chapitre (2\u00a0chapitres, tous livrets confondus)" in cover_words(found)
    assert cover_words(projects()) == ""
