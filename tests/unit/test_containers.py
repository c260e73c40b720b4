"""Which file formats are read, and what is said of the others."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.intake.containers import read_container
from pipeline.intake.deliveries import Reader
from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.workbooks.limits import Limits
from tests.fixtures import workbooks as made

READER = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")
CSV = b"ville,n\nSceaux,1\nGagny,2\n"


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(columns).to_parquet(stream)
    return stream.getvalue()


def read(folder: Path, name: str, content: bytes) -> tuple[Any, list[Problem]]:
    findings = Findings(Place("mairie", "La mairie", name, "communes"))
    (folder / name).write_bytes(content)
    return read_container(folder / name, READER, ["ville", "n"], findings), findings.problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("villes.csv", CSV),
        ("villes.TXT", CSV),
        ("villes.xlsx", made.xlsx()),
        ("villes.ods", made.ods_of()),
        ("villes.parquet", parquet(ville=["Sceaux", "Gagny"], n=[1, 2])),
    ],
)
def test_the_extension_says_the_format(tmp_path: Path, name: str, content: bytes) -> None:
    read_content, problems = read(tmp_path, name, content)
    assert problems == []
    assert read_content.grid.headers == ("ville", "n")
    assert list(read_content.grid.rows) == [2, 3]
    assert [list(column) for column in read_content.grid.columns] == [["Sceaux", "Gagny"], ["1", "2"]]


@pytest.mark.parametrize(
    ("name", "content", "code", "found"),
    [
        ("villes.xls", b"\xd0\xcf\x11\xe0", "FIC-010", "enregistrez-le en .xlsx"),
        ("villes.xlsm", made.xlsx(), "FIC-010", "macro"),
        ("villes.dbf", b"x", "FIC-010", ".dbf"),
        ("villes", CSV, "FIC-010", "sans extension"),
        ("villes.xlsx", CSV, "FIC-011", "inconnu"),
        ("villes.xlsx", b"\xd0\xcf\x11\xe0old", "FIC-011", "ancien classeur"),
        ("villes.ods", b"%PDF-1.7", "FIC-011", "PDF"),
        ("villes.parquet", made.xlsx(), "FIC-011", "classeur"),
        ("villes.csv", made.xlsx(), "FIC-005", "classeur"),
        ("villes.xlsx", b"", "FIC-004", ""),
        ("villes.xlsx", made.locked(), "CLA-003", "chiffré"),
        ("villes.parquet", b"PAR1" + b"\0" * 40, "FIC-012", ""),
        ("villes.parquet", parquet(ville=[["a"], ["b"]]), "FIC-014", "list"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, content: bytes, code: str, found: str) -> None:
    read_content, problems = read(tmp_path, name, content)
    assert read_content is None
    assert [(problem.code, problem.severity) for problem in problems] == [(code, "blocking")]
    assert found in problems[0].found


def test_a_parquet_file_that_would_fill_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.intake.parquet_files.MOST_CELLS", 3)
    read_content, problems = read(tmp_path, "villes.parquet", parquet(ville=["a", "b"], n=[1, 2]))
    assert read_content is None
    assert [problem.code for problem in problems] == ["FIC-013"]


def test_a_small_parquet_file_that_unpacks_to_more_than_memory_is_told_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.intake.parquet_files.LIMITS", Limits(memory_bytes=3 << 30))
    monkeypatch.setattr("pipeline.intake.parquet_files.parsed", lambda *_: pytest.fail("read outside of the child"))
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, dtype="int32")), pa.array(["x" * 10_000]))
    stream = io.BytesIO()
    pq.write_table(pa.table({"ville": texts}), stream)
    assert len(stream.getvalue()) < 100_000
    read_content, problems = read(tmp_path, "villes.parquet", stream.getvalue())
    assert read_content is None
    assert [(problem.code, problem.severity) for problem in problems] == [("FIC-013", "blocking")]
    assert "3072" in problems[0].found


def test_missing_values_of_parquet_are_empty_cells(tmp_path: Path) -> None:
    columns = {"ville": ["Sceaux", None], "n": [1.5, float("nan")], "jour": pd.to_datetime(["2026-04-03", None])}
    read_content, problems = read(tmp_path, "villes.parquet", parquet(**columns))
    assert problems == []
    assert [list(column) for column in read_content.grid.columns] == [["Sceaux", ""], ["1.5", ""], ["2026-04-03", ""]]


MEASURED = """
import re, sys
from pathlib import Path
from tests.unit.test_containers import cells, read
_, problems = read(Path(sys.argv[1]), "cells.csv", cells())
print(problems[0].code, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10)
"""
"""`ru_maxrss` would begin with what the process that starts this one holds."""


def cells(columns: int = 4_000, rows: int = 30_000) -> bytes:
    return b"h" + b",h" * (columns - 1) + b"\n" + (b"a" + b"," * (columns - 1) + b"\n") * rows


@pytest.mark.slow
def test_a_text_of_empty_cells_is_refused_before_it_takes_a_gigabyte(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-c", MEASURED, str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=120)
    code, mebibytes = done.stdout.split()
    assert code == "FIC-013"
    assert int(mebibytes) < 1_024
