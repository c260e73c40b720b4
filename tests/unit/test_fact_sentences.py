"""What chapters say of a number that another one found: full sentences, of one and of several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.booklet.chapters.fact_sentences import COUNTED_FR, HERE, SAID_FR, fact_sentence, told
from pipeline.facts import Fact
from tests.fixtures.framed import COUNT, FEW, framed_release

ASKED = replace(
    COUNT,
    fact_id="survey-communes-difficulties-budget",
    label_fr="Quelles difficultés ? Le budget",
    source_table="survey_communes",
)


def said(tmp_path: Path, fact: Fact, unit_fr: str = "") -> str:
    release = framed_release(tmp_path, {"survey" if fact.source_table == ASKED.source_table else "sample": [fact]})
    return str(fact_sentence(release, fact.fact_id, unit_fr)).replace("\\", "")


def test_a_survey_says_who_answered_what(tmp_path: Path) -> None:
    expected = (
        "Agents des communes, «\u202fQuelles difficultés\u202f?\u202f»\u00a0: "
        "[15](#fait-survey-communes-difficulties-budget) répondent «\u202fLe budget\u202f»."
    )
    assert said(tmp_path, ASKED) == expected


def test_a_mean_says_in_what_it_is(tmp_path: Path) -> None:
    mean = replace(ASKED, label_fr="Combien de jours ? (moyenne)")
    assert said(tmp_path, mean, "jours par mois").endswith(
        "la moyenne des réponses est de [15](#fait-survey-communes-difficulties-budget)\u00a0jours par mois."
    )


@pytest.mark.parametrize(("value", "end"), [(0.0, "achat a été renouvelé."), (15.0, "achats ont été renouvelés.")])
def test_what_is_counted_agrees(tmp_path: Path, value: float, end: str) -> None:
    found = said(tmp_path, replace(COUNT, fact_id="purchases-renewed", value=value, numerator=value))
    assert found == f"[{value:.0f}](#fait-purchases-renewed) {end}"


def test_a_fact_without_a_sentence_is_told_by_its_label_and_a_hidden_one_not_at_all(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, FEW]})
    only = told(release, [COUNT.fact_id, FEW.fact_id, "sample-absent"])
    assert [line.replace("\\", "") for line in only] == ["Entretiens\u00a0: [15](#fait-sample-interviews)."]


def test_each_sentence_holds_its_number_once() -> None:
    every = [*SAID_FR.values(), *(form for forms in COUNTED_FR.values() for form in forms)]
    assert all(sentence.count(HERE) == 1 and sentence.endswith(".") for sentence in every)
