"""A file of another tool than announced is one problem, and nothing that follows from it is told beside."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.reading import Expected, Sheet, read_sheet
from tests.fixtures.exports.builders import MICROSOFT, microsoft_workbook
from tests.fixtures.exports.survey import EXPORTS, QUESTIONNAIRE, SCHEMA, Exported

ONE_EACH = {
    "kobo": EXPORTS["kobo-names"],
    "limesurvey": EXPORTS["limesurvey-codes"],
    "google-forms": EXPORTS["google-sheet"],
    "framaforms": EXPORTS["framaforms-separate"],
    "grist": EXPORTS["grist"],
}
TOLD_ONCE = {"OUT-015", "OUT-009", "COL-005", "FIC-009"}


def read(path: Path, announced: Exported) -> tuple[Sheet | None, list[Problem]]:
    findings = Findings(Place("equipe", "Équipe", path.name, announced.table))
    expected = Expected(SCHEMA[announced.table], announced.reader, QUESTIONNAIRE)
    return read_sheet(path, announced.delivery, expected, findings), findings.problems


@pytest.mark.parametrize(("announced", "written"), list(permutations(ONE_EACH, 2)))
def test_a_file_of_another_tool_is_one_problem(announced: str, written: str) -> None:
    sheet, problems = read(ONE_EACH[written].path, ONE_EACH[announced])
    assert sheet is None
    assert [problem.severity for problem in problems] == ["blocking"]
    assert problems[0].code in TOLD_ONCE


def test_the_tool_that_wrote_the_file_is_named() -> None:
    _, (problem,) = read(EXPORTS["kobo-names"].path, EXPORTS["limesurvey-codes"])
    assert problem.message_fr.startswith("Ce fichier est un export de KoboToolbox ou ODK, pas de LimeSurvey")


def test_a_workbook_of_another_tool_is_named(tmp_path: Path) -> None:
    path = tmp_path / MICROSOFT.file
    path.write_bytes(microsoft_workbook())
    announced = Exported("reponses.xlsx", "google-forms", EXPORTS["google-sheet"].columns, choices="labels-fr")
    _, (problem,) = read(path, announced)
    assert (problem.code, "Microsoft Forms" in problem.message_fr) == ("OUT-015", True)


def test_a_column_called_like_a_mark_of_another_tool_hides_nothing_of_a_file_that_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("_id,agents,Timestamp\n1,3,hier\n", encoding="utf-8")
    columns = {"_id": "response_id", "agents": "agents"}
    sheet, problems = read(path, Exported("export.csv", "kobo", columns))
    assert sheet is not None
    assert [problem.code for problem in problems] == ["COL-003"]
