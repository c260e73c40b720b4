"""A delivery that only comes in another order changed nothing; edits that were made are counted, and no other."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.redelivery import changes

CELLS = st.sampled_from(["", "a", "b", "é"])
TABLES = st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), CELLS, CELLS), max_size=8)
UNIQUE = st.lists(st.tuples(st.integers(0, 50).map(str), CELLS, CELLS), unique_by=lambda row: row[0], max_size=12)


def frame(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "x", "y"], dtype="str").assign(source_row=range(len(rows)))


@settings(deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_another_order_of_rows_and_columns_changes_nothing(rows: list[tuple[str, ...]], chance) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    columns = ["id", "x", "y"]
    chance.shuffle(columns)
    assert changes(frame(rows), frame(shuffled)[[*columns, "source_row"]], ["id"]).is_none


@settings(deadline=None)
@given(TABLES, TABLES)
def test_rows_add_up(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> None:
    found = changes(frame(before), frame(after), ["id"])
    assert len(after) - len(before) == len(found.added) - len(found.removed)
    assert found.is_none == (Counter(before) == Counter(after))


@settings(deadline=None)
@given(UNIQUE, st.data())
def test_edits_that_were_made_are_counted_and_no_other(rows: list[tuple[str, ...]], data: st.DataObject) -> None:
    removed = data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=len(rows))) if rows else set()
    kept = [row for place, row in enumerate(rows) if place not in removed]
    places = data.draw(st.sets(st.integers(0, len(kept) - 1), max_size=len(kept))) if kept else set()
    edited = [(key, f"{x}!" if place in places else x, y) for place, (key, x, y) in enumerate(kept)]
    added = data.draw(st.integers(0, 3))
    after = [*edited, *((f"new {number}", "a", "b") for number in range(added))]
    found = changes(frame(rows), frame(after), ["id"])
    assert (len(found.added), len(found.removed), found.rows_edited) == (added, len(removed), len(places))
    assert found.cells_by_column == ({"x": len(places)} if places else {})
