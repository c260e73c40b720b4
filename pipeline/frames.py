"""Folders of parquet tables: read them, write them with equal bytes for equal contents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SEPARATOR = "\x1f"
"""Between the items of a list that is compared: no text holds it, since reading takes it away."""

TEXT = "BYTE_ARRAY"
"""How Parquet calls what holds texts."""

GROUP_ROWS = 1 << 20
"""Rows of one group of a Parquet file, as pyarrow writes it unless told."""


def read_frame(path: Path) -> pd.DataFrame:
    """One Parquet file, as pandas reads it. pandas looks for partitions first, longer than a small table takes."""
    with pq.ParquetFile(path) as file:
        return file.read().to_pandas()


def read_tables(folder: Path, without: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Every `<name>.parquet` of a folder, by name, but those `without` which one goes."""
    paths = (path for path in sorted(folder.glob("*.parquet")) if path.stem not in without)
    return {path.stem: read_frame(path) for path in paths}


def rows_of(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Each row, as pandas gives them; it takes one text after the other out of Arrow, five times as long."""
    return zip(*(table[name].tolist() for name in table.columns), strict=True)


def records_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row, by the names of the columns."""
    names = list(map(str, table.columns))
    return [dict(zip(names, row, strict=True)) for row in rows_of(table)]


def read_table(path: Path) -> pd.DataFrame:
    """One table. Cells of lists that say the same are one array: answers repeat themselves a great deal."""
    schema = pq.read_schema(path)
    lists = [field.name for field in schema if pa.types.is_list(field.type)]
    if not lists:
        return read_frame(path)
    frame = pd.read_parquet(path, columns=[name for name in schema.names if name not in lists])
    read = pq.read_table(path, columns=lists)
    shared = {name: _shared(read[name].combine_chunks()) for name in lists}
    return pd.DataFrame({name: shared[name] if name in shared else frame[name] for name in schema.names})


def _shared(lists: pa.ListArray) -> pd.Series:
    said = pc.binary_join(lists, SEPARATOR)
    if said.null_count > lists.null_count:  # a list with nothing in one place
        return lists.to_pandas()
    codes = said.dictionary_encode("encode").indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    return pd.Series(lists.take(pa.array(first)).to_pandas().to_numpy()[codes])


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
            self._read[name] = read_table(self._paths[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths  # Mapping's own would read the table

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def columns(self, name: str) -> list[str]:
        """The names of the columns of a table, which is not read for them."""
        return list(pq.read_schema(self._paths[name]).names)

    def column(self, name: str, column: str) -> pa.ChunkedArray:
        """One column of a table alone; texts that repeat themselves are held once, as a dictionary."""
        path = self._paths[name]
        leaves = list(pq.read_metadata(path).schema)
        texts = [leaf.path for leaf in leaves if leaf.physical_type == TEXT and leaf.path.split(".")[0] == column]
        with pq.ParquetFile(path, read_dictionary=texts) as file:  # dictionaries in lists are read a group at a time
            groups = [file.read_row_group(group, [column], use_threads=False) for group in range(file.num_row_groups)]
            return pa.concat_tables(groups or [file.schema_arrow.empty_table().select([column])]).column(0)

    @property
    def rows(self) -> int:
        """How many all tables have together; none is read for it."""
        return sum(pq.read_metadata(path).num_rows for path in self._paths.values())

    def path(self, name: str) -> Path:
        """Where a table lies, for a reader that does not want it whole."""
        return self._paths[name]


def write_in_parts(path: Path, parts: Iterable[pd.DataFrame]) -> None:
    """One Parquet file of the parts one after the other, each held alone: the bytes of the whole written at once."""
    write_in_groups(path, (pa.Table.from_pandas(part, preserve_index=False) for part in parts))


def write_in_groups(path: Path, parts: Iterable[pa.Table]) -> None:
    """The same of Arrow tables, whatever rows each has."""
    groups = _in_groups(parts)
    first = next(groups)
    with pq.ParquetWriter(path, first.schema) as writer:
        for group in chain([first], groups):
            writer.write_table(group)


def _in_groups(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, in every table but the last as many as pyarrow puts in one group of a file."""
    waiting: pa.Table | None = None
    for part in parts:
        waiting = part if waiting is None else pa.concat_tables([waiting, part])
        while waiting.num_rows > GROUP_ROWS:
            yield waiting.slice(0, GROUP_ROWS)
            waiting = waiting.slice(GROUP_ROWS)
    if waiting is not None:
        yield waiting


def parquet(table: pd.DataFrame) -> bytes:
    """A table without its index, as a Parquet file."""
    content: bytes = table.to_parquet(index=False)
    return content


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """One `<name>.parquet` a table, without index."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        table.to_parquet(folder / f"{name}.parquet", index=False)
