from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.reading import Expected, Sheet, read_sheet
from pipeline.tables import TABLES

READER = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")
STEPS = Delivery(
    file="etapes.csv",
    table="steps",
    owner="equipe",
    received="2026-04-03",  # type: ignore[arg-type]
    sources=["livret"],
    columns={"étape": "step", "titre": "title_fr", "texte": "description_fr", "qui": "actors", "ligne": "line"},
    ignore=["remarque"],
)
EXPECTED = Expected(TABLES["steps"], READER)
GOOD = "étape,titre,texte,qui,ligne,remarque\n1,Choisir,Un choix,a|b,3,rien\n"


def read(folder: Path, content: str | bytes) -> tuple[Sheet | None, list[Problem]]:
    path = folder / STEPS.file
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings(Place("equipe", "Équipe", STEPS.file, "steps"))
    return read_sheet(path, STEPS, EXPECTED, findings), findings.problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_good_file_gives_text_under_canonical_columns(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, GOOD)
    assert sheet is not None
    assert not problems
    assert sheet.frame.to_dict("records") == [
        {
            "step": "1",
            "title_fr": "Choisir",
            "description_fr": "Un choix",
            "actors": "a|b",
            "line": "3",
            "source_file": "etapes.csv",
            "source_row": 2,
        }
    ]
    assert sheet.headers["step"] == "étape"


def test_text_stays_text(tmp_path: Path) -> None:
    sheet, _ = read(tmp_path, GOOD.replace("1,Choisir", "01004,NA"))
    assert sheet is not None
    assert sheet.frame.loc[0, ["step", "title_fr"]].to_list() == ["01004", "NA"]


def test_headers_may_have_spaces_around_and_decomposed_accents(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, GOOD.replace("étape,titre", " e\u0301tape , titre"))
    assert sheet is not None
    assert not problems
    assert sheet.frame["step"].to_list() == ["1"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n,,\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    sheet, problems = read(tmp_path, content)
    assert sheet is None
    assert codes(problems) == ["FIC-004"]


def test_a_missing_file(tmp_path: Path) -> None:
    findings = Findings(Place("equipe", "Équipe", STEPS.file, "steps"))
    assert read_sheet(tmp_path / "etapes.csv", STEPS, EXPECTED, findings) is None
    assert codes(findings.problems) == ["FIC-001"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "etapes.csv").mkdir()
    findings = Findings(Place("equipe", "Équipe", STEPS.file, "steps"))
    assert read_sheet(tmp_path / "etapes.csv", STEPS, EXPECTED, findings) is None
    assert codes(findings.problems) == ["FIC-003"]


def test_a_required_column_that_is_missing_blocks(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, GOOD.replace("titre", "intitulé"))
    assert sheet is not None
    assert "title_fr" not in sheet.frame
    missing = [problem for problem in problems if problem.code == "COL-002"]
    assert [(problem.column, problem.severity) for problem in missing] == [("titre", "blocking")]
    assert "intitulé" in missing[0].found


def test_a_file_without_any_announced_column_is_told_once(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, "\n".join(GOOD.splitlines()[1:] * 2))
    assert sheet is None
    assert [(problem.code, problem.row, problem.severity) for problem in problems] == [("COL-005", 1, "blocking")]
    assert "étape" in problems[0].expected_fr


def test_an_optional_column_that_is_missing_only_warns(tmp_path: Path) -> None:
    _, problems = read(tmp_path, GOOD.replace("ligne,", "").replace(",3,", ","))
    assert [(problem.code, problem.severity) for problem in problems] == [("COL-002", "warning")]


def test_an_extra_column_is_told(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, GOOD.replace("remarque", "remarque,budget").replace("rien", "rien,12"))
    assert sheet is not None
    assert [(problem.code, problem.column, problem.severity) for problem in problems] == [
        ("COL-003", "budget", "warning")
    ]


def test_a_filled_column_without_header_is_told_an_empty_one_is_not(tmp_path: Path) -> None:
    assert codes(read(tmp_path, GOOD.replace("remarque", "remarque,").replace("rien", "rien,12"))[1]) == ["COL-004"]
    assert codes(read(tmp_path, GOOD.replace("remarque", "remarque,").replace("rien", "rien,"))[1]) == []


def test_a_header_twice_blocks_and_the_first_is_read(tmp_path: Path) -> None:
    sheet, problems = read(tmp_path, GOOD.replace("remarque", "titre"))
    assert sheet is not None
    assert codes(problems) == ["COL-001"]
    assert sheet.frame["title_fr"].to_list() == ["Choisir"]


@pytest.mark.parametrize("row", ["1,Choisir, et trier,Un choix,a|b,3,rien", "1,Choisir,Un choix"])
def test_a_row_with_too_many_or_too_few_cells(tmp_path: Path, row: str) -> None:
    _, problems = read(tmp_path, GOOD.splitlines()[0] + "\n" + row + "\n")
    assert [(problem.code, problem.row) for problem in problems] == [("LIG-001", 2)]


def test_empty_cells_after_the_last_column_are_no_problem(tmp_path: Path) -> None:
    assert not read(tmp_path, GOOD.replace("rien", "rien,,"))[1]
