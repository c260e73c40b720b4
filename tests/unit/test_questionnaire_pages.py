"""The published questionnaire: rebuilt from the release alone, the codebook page with a way home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.booklet.questionnaire_pages import questionnaire_page, questionnaires
from pipeline.estimate import estimate
from pipeline.files import write_json
from pipeline.frames import write_tables
from pipeline.intake.codebook_page import codebook_page
from pipeline.intake.questionnaires import RELEASED_AS, Questionnaire, question_tables
from pipeline.intake.xlsform import load_xlsform
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.publish import PAGES, index_page, write_pages
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.questionnaires import EVERY_TYPE
from tests.unit.test_survey import INVITATIONS, PARAMS, RESPONSES

CONFIDED = "dit en confidence"
HOSTILE = '<script>alert("x")</script>'
COHORT = load_cohort(CohortPaths("qmi-1", ROOT))
STARTUPS = load_xlsform(EVERY_TYPE, "survey_startups")
COMMUNES = STARTUPS.model_copy(update={"table": "survey_communes", "title_fr": "Agents"})


def released(folder: Path, *asked: Questionnaire, is_synthetic: bool = False) -> Release:
    """A release of these surveys, each with the same four responses."""
    answered = {each.table: RESPONSES.assign(staff=None, comment=CONFIDED) for each in asked}
    found = estimate({**question_tables(asked), **answered, "invitations": INVITATIONS}, PARAMS)
    for theme in found.values():
        write_tables(folder / "tables", theme.tables)
    summary: dict[str, Any] = {"title_fr": COHORT.title_fr, "themes": sorted(found)}
    deliveries = pd.DataFrame({"table": [each.table for each in asked], "is_synthetic": is_synthetic})
    write_tables(folder, {"deliveries": deliveries})
    write_json(folder / "release.json", summary)
    return Release(folder)


def test_a_release_holds_the_questionnaires_whole(tmp_path: Path) -> None:
    assert questionnaires(released(tmp_path, STARTUPS, COMMUNES)) == {
        "survey_startups": STARTUPS,
        "survey_communes": COMMUNES,
    }


def test_the_published_page_is_the_codebook_with_a_way_home(tmp_path: Path) -> None:
    published = questionnaire_page(released(tmp_path, STARTUPS), "survey_startups")
    assert published == codebook_page(STARTUPS, COHORT.title_fr, is_synthetic=False, home="index.html")
    assert "<h1>Questionnaire «\u00a0" in published
    own = codebook_page(STARTUPS, COHORT.title_fr, is_synthetic=False)
    assert published.replace(f'<a href="index.html">{COHORT.title_fr}</a>', COHORT.title_fr) == own


def test_made_up_answers_are_said_to_be_so(tmp_path: Path) -> None:
    pages = [
        questionnaire_page(released(tmp_path / str(made_up), STARTUPS, is_synthetic=made_up), STARTUPS.table)
        for made_up in (True, False)
    ]
    assert ["synthétiques" in page for page in pages] == [True, False]


def test_no_answer_is_released_with_what_was_asked(tmp_path: Path) -> None:
    release = released(tmp_path, STARTUPS)
    written = {path.stem: release.table(path.stem).to_csv() for path in (tmp_path / "tables").iterdir()}
    assert set(RELEASED_AS.values()) <= set(written)
    assert not [name for name, text in written.items() if CONFIDED in text]


def test_each_survey_of_the_cohort_has_its_page_and_its_line_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    release, site = released(tmp_path / "release", STARTUPS, COMMUNES), tmp_path / "site"
    site.mkdir()
    pages = write_pages(release, site)
    assert sorted(path.name for path in site.iterdir()) == [
        "questionnaire-communes.html",
        "questionnaire-startups.html",
    ]
    index = index_page(COHORT, [], pages)
    assert 'href="questionnaire-startups.html">Questionnaire des porteurs de projet' in index
    assert "questionnaire-institutions.html" not in index


def test_without_surveys_no_questionnaire_is_published(tmp_path: Path) -> None:
    write_json(tmp_path / "release.json", {"themes": {}})
    release = Release(tmp_path)
    assert not [page.file for page in PAGES if page.is_in(release)]


def test_texts_of_the_released_questionnaire_are_escaped(tmp_path: Path) -> None:
    hostile = STARTUPS.model_copy(update={"title_fr": HOSTILE, "version": HOSTILE})
    page = questionnaire_page(released(tmp_path, hostile), "survey_startups")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 3
