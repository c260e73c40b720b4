"""Rows of facts are sets, the same however many are read at a time."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.contributing_rows import ContributingRows
from pipeline.disclosure.row_sets import RowSets

ROWS = pd.DataFrame(
    [(fact, file, row) for fact in (0, 1) for file in ("x.csv", "y.csv") for row in (4, 2, 3)]
    + [(2, "x.csv", row) for row in (2, 3, 4)]
    + [(3, "y.csv", row) for row in (2, 3, 4)],
    columns=["row_set", "source_file", "source_row"],
)


@pytest.mark.parametrize("at_once", [1, 2, 5, len(ROWS)])
@pytest.mark.parametrize("order", ["as written", "shuffled"])
def test_sets_are_the_same_however_they_are_read(at_once: int, order: str) -> None:
    rows = ROWS if order == "as written" else ROWS.sample(frac=1, random_state=1)
    named = rows.astype({"source_file": "category"})
    parts = [named.iloc[start : start + at_once] for start in range(0, len(rows), at_once)]
    sets = RowSets(ContributingRows({fact: number for number, fact in enumerate("abcd")}, parts))
    cells = {fact: sets.cell(sets.of_fact(fact)) for fact in "abcd"}
    assert {fact: len(sets.of_fact(fact)) for fact in "abcd"} == {"a": 6, "b": 6, "c": 3, "d": 3}
    assert cells["a"] == cells["b"]
    assert len(set(cells.values())) == 3
    assert sets.of_fact("a") is sets.of_fact("b"), "equal sets are held once"
    assert sets.total_of([cells["c"], cells["d"]]) == cells["a"]
    assert sets.total_of([cells["a"], cells["c"]]) is None


def test_a_fact_without_rows_has_none() -> None:
    assert len(RowSets(ContributingRows()).of_fact("a")) == 0
