"""A Parquet file as a grid of text: typed columns are written as the delivery writes numbers and dates."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid, plain, text_series
from pipeline.intake.problems import Findings
from pipeline.intake.workbooks.cells import Written
from pipeline.intake.workbooks.limits import Limits
from pipeline.intake.workbooks.sandbox import tried

MOST_CELLS = 100_000_000
"""Rows times columns: a sensor that measures four values every minute fills them in about fifty years."""

MOST_BYTES = 4 << 30
CHILD = "pipeline.intake.parquet_child"
LIMITS = Limits(memory_bytes=4 << 30)
"""Address space, of which libraries reserve about one gigabyte, for the cells and their text."""

FIRST_ROW = 2
EXPECTED_FR = "un fichier Parquet dont les colonnes sont des textes, des nombres, des dates ou des oui/non"
CELL_KINDS = (
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_boolean, pa.types.is_integer),
    *(pa.types.is_floating, pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp),
)
"""Types that one cell of a table can hold; lists, records and bytes are not."""

READ_ERRORS = (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, IndexError, KeyError)
"""What pyarrow raises on a file that is cut or altered."""


def read_parquet(content: bytes, reader: Reader, findings: Findings, moments: Collection[str] = ()) -> Grid | None:
    """The grid of a Parquet file, numbered as if its headers stood in row 1; None when it cannot be read.

    `moments` are the headers of columns announced to hold instants, not days. The file is read in a child process
    first, whose memory and time are limited.
    """
    return parsed(content, reader, findings, moments) if _is_readable(content, findings) else None


def read_parquet_in_pieces(
    content: bytes, reader: Reader, findings: Findings, moments: Collection[str], rows: int
) -> Iterator[Grid | None]:
    """The same, so many rows at a time: none is held with another. None when the file cannot be read on."""
    if _is_readable(content, findings, rows):
        yield from parsed_in_pieces(content, reader, findings, moments, rows)
    else:
        yield None


def _is_readable(content: bytes, findings: Findings, rows: int = 0) -> bool:
    """Whether a child process could read it, at once or so many rows at a time; told when it could not."""
    stopped = tried(content, CHILD, json.dumps({"limits": asdict(LIMITS), "rows": rows}), LIMITS)
    if stopped is not None:
        findings.block(
            "FIC-013",
            "La lecture du fichier Parquet demande trop de mémoire ou de temps ; elle a été arrêtée.",
            found=stopped["found"],
            expected_fr=f"au plus {MOST_CELLS} cellules : livrez-le en plusieurs fichiers",
        )
    return stopped is None


def parsed(content: bytes, reader: Reader, findings: Findings, moments: Collection[str] = ()) -> Grid | None:
    """The grid, as `read_parquet` gives it; the memory it takes is not limited.

    Raises:
        MemoryError: there is not enough.
    """
    return next(parsed_in_pieces(content, reader, findings, moments, rows=0))


def parsed_in_pieces(
    content: bytes, reader: Reader, findings: Findings, moments: Collection[str], rows: int
) -> Iterator[Grid | None]:
    """The grids, as `read_parquet_in_pieces` gives them, or one with all rows when `rows` is 0."""
    first = FIRST_ROW
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        if _is_too_large(file.metadata, findings):
            yield None
            return
        for table in _tables(file, rows):
            table.validate(full=True)
            grid = _grid(table, Written(reader.decimal, reader.date_format), moments, findings, first)
            yield grid
            if grid is None:
                return
            first += table.num_rows
    except MemoryError:  # Arrow's is one of READ_ERRORS too
        raise
    except READ_ERRORS as problem:
        findings.block(
            "FIC-012",
            "Le fichier Parquet est incomplet ou endommagé ; il n’a pas été lu.",
            found=type(problem).__name__,
            expected_fr=EXPECTED_FR,
        )
        yield None


def _tables(file: pq.ParquetFile, rows: int) -> Iterator[pa.Table]:
    """The rows of the file, so many at a time; all at once for 0, and once when there is none."""
    if not rows or not file.metadata.num_rows:
        yield file.read(use_threads=False)
        return
    for batch in file.iter_batches(rows, use_threads=False):
        yield pa.Table.from_batches([batch])


def _is_too_large(metadata: Any, findings: Findings) -> bool:
    cells = metadata.num_rows * metadata.num_columns
    unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    if cells <= MOST_CELLS and unpacked <= MOST_BYTES:
        return False
    findings.block(
        "FIC-013",
        "Le fichier Parquet est trop grand pour être lu.",
        found=f"{metadata.num_rows} lignes, {metadata.num_columns} colonnes",
        expected_fr=f"au plus {MOST_CELLS} cellules : livrez-le en plusieurs fichiers",
    )
    return True


def _grid(table: pa.Table, written: Written, moments: Collection[str], findings: Findings, first: int) -> Grid | None:
    headers = tuple(plain(name) for name in table.column_names)
    texts = [_texts(column, written, header in moments) for header, column in zip(headers, table.columns, strict=True)]
    for name, column, field in zip(headers, texts, table.schema, strict=True):
        if column is None:
            findings.block(
                "FIC-014",
                "Le type de cette colonne ne peut pas être lu comme un tableau.",
                column=name,
                found=str(field.type),
                expected_fr=EXPECTED_FR,
            )
    columns = tuple(column for column in texts if column is not None)
    if len(columns) < table.num_columns:
        return None
    rows = np.arange(first, first + table.num_rows, dtype="int64")
    return Grid(headers, FIRST_ROW - 1, rows, columns)


def _texts(column: pa.ChunkedArray, written: Written, is_moment: bool) -> pd.Series | None:
    """The column as text, each different value written once; None for a type that is no cell of a table."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.cast(kind.value_type), written, is_moment)
    if pa.types.is_null(kind):
        return text_series([""] * len(column))
    if pa.types.is_timestamp(kind):
        # Instants are kept to the microsecond, those with a time zone in UTC, as the file holds them.
        column = column.cast(pa.timestamp("us", tz="UTC" if kind.tz else None), safe=False)
    if not any(is_kind(kind) for is_kind in CELL_KINDS):
        return None
    encoded = column.combine_chunks().dictionary_encode()
    write = _writer(kind, encoded.dictionary, written, is_moment)
    different = [write(value) for value in encoded.dictionary.to_pylist()]
    texts = pa.array(different, type=pa.large_string()).take(encoded.indices)
    return texts.fill_null("").to_pandas().astype("str")


def _writer(kind: pa.DataType, different: pa.Array, written: Written, is_moment: bool) -> Callable[[Any], str]:
    """How each of the different values of a column is written."""
    if pa.types.is_boolean(kind):
        return lambda value: written.boolean(value).text
    if pa.types.is_integer(kind):
        return lambda value: written.number(value).text
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return lambda value: _number(value, kind, written)
    if pa.types.is_date(kind):
        return lambda value: written.date(value).text
    return _moments(different, written, is_moment) if pa.types.is_timestamp(kind) else str


def _number(value: Any, kind: pa.DataType, written: Written) -> str:
    """A number as short as its precision allows; NaN is how many tools write « no value »."""
    number = float(str(np.float32(value))) if pa.types.is_float32(kind) else float(value)
    return "" if math.isnan(number) else written.number(number).text


def _moments(different: pa.Array, written: Written, is_moment: bool) -> Callable[[dt.datetime], str]:
    """Instants in ISO 8601; a column without any hour holds days, unless instants are announced."""
    is_timed = is_moment or any(value is not None and value.time() != dt.time() for value in different.to_pylist())
    if not is_timed:
        return lambda value: written.date(value.date()).text
    return lambda value: value.isoformat().replace("+00:00", "Z")
