from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from pipeline.booklet.markdown import escape, visible
from pipeline.booklet.sheets import solution_cards
from pipeline.booklet.sheets.project_parts import Profile
from pipeline.booklet.sheets.solution_cards import cards, stage_cards
from pipeline.booklet.sheets.solution_stars import star
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import written_releases

PICTOGRAMS = ROOT / "reports" / "theme" / "pictograms"


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_releases(tmp_path_factory.mktemp("releases"))[0]


def told(text: str) -> dict[str, str]:
    """What each card says, by the name of its project."""
    found = text.split(":::: {.card}\n")[1:]
    return {re.search(r"\*\*(.+?)\*\*", card)[1]: visible(card) for card in found}  # type: ignore[index]


def test_what_planned_or_measured_has_a_card_in_the_order_of_the_register_and_the_others_one_line(
    release: Release,
) -> None:
    text = cards(release, PICTOGRAMS)
    shown, _, others = text.partition(str(escape(solution_cards.WITHOUT_FR)))
    assert list(told(shown)) == ["Projet P1", "Projet P4"]
    assert "Projet P2" in others and "Projet P3" in others and "Projet P1" not in others
    assert text.index("Les branches de l’étoile") < text.index("::::: {.cards}")


def test_a_card_tells_state_trial_result_and_weak_point(release: Release) -> None:
    said = told(cards(release, PICTOGRAMS))
    first = said["Projet P1"]
    assert "déployé en" in first and "mois" in first
    counted = (
        "2\u00a0indicateurs mesurés avant et après\u00a0: 1\u00a0évolution favorable et 1\u00a0évolution défavorable"
    )
    assert f"{counted}\u202f; 1\u00a0cible atteinte" in first and "ne confirme pas" not in first
    assert "*Point faible*\u00a0: Prix" in first and "*Achat*\u00a0: premier achat par une commune le" in first
    assert re.search(r"une commune le [^ \n]+\d{4}\n", first)  # the date stays whole
    assert solution_cards.NOTHING_MEASURED_FR in said["Projet P4"] and "Achat" not in said["Projet P4"]


def test_cards_add_up_to_what_the_chapter_counts(release: Release) -> None:
    counts = release.table("indicators_projects")
    for kind in ("measured", "favourable", "unfavourable", "unchanged", "reached"):
        of_cards = sum(release.fact(fact)["value"] for fact in counts[f"{kind}_fact"])
        assert of_cards == release.fact(f"indicators-{kind}")["value"]


@pytest.mark.parametrize(
    ("weakest", "said"),
    [
        (["a"], "a"),
        (["a", "b"], "a et b"),
        (["a", "b", "c"], solution_cards.ALL_BUT_ONE_FR.format("«\u202fd\u202f»")),
        ([], solution_cards.NONE_WEAKER_FR),
    ],
)
def test_where_all_criteria_but_one_are_weak_that_one_is_named(weakest: list[str], said: str) -> None:
    levels = pd.Series(dict.fromkeys("abcd", 1.0))
    assert solution_cards._weakest(Profile(levels, [], weakest, [0, 1], 2)) == said
    assert solution_cards._weakest(None) == solution_cards.NOT_SCORED_FR


def test_where_an_outcome_is_hidden_no_card_tells_one(tmp_path: Path) -> None:
    hidden = written_releases(tmp_path, min_count=3)[0]
    card = told(cards(hidden, PICTOGRAMS))["Projet P1"]
    assert "*État*\u00a0: secret statistique" in card and "déployé" not in card


def test_a_family_without_pictogram_gets_the_tiles(release: Release, tmp_path: Path) -> None:
    assert "/energie.svg" in cards(release, PICTOGRAMS)
    assert "/energie.svg" not in cards(release, tmp_path) and "/tiles.svg" in cards(release, tmp_path)


def test_every_drawing_that_a_card_shows_is_staged(release: Release, tmp_path: Path) -> None:
    (tmp_path / "generated").mkdir()
    stage_cards(release, tmp_path, Path("generated/solution_cards.qmd"))
    text = (tmp_path / "generated" / "solution_cards.qmd").read_text(encoding="utf-8")
    shown = re.findall(r"\.\./generated/(etoile-[\w-]+\.svg)", text)
    assert len(shown) == 2
    for name in shown:
        etree.parse(tmp_path / "generated" / name)


def test_a_star_has_its_levels_and_rings_where_it_is_weak() -> None:
    drawn = etree.fromstring(star([3, 0, 1.5], [0, 1, 2, 3], [1]))
    polygons = [part.get("points", "").split() for part in drawn if part.tag.endswith("polygon")]
    assert [len(points) for points in polygons] == [3] * 5
    assert polygons[-1][0] == polygons[3][0], "the highest level reaches the outermost corner"
    rings = [part for part in drawn if part.tag.endswith("circle")]
    assert [(ring.get("cx"), ring.get("cy")) for ring in rings] == [tuple(polygons[0][1].split(","))]


def test_a_missing_level_leaves_its_corner_out() -> None:
    drawn = etree.fromstring(star([3, float("nan"), 1], [0, 3], []))
    assert len(drawn[-1].get("points", "").split()) == 2
    assert len(etree.fromstring(star([float("nan")] * 3, [0, 3], []))) == 2
