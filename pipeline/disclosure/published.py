"""What a decision is about: all that a cohort publishes, in whatever booklet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.estimate_folders import ROWS, read_estimates, read_themes
from pipeline.frames import read_tables


@dataclass(frozen=True)
class Published:
    """Facts with their theme and the rows they rest on, the tables of each theme, and the files of the rows."""

    facts: pd.DataFrame
    fact_rows: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["fact_id", "source_file", "source_row"])
    )
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
        fact_rows=_fact_rows(folders),
        tables={name: table for folder in folders for name, table in read_tables(folder / "tables").items()},
        theme_of={table: theme for theme, tables in read_themes(folders).items() for table in tables},
    )


def _fact_rows(folders: Sequence[Path]) -> pd.DataFrame:
    """The rows of all facts. Their names, of which a large survey has few and many times, are held as numbers."""
    names = ["fact_id", "source_file"]
    read = [pq.read_table(folder / f"{ROWS}.parquet", read_dictionary=names) for folder in folders]
    return pa.concat_tables(read).unify_dictionaries().to_pandas(self_destruct=True)
