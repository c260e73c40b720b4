"""Declared corrections: a value changed or a row dropped because a named person said so, never in code."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from pipeline.errors import CorrectionError, ParamsError
from pipeline.intake.characters import normalise
from pipeline.params import Strict
from pipeline.tables import PROVENANCE
from pipeline.yaml_files import load_model

APPLIED_COLUMNS = ("correction", "table", "column", "action", "reason", "provider", "date", "rows", "touched")
"""What is kept of an applied correction. Values stay out: this list ends in the evidence annex, but for `touched`, the
rows as `file:row` lines, which stay inside the team."""

ID_LENGTH = 8


class Correction(Strict):
    """One correction. Values are written as text, as the delivery writes them, under canonical column names.

    `where` picks the rows (every column must match), `expect` is the value found there when the correction was
    declared: when the owner delivers another one, the correction stops instead of overwriting it.
    """

    table: str
    where: dict[str, str] = Field(min_length=1)
    action: Literal["set", "drop"]
    column: str = ""
    expect: str = ""
    value: str = ""
    reason: str
    provider: str
    date: dt.date


class Corrections(Strict):
    """expectations/corrections/<cohort>.yml."""

    corrections: list[Correction] = Field(min_length=1)


def load_corrections(path: Path) -> list[Correction]:
    """The corrections declared for a cohort; none when there is no file.

    Raises:
        ParamsError: the file is not understood (YAML, unknown key, a value that is not text in quotes).
    """
    if not path.exists():
        return []
    corrections = load_model(path, Corrections).corrections
    if mistakes := _mistakes(corrections):
        raise ParamsError("\n".join(f"{path}: {mistake}." for mistake in mistakes))
    return corrections


def corrected(
    tables: Mapping[str, pd.DataFrame], declared: Iterable[Application], elsewhere: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Text tables with every correction applied in order, but those of tables that are corrected `elsewhere`.

    Raises:
        CorrectionError: a correction matches nothing, is no longer needed, or meets another value than it expects.
    """
    found = dict(tables)
    for each in declared:
        table = each.correction.table
        if table in elsewhere:
            continue
        if table not in found:
            raise CorrectionError(f"Correction {each.number}: table « {table} » was not delivered.")
        found[table] = each.to(found[table])
        each.refuse_misfit()
    return found


@dataclass
class Application:
    """One correction, applied to a table at once or to its rows some at a time, and what it met in them.

    `number` is its place among those declared, `rows` how many it changed, `touched` their `file:row` lines.
    """

    number: int
    correction: Correction
    rows: int = 0
    touched: list[str] = field(default_factory=list)
    already: int = 0
    expected: int = 0

    def forget(self) -> None:
        """Begin anew: the rows of the table will be seen again."""
        self.rows = self.already = self.expected = 0
        self.touched = []

    def to(self, frame: pd.DataFrame) -> pd.DataFrame:
        """These rows of the table, corrected.

        Raises:
            CorrectionError: the table lacks a column that the correction names.
        """
        rows = self._matching(frame)
        self.rows += int(rows.sum())
        if self.correction.action == "set":
            found = _texts(frame, self.correction.column, self.number)[rows]
            self.already += int((found == normalise(self.correction.value)).sum())
            self.expected += int((found == normalise(self.correction.expect)).sum())
        if not rows.any():
            return frame
        self.touched += _named(frame[rows])
        if self.correction.action == "drop":
            return frame[~rows].reset_index(drop=True)
        column = self.correction.column
        return frame.assign(**{column: frame[column].mask(rows, self.correction.value)})

    def refuse_misfit(self) -> None:
        """Once every row was seen, refuse a correction that does not fit them.

        Raises:
            CorrectionError: it matched nothing, is no longer needed, or met another value than it expects.
        """
        told = f"Correction {self.number} ({_where(self.correction)})"
        if not self.rows:
            raise CorrectionError(
                f"{told} matches no row of table « {self.correction.table} » any more: remove it, or mend its `where`."
            )
        if self.correction.action == "set" and self.already == self.rows:
            raise CorrectionError(f"{told} is no longer needed: the delivery already says so. Remove it.")
        if self.correction.action == "set" and self.expected < self.rows:
            raise CorrectionError(
                f"{told}: column « {self.correction.column} » no longer holds what `expect` says. Look at the new "
                "delivery, then mend or remove the correction."
            )

    def _matching(self, frame: pd.DataFrame) -> pd.Series:
        """Which rows the correction means."""
        rows = pd.Series(data=True, index=frame.index)
        for column, wanted in self.correction.where.items():
            rows &= _texts(frame, column, self.number) == normalise(wanted)
        return rows


def applications(corrections: Iterable[Correction]) -> list[Application]:
    """The corrections in their order, none applied yet."""
    return [Application(number, correction) for number, correction in enumerate(corrections, start=1)]


def applied(declared: Iterable[Application]) -> pd.DataFrame:
    """One row for each correction applied."""
    found: list[dict[str, Any]] = []
    for each in declared:
        told = _told(each.correction)
        alike = sum(told.items() <= before.items() for before in found)
        found.append({"correction": _id(told, alike), **told, "rows": each.rows, "touched": "\n".join(each.touched)})
    return pd.DataFrame(found, columns=list(APPLIED_COLUMNS)).astype({"rows": "int64"})


def _texts(frame: pd.DataFrame, column: str, number: int) -> pd.Series:
    """A column to compare with; provenance columns cannot be corrected, but may pick a row."""
    if column not in frame.columns:
        raise CorrectionError(f"Correction {number}: the table has no column « {column} ».")
    return frame[column].astype(str).map(normalise)


def _where(correction: Correction) -> str:
    """Only the names of columns: values may be confidential and this text ends in logs."""
    return f"{correction.action} where {', '.join(correction.where)} match"


def _named(rows: pd.DataFrame) -> list[str]:
    """`file:row` of each row."""
    return [f"{file}:{row}" for file, row in zip(rows["source_file"], rows["source_row"], strict=True)]


def _told(correction: Correction) -> dict[str, str]:
    """What is told of a correction: no value is in it."""
    return {key: value for key, value in correction.model_dump(mode="json").items() if key in APPLIED_COLUMNS}


def _id(told: Mapping[str, str], alike: int) -> str:
    """The identifier that its words give; `alike` corrections before it are told in the same words."""
    digest = hashlib.sha256(f"{json.dumps(told, sort_keys=True)}{alike or ''}".encode()).hexdigest()
    return f"c{digest[:ID_LENGTH]}"


def _mistakes(corrections: Iterable[Correction]) -> list[str]:
    """What a correction says that makes no sense by itself."""
    found = []
    for number, correction in enumerate(corrections, start=1):
        if (correction.action == "set") != bool(correction.column):
            found.append(f"correction {number}: `column` goes with `set`, and only with it")
        if correction.column in PROVENANCE:
            found.append(f"correction {number}: « {correction.column} » says where a row comes from and never changes")
    return found
