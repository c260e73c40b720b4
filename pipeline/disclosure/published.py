"""What a decision is about: all that a cohort publishes, in whatever booklet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.contributing_rows import ContributingRows, stored_rows
from pipeline.estimate_folders import read_estimates, read_themes
from pipeline.frames import read_tables


@dataclass(frozen=True)
class Published:
    """Facts with their theme and the rows they rest on, the tables of each theme, and the files of the rows."""

    facts: pd.DataFrame
    rows: ContributingRows = field(default_factory=ContributingRows)
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
        rows=stored_rows(folders),
        tables={name: table for folder in folders for name, table in read_tables(folder / "tables").items()},
        theme_of={table: theme for theme, tables in read_themes(folders).items() for table in tables},
    )
