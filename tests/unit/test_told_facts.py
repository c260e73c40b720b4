"""Counts in large print agree with what they count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.booklet.chapters.told_facts import large_counts, told
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


def test_what_a_survey_says_begins_with_who_answered(tmp_path: Path) -> None:
    label = "Quelles difficultés ? Le budget"
    asked = replace(COUNT, fact_id="survey-communes-difficulties-budget", label_fr=label)
    plain = replace(COUNT, fact_id="sample-question", label_fr=label)
    lines = told(framed_release(tmp_path, {"sample": [asked, plain]}), [asked.fact_id, plain.fact_id])
    assert lines[0].startswith("Agents des communes\\, «\u202fQuelles difficultés\u202f\\?\u202f» Le budget\u00a0: ")
    assert lines[1].startswith("Quelles difficultés\u202f\\? Le budget\u00a0: ")
