from __future__ import annotations

import pytest

from pipeline.intake.proposals import Match, propose, unfilled
from pipeline.intake.questionnaires import Question, Questionnaire
from pipeline.tables import TABLES

SURVEY = Questionnaire(
    table="survey_startups",
    title_fr="Enquête",
    questions=(
        Question(name="satisfaction", kind="integer", label_fr="Quelle est votre satisfaction ?", is_required=True),
        Question(name="Q1_SQ001", kind="text", label_fr="Effets : emploi", label_en="Effects: jobs"),
    ),
)
SURVEY_TABLE = SURVEY.tables[0]


def columns(*headers: str, table: str = "projects", **asked: str) -> dict[str, str]:
    return {match.header: match.column for match in propose(headers, TABLES[table], asked=asked)}


@pytest.mark.parametrize(
    ("header", "column", "reason"),
    [
        ("commune_insee", "commune_insee", "same name"),
        ("Commune INSEE", "commune_insee", "same name, written otherwise"),
        ("Code Insee", "commune_insee", "usual name"),
        ("Thématique", "theme", "usual name"),
        ("groupe/theme", "theme", "same name, written otherwise"),
    ],
)
def test_a_header_is_recognised_and_the_reason_said(header: str, column: str, reason: str) -> None:
    assert propose([header], TABLES["projects"]) == (Match(header, column, reason, "certain"),)


@pytest.mark.parametrize(
    "header", ["Quelle est votre satisfaction ?", "QUELLE EST VOTRE SATISFACTION", "grp/satisfaction"]
)
def test_a_question_is_recognised_by_its_label_or_its_name(header: str) -> None:
    match = propose([header], SURVEY_TABLE, SURVEY)[0]
    assert (match.column, match.certainty) == ("satisfaction", "certain")


def test_codes_of_an_array_question_are_its_column() -> None:
    assert [match.column for match in propose(["Q1[SQ001]"], SURVEY_TABLE, SURVEY)] == ["Q1_SQ001"]
    assert [match.column for match in propose(["Effects: jobs"], SURVEY_TABLE, SURVEY)] == ["Q1_SQ001"]


def test_a_close_name_is_only_to_check_and_fills_nothing() -> None:
    matches = propose(["comune_insee", "satisfacton"], TABLES["projects"])
    assert matches[0].certainty == "to check"
    assert "à vérifier" in matches[0].reason
    assert "commune_insee" in unfilled(matches, TABLES["projects"])
    assert matches[1] == Match("satisfacton", "", "no column has this name", "none")


def test_the_surest_header_takes_the_column() -> None:
    assert columns("Thème", "theme") == {"Thème": "", "theme": "theme"}
    # KoboToolbox always writes both; the first of the list is the surest
    assert columns("_uuid", "_id", table="projects") == {"_uuid": "", "_id": ""}
    assert {match.header: match.column for match in propose(["_uuid", "_id"], SURVEY_TABLE)} == {
        "_uuid": "",
        "_id": "response_id",
    }


def test_two_headers_that_could_as_well_fill_a_column_are_left_to_a_person() -> None:
    matches = propose(["Commune Insee", "commune-insee"], TABLES["projects"])
    assert [match.column for match in matches] == ["", ""]
    assert matches[0].reason == "another header may fill commune_insee as well"


def test_what_a_person_asked_for_goes_first() -> None:
    matches = propose(["theme", "ma colonne"], TABLES["projects"], asked={"ma colonne": "theme", "absent": "name"})
    assert [(match.header, match.column, match.certainty) for match in matches] == [
        ("theme", "", "none"),
        ("ma colonne", "theme", "asked"),
    ]


def test_the_name_of_a_commune_is_not_the_name_of_a_project() -> None:
    assert columns("Nom de la commune", table="communes") == {"Nom de la commune": "name"}
    assert columns("Nom de la commune", table="projects") == {"Nom de la commune": ""}
