"""A table is checked again when something that its expectations see changed, and only then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import cores
from pipeline.former_results import FormerResults
from pipeline.intake import distinct_rows
from pipeline.intake.checks import Checker, SuiteRun
from pipeline.intake.expectation_engine import Engine
from pipeline.intake.former_checks import Check, FormerChecks, Outcome
from pipeline.intake.suites import Suite

KNOWN = {"$PARAMETER": "communes__insee_code"}


def expectation(code: str, kind: str, **kwargs: Any) -> dict[str, Any]:
    meta = {"code": code, "message_fr": "Non.", "expected_fr": "autre chose"}
    return {"type": f"expect_{kind}", "kwargs": kwargs, "severity": "critical", "meta": meta}


def suite(most: int = 10) -> Suite:
    expectations = [
        expectation("A", "column_values_to_not_be_null", column="text"),
        expectation("B", "column_values_to_be_between", column="number", max_value=most),
        expectation("C", "column_values_to_be_in_set", column="commune", value_set=KNOWN),
        expectation("D", "column_max_to_be_between", column="number", max_value=most),
        expectation("E", "column_values_to_match_regex", column="text", regex="("),
    ]
    return Suite.model_validate({"name": "answers", "expectations": expectations})


def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": pd.array(["a", None, "c"], dtype="string"),
            "number": pd.array([1, 11, None], dtype="Int64"),
            "commune": pd.array(["1", "2", "3"], dtype="string"),
            "remark": pd.array(["x", "y", "z"], dtype="string"),
            "source_file": ["one", "one", "two"],
            "source_row": [2, 3, 2],
        }
    )


def communes(*codes: str) -> dict[str, pd.DataFrame]:
    return {"communes": pd.DataFrame({"insee_code": pd.array(list(codes or ("1", "2")), dtype="string")})}


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In a folder with code, where the table was checked once: the tables that were checked since."""
    monkeypatch.chdir(tmp_path)
    Path("code.py").write_text("1", encoding="utf-8")
    run()
    seen: list[str] = []
    found = Engine.outcomes

    def noting(engine: Engine, check: Check) -> dict[str, Outcome]:
        seen.append(check.table)
        return found(engine, check)

    monkeypatch.setattr(Engine, "outcomes", noting)
    return seen


def run(
    frame: pd.DataFrame | None = None, by: Suite | None = None, tables: dict[str, pd.DataFrame] | None = None
) -> SuiteRun:
    """The run of a stage that begins: nothing is left in memory of the one before."""
    checker = Checker(FormerChecks(FormerResults("checks/demo", [Path("code.py")])))
    return checker.run(by or suite(), answers() if frame is None else frame, tables or communes())


def test_the_same_is_not_checked_again_and_is_told_the_same(checked: list[str]) -> None:
    taken = run()
    assert checked == []
    assert taken == Checker().run(suite(), answers(), communes())
    told = {failure.expectation.meta.code: (failure.rows, failure.observed) for failure in taken.failures}
    assert told == {
        "A": ((("one", 3),), None),
        "B": ((("one", 3),), None),
        "C": ((("two", 2),), None),
        "D": ((), 11),
    }
    assert taken.broken == ("E",)


def test_a_column_that_nothing_looks_at_is_not_checked(checked: list[str]) -> None:
    run(answers().assign(remark="other"))
    assert checked == []


@pytest.mark.parametrize(
    "changed",
    [
        {"number": pd.array([1, 9, None], dtype="Int64")},
        {"number": pd.array([1.0, 11.0, None], dtype="Float64")},
        {"text": pd.array(["a", "b", "c"], dtype="string")},
        {"source_row": [3, 2, 2]},
    ],
)
def test_a_changed_cell_is_checked(checked: list[str], changed: dict[str, Any]) -> None:
    assert run(answers().assign(**changed)) == Checker().run(suite(), answers().assign(**changed), communes())
    assert checked == ["answers"] * 2


def test_a_changed_suite_is_run(checked: list[str]) -> None:
    assert "B" not in {failure.expectation.meta.code for failure in run(by=suite(most=11)).failures}
    assert checked == ["answers"]


def test_a_changed_value_of_another_table_is_looked_up(checked: list[str]) -> None:
    assert "C" not in {failure.expectation.meta.code for failure in run(tables=communes("1", "2", "3")).failures}
    assert checked == ["answers"]


def test_changed_code_checks_again(checked: list[str]) -> None:
    Path("code.py").write_text("2", encoding="utf-8")
    run()
    assert checked == ["answers"]


def test_an_order_of_the_same_rows_that_changed_is_checked(checked: list[str]) -> None:
    run(answers().iloc[::-1].reset_index(drop=True))
    assert checked == ["answers"]


def test_a_large_table_is_checked_each_time(checked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct_rows, "LARGE", 3)
    taken = run()
    assert set(checked) == {"answers"}
    assert taken == Checker().run(suite(), answers(), communes())


def test_several_tables_are_checked_in_processes_of_their_own(
    checked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cores.share(tmp_path / "cores", 2)
    monkeypatch.setenv(cores.SHARED, str(tmp_path / "cores"))
    suites = {name: suite(most=5).model_copy(update={"name": name}) for name in ("answers", "others", "more")}
    frames = {name: answers() for name in ("answers", "others", "unjudged")}
    checker = Checker(FormerChecks(FormerResults("checks/demo", [Path("code.py")])))
    checker.run_ahead(suites, frames, communes())
    runs = [checker.run(suites[name], frames[name], communes()) for name in ("answers", "others")]
    assert checked == [], "nothing is left to this process"
    assert runs == [Checker().run(suites[name], frames[name], communes()) for name in ("answers", "others")]
