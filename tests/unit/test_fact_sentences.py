"""What chapters say of a number that another one found: full sentences, of one and of several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters.fact_sentences import (
    COUNTED_FR,
    HERE,
    SAID_FR,
    STRENGTH_FR,
    fact_sentence,
    told,
    told_together,
)
from pipeline.facts import Fact
from pipeline.frames import write_tables
from pipeline.released import Release
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


def test_a_mark_says_which_way_it_goes_its_base_and_its_interval(tmp_path: Path) -> None:
    mark = replace(ASKED, label_fr="Quel frein ? (moyenne)", unit="mean_0_10", n_answered=22, numerator=None)
    found = said(tmp_path, replace(mark, low=6.1, high=6.9, level=0.95, interval_method="échelle bornée", decimals=1))
    assert found.endswith(
        f" ({STRENGTH_FR[mark.unit]}\u202f; 22\u00a0réponses\u202f; intervalle\u00a0: de 6,1/10 à 6,9/10)."
    )


def test_what_one_person_answers_for_a_commune_is_not_told_of_all_agents(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"survey": [ASKED]})
    survey = {"survey": ["survey_communes"], "question": ["difficulties"]}
    answers = pd.DataFrame({**survey, "share_fact": [ASKED.fact_id]})
    questions = pd.DataFrame({**survey, "relevant": ["${role} = 'lead'"]})
    write_tables(release.folder / "tables", {"survey_answers": answers, "survey_questions": questions})
    told_of = str(fact_sentence(Release(release.folder), ASKED.fact_id)).replace("\\", "")
    assert told_of.startswith("Référents des communes, «\u202fQuelles difficultés")


def test_counts_of_one_thing_in_a_row_name_it_once(tmp_path: Path) -> None:
    counts = {"outcomes-reached": 16.0, "outcomes-missed": 14.0, "purchases-renewed": 13.0}
    facts = [replace(COUNT, fact_id=name, value=value, numerator=value) for name, value in counts.items()]
    reached, missed, renewed = (f"[{value:.0f}](#fait-{name})" for name, value in counts.items())
    found = told_together(framed_release(tmp_path, {"sample": facts}), counts)
    assert [str(line).replace("\\", "") for line in found] == [
        f"{reached} cibles sont atteintes\u202f; {missed} n’ont pas été atteintes à ce jour.",
        f"{renewed} achats ont été renouvelés.",
    ]


def test_shares_of_one_base_in_a_row_name_it_once(tmp_path: Path) -> None:
    ids = ("deployment-deployed", "deployment-stopped", "purchases-renewed")
    found = told_together(framed_release(tmp_path, {"sample": [replace(COUNT, fact_id=name) for name in ids]}), ids)
    deployed, stopped, _ = (f"[15](#fait-{name})" for name in ids)
    both = f"{deployed} ont été déployés\u202f; {stopped} se sont arrêtés avant le déploiement."
    assert str(found[0]).replace("\\", "") == f"Parmi les projets sélectionnés, {both}"
    assert len(found) == 2


@pytest.mark.parametrize(("value", "end"), [(0.0, "achat a été renouvelé."), (15.0, "achats ont été renouvelés.")])
def test_what_is_counted_agrees(tmp_path: Path, value: float, end: str) -> None:
    found = said(tmp_path, replace(COUNT, fact_id="purchases-renewed", value=value, numerator=value))
    assert found == f"[{value:.0f}](#fait-purchases-renewed) {end}"


def test_a_fact_without_a_sentence_is_told_by_its_label_and_a_hidden_one_not_at_all(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, FEW]})
    only = told(release, [COUNT.fact_id, FEW.fact_id, "sample-absent"])
    assert [line.replace("\\", "") for line in only] == ["Entretiens\u00a0: [15](#fait-sample-interviews)."]


def test_projects_ahead_of_their_comparison_site_prove_nothing_without_a_test(tmp_path: Path) -> None:
    ahead = replace(COUNT, fact_id="indicators-test-ahead-forward")
    assert said(tmp_path / "few", ahead).endswith("qu’en retard. Sur si peu de projets, cela ne prouve rien.")
    both = [ahead, replace(COUNT, fact_id="indicators-test-ahead-p")]
    release = framed_release(tmp_path / "tested", {"sample": both})
    assert str(fact_sentence(release, ahead.fact_id)).replace("\\", "").endswith("qu’en retard.")


def test_each_sentence_holds_its_number_once() -> None:
    every = [*SAID_FR.values(), *(form for forms in COUNTED_FR.values() for form in forms)]
    assert all(sentence.count(HERE) == 1 and sentence.endswith(".") for sentence in every)
