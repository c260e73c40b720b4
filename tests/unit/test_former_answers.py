"""What a release answers of its facts is kept while the file of facts is the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.released import Release
from tests.fixtures.framed import COUNT, SHARE, framed_release

FOLDER = Path("data/processed/demo/release/communes")
ASKED = ("fact sample-agents", "fact absent", "has_fact sample-agents", "has_fact absent", "column label_fr")


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage_code: Path) -> Path:
    """The file of facts of a release of this project, which was asked."""
    monkeypatch.chdir(tmp_path)
    framed_release(FOLDER, {"sample": [COUNT, SHARE]})
    answers()
    return FOLDER / "facts.parquet"


def answers() -> list[str]:
    release = Release(FOLDER)
    return [release.answer(each) for each in ASKED]


def test_answers_are_taken_without_reading_the_facts(facts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers()
    monkeypatch.setattr("pipeline.released.read_frame", lambda _: pytest.fail("read again"))
    assert answers() == before


def test_answers_are_those_of_a_release_of_which_nothing_is_kept(facts: Path, tmp_path: Path) -> None:
    elsewhere = framed_release(tmp_path / "elsewhere", {"sample": [COUNT, SHARE]})
    assert answers() == [elsewhere.answer(each) for each in ASKED]


def test_another_number_is_another_answer(facts: Path) -> None:
    before = answers()
    changed = pd.read_parquet(facts)
    changed.loc[changed["fact_id"].eq("sample-agents"), "label_fr"] = "Autrement"
    changed.to_parquet(facts, index=False)
    assert [asked for asked, was, now in zip(ASKED, before, answers(), strict=True) if was != now] == [
        "fact sample-agents",
        "column label_fr",
    ]
