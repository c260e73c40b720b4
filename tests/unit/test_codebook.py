"""The codebook page: what each question means, escaped, self-contained, readable by everybody."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from pipeline.errors import ParamsError
from pipeline.intake.codebook import write_codebooks
from pipeline.intake.codebook_page import codebook_page
from pipeline.intake.questionnaires import Answer, Question, Questionnaire
from pipeline.intake.xlsform import load_xlsform
from pipeline.paths import CohortPaths
from tests.conftest import ROOT
from tests.fixtures.questionnaires import EVERY_TYPE
from tests.real_cohorts import copy_cohort

FORM = load_xlsform(EVERY_TYPE, "survey_startups")
PAGE = codebook_page(FORM, "Quartiers métropolitains d’innovation", is_synthetic=False)
HOSTILE = '<script>alert("x")</script>'


def described(name: str) -> dict[str, str]:
    """The facts the page gives about a question."""
    (block,) = html.fromstring(PAGE).xpath(f"//section[.//dd/code[text()='{name}']][.//dt[text()='Colonne']]")
    terms = [term.text_content() for term in block.xpath("./dl/dt")]
    return dict(zip(terms, [" ".join(each.text_content().split()) for each in block.xpath("./dl/dd")], strict=True))


def test_every_question_is_on_the_page() -> None:
    names = html.fromstring(PAGE).xpath("//section//dt[text()='Colonne']/following-sibling::dd[1]/code/text()")
    assert names == [question.name for question in FORM.questions]


def test_a_question_says_its_bounds_when_it_is_asked_and_how_it_is_analysed() -> None:
    assert described("headcount")["Réponse"] == "nombre entier, de 0 à 5000"
    assert described("headcount")["Obligatoire"] == "oui"
    assert described("headcount")["Posée"] == "à toutes les personnes"
    assert "est au plus 6" in described("barriers")["Posée"]
    assert "indicateur sat-program" in described("satisfaction")["Analyse"]
    assert "comparer des groupes" in described("holder_type")["Analyse"]


def test_choices_are_listed_with_both_languages_and_what_they_count_for() -> None:
    rows = html.fromstring(PAGE).xpath("//section[.//code='satisfaction']//tbody/tr")
    cells = [[cell.text_content() for cell in row] for row in rows]
    assert ["nsp", "Ne sait pas", "Does not know", "ne sait pas, hors base"] in cells
    assert ["5", "5", "5", "dans la base"] in cells


def test_the_page_is_self_contained_and_has_one_outline() -> None:
    assert not re.findall(r"https?://|<script|<link|src=", PAGE)
    page = html.fromstring(PAGE)
    assert page.get("lang") == "fr-FR"
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(name in ids for name in page.xpath("//@aria-labelledby"))


def test_every_text_is_escaped() -> None:
    answer = Answer(name="a", label_fr=HOSTILE, label_en=HOSTILE)
    question = Question(
        name="q",
        kind="choice",
        label_fr=HOSTILE,
        label_en=HOSTILE,
        hint_fr=HOSTILE,
        answers=(answer,),
        indicator=HOSTILE,
    )
    other = Question(name="r", kind="text", label_fr=HOSTILE, relevant="${q} = 'a'", constraint="string-length(.) < 9")
    page = codebook_page(
        Questionnaire(
            table="survey_startups", title_fr=HOSTILE, title_en=HOSTILE, version=HOSTILE, questions=(question, other)
        ),
        HOSTILE,
        is_synthetic=True,
        home=HOSTILE,
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_cohort_without_questionnaire_is_told(tmp_path: Path) -> None:
    paths: CohortPaths = copy_cohort("villes-intelligentes", tmp_path)
    with pytest.raises(ParamsError, match="declares no questionnaire"):
        write_codebooks(paths)


def test_the_pages_are_written_beside_the_cohort_s_results(tmp_path: Path) -> None:
    paths = CohortPaths("essai", tmp_path)
    paths.raw.mkdir(parents=True)
    description = (ROOT / "data/raw/qmi-1/cohort.yml").read_text("utf-8").replace("cohort: qmi-1", "cohort: essai")
    (paths.raw / "cohort.yml").write_text(description, encoding="utf-8")
    (paths.raw / "questionnaire.md").write_bytes(EVERY_TYPE.read_bytes())
    (paths.raw / "delivery.yml").write_text(
        "team: equipe\nowners: [{id: equipe, name_fr: L’équipe}]\n"
        "sources: [{id: enquete, title_fr: Enquête, publisher: Équipe, licence: Etalab-2.0}]\n"
        'reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}\n'
        "questionnaires: {survey_startups: questionnaire.md}\n"
        "deliveries: [{file: a.csv, table: survey_startups, owner: equipe, received: 2026-01-05,"
        " sources: [enquete]}]\n",
        encoding="utf-8",
    )
    assert write_codebooks(paths) == [paths.codebook / "survey_startups.html"]
    assert "Combien êtes-vous" in (paths.codebook / "survey_startups.html").read_text("utf-8")
