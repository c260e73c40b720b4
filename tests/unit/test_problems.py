from __future__ import annotations

from typing import Any

from pipeline.intake.problems import (
    Findings,
    Place,
    Problem,
    from_records,
    in_reading_order,
    to_records,
    without_echoes,
)


def problem(**changes: Any) -> Problem:
    findings = Findings(Place("mairie", "La mairie", "b.csv", "communes"))
    findings.block("COM-001", "La cellule est vide.", row=2, column="nom")
    return Problem(**{**to_records(findings.problems)[0], **changes})


def test_blocking_problems_come_first_then_file_row_and_column() -> None:
    problems = [
        problem(severity="warning", file="a.csv"),
        problem(row=10),
        problem(row=9, column="z"),
        problem(row=9, column="a"),
        problem(row=None),
        problem(file="a.csv", row=99),
    ]
    ordered = [(each.severity, each.file, each.row, each.column) for each in in_reading_order(problems)]
    assert ordered == [
        ("blocking", "a.csv", 99, "nom"),
        ("blocking", "b.csv", None, "nom"),
        ("blocking", "b.csv", 9, "a"),
        ("blocking", "b.csv", 9, "z"),
        ("blocking", "b.csv", 10, "nom"),
        ("warning", "a.csv", 2, "nom"),
    ]


def test_cells_of_a_shifted_row_are_not_told() -> None:
    shifted = problem(code="LIG-001", column="")
    elsewhere = problem(row=3)
    assert without_echoes([shifted, problem(), elsewhere]) == [shifted, elsewhere]


def test_records_come_back_as_they_were() -> None:
    problems = [problem(), problem(row=None, found="12 %")]
    assert from_records(to_records(problems)) == problems
