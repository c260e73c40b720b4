from __future__ import annotations

import pandas as pd

from pipeline.intake.redelivery import Edit, changes, comparable, renamed
from pipeline.intake.values import Writing
from pipeline.tables import TABLES

BEFORE = pd.DataFrame({"id": ["1", "2", "3"], "x": ["a", "b", "c"], "old": ["", "", ""]}, dtype="str")


def test_rows_cells_and_columns_that_changed_are_told() -> None:
    after = pd.DataFrame({"id": ["3", "1", "4"], "x": ["c", "A", "d"], "new": ["", "", ""]}, dtype="str")
    found = changes(BEFORE, after, ["id"])
    assert (found.added, found.removed) == ((("4",),), (("2",),))
    assert found.edits == (Edit(("1",), "x", "a", "A"),)
    assert (found.columns_added, found.columns_removed) == (("new",), ("old",))
    assert (found.rows_before, found.rows_after, found.rows_edited) == (3, 3, 1)


def test_a_row_that_comes_once_more_was_added() -> None:
    found = changes(BEFORE, pd.concat([BEFORE, BEFORE.iloc[[0]]]), ["id"])
    assert (found.added, found.removed, found.edits) == ((("1",),), (), ())


def test_without_the_key_rows_are_named_by_all_their_cells() -> None:
    found = changes(BEFORE[["x"]], BEFORE[["x"]].replace("a", "z"), ["id"])
    assert (found.added, found.removed, found.edits) == ((("z",),), (("a",),), ())


def test_another_writing_of_the_same_value_is_no_change() -> None:
    table = TABLES["measurements"]
    comma = pd.DataFrame({"value": ["1,50", "x"], "date": ["03/04/2026", ""]}, dtype="str")
    point = pd.DataFrame({"value": ["1.5", "x"], "date": ["2026-04-03", ""]}, dtype="str")
    said = comparable(comma, table, Writing(",", "DD/MM/YYYY"))
    assert said.equals(comparable(point, table, Writing(".", "YYYY-MM-DD")))
    assert list(said["value"]) == ["1.5", "x"]


def test_a_header_that_changed_for_the_same_column_was_renamed() -> None:
    assert renamed({"a": "A", "b": "B"}, {"a": "A2", "b": "B", "c": "C"}) == {"A": "A2"}


def test_the_tables_compared_are_left_as_they_were() -> None:
    copy = BEFORE.copy()
    changes(BEFORE, BEFORE.iloc[::-1], ["id"])
    assert BEFORE.equals(copy)
