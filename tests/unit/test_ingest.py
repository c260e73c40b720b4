from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipeline.errors import ParamsError
from pipeline.ingest import ingest_cohort, read_deliveries
from pipeline.intake.deliveries import load_deliveries
from pipeline.paths import CohortPaths
from tests.conftest import ROOT
from tests.fixtures import workbooks as made
from tests.fixtures.small_cohort import TABLES, File, deliver
from tests.real_cohorts import copy_cohort, edit

COMMAND = [sys.executable, "-m", "pipeline.ingest", "--cohort", "qmi-1"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
WITH_SMALL_FILES_ONLY = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.argv = ["ingest", "--cohort", "qmi-1"]
runpy.run_module("pipeline.ingest", run_name="__main__")
"""


@pytest.fixture
def qmi(tmp_path: Path) -> CohortPaths:
    return copy_cohort("qmi-1", tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def intake_codes(paths: CohortPaths) -> list[tuple[str, str, str]]:
    problems = json.loads((paths.ingested / "intake.json").read_text("utf-8"))["problems"]
    return [(problem["code"], problem["file"], problem["severity"]) for problem in problems]


def test_every_cell_is_text_with_the_place_it_comes_from(qmi: CohortPaths) -> None:
    ingest_cohort(qmi)
    communes = pd.read_parquet(qmi.ingested / "communes.parquet")
    assert communes.loc[0, ["commune_insee", "population", "lat"]].to_list() == ["93005", "87599", "48.9339"]
    assert communes["source_row"].to_list() == list(range(2, 12))
    assert set(communes["source_file"]) == {"communes.csv"}
    assert all(communes[name].map(type).eq(str).all() for name in communes.columns if name != "source_row")


def test_the_list_of_deliveries_says_who_sent_what(qmi: CohortPaths) -> None:
    ingest_cohort(qmi)
    deliveries = pd.read_parquet(qmi.ingested / "deliveries.parquet").set_index("file")
    row = deliveries.loc["communes.csv"]
    assert row[["table", "owner", "owner_name", "received", "rows"]].to_list() == [
        "communes",
        "referent-communes",
        "Référent des communes",
        "2026-11-21",
        10,
    ]
    assert row["licence"].startswith("Licence Ouverte 2.0")
    assert len(row["sha256"]) == 64


def test_two_runs_give_the_same_bytes(qmi: CohortPaths) -> None:
    ingest_cohort(qmi)
    first = contents(qmi.ingested)
    ingest_cohort(qmi)
    assert contents(qmi.ingested) == first


def test_nothing_is_judged_and_all_is_told_at_once(qmi: CohortPaths) -> None:
    (qmi.raw / "twins.csv").unlink()
    (qmi.raw / "frames.csv").unlink()
    (qmi.raw / "frames.csv").mkdir()
    (qmi.raw / "autre.csv").write_text("a,b\n", encoding="utf-8")
    (qmi.raw / ".DS_Store").write_bytes(b"\x00")
    (qmi.raw / "programme_steps.csv").write_bytes(b"")
    (qmi.raw / "communes.csv").write_bytes(b"PK\x03\x04")
    edit(qmi, "qmi1_projects.csv", "P02,", "P01,", 1)
    ingest_cohort(qmi)
    assert intake_codes(qmi) == [
        ("FIC-002", "autre.csv", "blocking"),
        ("FIC-005", "communes.csv", "blocking"),
        ("FIC-003", "frames.csv", "blocking"),
        ("FIC-004", "programme_steps.csv", "blocking"),
        ("FIC-001", "twins.csv", "blocking"),
    ]


def test_a_shared_file_is_read_where_it_lies_and_not_in_the_cohorts_folder(tmp_path: Path) -> None:
    qmi = copy_cohort("qmi-1", tmp_path, with_synthetic=True)
    (qmi.raw / "indicators.csv").write_text("a,b\n", encoding="utf-8")
    ingest_cohort(qmi)
    assert intake_codes(qmi) == [("FIC-002", "indicators.csv", "blocking")]
    delivered = pd.read_csv(qmi.raw.parent / "indicators.csv", dtype=str)
    assert list(pd.read_parquet(qmi.ingested / "indicators.parquet")["indicator_id"]) == list(delivered["indicator_id"])


def test_two_files_may_fill_one_table(qmi: CohortPaths) -> None:
    lines = (qmi.raw / "communes.csv").read_bytes().splitlines(keepends=True)
    (qmi.raw / "communes.csv").write_bytes(b"".join(lines[:5]))
    (qmi.raw / "communes-2.csv").write_bytes(b"".join([lines[0], *lines[5:]]))
    text = (qmi.raw / "delivery.yml").read_text("utf-8")
    start = text.index("- file: communes.csv")
    entry = text[start : text.index("- file:", start + 5)]
    second = entry.replace("communes.csv", "communes-2.csv")
    (qmi.raw / "delivery.yml").write_text(text.replace(entry, entry + second), encoding="utf-8")
    communes = read_deliveries(qmi, load_deliveries(qmi)).tables["communes"]
    places = list(zip(communes["source_file"], communes["source_row"], strict=True))
    assert places[:5] == [("communes.csv", row) for row in (2, 3, 4, 5)] + [("communes-2.csv", 2)]
    assert len(communes) == 10


def test_a_cohort_without_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="No cohort is called « absente »"):
        ingest_cohort(CohortPaths("absente", tmp_path))


def test_a_full_disk_keeps_the_former_result_and_says_so(qmi: CohortPaths) -> None:
    ingest_cohort(qmi)
    before = contents(qmi.ingested)
    command = [sys.executable, "-c", WITH_SMALL_FILES_ONLY]
    run = subprocess.run(command, cwd=qmi.root, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ingested could not be written" in run.stderr
    assert "Traceback" not in run.stderr
    assert contents(qmi.ingested) == before
    assert [path.name for path in qmi.processed.iterdir()] == ["ingested"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_no_half_folder(qmi: CohortPaths, stop: signal.Signals) -> None:
    path = qmi.raw / "qmi1_projects.csv"
    header, *rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(header + b"".join(rows) * 2000)
    process = subprocess.Popen(COMMAND, cwd=qmi.root, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    aside = qmi.ingested.with_name("ingested.partial")
    while process.poll() is None and not aside.exists():
        time.sleep(0.001)
    process.send_signal(stop)
    process.wait()
    is_whole = (qmi.ingested / "intake.json").is_file()
    assert is_whole or not qmi.ingested.exists()
    ingest_cohort(qmi)
    assert not aside.exists()
    assert len(pd.read_parquet(qmi.ingested / "catalogue.parquet")) == 28 * 2000


def test_a_filled_sheet_that_no_delivery_declares_is_told_once(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made.xlsx(TABLES["communes"])))
    for name, cell in (("Listes", "a"), ("Vide", None), ("Annexe <b>", "x")):
        book.create_sheet(name).append([cell])
    book.create_sheet("projets")
    for row in TABLES["catalogue"]:
        book["projets"].append(row)
    content = made.saved(book)
    files = {
        "communes": File("tout.xlsx", content, sheet="Feuille1"),
        "catalogue": File("tout.xlsx", content, sheet="projets"),
    }
    paths = deliver(tmp_path, files, with_form=False)
    intake = read_deliveries(paths, load_deliveries(paths))
    assert set(intake.tables) == {"communes", "catalogue"}
    [problem] = intake.problems
    assert (problem.code, problem.severity, problem.file) == ("CLA-019", "warning", "tout.xlsx")
    assert (problem.sheet, problem.found) == ("Annexe <b>", "Annexe <b>")


def test_a_workbook_in_the_place_of_a_text_file_gives_the_same_rows_and_its_problems_name_the_sheet(
    qmi: CohortPaths,
) -> None:
    ingest_cohort(qmi)
    as_text = pd.read_parquet(qmi.ingested / "communes.parquet")
    lines = list(csv.reader(io.StringIO((qmi.raw / "communes.csv").read_text("utf-8"), newline="")))
    lines[1][0] += "\u200b"
    (qmi.raw / "communes.csv").unlink()
    (qmi.raw / "communes.xlsx").write_bytes(made.xlsx(lines, hide_second_row))
    text = (qmi.raw / "delivery.yml").read_text("utf-8")
    (qmi.raw / "delivery.yml").write_text(text.replace("communes.csv", "communes.xlsx"), encoding="utf-8")
    ingest_cohort(qmi)
    as_workbook = pd.read_parquet(qmi.ingested / "communes.parquet")
    same = as_workbook.assign(source_file="communes.csv").replace("\u200b", "", regex=True)
    pd.testing.assert_frame_equal(same, as_text, check_dtype=False)
    problems = json.loads((qmi.ingested / "intake.json").read_text("utf-8"))["problems"]
    told = [(problem["code"], problem["sheet"]) for problem in problems if problem["file"] == "communes.xlsx"]
    assert ("CLA-011", "Feuille1") in told
    assert ("CAR-001", "") in told
    deliveries = pd.read_parquet(qmi.ingested / "deliveries.parquet").set_index("file")
    assert deliveries.loc["communes.xlsx", "invisible_characters"] == 1
    assert deliveries["invisible_characters"].sum() == 1


def hide_second_row(sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True
