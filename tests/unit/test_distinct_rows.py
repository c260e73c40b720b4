"""A large table is checked once for each different row; what is told stays the same."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.intake import distinct_rows
from pipeline.intake.checks import Checker
from pipeline.intake.suites import Suite


def expectation(code: str, kind: str, severity: str = "critical", **kwargs: object) -> dict[str, object]:
    meta = {"code": code, "message_fr": "Non.", "expected_fr": "autre chose"}
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": meta}


PICKED = {"type": "comparison", "column": {"name": "due"}, "operator": "==", "parameter": True}
SUITE = Suite.model_validate(
    {
        "name": "answers",
        "expectations": [
            expectation("A", "expect_column_values_to_not_be_null", column="text", row_condition=PICKED),
            expectation("B", "expect_column_values_to_be_between", column="number", min_value=0, max_value=10),
            expectation("C", "expect_column_values_to_be_unique", column="key"),
            expectation("D", "expect_column_values_to_be_in_set", column="text", value_set=["a", "b"], mostly=0.5),
            expectation("E", "expect_column_max_to_be_between", column="number", max_value=10),
            expectation("F", "expect_column_values_to_match_regex", column="text", regex="("),
        ],
    }
)
FRAME = pd.DataFrame(
    {
        "key": pd.array(["1", "2", "2", "4", "5", "6"], dtype="string"),
        "text": pd.array(["a", None, None, "c", "b", "a"], dtype="string"),
        "number": pd.array([1, 11, None, 11, -1, 3], dtype="Int64"),
        "due": [True, True, False, True, True, True],
        "source_file": ["one", "one", "one", "two", "two", "two"],
        "source_row": [2, 3, 4, 2, 3, 4],
    }
)


def test_what_is_told_does_not_depend_on_the_size_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = Checker()
    small = checker.run(SUITE, FRAME, {})
    monkeypatch.setattr(distinct_rows, "LARGE", 0)
    large = checker.run(SUITE, FRAME, {})
    assert large == small
    rows = {failure.expectation.meta.code: failure.rows for failure in large.failures}
    assert rows["A"] == (("one", 3),)
    assert rows["B"] == (("one", 3), ("two", 2), ("two", 3))
    assert rows["C"] == (("one", 3), ("one", 4))
    assert large.broken == ("F",)


def test_equal_rows_have_one_number() -> None:
    found = distinct_rows.distinct_rows(FRAME, ["number", "text"])
    assert list(found.numbers) == [0, 1, 2, 3, 4, 5]
    found = distinct_rows.distinct_rows(FRAME, ["text"])
    assert list(found.frame["text"].fillna("—")) == ["a", "—", "c", "b"]
    assert distinct_rows.rows_of(FRAME, found, [1]) == [("one", 3), ("one", 4)]
