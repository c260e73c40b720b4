from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.frames import StoredTables, write_tables


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
