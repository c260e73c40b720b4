"""Hostile workbooks: each is read as it should be, or told in words; none harms the process that reads it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings, Place
from pipeline.intake.workbooks.limits import LIMITS, Limits
from pipeline.intake.workbooks.workbook import read_workbook
from tests.fixtures import workbooks as made

READER = Reader(delimiter=",", encoding="utf-8", decimal=",", date_format="DD/MM/YYYY")
Read = tuple[Grid | None, list[Any]]


def read(content: bytes, form: str = "xlsx", sheet: str = "", limits: Limits = LIMITS, moments: tuple = ()) -> Read:
    findings = Findings(Place("mairie", "La mairie", "villes.xlsx", "communes"))
    grid = read_workbook(content, form, sheet, READER, findings, moments, limits)  # type: ignore[arg-type]
    return grid, findings.problems


def codes(problems: list[Any]) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in problems]


def cells(grid: Grid | None) -> list[list[str]]:
    assert grid is not None
    return [list(row) for row in zip(*grid.columns, strict=True)]


@pytest.mark.parametrize(("form", "content"), [("xlsx", made.xlsx()), ("ods", made.ods_of())])
def test_a_plain_sheet_is_read_without_a_word(form: str, content: bytes) -> None:
    grid, problems = read(content, form)
    assert problems == []
    assert grid is not None
    assert grid.headers == ("ville", "n")
    assert list(grid.rows) == [2, 3]
    assert cells(grid) == [["Sceaux", "1"], ["Gagny", "2"]]


VALUES = [
    ["a", "b", "c", "d", "e"],
    [1234.5, True, dt.date(2026, 4, 3), dt.datetime(2026, 4, 3, 14, 5), " 01004 "],
    [1e-7, False, dt.date(999, 1, 2), dt.datetime(2026, 4, 4), "1E5"],
]
WRITTEN = [
    ["1234,5", "oui", "03/04/2026", "2026-04-03T14:05:00", " 01004 "],
    ["0,0000001", "non", "02/01/0999", "2026-04-04T00:00:00", "1E5"],
]


def test_values_are_written_as_the_delivery_writes_them() -> None:
    rows = [VALUES[0], VALUES[1], [*VALUES[2][:2], dt.date(1999, 1, 2), *VALUES[2][3:]]]
    assert cells(read(made.xlsx(rows))[0]) == [WRITTEN[0], [*WRITTEN[1][:2], "02/01/1999", *WRITTEN[1][3:]]]
    assert cells(read(made.ods_of(VALUES), "ods")[0]) == WRITTEN


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_instants_all_at_midnight_are_days_unless_instants_are_announced(form: str) -> None:
    rows = [["quand"], [dt.datetime(2026, 4, 3)], [dt.datetime(2026, 4, 4)]]
    content = made.xlsx(rows) if form == "xlsx" else made.ods_of(rows)
    assert cells(read(content, form)[0]) == [["03/04/2026"], ["04/04/2026"]]
    announced = read(content, form, moments=("quand",))[0]
    assert cells(announced) == [["2026-04-03T00:00:00"], ["2026-04-04T00:00:00"]]


def test_leading_zeros_that_a_format_shows_are_kept() -> None:
    def padded(sheet: Any) -> None:
        sheet["A2"].number_format = "00000"

    assert cells(read(made.xlsx([["insee"], [1004]], padded))[0]) == [["01004"]]
    shown = '<table:table-cell office:value-type="float" office:value="1004"><text:p>01004</text:p></table:table-cell>'
    content = made.ods(f"{made.row_xml('insee')}<table:table-row>{shown}</table:table-row>")
    assert cells(read(content, "ods")[0]) == [["01004"]]


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    rows = [["ville", "n"], ["Sceaux", 1], [], [None, " "], ["Gagny", 2]]
    for form, content in (("xlsx", made.xlsx(rows)), ("ods", made.ods_of(rows))):
        grid, problems = read(content, form)
        assert (grid is not None and list(grid.rows)) == [2, 5]
        assert problems == []


@pytest.mark.parametrize(
    ("form", "content", "code", "found"),
    [
        ("xlsx", made.zip_bomb(), "CLA-001", "fois plus grande"),
        ("xlsx", made.locked(), "CLA-003", "chiffré"),
        ("xlsx", made.xlsx()[:-400], "CLA-002", "incomplète"),
        ("xlsx", made.xlsx()[:3000], "CLA-002", "incomplète"),
        ("ods", made.ods_of()[:-100], "CLA-002", "incomplète"),
        ("xlsx", made.with_member(made.xlsx(), "xl/embeddings/a.xlsx", made.xlsx()), "CLA-004", "incorporé"),
        ("xlsx", made.laughing_xlsx(), "CLA-005", "DOCTYPE"),
        ("xlsx", made.laughing_xlsx("utf-16"), "CLA-005", "DOCTYPE"),
        ("ods", made.ods(made.row_xml("&b;"), doctype=made.LAUGHS), "CLA-005", "DOCTYPE"),
        ("ods", made.ods(made.row_xml("x"), manifest="<encryption-data/>"), "CLA-003", "chiffré"),
        ("xlsx", made.far_cell(), "CLA-009", "XFD1048576"),
        ("xlsx", made.out_of_order(), "CLA-002", "ligne 1 après la ligne 3"),
        ("ods", made.xlsx(), "FIC-011", "Excel"),
        ("xlsx", made.ods_of(), "FIC-011", "LibreOffice"),
    ],
)
def test_what_must_not_be_opened_is_told_and_not_opened(form: str, content: bytes, code: str, found: str) -> None:
    grid, problems = read(content, form)
    assert grid is None
    assert codes(problems) == [(code, "blocking")]
    assert found in problems[0].found


@pytest.mark.parametrize("attribute", ["rows", "columns"])
def test_a_filled_ods_cell_repeated_without_end_is_told(attribute: str) -> None:
    repeated = f'table:number-{attribute}-repeated="1048576000"'
    row = made.row_xml("Sceaux", attributes=repeated) if attribute == "rows" else made.row_xml()
    if attribute == "columns":
        row = f"<table:table-row>{made.cell_xml('Sceaux', repeated)}</table:table-row>"
    grid, problems = read(made.ods(made.row_xml("ville") + row), "ods")
    assert grid is None
    assert codes(problems) == [("CLA-009", "blocking")]


def test_empty_ods_cells_repeated_to_the_end_of_the_sheet_are_nothing() -> None:
    rows = made.row_xml("ville") + made.row_xml("Sceaux")
    rows += made.row_xml(None, attributes='table:number-rows-repeated="1048574"')
    grid, problems = read(made.ods(rows), "ods")
    assert (cells(grid), problems) == ([["Sceaux"]], [])


def test_rows_beyond_the_announced_size_are_not_lost() -> None:
    grid, problems = read(made.false_dimension())
    assert (cells(grid), problems) == ([["Sceaux", "1"], ["Gagny", "2"]], [])


def test_a_child_that_needs_too_much_memory_is_told() -> None:
    long_text = made.sheet_xml(made.xlsx(), lambda xml: xml.replace("Sceaux", "Sceaux" * 10_000_000))
    grid, problems = read(long_text, limits=replace(LIMITS, memory_bytes=100 << 20, ratio=10_000))
    assert grid is None
    assert codes(problems) == [("CLA-006", "blocking")]
    assert problems[0].found == "plus de 100\u00a0Mo"


def test_a_child_that_takes_too_long_is_told() -> None:
    for limits in (replace(LIMITS, cpu_seconds=0), replace(LIMITS, wall_seconds=0)):
        grid, problems = read(made.xlsx(), limits=limits)
        assert grid is None
        assert codes(problems) == [("CLA-006", "blocking")]
        assert "longue" in problems[0].message_fr


def test_more_text_than_allowed_is_told() -> None:
    grid, problems = read(made.xlsx([["a"], ["x" * 30_000]]), limits=replace(LIMITS, text_bytes=5_000))
    assert grid is None
    assert codes(problems) == [("CLA-001", "blocking")]


def changed(change: Any, rows: Any = made.ROWS) -> bytes:
    return made.xlsx(rows, change)


def hide(what: str, which: Any) -> Any:
    def change(sheet: Any) -> None:
        getattr(sheet, what)[which].hidden = True

    return change


NO_WIDTH = '<cols><col min="2" max="2" width="0.0" customWidth="1"/></cols>'
SPANNED = made.cell_xml("Sceaux", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
HIDDEN_ROW = 'table:visibility="collapse"'
HIDDEN_COLUMN = '<table:table-column/><table:table-column table:visibility="collapse"/>'
FORMULA = 'table:formula="of:=1+1"'
ERROR_TYPE = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
ERROR = f"<table:table-cell {ERROR_TYPE}><text:p>#DIV/0!</text:p></table:table-cell>"
TWO_TABLES = [*made.ROWS, [], ["agent", "age"], ["A1", 41]]


@pytest.mark.parametrize(
    ("form", "content", "code", "severity", "row", "column", "found"),
    [
        ("xlsx", changed(lambda s: s.merge_cells("A2:A3")), "CLA-013", "blocking", 2, "ville", "Feuille1!A2:A3"),
        ("xlsx", changed(hide("row_dimensions", 3)), "CLA-011", "warning", 3, "", "Feuille1!3:3"),
        ("xlsx", changed(hide("column_dimensions", "B")), "CLA-012", "warning", None, "n", "Feuille1!B:B"),
        ("xlsx", made.sheet_xml(made.xlsx(), lambda xml: xml.replace('<row r="3"', '<row r="3" ht="0"')),
         "CLA-011", "warning", 3, "", "Feuille1!3:3"),
        ("xlsx", made.sheet_xml(made.xlsx(), lambda xml: xml.replace("<sheetData>", f"{NO_WIDTH}<sheetData>")),
         "CLA-012", "warning", None, "n", "Feuille1!B:B"),
        ("xlsx", made.without_formula_values(), "CLA-014", "blocking", 2, "n", "Feuille1!B2"),
        ("xlsx", made.with_formula_values(), "CLA-015", "warning", 2, "n", "une formule"),
        ("xlsx", made.with_error(), "CLA-016", "blocking", 2, "n", "Feuille1!B2 : #REF!"),
        ("xlsx", made.xlsx(TWO_TABLES), "CLA-017", "blocking", 5, "ville", "Feuille1!A5"),
        ("xlsx", made.xlsx([["a", None, "b"], [1, None, 2]]), "CLA-018", "warning", None, "", "Feuille1!B"),
        ("ods", made.ods(made.row_xml("ville") + f"<table:table-row>{SPANNED}</table:table-row>"),
         "CLA-013", "blocking", 2, "ville", "Feuille1!A2:A3"),
        ("ods", made.ods(made.row_xml("ville") + made.row_xml("Sceaux", attributes=HIDDEN_ROW)),
         "CLA-011", "warning", 2, "", "Feuille1!2:2"),
        ("ods", made.ods(HIDDEN_COLUMN + made.row_xml("ville", "n") + made.row_xml("Sceaux", 1)),
         "CLA-012", "warning", None, "n", "Feuille1!B:B"),
        ("ods", made.ods(made.row_xml("n") + f"<table:table-row>{made.cell_xml(None, FORMULA)}</table:table-row>"),
         "CLA-014", "blocking", 2, "n", "Feuille1!A2"),
        ("ods", made.ods(made.row_xml("n") + f"<table:table-row>{made.cell_xml(2, FORMULA)}</table:table-row>"),
         "CLA-015", "warning", 2, "n", "une formule"),
        ("ods", made.ods_of(TWO_TABLES), "CLA-017", "blocking", 5, "ville", "Feuille1!A5"),
    ],
)  # fmt: skip
def test_what_a_sheet_hides_is_told_with_its_address(
    form: str, content: bytes, code: str, severity: str, row: int | None, column: str, found: str
) -> None:
    grid, problems = read(content, form)
    assert grid is not None
    assert codes(problems) == [(code, severity)]
    assert (problems[0].sheet, problems[0].row, problems[0].column) == ("Feuille1", row, column)
    assert found in problems[0].found


def test_rows_that_a_sheet_writes_are_shown_even_when_it_hides_all_others() -> None:
    content = made.sheet_xml(made.xlsx(), lambda xml: xml.replace("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '))
    assert b"zeroHeight" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert read(content)[1] == []


def test_an_error_of_libreoffice_is_told_beside_its_formula() -> None:
    _, problems = read(made.ods(made.row_xml("n") + f"<table:table-row>{ERROR}</table:table-row>"), "ods")
    assert ("CLA-016", "blocking") in codes(problems)


def test_a_repeated_header_below_blank_rows_is_a_second_table() -> None:
    _, problems = read(made.xlsx([["ville", "maire"], ["Sceaux", "x"], [], ["ville", "maire"], ["Gagny", "y"]]))
    assert codes(problems) == [("CLA-017", "blocking")]


def test_rows_of_words_after_a_blank_row_are_no_second_table() -> None:
    _, problems = read(made.xlsx([["ville", "maire"], ["Sceaux", "x"], [], ["Gagny", "y"], ["Meudon", "z"]]))
    assert problems == []


def test_merged_cells_among_the_upper_headers_of_a_tool_are_its_habit() -> None:
    rows = [["groupe", None], ["page", None], ["ville", "n"], ["Sceaux", 1]]
    content = made.xlsx(rows, lambda sheet: sheet.merge_cells("A1:B1"))
    findings = Findings(Place("mairie", "La mairie"))
    reader = READER.model_copy(update={"tool": "framaforms"})
    grid = read_workbook(content, "xlsx", "", reader, findings)
    assert grid is not None
    assert (grid.headers, grid.header_row, grid.above) == (("ville", "n"), 3, (("groupe", ""), ("page", "")))
    assert findings.problems == []


def test_many_places_of_one_kind_are_counted_after_the_first() -> None:
    rows = [["n"], *[["=1+1"]] * 60]
    _, problems = read(made.xlsx(rows))
    assert len(problems) == LIMITS.told + 1
    assert problems[-1].found == "10 de plus dans la feuille Feuille1"


def book_of(*sheets: tuple[str, str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    return made.saved(book)


SECOND_ODS = (
    f'<table:table table:name="Autre" table:style-name="{{}}">{made.row_xml("b")}{made.row_xml("2")}</table:table>'
)
HIDDEN_STYLE = (
    '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("xlsx", book_of(("Feuille1", "visible", made.ROWS), ("Autre", "visible", [["b"], [2]]))),
        ("ods", made.ods(made.row_xml("ville") + made.row_xml("x"), sheets=SECOND_ODS.format(""))),
    ],
)
def test_of_several_sheets_one_must_be_declared(form: str, content: bytes) -> None:
    grid, problems = read(content, form)
    assert grid is None
    assert codes(problems) == [("CLA-007", "blocking")]
    assert problems[0].found == "feuilles visibles : Feuille1, Autre"
    grid, problems = read(content, form, "Autre")
    assert grid is not None
    assert (grid.headers, grid.beside, problems) == (("b",), ("Feuille1",), [])
    grid, problems = read(content, form, "Absente")
    assert grid is None
    assert codes(problems) == [("CLA-008", "blocking")]


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("xlsx", book_of(("Feuille1", "visible", made.ROWS), ("Autre", "hidden", [["b"], [2]]))),
        ("xlsx", book_of(("Feuille1", "visible", made.ROWS), ("Autre", "veryHidden", [["b"], [2]]))),
        ("ods", made.ods(made.row_xml("ville") + made.row_xml("x"), HIDDEN_STYLE, SECOND_ODS.format("h"))),
    ],
)
def test_a_hidden_sheet_is_told(form: str, content: bytes) -> None:
    grid, problems = read(content, form)
    assert grid is not None
    assert grid.headers[0] == "ville"
    assert codes(problems) == [("CLA-010", "warning")]
    assert codes(read(content, form, "Autre")[1]) == [("CLA-010", "warning")]


def test_sheets_that_are_empty_need_no_choice() -> None:
    content = book_of(("Feuille1", "visible", made.ROWS), ("Feuille2", "visible", []))
    assert read(content)[1] == []


def test_an_empty_workbook_is_told() -> None:
    grid, problems = read(made.xlsx([]))
    assert grid is None
    assert codes(problems) == [("FIC-004", "blocking")]
