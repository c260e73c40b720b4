"""Empty workbooks to collect data in: what people see, what spreadsheets refuse, and nothing of the moment."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.errors import ParamsError
from pipeline.intake.collection_templates import write_cohort_template, write_template
from pipeline.intake.questionnaires import Questionnaire
from pipeline.intake.suites import load_suite
from pipeline.intake.xlsform import load_xlsform
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES, Choice, Column, Table
from tests.conftest import ROOT
from tests.fixtures.questionnaires import EVERY_TYPE


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load_xlsform(EVERY_TYPE, "survey_startups")


@pytest.fixture
def workbook(form: Questionnaire, tmp_path: Path) -> openpyxl.Workbook:
    write_template(form.tables[0], form, tmp_path / "survey.xlsx")
    return openpyxl.load_workbook(tmp_path / "survey.xlsx")


def validations(workbook: openpyxl.Workbook) -> dict[str, DataValidation]:
    """The validation of each column, by the column's name."""
    sheet = workbook.worksheets[0]
    found = {}
    for validation in sheet.data_validations.dataValidation:
        (cells,) = validation.sqref.ranges
        assert cells.min_row == 2
        found[sheet.cell(1, cells.min_col).value] = validation
    return found


def listed(workbook: openpyxl.Workbook, reference: str) -> list[str]:
    sheet, _, cells = reference.partition("!")
    return [cell.value for row in workbook[sheet][cells.replace("$", "")] for cell in row]


def test_the_first_sheet_has_the_table_s_columns(workbook: openpyxl.Workbook, form: Questionnaire) -> None:
    assert workbook.sheetnames == ["survey_startups", "Lisez-moi", "Listes"]
    headers = [cell.value for cell in workbook.worksheets[0][1]]
    assert headers == [column.name for column in form.tables[0].columns]
    assert workbook.worksheets[0].max_row == 1
    assert all(sheet.sheet_state == "visible" for sheet in workbook.worksheets)


def test_drop_downs_offer_the_french_labels(workbook: openpyxl.Workbook) -> None:
    offered = validations(workbook)
    assert listed(workbook, offered["holder_type"].formula1) == ["Jeune entreprise", "Association"]
    assert listed(workbook, offered["is_complete"].formula1) == ["oui", "non"]
    assert offered["barriers"].type is None, "a cell that may hold several answers cannot be a drop-down"


def test_numbers_and_dates_are_refused_outside_their_bounds(workbook: openpyxl.Workbook) -> None:
    offered = validations(workbook)
    headcount = offered["headcount"]
    assert (headcount.type, headcount.formula1, headcount.formula2) == ("whole", "0", "5000")
    assert offered["founded_on"].type == "date"
    assert offered["weight"].type == "decimal"


def test_codes_keep_their_zero(tmp_path: Path) -> None:
    write_template(TABLES["communes"], None, tmp_path / "communes.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "communes.xlsx").worksheets[0]
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_guide_says_what_each_column_holds(workbook: openpyxl.Workbook) -> None:
    rows = {row[0]: row[1:] for row in workbook["Lisez-moi"].iter_rows(values_only=True)}
    assert rows["headcount"][:3] == ("Combien êtes-vous\u202f?", "oui", "nombre entier\u202f; de 0 à 5000")
    assert rows["respondent_id"][1] == "non"


def test_a_register_offers_the_values_its_suite_accepts(tmp_path: Path) -> None:
    suite = load_suite(ROOT / "expectations", "replicability_scale", TABLES)
    write_template(TABLES["replicability_scale"], None, tmp_path / "scale.xlsx", suite)
    book = openpyxl.load_workbook(tmp_path / "scale.xlsx")
    assert listed(book, validations(book)["level"].formula1) == ["0", "1", "2", "3"]


def test_a_text_is_never_a_formula(tmp_path: Path) -> None:
    choices = (Choice("a", '=HYPERLINK("x")'), Choice("b", "@SUM(A1)"))
    table = Table("survey_startups", "=1+1", ("response_id",), (Column("q", "choice", choices=choices),))
    write_template(table, None, tmp_path / "hostile.xlsx")
    book = openpyxl.load_workbook(tmp_path / "hostile.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(tmp_path / "hostile.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_the_same_table_gives_the_same_bytes(form: Questionnaire, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_template(form.tables[0], form, tmp_path / f"{name}.xlsx")
    with zipfile.ZipFile(tmp_path / "first.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_every_table_has_a_template(tmp_path: Path) -> None:
    for table in TABLES.values():
        write_template(
            table, None, tmp_path / f"{table.name}.xlsx", load_suite(ROOT / "expectations", table.name, TABLES)
        )
    assert len(os.listdir(tmp_path)) == len(TABLES)  # noqa: PTH208 - counts, no paths


def test_a_table_the_cohort_cannot_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"Cohort qmi-1 has no table .*survey_nobody"):
        write_cohort_template(CohortPaths("qmi-1", ROOT), "survey_nobody", tmp_path / "x.xlsx")
