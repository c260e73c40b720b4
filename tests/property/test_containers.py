"""Whatever file format a table is saved in, its clean values are the same; whatever bytes come, nothing raises."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.intake.containers import read_container
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.parquet_files import parsed
from pipeline.intake.problems import Findings, Place
from pipeline.intake.reading import Expected, read_sheet
from pipeline.intake.values import Writing, write_number
from pipeline.tables import PROVENANCE, Column, Table
from tests.fixtures import workbooks as made

READER = Reader(delimiter=";", encoding="utf-8", decimal=",", date_format="DD/MM/YYYY")
COLUMNS = (
    Column("key"),
    Column("note", is_required=False),
    Column("amount", "number", is_required=False),
    Column("people", "integer", is_required=False),
    Column("day", "date", is_required=False),
    Column("seen", "timestamp", is_required=False),
    Column("agreed", "boolean", is_required=False),
)
TABLE = Table("visits", "visites", ("key",), COLUMNS)
HEADERS = [column.name for column in COLUMNS]

WORDS = st.text(alphabet="abé œ’01,;-\n\u00a0\u202f", min_size=1, max_size=12).filter(lambda text: text.strip() != "")
"""Carriage returns, tabs and other control characters are left out: XLSX and ODS cannot hold them as they are."""

NOTES = st.none() | WORDS.map(lambda text: " ".join(text.split(" ")))
INSTANTS = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))
ROW = st.tuples(
    NOTES,
    st.none() | st.integers(-(10**6), 10**6).map(lambda whole: whole / 64),
    st.none() | st.integers(-(10**12), 10**12),
    st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    st.none()
    | st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.none() | st.booleans(),
)
Table_ = list[list[Any]]


def as_csv(rows: Table_) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADERS, *[[written(value) for value in row] for row in rows]])
    return text.getvalue().encode()


def written(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else write_number(value, ",")


def as_parquet(rows: Table_) -> bytes:
    kinds = {"amount": "Float64", "people": "Int64", "seen": "datetime64[us]", "agreed": "boolean"}
    stream = io.BytesIO()
    pd.DataFrame(rows, columns=HEADERS).astype(kinds).to_parquet(stream, index=False)
    return stream.getvalue()


FORMATS: dict[str, Callable[[Table_], bytes]] = {
    "visits.csv": as_csv,
    "visits.xlsx": lambda rows: made.xlsx([HEADERS, *rows]),
    "visits.ods": lambda rows: made.ods_of([HEADERS, *rows]),
    "visits.parquet": as_parquet,
}


def clean_values(file: str, content: bytes) -> pd.DataFrame:
    delivery = Delivery(file=file, table="visits", owner="mairie", received=dt.date(2026, 11, 21), sources=["mairie"])
    findings = Findings(Place("mairie", "La mairie", file, "visits"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file)
        path.write_bytes(content)
        sheet = read_sheet(path, delivery, Expected(TABLE, READER), findings)
    assert findings.problems == []
    assert sheet is not None
    tables, _ = clean({"visits": sheet.frame}, {file: Writing(",", "DD/MM/YYYY")}, {"visits": TABLE})
    return tables["visits"].drop(columns=PROVENANCE[0])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_the_same_table_in_any_format_gives_the_same_clean_values(rows: list[tuple[Any, ...]]) -> None:
    table = [[f"V{number}", *row] for number, row in enumerate(rows)]
    results = {file: clean_values(file, save(table)) for file, save in FORMATS.items()}
    for file, result in results.items():
        pd.testing.assert_frame_equal(result, results["visits.csv"], obj=file)


def outcome(file: str, content: bytes) -> tuple[bool, list[str]]:
    findings = Findings(Place("mairie", "La mairie", file, "visits"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file)
        path.write_bytes(content)
        grid = read_container(path, READER, HEADERS, findings)
    return grid is not None, [problem.code for problem in findings.problems]


SIGNED = st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"])


@settings(max_examples=30, deadline=None)
@given(extension=st.sampled_from(["xlsx", "ods", "parquet"]), signature=SIGNED, rest=st.binary(max_size=300))
def test_any_bytes_are_a_grid_or_a_problem_and_never_an_error(extension: str, signature: bytes, rest: bytes) -> None:
    is_read, codes = outcome(f"visits.{extension}", signature + rest)
    assert is_read or codes


PLAIN: Table_ = [["V1", "a", 1.5, 2, dt.date(2026, 4, 3), None, True], ["V2", "b", 2.5, 3, None, None, False]]
WHOLE = {file: save(PLAIN) for file, save in FORMATS.items()}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_altered_parquet_file_is_a_grid_or_a_problem(data: st.DataObject) -> None:
    content = bytearray(WHOLE["visits.parquet"])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    findings = Findings(Place("mairie", "La mairie", "visits.parquet", "visits"))
    assert parsed(bytes(content), READER, findings) is not None or findings.problems


DAMAGES = ["", "<", "9", '"', "\ufffd", "<row/>", "<c><v>1</v></c>"]


@pytest.mark.parametrize("file", ["visits.xlsx", "visits.ods"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_workbook_altered_inside_is_a_grid_or_a_problem(file: str, data: st.DataObject) -> None:
    part = "xl/worksheets/sheet1.xml" if file.endswith("xlsx") else "content.xml"

    def altered(xml: str) -> str:
        start = data.draw(st.integers(0, len(xml) - 1))
        end = min(len(xml), start + data.draw(st.integers(0, 30)))
        return (
            xml[:start]
            + data.draw(st.sampled_from(["", "<", "9", '"', "\ufffd", "<row/>", "<c><v>1</v></c>"]))
            + xml[end:]
        )

    is_read, codes = outcome(file, made.rewritten(WHOLE[file], {part: altered}))
    assert is_read or codes
