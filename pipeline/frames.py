"""Folders of parquet tables: read them, write them with equal bytes for equal contents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every `<name>.parquet` of a folder, by name."""
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """One `<name>.parquet` a table, without index."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        table.to_parquet(folder / f"{name}.parquet", index=False)
