from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.contributing_rows import ROW_TABLES
from pipeline.estimate_folders import read_estimates, read_themes, write_estimates
from pipeline.estimates import Estimates
from pipeline.facts import Fact, Rows
from pipeline.themes import THEMES
from tests.unit.test_facts import a_fact

CORRECTIONS = pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date", "rows"])
FIRST, SECOND = THEMES[1], THEMES[0]


def deliveries(file: str, is_synthetic: bool) -> pd.DataFrame:
    return pd.DataFrame({"file": [file], "is_synthetic": [is_synthetic]})


def written(folder: Path, theme: str, fact: Fact, is_synthetic: bool = False) -> Path:
    estimates = Estimates([fact], {f"{theme}_lines": pd.DataFrame({"line_fact": [fact.fact_id]})})
    about = {"deliveries": deliveries(fact.rows[0][0], is_synthetic), "corrections": CORRECTIONS}
    write_estimates(folder, {theme: estimates}, about)
    return folder


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    elsewhere = a_fact(fact_id="area-count", rows=Rows.of(("old/register.csv", 2)))
    return [
        written(tmp_path / "cohort", FIRST, a_fact(fact_id="zone-count")),
        written(tmp_path / "previous", SECOND, elsewhere, True),
    ]


def test_facts_and_deliveries_of_every_folder_are_read_together(folders: list[Path]) -> None:
    read = read_estimates(folders)
    assert list(read["facts"]["fact_id"]) == ["area-count", "zone-count"]
    assert list(read["deliveries"]["file"]) == ["register.csv", "old/register.csv"]
    assert list(read["corrections"].columns) == list(CORRECTIONS.columns)


def test_a_fact_is_synthetic_when_its_own_folder_says_so(folders: list[Path]) -> None:
    facts = read_estimates(folders)["facts"].set_index("fact_id")
    assert facts["is_synthetic"].to_dict() == {"area-count": True, "zone-count": False}


def test_themes_come_in_reading_order_whoever_wrote_them(folders: list[Path]) -> None:
    assert list(read_themes(folders)) == [SECOND, FIRST]


def test_one_folder_alone_reads_as_it_was_written(folders: list[Path]) -> None:
    assert list(read_estimates(folders[:1])["facts"]["fact_id"]) == ["zone-count"]
    assert read_themes(folders[:1]) == {FIRST: [f"{FIRST}_lines"]}


def test_what_is_read_of_them_leaves_the_cited_rows_where_they_are(folders: list[Path]) -> None:
    for folder in folders:
        for name in ROW_TABLES:
            (folder / f"{name}.parquet").write_bytes(b"nobody reads this")
    assert set(read_estimates(folders)) == {"facts", "deliveries", "corrections"}
