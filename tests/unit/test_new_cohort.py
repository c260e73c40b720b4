from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ParamsError
from pipeline.importing import Request, prepare
from pipeline.intake.deliveries import load_deliveries
from pipeline.intake.xlsform import load_xlsform
from pipeline.new_cohort import STARTED, create
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.placing import place
from pipeline.tables import TABLES, Table
from tests.conftest import ROOT
from tests.fixtures.sound_tables import SOUND
from tests.real_cohorts import validated

PROJECT = {
    "project_id": "E1",
    "name": "Banc",
    "holder_type": "startup",
    "founded_on": dt.datetime(2019, 4, 25),
    "theme": "Énergie",
    "tags": "ombre|eau",
    "commune_insee": "93005",
    "targets_public_sector": "oui",
    "status": "deployed",
}
COMMUNE = {
    "commune_insee": "93005",
    "name": "Aulnay-sous-Bois",
    "department_code": "93",
    "department": "Seine-Saint-Denis",
    "ept": "Paris Terres d’Envol",
    "edition": 1,
    "population": 87599,
    "population_year": 2023,
    "lat": 48.9339,
}
ANSWER = {
    "response_id": "1",
    "submitted_on": dt.datetime(2026, 4, 3),
    "structure": "Jeune entreprise",
    "headcount": 4,
    "site_helped": "Plutôt d’accord",
    "satisfaction": 6,
    "barriers": "Autorisations|Financement",
}


@pytest.fixture
def paths(tmp_path: Path) -> CohortPaths:
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    create("qmi-9", tmp_path)
    return CohortPaths("qmi-9", tmp_path)


def fill(path: Path, *rows: dict[str, Any]) -> Path:
    """Type rows below the headers, as a person does, and save."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(number, columns[name], value)
    workbook.save(path)
    return path


def test_templates_are_understood_as_they_are(paths: CohortPaths) -> None:
    assert load_cohort(paths).cohort == "qmi-9"
    assert [delivery.file for delivery in load_deliveries(paths).deliveries] == ["projects.xlsx", "communes.xlsx"]


def test_keys_that_are_there_to_be_used_are_understood_without_their_sign(paths: CohortPaths) -> None:
    file = paths.raw / "cohort.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("\n# ", "\n"), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[text.index("cohort:") :].replace("https://…", "https://example.org"), encoding="utf-8")
    declared = load_cohort(paths)
    assert declared.model_fields_set == set(type(declared).model_fields)
    assert set(declared.documents_in_tables) <= set(declared.documents)


def test_every_table_has_an_empty_workbook_with_its_columns(paths: CohortPaths) -> None:
    from openpyxl import load_workbook

    assert {path.stem for path in paths.templates.glob("*.xlsx")} == {*TABLES, "survey_startups", "questionnaire"}
    headers = [cell.value for cell in load_workbook(paths.templates / "steps.xlsx").worksheets[0][1]]
    assert headers == [column.name for column in TABLES["steps"].columns]


def test_the_example_questionnaire_is_one(paths: CohortPaths) -> None:
    questionnaire = load_xlsform(paths.templates / "questionnaire.xlsx", "survey_startups")
    assert [question.name for question in questionnaire.questions] == [
        *("structure", "headcount", "site_helped", "satisfaction", "barriers", "comment")
    ]
    assert [answer.status for answer in questionnaire.questions[2].answers if answer.status] == [
        *("dont_know", "not_concerned")
    ]


def test_filled_workbooks_pass_every_check(paths: CohortPaths) -> None:
    fill(paths.raw / "projects.xlsx", PROJECT, {**PROJECT, "project_id": "E2", "name": "Arbre", "founded_on": None})
    fill(paths.raw / "communes.xlsx", COMMUNE)
    assert [(problem.code, problem.column, problem.found) for problem in validated(paths).problems] == []


def typed(table: Table, row: Mapping[str, str]) -> dict[str, Any]:
    """A row as a person types it into a workbook: true dates and numbers."""
    typing: Mapping[str, Callable[[str], Any]] = {
        **dict.fromkeys(("date", "timestamp"), dt.datetime.fromisoformat),
        **{"integer": int, "number": float},
    }
    return {name: typing.get(table.column(name).kind, str)(text) for name, text in row.items() if text}


def test_the_template_of_every_table_passes_every_check_once_filled(paths: CohortPaths) -> None:
    declared = ""
    for name in (name for name in SOUND if name in TABLES):
        rows = list(csv.DictReader(SOUND[name].strip().splitlines()))
        template = fill(paths.templates / f"{name}.xlsx", *(typed(TABLES[name], row) for row in rows))
        shutil.copy(template, paths.raw)
        if name not in STARTED:
            declared += (
                f"  - {{file: {name}.xlsx, sheet: {name}, table: {name}, owner: equipe-evaluation, "
                "received: 2000-01-01, sources: [releve]}\n"
            )
    with (paths.raw / "delivery.yml").open("a", encoding="utf-8") as file:
        file.write(declared)
    report = validated(paths)
    assert [(each.code, each.file, each.row, each.column, each.found) for each in report.blocking] == []
    assert {name: table["rows"] for name, table in report.tables.items()} == {
        name: len(SOUND[name].strip().splitlines()) - 1 for name in SOUND if name in TABLES
    }


def test_workbooks_left_empty_are_told_in_words(paths: CohortPaths) -> None:
    report = validated(paths)
    assert {(problem.code, problem.file) for problem in report.blocking} == {
        ("TAB-001", "projects.xlsx [projects]"),
        ("TAB-001", "communes.xlsx [communes]"),
    }


def test_a_cell_filled_wrongly_is_told_with_its_place(paths: CohortPaths) -> None:
    fill(paths.raw / "projects.xlsx", {**PROJECT, "commune_insee": "Aulnay sous Bois"})
    fill(paths.raw / "communes.xlsx", {**COMMUNE, "population": "beaucoup"})
    told = {(problem.row, problem.column): problem for problem in validated(paths).blocking}
    assert set(told) == {(2, "commune_insee"), (2, "population")}
    assert "93005, si c’est Aulnay-sous-Bois" in told[2, "commune_insee"].expected_fr


def test_a_filled_survey_is_imported_with_its_questionnaire(paths: CohortPaths, tmp_path: Path) -> None:
    shutil.copy(paths.templates / "questionnaire.xlsx", tmp_path / "questionnaire-startups.xlsx")
    answers = fill(tmp_path / shutil.copy(paths.templates / "survey_startups.xlsx", tmp_path / "réponses.xlsx"), ANSWER)
    form = tmp_path / "questionnaire-startups.xlsx"
    request = Request(answers, "survey_startups", sheet="survey_startups", questionnaire=form)
    place(prepare(paths, request), may_replace=False)
    declared = load_deliveries(paths)
    assert declared.questionnaires == {"survey_startups": "questionnaire-startups.xlsx"}
    assert declared.deliveries[-1].columns["satisfaction"] == "satisfaction"
    fill(paths.raw / "projects.xlsx", PROJECT)
    fill(paths.raw / "communes.xlsx", COMMUNE)
    told = [problem for problem in validated(paths).blocking if problem.table == "survey_startups"]
    assert [problem for problem in told if problem.row is not None] == []


def test_lists_that_a_reader_writes_itself_prove_nothing_of_how_answers_are_written(paths: CohortPaths) -> None:
    export = paths.root / "kobo.csv"
    export.write_text(
        "structure;site_helped;satisfaction;barriers;barriers/permits;barriers/funding;barriers/staff;barriers/none;_id\n"
        "startup;3;6;permits funding;1;1;0;0;11\n",
        encoding="utf-8",
    )
    form = paths.templates / "questionnaire.xlsx"
    plan = prepare(paths, Request(export, "survey_startups", tool="kobo", questionnaire=form))
    assert plan.evidence["choices"].value == "names"
    assert "2 answers: 2 are names, 0 are labels-fr" in plan.evidence["choices"].why
    assert plan.entry.columns["barriers"] == "barriers"


def test_a_questionnaire_that_lies_there_is_declared_where_it_is_and_never_overwritten(paths: CohortPaths) -> None:
    answers = fill(paths.templates / "survey_startups.xlsx", ANSWER)
    here, elsewhere = paths.raw / "formulaires/startups.xlsx", paths.root / "startups.xlsx"
    here.parent.mkdir()
    shutil.copy(paths.templates / "questionnaire.xlsx", here)
    request = Request(answers, "survey_startups", sheet="survey_startups", questionnaire=here)
    plan = prepare(paths, request)
    assert "survey_startups: formulaires/startups.xlsx" in plan.new_text
    (paths.raw / "startups.xlsx").write_bytes(b"another")
    shutil.copy(here, elsewhere)
    plan = prepare(paths, replace(request, questionnaire=elsewhere))
    with pytest.raises(ParamsError, match="--replace"):
        place(plan, may_replace=False)
    assert (paths.raw / "startups.xlsx").read_bytes() == b"another"


def test_an_existing_cohort_is_left_alone(paths: CohortPaths) -> None:
    description = paths.raw / "cohort.yml"
    description.write_text("mine", encoding="utf-8")
    with pytest.raises(ParamsError, match="exists already; nothing was changed"):
        create("qmi-9", paths.root)
    assert description.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["../x", "QMI 1", "", "qmi_1", "-a"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParamsError, match="cannot name a cohort"):
        create(name, tmp_path)
    assert not (tmp_path / "data").exists()
