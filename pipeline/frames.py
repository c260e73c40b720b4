"""Folders of parquet tables: read them, write them with equal bytes for equal contents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every `<name>.parquet` of a folder, by name."""
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


class StoredTables(Mapping[str, pd.DataFrame]):
    """The tables of a folder by name, each read when it is first asked for: some are too large to be read for nothing.

    `without` are names that are not offered.
    """

    def __init__(self, folder: Path, without: Collection[str] = ()) -> None:
        """Look which tables there are; read none."""
        found = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        self._paths = {name: path for name, path in found.items() if name not in without}
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = pd.read_parquet(self._paths[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths  # Mapping's own would read the table

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def path(self, name: str) -> Path:
        """Where a table lies, for a reader that does not want it whole."""
        return self._paths[name]


def write_in_parts(path: Path, parts: Iterable[pd.DataFrame]) -> None:
    """One Parquet file of the parts one after the other, each held alone: the bytes of the whole written at once.

    Every part but the last has as many rows as pyarrow puts in one group.
    """
    tables = (pa.Table.from_pandas(part, preserve_index=False) for part in parts)
    first = next(tables)
    with pq.ParquetWriter(path, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """One `<name>.parquet` a table, without index."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        table.to_parquet(folder / f"{name}.parquet", index=False)
