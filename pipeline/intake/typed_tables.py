"""Text tables to typed ones: normalised text, exact duplicates set apart, one dtype a kind. No judgement of meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.characters import normalise
from pipeline.intake.choice_values import parse_choice, parse_choices
from pipeline.intake.values import Fault, Value, Writing, parse
from pipeline.tables import LIST_SEPARATOR, PROVENANCE, Column, Kind, Table

DTYPES: dict[Kind, str] = {
    "text": "string",
    "list": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
    "timestamp": "datetime64[us]",
    "choice": "string",
    "choices": "string",
}


@dataclass(frozen=True)
class CellFault:
    """A cell that is not written as declared."""

    position: int
    column: str
    fault: Fault


@dataclass(frozen=True)
class Prepared:
    """One table: its normalised texts (what owners recognise), the same rows typed (what suites see), what is wrong.

    `faults` are cells that could not be typed, `repeats` the rows set apart because they say the same again.
    """

    table: Table
    texts: pd.DataFrame
    typed: pd.DataFrame
    faults: list[CellFault]
    repeats: pd.DataFrame


def prepared(frame: pd.DataFrame, table: Table, written: Mapping[str, Writing]) -> Prepared:
    """The ingested (and corrected) table, normalised, without repeated rows, and typed."""
    texts, repeats = split_duplicates(normalised(frame))
    return Prepared(table, texts, *typed(texts, table, written), repeats)


def writings(deliveries: pd.DataFrame) -> dict[str, Writing]:
    """How each delivered file writes its values, by file name."""
    columns = (deliveries[name] for name in ("file", "decimal", "date_format", "choices"))
    return {
        file: Writing(decimal, date_format, choices)
        for file, decimal, date_format, choices in zip(*columns, strict=True)
    }


def delivered_headers(deliveries: pd.DataFrame) -> dict[str, dict[str, str]]:
    """For each file, the delivered header of each canonical column."""
    return {file: json.loads(headers) for file, headers in zip(deliveries["file"], deliveries["headers"], strict=True)}


def normalised(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with every text in Unicode's composed form and trimmed."""
    return frame.assign(**{name: _normalised(frame[name]) for name in frame.columns if name not in PROVENANCE})


def _normalised(texts: pd.Series) -> pd.Series:
    """Every cell, each different text once: answers repeat themselves a great deal.

    Raises:
        ValueError: a cell has no text, not even an empty one.
    """
    told = _in_arrow(texts)
    if told.null_count:
        raise ValueError(f"« {texts.name} »: cells without a text: {told.null_count}, expected empty texts.")
    if pc.all(_is_plain(told)).as_py():
        return texts
    # Without its sentinel -1, which would take the last of the different texts for a missing one.
    codes, different = pd.factorize(texts, use_na_sentinel=False)
    before = _in_arrow(different)
    others = pc.invert(_is_plain(before))
    read = pa.array(map(normalise, before.filter(others).to_pylist()), type=pa.large_string())
    after = pc.replace_with_mask(before, others, read)
    if after.equals(before):  # as most are: no second copy of the table
        return texts
    return pd.Series(after.to_pandas(), dtype="str").take(codes).set_axis(texts.index)


def _is_plain(texts: pa.Array) -> pa.Array:
    """Which texts are printable ASCII without spaces around it: they are what normalising would give."""
    is_printable = pc.and_(pc.string_is_ascii(texts), pc.ascii_is_printable(texts))
    return pc.and_(is_printable, pc.equal(pc.ascii_trim_whitespace(texts), texts))


def _in_arrow(texts: pd.Series | pd.Index) -> pa.Array:
    told = pa.array(texts, type=pa.large_string())
    return told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told


def split_duplicates(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(rows kept, rows that repeat an earlier one in every column but their provenance)."""
    content = [column for column in frame.columns if column not in PROVENANCE]
    # A file none of whose headers is known has no content; pandas cannot compare rows of nothing.
    repeats = frame.duplicated(content) if content else pd.Series(data=False, index=frame.index)
    if not repeats.any():
        return frame.reset_index(drop=True), frame.iloc[:0]
    return frame[~repeats].reset_index(drop=True), frame[repeats].reset_index(drop=True)


def typed(frame: pd.DataFrame, table: Table, written: Mapping[str, Writing]) -> tuple[pd.DataFrame, list[CellFault]]:
    """The table with typed columns (empty and faulty cells missing), and every cell that is not written as declared.

    Lists stay text here; `with_lists` splits them. Columns that were not delivered stay out.
    """
    faults: list[CellFault] = []
    columns: dict[str, Any] = {}
    groups = [
        (written[str(file)], np.asarray(positions)) for file, positions in frame.groupby("source_file").indices.items()
    ]
    for column in table.columns:
        if column.name in frame.columns:
            columns[column.name] = _typed_column(frame[column.name], column, groups, faults)
    return pd.DataFrame({**columns, **{name: frame[name] for name in PROVENANCE}}), faults


def _typed_column(
    texts: pd.Series, column: Column, groups: list[tuple[Writing, np.ndarray]], faults: list[CellFault]
) -> pd.Series:
    """The column typed, each different text parsed once a file; faults are added in the order of rows."""
    if column.kind == "text":
        return texts.mask(texts.eq("")).astype("string")
    values = np.full(len(texts), None, dtype=object)
    found: list[CellFault] = []
    for writing, positions in groups:
        codes, different = pd.factorize(texts.iloc[positions])
        parsed = [parsed_cell(text, column, writing) for text in different.tolist()]
        faulty = {code: value for code, value in enumerate(parsed) if isinstance(value, Fault)}
        kept = np.fromiter((None if isinstance(value, Fault) else value for value in parsed), object, len(parsed))
        values[positions] = kept[codes]
        for place in np.flatnonzero(np.isin(codes, list(faulty))):
            found.append(CellFault(int(positions[place]), column.name, faulty[int(codes[place])]))
    faults += sorted(found, key=lambda fault: fault.position)
    return pd.Series(values, index=texts.index, dtype=object).astype(DTYPES[column.kind])  # type: ignore[call-overload]


def parsed_cell(text: str, column: Column, writing: Writing) -> Value | Fault | None:
    """The value of one cell of this column, None when it is empty, or what is wrong with it."""
    if column.kind == "choice":
        return parse_choice(text, column.choices, writing.choices) if text else None
    if column.kind == "choices":
        if not text:
            return None
        return parse_choices(text, column.choices, writing.choices, keeps_order=column.keeps_order)
    return parse(text, column.kind, writing)


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
    lists = {column.name: _listed(frame[column.name]) for column in table.columns if column.kind in ("list", "choices")}
    return frame.assign(**lists)


def _listed(texts: pd.Series) -> pd.Series:
    """The column as lists, one for all cells that say the same."""
    codes, different = pd.factorize(texts, use_na_sentinel=False)
    lists = np.fromiter((_items(text) for text in different.tolist()), object, len(different))
    return pd.Series(lists[codes], index=texts.index, dtype=object)


def _items(text: Any) -> list[str] | None:
    return None if pd.isna(text) or not text else str(text).split(LIST_SEPARATOR)
