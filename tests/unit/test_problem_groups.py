from __future__ import annotations

from pipeline.intake.problem_groups import by_file, folded
from pipeline.intake.problems import Findings, Place, Problem


def findings(file: str = "a.csv") -> Findings:
    return Findings(Place("mairie", "La mairie", file, "communes"))


def cells(rows: list[int], column: str = "insee", code: str = "COM-002") -> list[Problem]:
    found = findings()
    for row in rows:
        found.block(code, "Quatre chiffres.", row=row, column=column, found=str(row), expected_fr=f"0{row}")
    return found.problems


def test_the_same_problem_of_many_rows_is_one_line() -> None:
    (line,) = folded(cells([9, 4, 7, *range(20, 40)]))
    assert line.rows_fr == "4, 7, 9, 20, 21, 22 et 17\u00a0autres"
    assert line.every_row_fr == "4, 7, 9, 20-39"
    assert (line.count, line.values_left) == (23, 20)


def test_few_rows_are_all_said_at_once() -> None:
    (line,) = folded(cells([4, 7]))
    assert (line.rows_fr, line.every_row_fr) == ("4, 7", "")


def test_another_column_or_code_is_another_line() -> None:
    lines = folded([*cells([4]), *cells([4], column="nom"), *cells([4], code="COM-003")])
    assert [(line.problem.column, line.problem.code) for line in lines] == [
        ("insee", "COM-002"),
        ("insee", "COM-003"),
        ("nom", "COM-002"),
    ]


def test_problems_of_a_whole_file_are_not_folded() -> None:
    found = findings()
    for name in ("a", "b"):
        found.block("COL-002", "La colonne manque.", found=name, expected_fr="une colonne")
    assert [(line.rows_fr, line.found) for line in folded(found.problems)] == [("—", ("a",)), ("—", ("b",))]


def test_very_scattered_rows_are_listed_up_to_a_limit() -> None:
    (line,) = folded(cells(list(range(2, 4002, 2))))
    assert "et 1\u202f600\u00a0autres" in line.every_row_fr
    assert "problems.json" in line.every_row_fr


def test_what_blocks_comes_first_within_a_file_and_between_files() -> None:
    quiet, loud = findings("a.csv"), findings("b.csv")
    quiet.warn("COM-004", "À revoir.", row=2, column="nom", expected_fr="un nom")
    loud.warn("COM-004", "À revoir.", row=2, column="nom", expected_fr="un nom")
    loud.block("COM-002", "Quatre chiffres.", row=9, column="insee", expected_fr="01004")
    files = by_file([*quiet.problems, *loud.problems])
    assert [(file.title, file.blocking, file.warnings) for file in files] == [("b.csv", 1, 1), ("a.csv", 0, 1)]
    assert [line.is_blocking for line in files[0].lines] == [True, False]


def test_every_problem_is_in_exactly_one_line() -> None:
    problems = [*cells([4, 5, 6]), *cells([4], column="nom"), *findings().problems]
    assert sum(line.count for file in by_file(problems) for line in file.lines) == len(problems)
