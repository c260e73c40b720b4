"""Facts that count what the survey of printed key figures holds."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.facts import Fact, provenance

LIMIT = "Ce nombre compte ce qui a été relevé, non tout ce que les documents publient."


@dataclass(frozen=True)
class Tally:
    """Makes the counts of one estimator function; `everything` are the rows examined, evidence of a count of zero."""

    theme: str
    function: str
    everything: pd.DataFrame

    def count(
        self, what: str, label_fr: str, label_en: str, value: int, rows: pd.DataFrame, limits_fr: str = ""
    ) -> Fact:
        """A number of things; it rests on `rows`, or on all rows examined when there is none."""
        return Fact(
            fact_id=f"{self.theme.replace('_', '-')}-{what}",
            label_fr=label_fr,
            label_en=label_en,
            unit="count",
            value=value,
            method="compte des lignes du relevé",
            computed_by=f"pipeline.estimators.{self.theme}:{self.function}",
            source_table="key_figures",
            design="census",
            limits_fr=" ".join(filter(None, (LIMIT, limits_fr))),
            rows=provenance(rows if len(rows) else self.everything),
        )

    def share(self, what: str, label_fr: str, label_en: str, part: int, whole: int, rows: pd.DataFrame) -> Fact:
        """A share of things counted, with its counts; no interval, since everything was counted."""
        return Fact(
            fact_id=f"{self.theme.replace('_', '-')}-{what}",
            label_fr=label_fr,
            label_en=label_en,
            unit="share",
            value=part / whole,
            numerator=part,
            denominator=whole,
            method="part comptée sur tout le relevé",
            computed_by=f"pipeline.estimators.{self.theme}:{self.function}",
            source_table="key_figures",
            design="census",
            limits_fr=LIMIT,
            rows=provenance(rows if len(rows) else self.everything),
        )
