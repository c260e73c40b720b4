from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pipeline.booklet.frame.facts_file import COLUMNS, facts_csv, facts_json, facts_table
from pipeline.errors import FactError
from pipeline.released import Release
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release
from tests.unit.test_facts import a_fact


def test_both_files_hold_the_cited_facts_with_base_interval_and_method(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, SHARE]})
    table = facts_table(release, ["sample-agents"])
    (row,) = csv.DictReader(io.StringIO(facts_csv(table)))
    (record,) = json.loads(facts_json(table))
    assert list(row) == list(record) == list(COLUMNS)
    assert (row["id"], row["n"], row["N"], row["low"], row["high"]) == ("sample-agents", "10.0", "15.0", "0.41", "0.85")
    assert float(row["value"]) == pytest.approx(2 / 3)
    assert record["value"] == pytest.approx(2 / 3)
    assert record["files"] == "register.csv"
    assert record["status"] == "released"


def test_a_suppressed_fact_has_no_number_whatever_the_release_holds(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [FEW]})
    leaky = release.facts.assign(value=2.0, numerator=2.0, denominator=15.0, low=1.0, high=3.0, value_text="2")
    leaky.to_parquet(release.folder / "facts.parquet", index=False)
    (record,) = json.loads(facts_json(facts_table(Release(release.folder), ["sample-few"])))
    assert record["status"] == "suppressed"
    assert record["value_text"] == ""
    assert [record[name] for name in ("value", "n", "N", "low", "high")] == [None] * 5


def test_no_fact_gives_a_header_and_an_empty_list(tmp_path: Path) -> None:
    table = facts_table(framed_release(tmp_path, {"sample": [COUNT]}), [])
    assert facts_csv(table) == ",".join(COLUMNS) + "\n"
    assert json.loads(facts_json(table)) == []


def test_text_that_a_spreadsheet_would_run_is_made_inert(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [a_fact(label_fr='=HYPERLINK("x")')]})
    (row,) = csv.DictReader(io.StringIO(facts_csv(facts_table(release, ["sample-interviews"]))))
    assert row["label_fr"] == '\'=HYPERLINK("x")'


def test_an_unknown_fact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactError, match="sample-nothing"):
        facts_table(framed_release(tmp_path, {"sample": [COUNT]}), ["sample-nothing"])
