"""Counts in large print agree with what they count; a sentence tells whole numbers and drawn counts as such."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.booklet.chapters.told_facts import count_of, large_counts, told_alike
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


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.98], ["1 an"]),
        ([1.14], ["1,1 an"]),
        ([10.04, 3.0], ["10 ans", "3 ans"]),
        ([2.4, 5.0], ["2,4 ans", "5,0 ans"]),
        ([2.6, 1.0], ["2,6 ans", "1 an"]),
    ],
)
def test_numbers_of_one_sentence_have_as_many_decimals(values: list[float], said: list[str], tmp_path: Path) -> None:
    names = [f"sample-years-{place}" for place, _ in enumerate(values)]
    facts = [dataclasses.replace(YEARS, fact_id=name, value=each) for name, each in zip(names, values, strict=True)]
    told = told_alike(framed_release(tmp_path, {"sample": facts}), names)
    shown = [each.replace("\\", "").replace("\u00a0", " ") for each in told]
    assert shown == [f"[{words}](#fait-{name})" for words, name in zip(said, names, strict=True)]


def test_what_is_drawn_as_a_count_is_told_as_one(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [SHARE, FEW]})
    assert count_of(release, "sample-agents") == "10\u00a0sur\u00a015"
    assert count_of(release, "sample-few") == release.display("sample-few") == "secret statistique"
