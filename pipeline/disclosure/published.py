"""What a decision is about: all that a cohort publishes, in whatever booklet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipeline.estimate_folders import ROWS, read_estimates, read_themes
from pipeline.frames import read_tables


@dataclass(frozen=True)
class Published:
    """Facts with their theme and the rows they rest on, the tables of each theme, and the files of the rows.

    `fact_rows` gives (fact_id, source_file, source_row), some rows at a time, whenever it is asked.
    """

    facts: pd.DataFrame
    fact_rows: Iterable[pd.DataFrame] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    theme_of: Mapping[str, str] = field(default_factory=dict)
    deliveries: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["file", "sha256"]))


def read_published(made_by: Sequence[Path]) -> Published:
    """Everything that folders of estimates hold, of all themes."""
    folders = list(made_by)
    estimates = read_estimates(folders)
    return Published(
        facts=estimates["facts"],
        deliveries=estimates["deliveries"],
        fact_rows=StoredRows(folders),
        tables={name: table for folder in folders for name, table in read_tables(folder / "tables").items()},
        theme_of={table: theme for theme, tables in read_themes(folders).items() for table in tables},
    )


@dataclass(frozen=True)
class StoredRows:
    """The rows of facts as folders of estimates hold them, a million at a time: a large survey has hundreds."""

    folders: Sequence[Path]

    def __iter__(self) -> Iterator[pd.DataFrame]:
        for folder in self.folders:
            with pq.ParquetFile(folder / f"{ROWS}.parquet", read_dictionary=["fact_id", "source_file"]) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group).to_pandas()
