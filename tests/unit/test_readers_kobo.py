from __future__ import annotations

import pytest

from tests.fixtures.exports.survey import EXPORTS, Exported, clean_answers, records, reshape, told

THEMES = ["themes", "themes/mobilite", "themes/eau"]


def test_groups_leave_the_headers() -> None:
    cells, _ = reshape("kobo", [["profil/role", "avis/aide/help_state"], ["salarie", "peu"]])
    assert cells == {"role": ["salarie"], "help_state": ["peu"]}


def test_groups_leave_the_headers_of_odk() -> None:
    cells, _ = reshape("kobo", [["profil-role", "avis-aide-help_state"], ["salarie", "peu"]])
    assert cells == {"role": ["salarie"], "help_state": ["peu"]}


def test_a_header_mapped_with_its_groups_keeps_them() -> None:
    cells, _ = reshape("kobo", [["profil/role"], ["salarie"]], {"profil/role": "role"})
    assert cells == {"profil/role": ["salarie"]}


def test_a_group_may_be_called_like_a_question() -> None:
    cells, _ = reshape("kobo", [["comment/agents"], ["3"]])
    assert cells == {"agents": ["3"]}


def test_an_answer_called_like_a_question_stays_an_answer() -> None:
    rows = [["themes", "themes/ville", "themes/autre"], ["ville", "1", "0"]]
    assert reshape("kobo", rows)[0] == {"themes": ["ville"]}


def test_a_list_of_names_is_cut_at_spaces() -> None:
    assert reshape("kobo", [["themes"], ["mobilite eau"], [""]])[0] == {"themes": ["mobilite|eau", ""]}


def test_a_list_of_labels_is_cut_where_labels_end() -> None:
    rows = [["themes"], ["Ville durable Eau, énergie"], ["Ville Ville durable"], ["Ville"]]
    cells, problems = reshape("kobo", rows, choices="labels-fr")
    assert cells["themes"] == ["Eau, énergie|Ville durable", "Ville|Ville durable", "Ville"]
    assert not problems


def test_an_unknown_answer_in_a_list_of_labels_is_told() -> None:
    cells, problems = reshape("kobo", [["themes"], ["Ville Inconnue"]], choices="labels-fr")
    assert cells["themes"] == [""]
    assert told(problems) == [("OUT-006", 2, "themes")]


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("TRUE", "FALSE"), ("True", "")])
def test_columns_of_ticks_become_one(yes: str, no: str) -> None:
    rows = [["g/themes/mobilite", "g/themes/eau"], [yes, no], [yes, yes], [no, no], ["", ""]]
    assert reshape("kobo", rows)[0] == {"themes": ["mobilite", "mobilite|eau", "", ""]}


def test_ticks_and_list_that_disagree_are_told() -> None:
    rows = [THEMES, ["mobilite eau", "1", "1"], ["mobilite", "1", "1"], ["", "0", "1"], ["eau mobilite", "1", "1"]]
    cells, problems = reshape("kobo", rows)
    assert told(problems) == [("OUT-003", 3, "themes"), ("OUT-003", 4, "themes")]
    assert "mobilite ; eau" in problems[0].expected_fr.replace("\u202f", " ")
    assert len(cells["themes"]) == 4


def test_a_tick_that_is_neither_yes_nor_no_is_told() -> None:
    _, problems = reshape("kobo", [["themes/mobilite", "themes/eau"], ["1", "2"]])
    assert told(problems) == [("OUT-004", 2, "themes/eau")]


def test_a_column_of_ticks_for_an_unknown_answer_is_told() -> None:
    cells, problems = reshape("kobo", [["themes/mobilite", "themes/sport"], ["1", "1"]])
    assert told(problems) == [("OUT-002", 1, "themes/sport")]
    assert cells == {"themes": ["mobilite"]}


def test_timestamps_become_days_in_the_announced_order() -> None:
    rows = [
        ["start", "_submission_time", "started_on"],
        ["2026-03-12T14:05:06.123+01:00", "2026-03-12T13:05:06", "2025-09-01"],
    ]
    cells, _ = reshape("kobo", rows, date_format="DD/MM/YYYY")
    assert cells == {"start": ["12/03/2026"], "_submission_time": ["12/03/2026"], "started_on": ["01/09/2025"]}


def test_a_timestamp_that_cannot_be_read_is_told() -> None:
    _, problems = reshape("kobo", [["_submission_time"], ["hier"]], {"_submission_time": "submitted_on"})
    assert told(problems) == [("OUT-007", 2, "_submission_time")]


def test_personal_data_are_dropped_and_told_without_a_value() -> None:
    cells, problems = reshape("kobo", [["username", "agents"], ["lea", "3"]], {"username": "respondent_id"})
    assert cells == {"agents": ["3"]}
    assert told(problems) == [("OUT-001", 1, "username")]
    assert "lea" not in str(problems)


def test_personal_columns_that_are_empty_are_not_told() -> None:
    assert reshape("kobo", [["deviceid", "agents"], ["", "3"]])[1] == []


def test_the_columns_of_the_tool_go_unless_mapped() -> None:
    rows = [["_uuid", "_tags", "_id", "agents"], ["a-b", "", "12", "3"]]
    assert reshape("kobo", rows)[0] == {"_id": ["12"], "agents": ["3"]}
    assert reshape("kobo", rows, {"_uuid": "response_id"})[0] == {"_uuid": ["a-b"], "_id": ["12"], "agents": ["3"]}


def test_questions_that_were_not_asked_are_empty() -> None:
    cells, _ = reshape("kobo", [["agents", "comment"], ["n/a", "N/A"]])
    assert cells == {"agents": [""], "comment": ["N/A"]}


@pytest.mark.parametrize("file", ["kobo/repeat_sites.csv", "kobo/odk_repeat.csv"])
def test_repeats_say_which_response_they_belong_to_and_where(file: str) -> None:
    exported = Exported(
        file,
        "kobo",
        {name: name for name in ("response_id", "position", "site_name", "site_since")},
        delimiter=";" if "sites" in file else ",",
        table="survey_startups__sites",
    )
    frame, problems = clean_answers(exported)
    assert not problems
    first = frame["response_id"].min()
    rows = records(frame[frame["response_id"] == first].sort_values("position"))
    assert [row["site_name"] for row in rows][:2] == (["Halle", "Parc"] if "sites" in file else ["Halle", "Quai"])
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_repeat_without_a_response_is_told() -> None:
    rows = [["site_name", "_index", "_submission__id"], ["Halle", "1", ""], ["Quai", "2", "7"]]
    cells, problems = reshape("kobo", rows, table="survey_startups__sites")
    assert cells["response_id"] == ["", "7"]
    assert told(problems) == [("OUT-012", 2, "_submission__id")]


def test_rows_keep_their_numbers() -> None:
    frame, _ = clean_answers(EXPORTS["kobo-names"])
    assert frame["source_row"].to_list() == list(range(2, 10))
