"""The rows behind facts come back as they were given, whatever is read at once; what facts share is told once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.contributing_rows import ContributingRows, rows_behind, stored_rows, together, write_rows
from pipeline.facts import Rows, provenance
from tests.unit.test_facts import a_fact

SEVERAL = provenance(pd.DataFrame({"source_file": ["b", "a", "a"], "source_row": [2, 40, 3]}))
FACTS = [
    a_fact(fact_id="z", rows=SEVERAL),
    a_fact(fact_id="é", rows=Rows.of(("b", 9), ("a", 8))),
    a_fact(fact_id="x", rows=SEVERAL),
]
OTHERS = [a_fact(fact_id="o", rows=Rows.of(("b", 9), ("c", 1)))]


@pytest.fixture(params=[1, 2, 3, 7, 100])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("pipeline.contributing_rows.ROWS_AT_ONCE", request.param)
    return int(request.param)


def pairs(rows: ContributingRows, fact_id: str) -> list[tuple[str, int]]:
    return sorted(rows.of_fact(fact_id).itertuples(index=False, name=None))


def written(folder: Path, rows: ContributingRows) -> Path:
    folder.mkdir()
    write_rows(folder, rows)
    return folder


def test_each_fact_has_its_rows_after_they_were_written(tmp_path: Path, at_once: int) -> None:
    folders = [written(tmp_path / "one", rows_behind(FACTS)), written(tmp_path / "two", rows_behind(OTHERS))]
    rows = stored_rows(folders)
    assert {fact.fact_id: pairs(rows, fact.fact_id) for fact in (*FACTS, *OTHERS)} == {
        fact.fact_id: sorted(fact.rows) for fact in (*FACTS, *OTHERS)
    }
    assert pairs(rows, "unknown") == []


def test_rows_are_told_once_and_as_many_at_a_time_as_asked(at_once: int) -> None:
    rows = rows_behind(FACTS)
    sizes = [len(part) for part in rows.parts]
    assert sum(sizes) == 5
    assert set(sizes[:-1]) <= {at_once}
    assert rows.set_of["x"] == rows.set_of["z"]


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    rows = stored_rows([written(tmp_path / "one", rows_behind(FACTS))])
    both = together([rows, rows_behind(OTHERS)])
    for each in (rows, both, both.only(["x", "o"]), both.renamed(str.upper, str.upper)):
        assert _sizes(each.parts) == _sizes(each.parts) != [0]


def _sizes(parts: Iterable[pd.DataFrame]) -> list[int]:
    return [len(part) for part in parts]


def test_some_facts_alone_and_under_other_names() -> None:
    rows = together([rows_behind(FACTS), rows_behind(OTHERS)])
    named = rows.only(["x", "o"]).renamed(lambda fact: f"study-{fact}", lambda file: f"study/{file}")
    assert list(named.set_of) == ["study-x", "study-o"]
    assert pairs(named, "study-o") == [("study/b", 9), ("study/c", 1)]
    assert sum(_sizes(named.parts)) == 5, "the rows of « é » are not told"


def test_no_fact_rests_on_nothing_written(tmp_path: Path) -> None:
    rows = stored_rows([written(tmp_path / "none", rows_behind([]))])
    assert rows.set_of == {}
    assert _sizes(rows.parts) == [0]
