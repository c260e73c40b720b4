"""Files of readings are stored as they are read, some rows at a time: the same table, the same problems."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import ingest
from pipeline.ingest import ingest_cohort, read_deliveries
from pipeline.intake import stored_sheets
from pipeline.intake.deliveries import load_deliveries
from pipeline.paths import CohortPaths

COHORT = """\
cohort: mesures
title_fr: "Mesures"
subtitle_fr: "Relevés"
programme: "Mesures"
publisher: "Retex"
audiences: [communes]
edition_date: 2026-01-01
is_synthetic: true
notice_fr: "Données synthétiques."
licence: "Licence Ouverte 2.0"
disclosure: {min_count: 11, reason: "Exemple."}
"""
DELIVERY = """\
team: equipe
owners: [{id: equipe, name_fr: "Équipe"}]
sources: [{id: tirage, title_fr: "Tirage", publisher: "Retex", licence: "Licence Ouverte 2.0"}]
reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}
deliveries:
  - {file: a.parquet, table: sensors, owner: equipe, received: 2026-01-01, sources: [tirage]}
  - {file: b.csv, table: sensors, owner: equipe, received: 2026-01-01, sources: [tirage]}
  - {file: c.parquet, table: sensors, owner: equipe, received: 2026-01-01, sources: [tirage]}
"""
READINGS = pd.DataFrame(
    {
        "project_id": ["P1", "P1\u200b", "P2", None, "P\u200b2"],
        "indicator_id": "air",
        "ts": pd.date_range("2025-01-01", periods=5, freq="D"),
        "value": [1.5, None, 3.0, 4.25, -1.0],
        "": ["", "", "", "", "note"],
    }
)


@pytest.fixture
def paths(tmp_path: Path) -> CohortPaths:
    paths = CohortPaths("mesures", tmp_path)
    paths.raw.mkdir(parents=True)
    (paths.raw / "cohort.yml").write_text(COHORT, encoding="utf-8")
    (paths.raw / "delivery.yml").write_text(DELIVERY, encoding="utf-8")
    READINGS.to_parquet(paths.raw / "a.parquet", index=False)
    READINGS.drop(columns=["value", ""]).to_csv(paths.raw / "b.csv", index=False)
    READINGS.head(0).to_parquet(paths.raw / "c.parquet", index=False)
    return paths


def test_files_read_in_pieces_give_the_table_and_the_problems_of_whole_ones(
    paths: CohortPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = load_deliveries(paths)
    whole = read_deliveries(paths, declared)
    monkeypatch.setattr(stored_sheets, "ROWS", 2)
    (tmp_path / "aside").mkdir()
    stored = read_deliveries(paths, declared, aside=tmp_path / "aside")
    assert stored.problems == whole.problems
    assert {"CAR-001", "COL-002", "COL-004"} <= {each.code for each in stored.problems}
    pd.testing.assert_frame_equal(stored.deliveries, whole.deliveries)
    assert stored.tables["sensors"].empty
    ingest_cohort(paths)
    whole.tables["sensors"].to_parquet(tmp_path / "whole.parquet", index=False)
    assert (paths.ingested / "sensors.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_file_that_is_damaged_after_its_first_rows_gives_none(
    paths: CohortPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_sheets, "ROWS", 2)
    target = paths.raw / "a.parquet"
    READINGS.to_parquet(target, index=False, row_group_size=2, compression=None)
    content = bytearray(target.read_bytes())
    place = content.rindex(READINGS["project_id"][4].encode())
    content[place - 12 : place] = b"\xff" * 12
    target.write_bytes(bytes(content))
    ingest_cohort(paths)
    files = pd.read_parquet(paths.ingested / "deliveries.parquet")["file"].to_list()
    assert files == ["b.csv", "c.parquet"]
    assert "FIC-012" in (paths.ingested / ingest.INTAKE).read_text(encoding="utf-8")
    assert set(pd.read_parquet(paths.ingested / "sensors.parquet")["source_file"]) == {"b.csv"}
