"""Declared corrections: a value changed or a row dropped because a named person said so, never in code."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

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


def correct(
    tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Text tables with every correction applied in order, and one row for each correction applied.

    Raises:
        CorrectionError: a correction matches nothing, is no longer needed, or meets another value than it expects.
    """
    corrected = dict(tables)
    applied = []
    for number, correction in enumerate(corrections, start=1):
        rows = _matching(corrected, correction, number)
        touched = _named(corrected[correction.table][rows])
        corrected[correction.table] = _change(corrected[correction.table], rows, correction, number)
        applied.append({**_record(correction), "rows": int(rows.sum()), "touched": touched})
    return corrected, pd.DataFrame(applied, columns=list(APPLIED_COLUMNS)).astype({"rows": "int64"})


def _matching(tables: Mapping[str, pd.DataFrame], correction: Correction, number: int) -> pd.Series:
    """Which rows the correction means."""
    if correction.table not in tables:
        raise CorrectionError(f"Correction {number}: table « {correction.table} » was not delivered.")
    frame = tables[correction.table]
    rows = pd.Series(data=True, index=frame.index)
    for column, wanted in correction.where.items():
        rows &= _texts(frame, column, number) == normalise(wanted)
    if not rows.any():
        raise CorrectionError(
            f"Correction {number} ({_where(correction)}) matches no row of table « {correction.table} » any more: "
            "remove it, or mend its `where`."
        )
    return rows


def _change(frame: pd.DataFrame, rows: pd.Series, correction: Correction, number: int) -> pd.DataFrame:
    if correction.action == "drop":
        return frame[~rows].reset_index(drop=True)
    found = _texts(frame, correction.column, number)[rows]
    if (found == normalise(correction.value)).all():
        raise CorrectionError(
            f"Correction {number} ({_where(correction)}) is no longer needed: the delivery already says so. Remove it."
        )
    if not (found == normalise(correction.expect)).all():
        raise CorrectionError(
            f"Correction {number} ({_where(correction)}): column « {correction.column} » no longer holds what `expect` "
            "says. Look at the new delivery, then mend or remove the correction."
        )
    return frame.assign(**{correction.column: frame[correction.column].mask(rows, correction.value)})


def _texts(frame: pd.DataFrame, column: str, number: int) -> pd.Series:
    """A column to compare with; provenance columns cannot be corrected, but may pick a row."""
    if column not in frame.columns:
        raise CorrectionError(f"Correction {number}: the table has no column « {column} ».")
    return frame[column].astype(str).map(normalise)


def _where(correction: Correction) -> str:
    """Only the names of columns: values may be confidential and this text ends in logs."""
    return f"{correction.action} where {', '.join(correction.where)} match"


def _named(rows: pd.DataFrame) -> str:
    """`file:row` of each row, one a line."""
    return "\n".join(f"{file}:{row}" for file, row in zip(rows["source_file"], rows["source_row"], strict=True))


def _record(correction: Correction) -> dict[str, str]:
    """What is told of a correction, under an identifier that its words give: no value is in it."""
    told = {key: value for key, value in correction.model_dump(mode="json").items() if key in APPLIED_COLUMNS}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return {"correction": f"c{digest[:ID_LENGTH]}", **told}


def _mistakes(corrections: Iterable[Correction]) -> list[str]:
    """What a correction says that makes no sense by itself."""
    found = []
    for number, correction in enumerate(corrections, start=1):
        if (correction.action == "set") != bool(correction.column):
            found.append(f"correction {number}: `column` goes with `set`, and only with it")
        if correction.column in PROVENANCE:
            found.append(f"correction {number}: « {correction.column} » says where a row comes from and never changes")
    return found
