"""What a decision is about: all that a cohort publishes, in whatever booklet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


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
