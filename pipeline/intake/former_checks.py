"""What expectations gave in a former build: read again while they see the same values. Nothing is checked here."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.former_results import FormerResults
from pipeline.intake.suites import Expectation
from pipeline.tables import PROVENANCE

Row = tuple[str, int]
"""(source_file, source_row)."""


@dataclass(frozen=True)
class Outcome:
    """What one expectation gave: whether it was evaluated, whether it holds, else in which rows it does not."""

    was_evaluated: bool
    success: bool
    rows: tuple[Row, ...]
    observed: float | None


@dataclass(frozen=True)
class Check:
    """Expectations of one table, the typed rows that they look at, and the values of other tables that they name."""

    table: str
    expectations: Sequence[Expectation]
    frame: pd.DataFrame
    parameters: Mapping[str, Any]

    def of(self, expectations: Sequence[Expectation]) -> Check:
        """Some of its expectations, with the columns that they look at and those that say which row it is."""
        needed = {column for expectation in expectations for column in expectation.needed_columns}
        seen = [column for column in self.frame.columns if column in needed or column in PROVENANCE]
        return replace(self, expectations=expectations, frame=self.frame[seen])

    def made_from(self) -> tuple[bytes, ...]:
        """All of it: what the expectations give follows from this alone."""
        written = json.dumps([expectation.model_dump() for expectation in self.expectations])
        return written.encode(), _values(self.frame), repr(sorted(self.parameters.items())).encode()


class FormerChecks:
    """What the expectations of each table gave last, by all that they see: none that is kept can be out of date."""

    def __init__(self, former: FormerResults) -> None:
        """`former` are results with the same code."""
        self._former = former

    def take(self, check: Check) -> dict[str, Outcome] | None:
        """What each expectation gave on the same values, by code; None where nothing is kept of it."""
        kept = self._former.take(check.table, *check.made_from())
        return None if kept is None else {code: _outcome(*values) for code, values in json.loads(kept).items()}

    def keep(self, check: Check, outcomes: Mapping[str, Outcome]) -> None:
        """Leave what they gave to later builds."""
        content = json.dumps({code: astuple(outcome) for code, outcome in outcomes.items()})
        self._former.keep(check.table, content.encode(), *check.made_from())


def _outcome(was_evaluated: bool, success: bool, rows: Collection[Row], observed: float | None) -> Outcome:
    return Outcome(was_evaluated, success, tuple((file, row) for file, row in rows), observed)


def _values(frame: pd.DataFrame) -> bytes:
    """The values with their types, as an Arrow stream."""
    table = pa.Table.from_pandas(frame, preserve_index=False).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content
