"""Counts in large print agree with what they count; a sentence tells whole numbers and drawn counts as such."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.booklet.chapters.told_facts import count_of, large_counts, told_whole
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release
from tests.unit.test_facts import a_fact

YEARS = a_fact(fact_id="sample-years", unit="years", value=0.98, decimals=1)
WORDS = ("entretien", "entretiens")


def test_large_counts_agree_and_a_hidden_one_takes_the_plural(tmp_path: Path) -> None:
    none = dataclasses.replace(COUNT, fact_id="sample-none", value=0.0, numerator=0.0)
    release = framed_release(tmp_path, {"sample": [COUNT, none, FEW]})
    text = large_counts(release, [(fact, *WORDS) for fact in ("sample-interviews", "sample-none", "sample-few")])
    first, several, single, hidden, last = text.split("\n")
    assert (first, last) == ("::: {.key-figures}", ":::")
    assert several == "- **[15](#fait-sample-interviews)** entretiens"
    assert single == "- **[0](#fait-sample-none)** entretien"
    assert "secret statistique" in hidden and hidden.endswith(" entretiens")


@pytest.mark.parametrize(("value", "said"), [(0.98, "1 an"), (1.14, "1,1 an"), (10.04, "10 ans"), (2.4, "2,4 ans")])
def test_a_whole_number_in_a_sentence_has_no_decimal(value: float, said: str, tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [dataclasses.replace(YEARS, value=value)]})
    shown = told_whole(release, "sample-years").replace("\\", "").replace("\u00a0", " ")
    assert shown == f"[{said}](#fait-sample-years)"


def test_what_is_drawn_as_a_count_is_told_as_one(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [SHARE, FEW]})
    assert count_of(release, "sample-agents") == "10\u00a0sur\u00a015"
    assert count_of(release, "sample-few") == release.display("sample-few") == "secret statistique"
