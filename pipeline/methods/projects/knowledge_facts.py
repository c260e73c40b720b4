"""Facts about what reference documents say, and about how a cohort's registers meet it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.facts import Fact, Rows, provenance

Label = tuple[str, str]
"""In French, in English."""

Pairs = frozenset[tuple[str, int]]
Evidence = pd.DataFrame | Sequence[pd.DataFrame] | Pairs
"""The rows that a fact rests on: of one table, of several, or as pairs (file, row) that other facts rest on."""

PRINTED_LIMIT = "Énoncé d’un document, relevé tel quel, sans autre pièce pour le vérifier."


@dataclass(frozen=True)
class Teller:
    """Makes the facts of one function: `computed_by` is `module:function`, `table` the table they rest on."""

    theme: str
    computed_by: str
    table: str

    def count(self, what: str, label: Label, value: int, rows: Evidence, **more: Any) -> Fact:
        """A number of things."""
        return self.fact(
            what, label, rows, **{"unit": "count", "value": float(value), "method": "Dénombrement", **more}
        )

    def share(self, what: str, label: Label, counts: tuple[int, int], rows: Evidence, **more: Any) -> Fact:
        """A share k of N; its evidence is the whole base, since a row that does not count was looked at too."""
        k, n = counts
        found = {"unit": "share", "value": k / n, "numerator": float(k), "denominator": float(n)}
        return self.fact(what, label, rows, **{**found, "method": "Dénombrement", "design": "census", **more})

    def day(self, what: str, label: Label, day: Any, rows: Evidence, **more: Any) -> Fact:
        """A day."""
        return self.fact(what, label, rows, unit="date", value_text=pd.Timestamp(day).date().isoformat(), **more)

    def fact(self, what: str, label: Label, rows: Evidence, **more: Any) -> Fact:
        """Any other fact; printed in a document unless `method`, `design` and `limits_fr` say otherwise."""
        usual = {"method": "Relevé dans le document", "design": "document", "limits_fr": PRINTED_LIMIT}
        return Fact(
            fact_id=f"{self.theme}-{what}",
            label_fr=label[0],
            label_en=label[1],
            computed_by=self.computed_by,
            **{"source_table": self.table, "rows": _evidence(rows), **usual, **more},
        )


def _evidence(rows: Evidence) -> Rows:
    if isinstance(rows, frozenset):
        return Rows.of(*rows)
    frames = [rows] if isinstance(rows, pd.DataFrame) else rows
    return Rows.of(*(pair for frame in frames for pair in provenance(frame)))


def one_by_one(frame: pd.DataFrame) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Each row as a tuple with names, and as a table of one row, which a fact can rest on."""
    for position, row in enumerate(frame.itertuples()):
        yield row, frame.iloc[[position]]


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row as a tuple with names."""
    yield from frame.itertuples()


def is_given(value: Any) -> bool:
    """Whether a cell of a register holds something."""
    is_missing = value is None or value is pd.NA or value != value
    return not is_missing and str(value).strip() != ""
