from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from pipeline.contributing_rows import ROWS_AT_ONCE
from pipeline.frames import StoredTables, read_table, write_in_parts, write_tables


def test_a_stored_table_is_read_only_when_it_is_asked_for(tmp_path: Path) -> None:
    write_tables(tmp_path, {"small": pd.DataFrame({"a": [1]}), "deliveries": pd.DataFrame({"b": [2]})})
    (tmp_path / "large.parquet").write_bytes(b"not read")
    tables = StoredTables(tmp_path, without=["deliveries"])
    assert set(tables) == {"small", "large"}
    assert ("large" in tables, "deliveries" in tables, len(tables)) == (True, False, 2)
    assert tables["small"]["a"].tolist() == [1]
    assert tables["small"] is tables["small"]
    assert tables.path("large") == tmp_path / "large.parquet"
    assert tables.get("absent") is None
    with pytest.raises(KeyError):
        tables["deliveries"]
    with pytest.raises(pa.ArrowInvalid, match="Parquet"):
        tables["large"]


@pytest.mark.parametrize("rows", [0, 5, ROWS_AT_ONCE, ROWS_AT_ONCE + 5])
def test_a_table_written_in_parts_has_the_bytes_of_the_whole(tmp_path: Path, rows: int) -> None:
    names = pd.Series(["b", "a"], dtype="str").take(np.arange(rows) % 2).reset_index(drop=True)
    whole = pd.DataFrame({"fact_id": names, "source_row": np.arange(rows)})
    write_tables(tmp_path, {"whole": whole})
    starts = range(0, max(rows, 1), ROWS_AT_ONCE)
    write_in_parts(tmp_path / "parts.parquet", (whole.iloc[start : start + ROWS_AT_ONCE] for start in starts))
    assert (tmp_path / "parts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


@pytest.mark.parametrize("cells", [[["a", "b"], None, ["a", "b"], [], ["b"], None], [["a", None], ["a"], None]])
def test_lists_are_read_as_pandas_reads_them_and_those_that_say_the_same_are_held_once(
    tmp_path: Path, cells: list[list[str | None] | None]
) -> None:
    table = pd.DataFrame({"said": cells, "n": pd.array([1] * len(cells), dtype="Int64")})
    write_tables(tmp_path, {"answers": table})
    found = read_table(tmp_path / "answers.parquet")
    expected = pd.read_parquet(tmp_path / "answers.parquet")
    pd.testing.assert_frame_equal(found, expected)
    assert [type(cell) for cell in found["said"]] == [type(cell) for cell in expected["said"]]
    if cells[2] == cells[0]:
        assert found["said"][2] is found["said"][0]


@pytest.mark.parametrize("rows_of_a_group", [2, 10])
def test_a_column_is_read_alone_and_texts_that_repeat_themselves_once(tmp_path: Path, rows_of_a_group: int) -> None:
    table = pd.DataFrame({"said": ["a", "b", None, "a"], "lists": [["x", "y"], None, [], ["x"]], "n": [1, 2, 2, 3]})
    table.to_parquet(tmp_path / "answers.parquet", row_group_size=rows_of_a_group)
    stored = StoredTables(tmp_path)
    assert stored.columns("answers") == ["said", "lists", "n"]
    found = {name: stored.column("answers", name) for name in table}
    assert {name: column.to_pylist() for name, column in found.items()} == {
        "said": ["a", "b", None, "a"],
        "lists": [["x", "y"], None, [], ["x"]],
        "n": [1, 2, 2, 3],
    }
    assert pa.types.is_dictionary(found["said"].type)
    assert pa.types.is_dictionary(found["lists"].type.value_type)
