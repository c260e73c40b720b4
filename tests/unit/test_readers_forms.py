from __future__ import annotations

import pandas as pd
import pytest

from pipeline.intake.choice_values import folded
from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import grid_of
from pipeline.intake.problems import Findings, Place
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.tables import Choice, Column, Table
from tests.fixtures.exports.builders import MICROSOFT, NBSP, microsoft_workbook
from tests.fixtures.exports.survey import EXPORTS, TEXTS, answers_only, clean_answers, reshape, told

GOOGLE, MS = "google-forms", "microsoft-forms"
THEMES = TEXTS["themes"]


def google(
    answer: str, stamp: str = "12/03/2026 14:05:06"
) -> tuple[dict[str, list[str]], list[tuple[str, int | None, str]]]:
    rows = [["Horodateur", THEMES], [stamp, answer]]
    cells, problems = reshape(GOOGLE, rows, choices="labels-fr", date_format="DD/MM/YYYY")
    return cells, told(problems)


@pytest.mark.parametrize(
    ("answer", "themes"),
    [
        ("Mobilité, Eau, énergie", "Mobilité|Eau, énergie"),
        ("Eau, énergie, Ville durable", "Eau, énergie|Ville durable"),
        ("Ville", "Ville"),
        ("", ""),
    ],
)
def test_a_list_is_cut_where_labels_end(answer: str, themes: str) -> None:
    cells, problems = google(answer)
    assert folded(cells[THEMES][0]) == folded(themes)
    assert not problems


def test_semicolons_separate_in_the_file_that_forms_gives() -> None:
    cells, problems = google("Données ; numérique;Eau, énergie;Sport; culture", "2026/03/12 2:05:06 PM UTC+1")
    assert folded(cells[THEMES][0]) == "eau, énergie|données ; numérique|autre"
    assert cells["themes_autre"] == ["Sport; culture"]
    assert not problems


def test_what_follows_the_choices_is_the_text_of_another_answer() -> None:
    cells, problems = google("Mobilité, Sport, et Ville")
    assert cells[THEMES] == ["Mobilité|Autre"]
    assert cells["themes_autre"] == ["Sport, et Ville"]
    assert not problems


def test_a_single_answer_that_is_no_choice_stays_for_the_checks_where_no_column_holds_it() -> None:
    columns = {"Qui vous aide ?": "help_commune"}
    cells, problems = reshape(GOOGLE, [["Qui vous aide ?"], ["Personne"]], columns, "labels-fr")
    assert cells == {"Qui vous aide ?": ["Personne"]}
    assert not problems


def test_an_unknown_answer_in_a_list_is_told_where_no_column_holds_it() -> None:
    cells, problems = one_list("Eau, Sport", ("Eau", "Air"))
    assert cells == [""]
    assert problems == ["OUT-006"]


def test_a_list_that_can_be_cut_in_two_ways_is_told() -> None:
    cells, problems = one_list("Eau, Air", ("Eau", "Air", "Eau, Air"))
    assert cells == [""]
    assert problems == ["OUT-005"]
    assert one_list("Eau, Terre", ("Eau", "Air", "Terre", "Eau, Air")) == (["Eau|Terre"], [])


def one_list(answer: str, labels: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The cell of a question with these choices and no column for « Autre », and the codes told."""
    choices = tuple(Choice(f"c{number}", label) for number, label in enumerate(labels))
    table = Table("survey_startups", "enquête", ("q",), (Column("q", "choices", choices=choices),))
    reader = Reader(
        tool="google-forms", delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD", choices="labels-fr"
    )
    grid = grid_of([(1, ["q"]), (2, [answer])])
    assert grid is not None
    findings = Findings(Place("equipe", "Équipe"))
    plain = reshaped(grid, Export(reader, table), findings)
    return list(plain.column("q")), [problem.code for problem in findings.problems]


def test_the_single_answer_that_is_no_choice_is_another_answer() -> None:
    rows = [
        ["Horodateur", TEXTS["role"]],
        ["12/03/2026 14:05:06", "Dirigeant, gérant"],
        ["12/03/2026 14:05:07", "Maire"],
    ]
    cells, _ = reshape(GOOGLE, rows, choices="labels-fr", date_format="DD/MM/YYYY")
    assert cells[TEXTS["role"]] == ["Dirigeant, gérant", "Autre"]
    assert cells["role_autre"] == ["", "Maire"]


@pytest.mark.parametrize(
    ("stamp", "declared", "day"),
    [
        ("12/03/2026 14:05:06", "DD/MM/YYYY", "12/03/2026"),
        ("2026/03/12 2:05:06 PM UTC+1", "DD/MM/YYYY", "12/03/2026"),
        ("2026/03/12 12:05:06 AM UTC+1", "YYYY-MM-DD", "2026-03-12"),
        ("2026-03-12 14:05:06", "YYYY-MM-DD", "2026-03-12"),
    ],
)
def test_local_timestamps_become_days(stamp: str, declared: str, day: str) -> None:
    cells, problems = reshape(GOOGLE, [["Horodateur"], [stamp]], date_format=declared)
    assert cells["Horodateur"] == [day]
    assert not problems


@pytest.mark.parametrize("stamp", ["12/03/2026 14:05:06", "3/12/2026 14:05:06", "2026/13/12 2:05:06 PM UTC+1"])
def test_a_timestamp_in_another_order_is_told(stamp: str) -> None:
    cells, problems = reshape(GOOGLE, [["Timestamp"], [stamp]])
    assert told(problems) == [("OUT-007", 2, "Timestamp")]
    assert cells["response_id"] == [""]


def test_responses_are_named_by_their_moment_and_their_content() -> None:
    rows = [
        ["Timestamp", "x"],
        ["2026-03-12 14:05:06", "a"],
        ["2026-03-12 14:05:06", "b"],
        ["2026-03-12 14:05:07", "c"],
    ]
    names = reshape(GOOGLE, rows)[0]["response_id"]
    assert len(set(names)) == 3
    assert names[2] == "2026-03-12T14:05:07"
    swapped = reshape(GOOGLE, [[row[1], row[0]] for row in (rows[0], rows[2], rows[1], rows[3])])[0]["response_id"]
    assert swapped == [names[1], names[0], names[2]]


def test_a_question_that_identifies_responses_is_used_instead() -> None:
    columns = {"Votre code": "response_id"}
    cells, _ = reshape(GOOGLE, [["Timestamp", "Votre code"], ["2026-03-12 14:05:06", "A1"]], columns)
    assert cells == {"Votre code": ["A1"]}


def test_addresses_and_scores_are_not_kept() -> None:
    rows = [["Adresse e-mail", "Nom d'utilisateur", "Score", "agents"], ["a@example.org", "a", "8 / 10", "3"]]
    cells, problems = reshape(GOOGLE, rows)
    assert cells == {"agents": ["3"]}
    assert [code for code, _, _ in told(problems)] == ["OUT-001", "OUT-001"]


def test_lines_of_grids_stay_one_question_each() -> None:
    cells, _ = reshape(GOOGLE, [["Aides [La commune]", "Aides [L’État]"], ["Un peu", "Beaucoup"]])
    assert list(cells) == ["Aides [La commune]", "Aides [L’État]"]


def test_the_workbook_of_microsoft_forms_gives_the_same_clean_values() -> None:
    frame, problems = clean_answers(MICROSOFT, microsoft_workbook())
    as_collected, _ = clean_answers(EXPORTS["kobo-names"])
    pd.testing.assert_frame_equal(answers_only(frame), answers_only(as_collected))
    assert told(problems) == [("OUT-001", 1, "Email"), ("OUT-001", 1, "Name")]


def test_microsoft_lists_end_with_a_semicolon() -> None:
    rows = [[THEMES], ["Mobilité;Données ; numérique;"], ["Sport;Mobilité;"], [""]]
    cells, problems = reshape(MS, rows, choices="labels-fr")
    assert [folded(text) for text in cells[THEMES]] == ["mobilité|données ; numérique", "mobilité|autre", ""]
    assert cells["themes_autre"] == ["", "Sport", ""]
    assert not problems


def test_two_unknown_answers_in_a_list_are_told() -> None:
    _, problems = reshape(MS, [[THEMES], ["Sport;Mobilité;Musique;"]], choices="labels-fr")
    assert told(problems) == [("OUT-006", 2, THEMES)]


def test_microsoft_headers_are_found_whatever_their_spaces() -> None:
    cells, _ = reshape(MS, [[f"Combien{NBSP}de salariés avez-vous{NBSP}?"], ["3"]], {TEXTS["agents"]: "agents"})
    assert cells == {TEXTS["agents"]: ["3"]}


def test_points_and_feedback_go() -> None:
    rows = [["agents", "Points - agents", "Feedback - agents", "Total points"], ["3", "1", "", "1"]]
    assert reshape(MS, rows)[0] == {"agents": ["3"]}
    rows[0] = ["agents", "Points - agents", "Commentaires - agents", "Nombre total de points"]
    assert reshape(MS, rows)[0] == {"agents": ["3"]}


def test_a_question_about_points_stays() -> None:
    assert reshape(MS, [["Points - forts"], ["Un"]])[0] == {"Points - forts": ["Un"]}


@pytest.mark.parametrize("cell", ["46093.586875", "46093,586875", "2026-03-12T14:05:06", "2026-03-12 14:05:06"])
@pytest.mark.parametrize("header", ["Completion time", "Heure de fin"])
def test_moments_of_workbooks_become_days(header: str, cell: str) -> None:
    assert reshape(MS, [[header], [cell]])[0] == {header: ["2026-03-12"]}


def test_anonymous_answers_are_not_told_as_personal() -> None:
    cells, problems = reshape(MS, [["ID", "Email", "Name"], ["1", "anonymous", ""]])
    assert cells == {"ID": ["1"]}
    assert not problems


def test_names_and_addresses_of_microsoft_are_dropped_and_told() -> None:
    _, problems = reshape(MS, [["ID", "Adresse de messagerie", "Nom"], ["1", "a@example.org", "Une personne"]])
    assert told(problems) == [("OUT-001", 1, "Adresse de messagerie"), ("OUT-001", 1, "Nom")]


def test_text_among_the_choices_is_taken_only_where_its_column_is_declared() -> None:
    rows = [[THEMES], ["Mobilité;Sport;"]]
    assert told(reshape(MS, rows, {THEMES: "themes"}, "labels-fr")[1]) == [("OUT-006", 2, THEMES)]
    columns = {THEMES: "themes", "themes_autre": "themes_autre"}
    assert reshape(MS, rows, columns, "labels-fr") == ({THEMES: ["Mobilité|Autre"], "themes_autre": ["Sport"]}, [])
