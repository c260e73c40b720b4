"""What the site shows of one edition: what every audience may see, and the sheets that were laid out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheets import LIST, public_quotes
from pipeline.disclosure import SUPPRESSED
from pipeline.estimates import facts_in
from pipeline.released import Release

QUOTES = "interviews_quotes"
REGISTERS = {PROJECTS, "deployment_dates"}
"""Tables with one row a project, which tell what became of it."""


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
    def withheld(self) -> pd.DataFrame:
        """The rows of the register of projects whose fate no page may tell: a count of their commune is hidden."""
        projects = self.release.optional_table(PROJECTS, ("project", "commune"))
        hidden = {commune for commune in set(projects["commune"]) if hides_outcomes(self.release, str(commune))}
        return projects[projects["commune"].isin(sorted(hidden))]

    @cached_property
    def facts(self) -> pd.DataFrame:
        """The facts that every audience may see, by id; one that is hidden from one audience is left out."""
        shown = self.release.facts
        left_out = facts_in(self.withheld)
        for release in self.releases[1:]:
            left_out |= set(shown.index) - set(release.facts.index)
            left_out |= set(release.facts.index[release.facts["status"].eq(SUPPRESSED)]) - self.hidden
        return shown[[fact_id not in left_out for fact_id in shown.index]]

    @cached_property
    def hidden(self) -> set[str]:
        """The facts that are told without their numbers."""
        facts = self.release.facts
        return set(facts.index[facts["status"].eq(SUPPRESSED)])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that every audience may see, by name, as disclosure control left them.

        Of quotes, those that all may read; of the registers of projects, the rows that are not withheld.
        """
        names = sorted({name for tables in self.summary["themes"].values() for name in tables})
        found = {
            name: self.release.table(name) for name in names if all(each.has_table(name) for each in self.releases)
        }
        if QUOTES in found:
            found[QUOTES] = public_quotes(self.releases)
        for name in REGISTERS & found.keys():
            found[name] = found[name][~found[name]["project"].isin(self.withheld["project"])]
        return found
