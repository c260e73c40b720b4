"""Which delivered rows a fact counts: two counts of the same rows are one quantity, and disjoint rows add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Rows = npt.NDArray[Any]

NO_ROWS: Rows = np.array([], dtype=np.int64)


class RowSets:
    """The contributing rows of each fact as sorted numbers, the same number for the same row everywhere."""

    def __init__(self, fact_rows: pd.DataFrame) -> None:
        """Read the rows of all facts (fact_id, source_file, source_row)."""
        ordered = fact_rows.sort_values("fact_id", kind="stable")
        numbers = ordered.groupby(["source_file", "source_row"], sort=False).ngroup().to_numpy(dtype=np.int64)
        starts = np.flatnonzero(~ordered["fact_id"].duplicated().to_numpy())
        parts = np.split(numbers, starts[1:]) if len(numbers) else []
        self._of_fact = {
            str(fact): np.sort(part) for fact, part in zip(ordered["fact_id"].iloc[starts], parts, strict=True)
        }
        self._name_of: dict[bytes, str] = {}
        self._rows_of: dict[str, Rows] = {}

    def of_fact(self, fact_id: str) -> Rows:
        """The rows that a fact rests on; none where they are not known."""
        return self._of_fact.get(fact_id, NO_ROWS)

    def cell(self, rows: Rows) -> str:
        """The name of the quantity « how many are these rows », the same for the same rows."""
        key = rows.tobytes()
        if key not in self._name_of:
            self._name_of[key] = f"rows:{len(self._name_of)}"
            self._rows_of[self._name_of[key]] = rows
        return self._name_of[key]

    def total_of(self, cells: list[str]) -> str | None:
        """The cell that counts the rows of all these cells together; none if they overlap or nobody counts them."""
        rows = [self._rows_of[cell] for cell in cells if cell in self._rows_of]
        if not rows or len(rows) < len(cells):
            return None
        together = np.sort(np.concatenate(rows))
        if len(np.unique(together)) < len(together):
            return None
        return self._name_of.get(together.tobytes())
