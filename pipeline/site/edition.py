"""What the site shows of one edition: what every audience may see, and the sheets that were laid out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.booklet.sheets import LIST, public_quotes
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

QUOTES = "interviews_quotes"


@dataclass(frozen=True)
class Edition:
    """The releases of all audiences, and the folder of sheets."""

    releases: Sequence[Release]
    sheets_folder: Path

    @property
    def release(self) -> Release:
        """The release that texts are taken from: they are the same for every audience."""
        return self.releases[0]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Cohort, title, date, notice, licence."""
        return self.release.summary

    @cached_property
    def sheets(self) -> list[dict[str, Any]]:
        """What each sheet is, communes first."""
        listed: list[dict[str, Any]] = json.loads((self.sheets_folder / LIST).read_text(encoding="utf-8"))
        return listed

    @cached_property
    def facts(self) -> pd.DataFrame:
        """The facts that every audience may see, by id; one that is hidden from one audience is left out."""
        hidden = {
            fact_id
            for release in self.releases[1:]
            for fact_id in release.facts.index[release.facts["status"].eq(SUPPRESSED)]
        }
        everywhere = set.intersection(*(set(release.facts.index) for release in self.releases))
        shown = self.release.facts
        is_public = shown.index.isin(sorted(everywhere)) & ~(
            shown.index.isin(sorted(hidden)) & shown["status"].ne(SUPPRESSED)
        )
        return shown[is_public]

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that every audience may see, by name; of quotes, those that all may read."""
        names = sorted({name for tables in self.summary["themes"].values() for name in tables})
        found = {
            name: self.release.table(name) for name in names if all(each.has_table(name) for each in self.releases)
        }
        return found | ({QUOTES: public_quotes(self.releases)} if QUOTES in found else {})
