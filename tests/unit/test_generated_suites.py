"""What a questionnaire says must hold in the answers, through the real check of a small cohort."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.ingest import ingest_cohort
from pipeline.intake.generated_suites import survey_suite
from pipeline.intake.problems import Problem
from pipeline.intake.xlsform import load_xlsform
from pipeline.paths import CohortPaths
from pipeline.validate import Report, validate_cohort
from tests.conftest import ROOT
from tests.fixtures.questionnaires import EVERY_TYPE

DELIVERY = """\
team: equipe
owners: [{id: equipe, name_fr: L’équipe}]
sources: [{id: enquete, title_fr: Enquête, publisher: Équipe, licence: Etalab-2.0}]
reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}
questionnaires: {survey_startups: questionnaire.md}
deliveries:
  - {file: answers.csv, table: survey_startups, owner: equipe, received: 2026-01-05, sources: [enquete]}
  - {file: sites.csv, table: survey_startups__sites, owner: equipe, received: 2026-01-05, sources: [enquete]}
"""
COLUMNS = (
    "response_id,is_complete,holder_type,headcount,weight,satisfaction,ease,frequency,barriers,"
    "barriers_other,ranked,comment"
)
GOOD = {
    "response_id": "R1",
    "is_complete": "oui",
    "holder_type": "startup",
    "headcount": "12",
    "weight": "1.5",
    "satisfaction": "5",
    "ease": "7",
    "frequency": "never",
    "barriers": "money",
    "ranked": "time|money",
    "comment": "Bien",
}
SITES = "response_id,position,site_name,visitors\n"


@pytest.fixture
def cohort(tmp_path: Path) -> CohortPaths:
    paths = CohortPaths("essai", tmp_path)
    paths.raw.mkdir(parents=True)
    description = (ROOT / "data/raw/qmi-1/cohort.yml").read_text("utf-8").replace("cohort: qmi-1", "cohort: essai")
    (paths.raw / "cohort.yml").write_text(description, encoding="utf-8")
    (paths.raw / "delivery.yml").write_text(DELIVERY, encoding="utf-8")
    (paths.raw / "questionnaire.md").write_bytes(EVERY_TYPE.read_bytes())
    paths.expectations.mkdir()
    (paths.expectations / "surveys.json").write_bytes((ROOT / "expectations/surveys.json").read_bytes())
    return paths


def report_on(cohort: CohortPaths, answers: list[dict[str, str]], sites: str = "R1,1,Place,3\n") -> Report:
    lines = [",".join(row.get(name, "") for name in COLUMNS.split(",")) for row in answers]
    (cohort.raw / "answers.csv").write_text("\n".join([COLUMNS, *lines, ""]), encoding="utf-8")
    (cohort.raw / "sites.csv").write_text(SITES + sites, encoding="utf-8")
    ingest_cohort(cohort)
    return validate_cohort(cohort)


def told(report: Report) -> list[tuple[str, str, int | None]]:
    """(code, severity, row) of what the questionnaire's own suite told."""
    return [(each.code, each.severity, each.row) for each in report.problems if each.code.startswith("QPO-")]


def problem(report: Report, code: str) -> Problem:
    return next(each for each in report.problems if each.code == code)


def test_good_answers_have_no_problem(cohort: CohortPaths) -> None:
    assert report_on(cohort, [GOOD]).blocking == []


@pytest.mark.parametrize(
    ("changed", "code", "severity"),
    [
        ({"headcount": ""}, "QPO-OBL-headcount", "blocking"),
        ({"headcount": "5001"}, "QPO-BOR-headcount", "blocking"),
        ({"ease": "11"}, "QPO-BOR-ease", "blocking"),
        ({"weight": "0"}, "QPO-REG-weight", "blocking"),
        ({"barriers": "", "ranked": ""}, "QPO-OBL-barriers", "blocking"),
        ({"barriers": "money|none"}, "QPO-REG-barriers", "blocking"),
        ({"barriers_other": "la pluie"}, "QPO-SAU-barriers_other", "warning"),
        ({"satisfaction": "10", "ranked": ""}, "QPO-SAU-barriers", "warning"),
        ({"satisfaction": "nsp", "barriers": "", "ranked": ""}, "QPO-SAU-comment", "warning"),
    ],
)
def test_an_answer_that_the_questionnaire_does_not_allow_is_told(
    cohort: CohortPaths, changed: dict[str, str], code: str, severity: str
) -> None:
    report = report_on(cohort, [GOOD | {"response_id": "R0"}, GOOD | changed], "R0,1,Place,3\n")
    assert told(report) == [(code, severity, 3)]


def test_a_question_that_is_not_asked_needs_no_answer(cohort: CohortPaths) -> None:
    not_asked = {"satisfaction": "10", "barriers": "", "ranked": ""}
    assert told(report_on(cohort, [GOOD | not_asked])) == []


def test_an_incomplete_answer_may_stop_before_required_questions(cohort: CohortPaths) -> None:
    stopped = {"response_id": "R2", "is_complete": "non", "holder_type": "startup"}
    assert told(report_on(cohort, [GOOD, stopped])) == []


def test_problems_name_the_question_by_its_label_and_say_when_it_is_asked(cohort: CohortPaths) -> None:
    report = report_on(cohort, [GOOD | {"barriers": ""}])
    assert problem(report, "QPO-OBL-barriers").message_fr == (
        "«\u00a0Quels freins\u202f?\u00a0» doit avoir une réponse, parce que "
        "«\u00a0Recommanderiez-vous le programme\u202f?\u00a0» est au plus 6."
    )
    assert problem(report_on(cohort, [GOOD | {"ease": "11"}]), "QPO-BOR-ease").expected_fr == "de 0 à 10"


@pytest.mark.parametrize(
    ("sites", "code"),
    [
        ("R9,1,Place,3\n", "QPO-REP-sites"),
        ("R1,1,Place,3\nR1,1,Parc,3\n", "QPO-DOU-sites"),
        ("R1,0,Place,3\n", "QPO-POS-sites"),
        ("R1,1,,3\n", "QPO-OBL-sites.site_name"),
        ("R1,1,Place,-3\n", "QPO-BOR-sites.visitors"),
    ],
)
def test_rows_of_a_repeat_belong_to_an_answer_and_are_checked(cohort: CohortPaths, sites: str, code: str) -> None:
    assert code in [each[0] for each in told(report_on(cohort, [GOOD], sites))]


def test_a_repeat_s_question_may_depend_on_the_main_answer(cohort: CohortPaths) -> None:
    small = GOOD | {"response_id": "R2", "headcount": "3"}
    found = told(report_on(cohort, [GOOD, small], "R1,1,Place,3\nR2,1,Parc,3\n"))
    assert found == [("QPO-SAU-sites.visitors", "warning", 3)]


def test_the_suite_is_written_for_people_to_read_and_copy(cohort: CohortPaths) -> None:
    report_on(cohort, [GOOD])
    written = json.loads((cohort.validated / "suites/survey_startups.json").read_text("utf-8"))
    codes = [expectation["meta"]["code"] for expectation in written["expectations"]]
    assert {"ENQ-001", "QPO-OBL-headcount"} <= set(codes)
    assert len(codes) == len(set(codes))


def test_an_expectation_written_by_hand_is_added_or_replaces_that_of_its_code(cohort: CohortPaths) -> None:
    report_on(cohort, [GOOD])
    written = json.loads((cohort.validated / "suites/survey_startups.json").read_text("utf-8"))["expectations"]
    eased = next(each for each in written if each["meta"]["code"] == "QPO-OBL-headcount") | {"severity": "warning"}
    meta = {"code": "ESS-001", "message_fr": "Trop court.", "expected_fr": "un mot"}
    lengths = {"column": "comment", "min_value": 10}
    added = {
        "type": "expect_column_value_lengths_to_be_between",
        "kwargs": lengths,
        "severity": "warning",
        "meta": meta,
    }
    elsewhere = {**added, "kwargs": {**lengths, "column": "gone"}, "meta": {**meta, "code": "ESS-002"}}
    suite = {"name": "survey_startups", "expectations": [eased, added, elsewhere]}
    (cohort.expectations / "survey_startups.json").write_text(json.dumps(suite), encoding="utf-8")
    report = report_on(cohort, [GOOD | {"headcount": ""}, GOOD | {"response_id": "R2"}])
    assert problem(report, "QPO-OBL-headcount").severity == "warning"
    assert problem(report, "ESS-001").column == "comment"
    assert "ESS-002" in report.tables["survey_startups"]["skipped"]


def test_codes_are_stable_when_questions_are_added() -> None:
    form = load_xlsform(EVERY_TYPE, "survey_startups")
    shorter = form.model_copy(update={"questions": form.questions[2:]})
    few, many = (survey_suite(each, each.tables[0]).expectations for each in (shorter, form))
    codes = {expectation.meta.code: expectation for expectation in many}
    assert all(codes[expectation.meta.code] == expectation for expectation in few)
