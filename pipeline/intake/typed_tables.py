"""Text tables to typed ones: normalised text, exact duplicates set apart, one dtype a kind. No judgement of meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.intake.values import Fault, Writing, normalise, parse
from pipeline.tables import LIST_SEPARATOR, PROVENANCE, Column, Kind, Table

DTYPES: dict[Kind, str] = {
    "text": "string",
    "list": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
}


@dataclass(frozen=True)
class CellFault:
    """A cell that is not written as declared."""

    position: int
    column: str
    fault: Fault


def writings(deliveries: pd.DataFrame) -> dict[str, Writing]:
    """How each delivered file writes its values, by file name."""
    files = zip(deliveries["file"], deliveries["decimal"], deliveries["date_format"], strict=True)
    return {file: Writing(decimal, date_format) for file, decimal, date_format in files}


def delivered_headers(deliveries: pd.DataFrame) -> dict[str, dict[str, str]]:
    """For each file, the delivered header of each canonical column."""
    return {file: json.loads(headers) for file, headers in zip(deliveries["file"], deliveries["headers"], strict=True)}


def normalised(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with every text in Unicode's composed form and trimmed."""
    texts = {column: frame[column].map(normalise) for column in frame.columns if column not in PROVENANCE}
    return frame.assign(**texts)


def split_duplicates(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(rows kept, rows that repeat an earlier one in every column but their provenance)."""
    content = [column for column in frame.columns if column not in PROVENANCE]
    # A file none of whose headers is known has no content; pandas cannot compare rows of nothing.
    repeats = frame.duplicated(content) if content else pd.Series(data=False, index=frame.index)
    return frame[~repeats].reset_index(drop=True), frame[repeats].reset_index(drop=True)


def typed(frame: pd.DataFrame, table: Table, written: Mapping[str, Writing]) -> tuple[pd.DataFrame, list[CellFault]]:
    """The table with typed columns (empty and faulty cells missing), and every cell that is not written as declared.

    Lists stay text here; `with_lists` splits them. Columns that were not delivered stay out.
    """
    faults: list[CellFault] = []
    columns: dict[str, Any] = {}
    file_writings = [written[file] for file in frame["source_file"]]
    for column in table.columns:
        if column.name in frame.columns:
            columns[column.name] = _typed_column(frame[column.name], column, file_writings, faults)
    return pd.DataFrame({**columns, **{name: frame[name] for name in PROVENANCE}}), faults


def _typed_column(texts: pd.Series, column: Column, written: list[Writing], faults: list[CellFault]) -> pd.Series:
    values: list[Any] = []
    for position, (text, writing) in enumerate(zip(texts, written, strict=True)):
        value = parse(text, column.kind, writing)
        if isinstance(value, Fault):
            faults.append(CellFault(position, column.name, value))
            value = None
        values.append(value)
    return pd.Series(values, index=texts.index, dtype=object).astype(DTYPES[column.kind])  # type: ignore[call-overload]


def with_all_columns(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table with every column it may have, in order; those not delivered are missing throughout."""
    missing = {
        column.name: pd.Series(None, index=frame.index, dtype=object).astype(DTYPES[column.kind])  # type: ignore[call-overload]
        for column in table.columns
        if column.name not in frame.columns
    }
    order = [*(column.name for column in table.columns), *PROVENANCE]
    return frame.assign(**missing)[order]


def with_lists(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table with list columns as lists of texts (parquet: list<string>); an empty cell is missing, not []."""
    lists = {
        column.name: pd.Series([_items(text) for text in frame[column.name]], index=frame.index, dtype=object)
        for column in table.columns
        if column.kind == "list"
    }
    return frame.assign(**lists)


def _items(text: Any) -> list[str] | None:
    return None if pd.isna(text) or not text else str(text).split(LIST_SEPARATOR)
