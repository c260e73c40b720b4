"""Skills: topics in the order printed, pointed to what the survey found of each."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import skills_exhibits as exhibits
from pipeline.booklet.chapters import skills_words as words
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.estimates import Estimates
from pipeline.estimators.skills import FEWEST, estimate
from pipeline.facts import Fact, Rows
from pipeline.params import EstimateParams
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.knowledge import delivered
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)


def estimated(**more: pd.DataFrame) -> Estimates:
    return estimate({"competence_topics": delivered("competence_topics"), **more}, PARAMS)


def survey(*staff: int | None) -> pd.DataFrame:
    frame = pd.DataFrame({"staff_mobilised": pd.array(staff, dtype="Int64")})
    return frame.assign(source_file="survey.csv", source_row=range(2, len(frame) + 2))


def share(what: str, k: int, n: int) -> Fact:
    return Fact(
        fact_id=f"survey-communes-topics-{what}",
        label_fr="Sujet",
        unit="share",
        value=k / n,
        numerator=k,
        denominator=n,
        low=k / n / 2,
        high=min(1.0, k / n * 1.5),
        level=0.95,
        interval_method="exact",
        method="",
        computed_by="pipeline.estimators.survey:estimate",
        source_table="survey_communes",
        design="sample",
        rows=Rows.of(("survey.csv", 2)),
    )


def release(folder: Path, *others: Fact, found: Estimates | None = None) -> Release:
    found = found or estimated()
    written_release(folder, "skills", Estimates([*found.facts, *others], found.tables))
    (folder / "release.json").write_text(json.dumps({"audience": "communes"}), "utf-8")
    return Release(folder)


@pytest.mark.parametrize("cohort", ["qmi-1", "qmi-2"])
def test_each_topic_is_an_answer_of_the_questionnaire(cohort: str) -> None:
    form = (ROOT / f"data/raw/{cohort}/questionnaires/survey_communes.md").read_text("utf-8")
    offered = {line.split("|")[3].strip() for line in form.splitlines() if line.startswith("|   | topics  ")}
    assert set(delivered("competence_topics")["answer"]) == offered


def test_what_documents_print_is_counted() -> None:
    found = {fact.fact_id: fact.value for fact in estimated().facts}
    assert found == {"skills-topics": 6, "skills-training-needed": 2}


@pytest.mark.parametrize(("staff", "total"), [((), None), ((4, 5, None), None), ((4, 5, 6), 15), ((4, None, 5, 6), 15)])
def test_people_are_added_up_when_enough_communes_told(staff: tuple[int | None, ...], total: float | None) -> None:
    found = {fact.fact_id: fact for fact in estimated(survey_communes=survey(*staff)).facts}
    assert ("skills-staff-total" in found) == (total is not None)
    if total is not None:
        assert found["skills-staff-total"].value == total
        assert found["skills-staff-communes"].value == FEWEST


def test_a_survey_without_that_question_adds_nothing() -> None:
    assert len(estimated(survey_communes=survey(1, 2, 3).drop(columns="staff_mobilised")).facts) == 2


def test_without_a_survey_topics_are_described_and_nobody_is_quoted(tmp_path: Path) -> None:
    told = release(tmp_path)
    assert isinstance(exhibits.topics_table(told, "Sujets"), Table)
    assert exhibits.topics_table(told, "Sujets").markdown().count("| – | – |") == 6
    for shown in (exhibits.topics_figure(told, "Sujets"), exhibits.gained_text(told)):
        assert isinstance(shown, Text)
        assert shown.markdown.replace("\\", "") == words.NOT_ASKED_FR
    assert exhibits.staff_text(told).markdown.replace("\\", "") == words.NO_TIME_FR


def test_the_survey_s_facts_stand_at_their_topic(tmp_path: Path) -> None:
    told = release(tmp_path, share("gained-own-city", 5, 12), share("wanted-own-city", 0, 12))
    line = next(each for each in exhibits.topics_table(told, "Sujets").markdown().split("\n") if "propre ville" in each)
    assert "(#fait-survey-communes-topics-gained-own-city)" in line
    assert "(#fait-survey-communes-topics-wanted-own-city)" in line


def test_the_figure_draws_both_panels_in_the_order_printed(tmp_path: Path) -> None:
    given = [share("wanted-startups", 3, 12), share("gained-startups", 5, 12), share("gained-experimentation", 4, 12)]
    drawn = exhibits.topics_figure(release(tmp_path, *given), "Sujets")
    assert isinstance(drawn, Figure)
    groups, labels = (list(drawn.twin().columns[name]) for name in ("Groupe", "Sujet"))
    assert groups == ["A progressé", "A progressé", "Veut encore se former"]
    assert labels[0].startswith("Droit à l’erreur")


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        ([], "sur aucun sujet."),
        (["A"], "sur un sujet\u00a0: «\u202fA\u202f»."),
        (["A", "B"], "sur ces sujets\u00a0: «\u202fA\u202f» et «\u202fB\u202f»."),
    ],
)
def test_topics_to_train_agree_with_their_number(topics: list[str], said: str) -> None:
    assert words.training_sentence(topics).endswith(said)


def test_what_agents_say_has_one_introduction() -> None:
    lone, other = ("92 %", "disent", "avoir suivi"), ("1 sur 2", "dit", "mieux travailler")
    assert words.said_by_agents([lone]) == "Parmi les agents qui ont répondu, 92 % disent avoir suivi."
    introduced, *items = words.said_by_agents([lone, other]).split("\n- ")
    assert introduced.strip().endswith("\u00a0:")
    assert items == ["92 % disent avoir suivi\u202f;", "1 sur 2 dit mieux travailler."]
