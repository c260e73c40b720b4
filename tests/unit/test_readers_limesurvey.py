from __future__ import annotations

import pytest

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import grid_of
from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.tables import Choice, Column, Table
from tests.fixtures.exports.survey import Exported, clean_answers, reshape, told

HEADER = ["id", "submitdate"]


def test_answers_in_brackets_become_one_list() -> None:
    rows = [["themes[mobilite]", "themes[eau]"], ["Y", ""], ["Y", "Y"], ["N", "N"]]
    assert reshape("limesurvey", rows)[0] == {"themes": ["mobilite", "mobilite|eau", ""]}


def test_codes_joined_by_underscores_are_the_same() -> None:
    rows = [["themes_mobilite", "themes_eau", "themes_other"], ["Y", "", ""], ["", "Y", "Sport"]]
    cells, _ = reshape("limesurvey", rows)
    assert cells["themes"] == ["mobilite", "eau|autre"]
    assert cells["themes[other]"] == ["", "Sport"]


def test_subquestion_codes_that_are_no_names_are_read_by_their_text() -> None:
    rows = [["themes[SQ001]. Thèmes [Mobilité]", "themes[SQ002]. Thèmes [Eau, énergie]"], ["Oui", "Non"]]
    assert reshape("limesurvey", rows, choices="labels-fr")[0] == {"themes": ["Mobilité"]}


def test_subquestion_codes_that_are_no_names_and_have_no_text_are_told() -> None:
    _, problems = reshape("limesurvey", [["themes[SQ001]", "submitdate"], ["Y", ""]])
    assert told(problems) == [("OUT-002", 1, "themes[SQ001]")]


def test_ticks_converted_to_numbers_are_told() -> None:
    _, problems = reshape("limesurvey", [["themes[mobilite]", "submitdate"], ["1", ""]])
    assert told(problems) == [("OUT-004", 2, "themes[mobilite]")]


def test_arrays_are_one_question_a_row() -> None:
    columns = {"help[SQ001]": "help_commune", "help[SQ002]": "help_state"}
    rows = [["help[SQ001]. Aides [La commune]", "help[SQ002]"], ["peu", "pas"]]
    assert reshape("limesurvey", rows, columns)[0] == {"help[SQ001]": ["peu"], "help[SQ002]": ["pas"]}


def test_a_code_followed_by_its_text_is_the_code() -> None:
    rows = [["agents. Combien de salariés. Et d’autres ?"], ["3"]]
    assert reshape("limesurvey", rows)[0] == {"agents": ["3"]}


def test_another_answer_is_the_choice_and_its_text() -> None:
    cells, _ = reshape("limesurvey", [["role", "role[other]"], ["-oth-", "Stagiaire"], ["salarie", ""]])
    assert cells == {"role": ["autre", "salarie"], "role[other]": ["Stagiaire", ""]}


def test_another_answer_written_in_full_is_the_same() -> None:
    rows = [["role", "role[other]"], ["Other", "Stagiaire"], ["Salarié", ""]]
    assert reshape("limesurvey", rows, choices="labels-fr")[0]["role"] == ["Autre", "Salarié"]


def test_text_under_another_answer_ticks_it() -> None:
    cells, _ = reshape("limesurvey", [["themes[mobilite]", "themes[other]"], ["Y", "Sport, culture"], ["", ""]])
    assert cells == {"themes": ["mobilite|autre", ""], "themes[other]": ["Sport, culture", ""]}


def test_what_was_not_asked_is_empty_where_answers_are_in_full() -> None:
    rows = [["agents", "themes[eau]"], ["N/A", "N/A"]]
    assert reshape("limesurvey", rows, choices="labels-fr")[0] == {"agents": [""], "themes": [""]}
    assert reshape("limesurvey", [["comment"], ["N/A"]])[0] == {"comment": ["N/A"]}


def test_incomplete_responses_stay_and_say_so() -> None:
    columns = {name: name for name in ("agents", "comment", "started_on", "is_complete")}
    columns |= {"id": "response_id", "submitdate": "submitted_on", "token": "respondent_id"}
    frame, problems = clean_answers(Exported("limesurvey/incomplete.csv", "limesurvey", columns))
    assert frame["is_complete"].to_list() == [True, False, True]
    assert frame["submitted_on"].isna().to_list() == [True, True, False]
    assert frame["respondent_id"].to_list() == ["aB3", "cD4", "eF5"]
    assert told(problems) == [("OUT-001", 1, "ipaddr")]


def test_an_export_that_cannot_say_what_is_complete_is_told() -> None:
    _, problems = reshape("limesurvey", [["id", "lastpage", "agents"], ["1", "2", "3"]])
    assert [(problem.code, problem.severity) for problem in problems] == [("OUT-008", "warning")]


def test_dates_lose_the_time_that_was_never_asked() -> None:
    rows = [["started_on", "startdate"], ["2025-09-01 00:00:00", "2026-03-12 14:05:06"]]
    cells, _ = reshape("limesurvey", rows, date_format="DD/MM/YYYY")
    assert cells == {"started_on": ["01/09/2025"], "startdate": ["12/03/2026"]}


def test_yes_and_no_are_written_in_words() -> None:
    assert reshape("limesurvey", [["would_redo"], ["Y"], ["N"], [""]])[0] == {"would_redo": ["oui", "non", ""]}


def yes_or_no(choices: list[Choice], *cells: str, written: str = "names") -> tuple[list[str], list[Problem]]:
    """The cells of one closed question, and what is told."""
    table = Table("survey_startups", "Enquête", ("response_id",), (Column("q", "choice", choices=tuple(choices)),))
    said = {"tool": "limesurvey", "delimiter": ",", "encoding": "utf-8", "decimal": "."}
    reader = Reader.model_validate({**said, "date_format": "YYYY-MM-DD", "choices": written})
    grid = grid_of(enumerate([["q", "submitdate"], *([cell, ""] for cell in cells)], start=1))
    assert grid is not None
    findings = Findings(Place("equipe", "Équipe", "export.csv", "survey_startups"))
    plain = reshaped(grid, Export(reader, table), findings)
    return list(plain.column("q")), findings.problems


YES, NO, MAYBE = Choice("yes", "Oui", "Yes"), Choice("no", "Non", "No"), Choice("dont_know", "Ne sait pas", "")


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ([YES, NO], ["yes", "no"]),
        ([YES, NO, MAYBE], ["yes", "no"]),
        ([Choice("oui", "Oui, souvent"), Choice("non", "Non, jamais")], ["oui", "non"]),
        ([Choice("1", "Oui"), Choice("2", "Non")], ["1", "2"]),
        ([Choice("Y", "D’accord"), Choice("N", "Pas d’accord")], ["Y", "N"]),
        ([Choice("N", "Nord"), Choice("S", "Sud")], ["Y", "N"]),
        ([Choice("oui", "Oui"), MAYBE], ["Y", "N"]),
    ],
)
def test_yes_and_no_are_the_choices_that_mean_so(choices: list[Choice], names: list[str]) -> None:
    cells, problems = yes_or_no(choices, "Y", "N", "", "dont_know")
    assert cells == [*names, "", "dont_know"]
    assert problems == []


@pytest.mark.parametrize(
    "choices",
    [
        [YES, Choice("oui", "D’accord"), NO],
        [YES, NO, Choice("never", "Non")],
        [Choice("yes", "Non"), Choice("no", "Oui")],
        [Choice("N", "Nord"), YES, NO],
    ],
)
def test_yes_and_no_that_several_choices_may_mean_are_told(choices: list[Choice]) -> None:
    cells, problems = yes_or_no(choices, "Y", "")
    assert cells == ["", ""]
    assert told(problems) == [("OUT-014", 2, "q")]
    assert all(f"{choice.name} ({choice.label_fr})" in problems[0].expected_fr for choice in choices)


def test_answers_in_full_are_no_codes() -> None:
    assert yes_or_no([YES, NO], "Y", "Oui", written="labels-fr") == (["Y", "Oui"], [])


def test_the_apostrophe_put_before_equations_goes() -> None:
    assert reshape("limesurvey", [["comment"], ["'=1+1"], ["'tis"]])[0] == {"comment": ["=1+1", "'tis"]}


def test_the_columns_of_the_tool_go() -> None:
    rows = [
        [*HEADER, "lastpage", "startlanguage", "seed", "token"],
        ["1", "2026-03-12 14:05:06", "3", "fr", "9", "aB3"],
    ]
    cells, _ = reshape("limesurvey", rows)
    assert cells == {"id": ["1"], "is_complete": ["oui"], "submitdate": ["2026-03-12"]}
