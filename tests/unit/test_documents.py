"""Booklets and what is said of them: audience, language, chapters, and which cohorts have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.booklet.documents import Document, document
from pipeline.errors import MissingInputError, ParamsError
from pipeline.params import load_params
from pipeline.themes import THEMES

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
BOOKLETS = load_params(ROOT).booklets


def booklet(**changes: Any) -> Document:
    described = {"name": "a", "audience": "communes", "title": "Un livret", "themes": ("survey", "audit")}
    return Document(**{**described, **changes})


def summary(**changes: Any) -> dict[str, Any]:
    return {"is_addressed": True, "languages": ["fr"], "themes": {"survey": [], "needs": []}, **changes}


@pytest.mark.parametrize("name", BOOKLETS)
def test_every_booklet_has_its_text_its_openings_and_a_chapter_for_each_theme(name: str) -> None:
    described = document(name, REPORTS)
    assert described.name == name
    assert (REPORTS / described.path).is_file()
    assert described.openings(REPORTS).is_dir()
    assert set(described.themes) <= set(THEMES)
    missing = [
        theme for theme in described.themes if not (described.texts(REPORTS) / f"chapters/{theme}.qmd").is_file()
    ]
    assert not described.has_chapters or not missing


@pytest.mark.parametrize(
    ("changes", "said", "is_built"),
    [
        ({}, {}, True),
        ({"lang": "en-GB"}, {}, False),
        ({"lang": "en-GB"}, {"languages": ["fr", "en"]}, True),
        ({}, {"is_addressed": False}, False),
        ({"themes": ("audit",)}, {}, False),
    ],
)
def test_a_cohort_has_the_booklets_of_its_audiences_and_languages(
    changes: dict[str, Any], said: dict[str, Any], is_built: bool
) -> None:
    assert booklet(**changes).is_built(summary(**said)) is is_built


def test_chapters_keep_the_order_of_the_booklet() -> None:
    assert booklet(themes=("needs", "audit", "survey")).chapters(summary()) == ["needs", "survey"]


def test_english_texts_have_their_own_folder() -> None:
    assert booklet().texts(Path("reports")) == Path("reports")
    assert booklet(lang="en-GB").texts(Path("reports")) == Path("reports/en")


def test_a_booklet_that_nothing_describes_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match=r"booklets/a\.yml is missing: params\.yaml lists a booklet « a »"):
        document("a", tmp_path)


def test_a_slip_in_a_description_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "booklets").mkdir()
    (tmp_path / "booklets/a.yml").write_text("name: a\naudience: nobody\ntitle: A\nthemes: [survey]\n", "utf-8")
    with pytest.raises(ParamsError, match=r"a\.yml, line 2: « audience »"):
        document("a", tmp_path)
