from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.estimates import Estimates
from pipeline.estimators.survey import estimate
from pipeline.facts import Fact
from pipeline.methods.answers import counts
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
QUESTION = {
    "survey": "survey_startups",
    "repeat": "",
    "label_en": "",
    "is_scale": False,
    "is_ranking": False,
    "minimum": None,
    "maximum": None,
}
QUESTIONS = pd.DataFrame(
    [
        {**QUESTION, "question": "status", "kind": "choice", "label_fr": "Statut"},
        {**QUESTION, "question": "helps", "kind": "choices", "label_fr": "Aides"},
        {
            **QUESTION,
            "question": "mark",
            "kind": "choice",
            "label_fr": "Note",
            "is_scale": True,
            "minimum": 0,
            "maximum": 10,
        },
        {**QUESTION, "question": "staff", "kind": "integer", "label_fr": "Effectif"},
        {**QUESTION, "question": "comment", "kind": "text", "label_fr": "Remarque"},
    ]
)
CHOICES = {
    "status": [("startup", ""), ("association", ""), ("nsp", "dont_know")],
    "helps": [("site", ""), ("press", "")],
    "mark": [*((str(mark), "") for mark in range(11)), ("nsp", "dont_know")],
}
ANSWERS = pd.DataFrame(
    [
        {
            "survey": "survey_startups",
            "question": q,
            "name": n,
            "label_fr": n.title(),
            "label_en": n,
            "status": s,
            "value": float(n) if n.isdigit() else None,
        }
        for q, choices in CHOICES.items()
        for n, s in choices
    ]
)
RESPONSES = pd.DataFrame(
    {
        "response_id": ["r1", "r2", "r3", "r4"],
        "status": ["startup", "startup", "association", "nsp"],
        "helps": [["site", "press"], ["site"], None, []],
        "mark": ["10", "0", "nsp", None],
        "staff": [2, 4, None, None],
        "comment": ["a", "b", "c", "d"],
        "source_file": "s.csv",
        "source_row": [2, 3, 4, 5],
    }
)


def estimates(**tables: Any) -> Estimates:
    given = {
        "questionnaires": pd.DataFrame({"survey": ["survey_startups"], "title_fr": ["Enquête"]}),
        "question_groups": pd.DataFrame(columns=["survey", "path"]),
        "questions": QUESTIONS,
        "answers": ANSWERS,
        "survey_startups": RESPONSES,
    }
    return estimate({**given, **tables}, PARAMS)


def facts(**tables: Any) -> dict[str, Fact]:
    return {fact.fact_id.removeprefix("survey-startups-"): fact for fact in estimates(**tables).facts}


def test_who_does_not_know_is_outside_the_base() -> None:
    found = facts()
    assert (found["status-startup"].numerator, found["status-startup"].denominator) == (2, 3)
    assert found["status-startup"].n_missing == 1
    assert "status-nsp" not in found


def test_several_answers_are_counted_on_those_who_gave_one() -> None:
    found = facts()
    assert (found["helps-site"].numerator, found["helps-site"].denominator) == (2, 2)
    assert found["helps-press"].numerator == 1


def test_a_scale_is_the_mean_of_its_marks_and_says_on_how_many() -> None:
    found = facts()
    assert (found["mark-mean"].value, found["mark-mean"].unit, found["mark-base"].value) == (5.0, "mean_0_10", 2)
    assert found["staff-mean"].value == 3.0


def test_free_text_gives_no_number() -> None:
    assert not [name for name in facts() if name.startswith("comment")]


def test_a_question_nobody_answered_is_left_out() -> None:
    found = facts(survey_startups=RESPONSES.assign(mark=None))
    assert "mark-mean" not in found


def test_the_order_of_responses_changes_no_fact() -> None:
    shuffled = RESPONSES.sample(frac=1, random_state=1)
    first, second = facts(), facts(survey_startups=shuffled)
    assert {name: fact.value for name, fact in first.items()} == {name: fact.value for name, fact in second.items()}


def test_of_a_ranking_what_was_put_first_is_counted() -> None:
    ranked = QUESTIONS.assign(is_ranking=QUESTIONS["question"].eq("helps"))
    found = facts(questions=ranked)
    assert (found["helps-site"].numerator, found["helps-press"].numerator) == (2, 0)


def test_answers_of_a_clean_table_are_counted_without_those_who_did_not_judge() -> None:
    given = pd.Series(["yes", "dont_know", None, "no", "yes"], dtype="string")
    offered = pd.DataFrame(
        [("yes", "Oui", "Yes", ""), ("no", "Non", "No", ""), ("dont_know", "Ne sait pas", "", "dont_know")],
        columns=["name", "label_fr", "label_en", "status"],
    )
    assert [(each.answer, each.count, each.n) for each in counts(given, offered)] == [("yes", 2, 3), ("no", 1, 3)]
