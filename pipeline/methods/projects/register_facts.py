"""Facts that a register gives by counting all it holds: no sample, so no interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.facts import Fact, provenance

Words = tuple[str, str]
"""A label in French and in English."""

COUNTED_FR = "Dénombrement de tout le registre"
SHARED_FR = "Part comptée sur tout le registre, sans intervalle puisque rien n’est estimé"
QUARTERS: tuple[tuple[str, float, Words], ...] = (
    ("low-quarter", 0.25, ("premier quart", "first quartile")),
    ("median", 0.5, ("médiane", "median")),
    ("high-quarter", 0.75, ("trois quarts", "third quartile")),
)
QUARTERS_FR = "Quartiles des valeurs de tout le registre (interpolation linéaire), sans intervalle"


@dataclass(frozen=True)
class Register:
    """Makes the facts of one estimator; `everything` are the rows looked at, evidence of a count of zero."""

    theme: str
    table: str
    everything: pd.DataFrame
    limits_fr: str

    def count(self, what: str, label: Words, rows: pd.DataFrame, *, value: int | None = None) -> Fact:
        """How many rows (or `value` things that they hold)."""
        return self._fact(what, label, rows, "count", float(len(rows) if value is None else value), COUNTED_FR)

    def share(self, what: str, label: Words, part: int, whole: int, rows: pd.DataFrame) -> Fact:
        """`part` of `whole`, above 0, with both counts; it rests on `rows`."""
        fact = self._fact(what, label, rows, "share", part / whole, SHARED_FR)
        return Fact(**{**vars(fact), "numerator": float(part), "denominator": float(whole)})

    def measure(self, what: str, label: Words, value: float, rows: pd.DataFrame, unit: str, method_fr: str) -> Fact:
        """A duration, an age, an amount, told to one decimal (amounts in whole euros)."""
        fact = self._fact(what, label, rows, unit, value, method_fr)
        return Fact(**{**vars(fact), "decimals": 0.0 if unit == "eur" else 1.0, "n_answered": float(len(rows))})

    def total(self, what: str, label: Words, amounts: pd.Series, rows: pd.DataFrame, by: str, method_fr: str) -> Fact:
        """The sum of `amounts` in euros, one a row, with how many contribute and what the greatest of them makes.

        `by` is the column that says whose an amount is; one that names nobody, or no such column, stands for itself.
        """
        themselves = pd.Series(rows.index.astype("string"), index=rows.index)
        whose = rows[by].astype("string").fillna(themselves) if by in rows else themselves
        each = amounts.groupby(whose.to_numpy()).sum()
        fact = self.measure(what, label, float(amounts.sum()), rows, "eur", method_fr)
        return replace(fact, n_answered=float(len(each)), largest=float(each.max()) if len(each) else None)

    def quarters(
        self, what: str, label: Words, values: Sequence[float] | pd.Series, rows: pd.DataFrame, unit: str
    ) -> list[Fact]:
        """Quartiles of one value a row: `<what>-low-quarter`, `<what>-median`, `<what>-high-quarter`."""
        numbers = pd.Series(list(values), dtype="float64")
        return [
            self.measure(
                f"{what}-{name}", (f"{label[0]}, {fr}", f"{label[1]}, {en}"), float(numbers.quantile(q)), rows, unit,
                QUARTERS_FR,
            )
            for name, q, (fr, en) in QUARTERS
        ]  # fmt: skip

    def _fact(self, what: str, label: Words, rows: pd.DataFrame, unit: str, value: float, method: str) -> Fact:
        return Fact(
            fact_id=f"{self.theme}-{what}",
            label_fr=label[0],
            label_en=label[1],
            unit=unit,
            value=value,
            method=method,
            computed_by=f"pipeline.estimators.{self.theme}:estimate",
            source_table=self.table,
            design="census",
            limits_fr=self.limits_fr,
            rows=provenance(rows if len(rows) else self.everything),
        )
