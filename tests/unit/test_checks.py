from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.intake.checks import Checker, SuiteRun
from pipeline.intake.suites import Suite


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def expectation(code: str, kind: str, **kwargs: Any) -> dict[str, Any]:
    meta = {"code": code, "message_fr": "Faux.", "expected_fr": "vrai"}
    return {"type": f"expect_{kind}", "kwargs": kwargs, "severity": "critical", "meta": meta}


def suite(*expectations: dict[str, Any]) -> Suite:
    return Suite.model_validate({"name": "catalogue", "expectations": list(expectations)})


def projects(rows: int = 30) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project_id": pd.array([f"P{row}" for row in range(rows)], dtype="string"),
            "commune_insee": pd.array(["93005"] * rows, dtype="string"),
            "source_file": ["p.csv"] * rows,
            "source_row": range(2, rows + 2),
        }
    )


def failing_rows(run: SuiteRun) -> list[list[int]]:
    return [[row for _, row in failure.rows] for failure in run.failures]


def test_every_failing_row_is_given_not_only_the_first_twenty(checker: Checker) -> None:
    unique = expectation("PRO-001", "column_values_to_be_unique", column="commune_insee")
    run = checker.run(suite(unique), projects(), {})
    assert failing_rows(run) == [list(range(2, 32))]
    assert run.evaluated == 1


def test_a_key_is_looked_up_in_the_other_table(checker: Checker) -> None:
    known = {"$PARAMETER": "communes__commune_insee"}
    key = expectation("PRO-001", "column_values_to_be_in_set", column="commune_insee", value_set=known)
    frame = projects(2).assign(commune_insee=pd.array(["93005", "75056"], dtype="string"))
    communes = pd.DataFrame({"commune_insee": pd.array(["93005"], dtype="string")})
    assert failing_rows(checker.run(suite(key), frame, {"communes": communes})) == [[3]]


def test_a_pair_is_looked_up_together(checker: Checker) -> None:
    known = {"$PARAMETER": "communes__commune_insee__name"}
    pair = expectation(
        "PRO-001",
        "column_pair_values_to_be_in_set",
        column_A="commune_insee",
        column_B="commune",
        value_pairs_set=known,
    )
    frame = projects(2).assign(commune=pd.array(["Aulnay-sous-Bois", "Meudon"], dtype="string"))
    communes = pd.DataFrame({"commune_insee": ["93005", "92048"], "name": ["Aulnay-sous-Bois", "Meudon"]})
    assert failing_rows(checker.run(suite(pair), frame, {"communes": communes})) == [[3]]


def test_a_missing_reference_table_is_not_success(checker: Checker) -> None:
    known = {"$PARAMETER": "communes__commune_insee"}
    key = expectation("PRO-001", "column_values_to_be_in_set", column="commune_insee", value_set=known)
    run = checker.run(suite(key), projects(), {})
    assert (run.unreferenced, run.evaluated) == ((("PRO-001", "communes"),), 0)


def test_a_reference_table_without_rows_is_not_compared_with(checker: Checker) -> None:
    known = {"$PARAMETER": "communes__commune_insee"}
    key = expectation("PRO-001", "column_values_to_be_in_set", column="commune_insee", value_set=known)
    empty = pd.DataFrame({"commune_insee": pd.array([], dtype="string")})
    run = checker.run(suite(key), projects(), {"communes": empty})
    assert (run.failures, run.unreferenced) == ((), (("PRO-001", "communes"),))


def test_an_expectation_on_a_column_not_delivered_is_counted_as_skipped(checker: Checker) -> None:
    run = checker.run(suite(expectation("PRO-001", "column_values_to_not_be_null", column="theme")), projects(), {})
    assert (run.skipped, run.evaluated) == (("PRO-001",), 0)


def test_an_expectation_that_cannot_be_evaluated_is_not_success(checker: Checker) -> None:
    broken = expectation("PRO-001", "column_values_to_be_between", column="project_id", min_value=1, max_value=2)
    fine = expectation("PRO-002", "column_values_to_not_be_null", column="project_id")
    run = checker.run(suite(broken, fine), projects(), {})
    assert (run.broken, run.evaluated, run.failures) == (("PRO-001",), 1, ())


def test_a_rule_about_a_whole_column_is_told_without_rows_and_with_what_was_observed(checker: Checker) -> None:
    few = expectation("PRO-001", "column_max_to_be_between", column="source_row", max_value=2)
    run = checker.run(suite(few), projects(3), {})
    assert [(failure.rows, failure.observed) for failure in run.failures] == [((), 4)]
    assert (run.broken, run.evaluated) == ((), 1)
