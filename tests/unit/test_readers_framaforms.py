from __future__ import annotations

from tests.fixtures.exports.survey import HELP, TEXTS, reshape, told

THEMES = TEXTS["themes"]
COLUMNS = {
    THEMES: "themes",
    "themes_autre": "themes_autre",
    TEXTS["agents"]: "agents",
    f"{HELP} [La commune]": "help_commune",
    f"{HELP} [L’État]": "help_state",
}


def separate(*rows: list[str]) -> tuple[dict[str, list[str]], list[tuple[str, int | None, str]]]:
    """Cells and problems of an export whose headers are: two answers and « Autre… », a number, a grid of two lines."""
    top = [
        ["Enquête", "", "", "", "", ""],
        [THEMES, "", "", "", HELP, ""],
        ["Mobilité", "Eau, énergie", "Autre…", TEXTS["agents"], "La commune", "L’État"],
    ]
    cells, problems = reshape("framaforms", [*top, *rows], COLUMNS, "labels-fr", "DD/MM/YYYY")
    return cells, told(problems)


def test_three_rows_of_headers_become_one() -> None:
    cells, problems = separate(["X", "", "", "3", "Un peu", "Beaucoup"])
    assert cells == {
        TEXTS["agents"]: ["3"],
        f"{HELP} [La commune]": ["Un peu"],
        f"{HELP} [L’État]": ["Beaucoup"],
        "themes_autre": [""],
        THEMES: ["Mobilité"],
    }
    assert not problems


def test_crosses_become_a_list() -> None:
    cells, _ = separate(["X", "X", "", "3", "", ""], ["", "", "", "4", "", ""])
    assert cells[THEMES] == ["Mobilité|Eau, énergie", ""]


def test_text_in_the_column_of_another_answer_ticks_it() -> None:
    cells, _ = separate(["X", "", "Sport, culture", "3", "", ""])
    assert cells[THEMES] == ["Mobilité|Autre"]
    assert cells["themes_autre"] == ["Sport, culture"]


def test_a_question_after_a_list_of_answers_is_not_one_of_them() -> None:
    cells, _ = separate(["X", "", "", "3", "", ""])
    assert cells[TEXTS["agents"]] == ["3"]


def test_crosses_under_an_unknown_answer_are_told() -> None:
    rows = [["Enquête", ""], [THEMES, ""], ["Mobilité", "Sport"], ["X", "X"]]
    _, problems = reshape("framaforms", rows, COLUMNS, "labels-fr")
    assert told(problems) == [("OUT-002", 3, "Sport")]


def test_a_cell_that_is_no_cross_is_told() -> None:
    _, problems = separate(["oui", "", "", "3", "", ""])
    assert problems == [("OUT-004", 4, f"{THEMES} [Mobilité]")]


def test_compact_lists_are_cut_at_commas_where_labels_end() -> None:
    rows = [["Enquête"], [""], [THEMES], ["Mobilité,Eau, énergie,Sport, culture"]]
    cells, _ = reshape("framaforms", rows, COLUMNS, "labels-fr")
    assert cells == {THEMES: ["Mobilité|Eau, énergie|Autre"], "themes_autre": ["Sport, culture"]}


def test_the_columns_of_the_tool_are_sorted_out() -> None:
    own = ["Numéro", "SID", "Date et heure", "Brouillon", "Adresse IP", "UID", "Nom d’utilisateur"]
    rows = [
        ["Enquête", *[""] * 7],
        ["Détails de la soumission", *[""] * 7],
        [*own, TEXTS["agents"]],
        ["1", "40", "12/03/2026 - 14:05", "", "192.0.2.1", "0", "", "3"],
    ]
    cells, problems = reshape("framaforms", rows, None, "labels-fr", "DD/MM/YYYY")
    assert cells == {"Numéro": ["1"], "SID": ["40"], "Date et heure": ["12/03/2026"], TEXTS["agents"]: ["3"]}
    assert told(problems) == [("OUT-001", 3, "Adresse IP")]


def test_a_file_without_its_three_rows_of_headers_is_told() -> None:
    _, problems = reshape("framaforms", [["Numéro", "agents"], ["1", "3"]])
    assert [problem.code for problem in problems] == ["OUT-009"]
