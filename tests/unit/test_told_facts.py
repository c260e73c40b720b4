"""Counts in large print agree with what they count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.booklet.chapters.told_facts import large_counts
from tests.fixtures.framed import COUNT, FEW, framed_release

WORDS = ("entretien", "entretiens")


def test_large_counts_agree_and_a_hidden_one_takes_the_plural(tmp_path: Path) -> None:
    none = replace(COUNT, fact_id="sample-none", value=0.0, numerator=0.0)
    release = framed_release(tmp_path, {"sample": [COUNT, none, FEW]})
    text = large_counts(release, [(fact, *WORDS) for fact in ("sample-interviews", "sample-none", "sample-few")])
    first, several, single, hidden, last = text.split("\n")
    assert (first, last) == ("::: {.key-figures}", ":::")
    assert several == "- **[15](#fait-sample-interviews)** entretiens"
    assert single == "- **[0](#fait-sample-none)** entretien"
    assert "secret statistique" in hidden and hidden.endswith(" entretiens")
