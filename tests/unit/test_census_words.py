"""Words of a release that hold a number are kept theme by theme, and are what they would be if all were read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.census.known import Known
from pipeline.census.words import numbered
from pipeline.facts import Fact
from pipeline.former_results import FormerResults
from pipeline.released import ASKED, Release
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, DELIVERY, framed_release
from tests.unit.test_facts import a_fact

TABLES = {"sample_places": pd.DataFrame({"said_fr": ["Avant 2024", "Sans nombre"], "n_fact": ["sample-drawn"] * 2})}
OTHER = {"sample_places": TABLES["sample_places"].replace("Avant 2024", "Avant 2025")}
LABEL = "Dont 7 autres"

CHANGES: dict[str, Callable[[Path], Release]] = {
    "nothing": lambda folder: released(folder),
    "a table": lambda folder: released(folder, OTHER),
    "a label": lambda folder: released(folder, label="Dont 8 autres"),
    "a file": lambda folder: released(folder, delivery={**DELIVERY, "source": "Étude 12"}),
    "the edition": lambda folder: released(folder, title_fr="Titre 3"),
}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def released(
    folder: Path,
    tables: Mapping[str, pd.DataFrame] = TABLES,
    label: str = LABEL,
    delivery: Mapping[str, object] = DELIVERY,
    **said: object,
) -> Release:
    return framed_release(folder, {"sample": [COUNT, drawn(label)]}, tables=tables, deliveries=[delivery], **said)


def drawn(label: str = LABEL, numerator: float = 31.0) -> Fact:
    """A fact that a table of its theme names."""
    return a_fact(fact_id="sample-drawn", label_fr=label, value=31.0, numerator=numerator, denominator=44.0)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("change", CHANGES)
def test_kept_words_are_those_that_would_be_read(change: str, language: str, tmp_path: Path, stage_code: Path) -> None:
    before = replace(released(tmp_path / "release"), language=language)
    numbered(before, FormerResults("censuses/demo", [stage_code]))
    after = replace(CHANGES[change](tmp_path / "release"), language=language)
    told = numbered(after, FormerResults("censuses/demo", [stage_code]))
    assert told == numbered(after)
    assert (told == numbered(before)) == (change == "nothing")


def test_an_audience_takes_the_words_of_another(tmp_path: Path, stage_code: Path) -> None:
    former = FormerResults("censuses/demo", [stage_code])
    numbered(released(tmp_path / "communes"), former)
    other = released(tmp_path / "startups")
    ASKED.clear()
    assert "Avant 2024" in numbered(other, former)
    assert "table sample_places" not in ASKED


def test_numbers_of_facts_that_a_theme_names_are_kept_and_change_with_the_facts(
    tmp_path: Path, stage_code: Path
) -> None:
    former = FormerResults("censuses/demo", [stage_code])
    assert {"31", "44"} <= Known(released(tmp_path / "release"), (), former).of_tables("sec-sample")
    changed = framed_release(tmp_path / "release", {"sample": [COUNT, drawn(numerator=32.0)]}, tables=TABLES)
    found = Known(changed, (), former).of_tables("sec-sample")
    assert found == Known(changed).of_tables("sec-sample")
    assert "32" in found
