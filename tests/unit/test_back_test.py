from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from pipeline.errors import EstimateError
from pipeline.estimators.back_test import estimate
from pipeline.methods.printed.back_tests import nearest
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
FIGURE = {
    "label_fr": "Chiffre",
    "unit": "share",
    "precision": 0.01,
    "qualifier": "=",
    "value_min": None,
    "value_max": None,
    "scope": "edition 1",
    "source_file": "published.csv",
}
SURVEY = pd.DataFrame(
    {
        "target": ["public"] * 21 + ["private"] * 4 + ["unsure"] * 2 + [None] * 3,
        "mark": [8.0] * 30,
        "help": [["terrain", "visibility"]] * 20 + [["prospects"]] * 10,
        "commune": ["a"] * 8 + ["b"] * 8 + ["c"] * 7 + ["d"] * 7,
        "source_file": "survey.csv",
        "source_row": range(2, 32),
    }
)

ANSWERS = pd.DataFrame(
    [("survey_startups", "target", "unsure", "dont_know"), ("survey_startups", "help", "terrain", "")],
    columns=["survey", "question", "name", "status"],
)


def run(value: float | None, statistic: str, column: str, answer: str | None = None, **figure: Any) -> dict[str, Any]:
    published = pd.DataFrame([{**FIGURE, "figure_id": "chiffre", "value": value, "source_row": 2, **figure}])
    test = {"figure_id": "chiffre", "source_table": "survey_startups", "column": column, "statistic": statistic}
    more = {"filter": figure.pop("filter", None), "answer": answer, "source_file": "back_tests.csv", "source_row": 2}
    tables = {"published": published, "back_tests": pd.DataFrame([{**test, **more}]), "survey_startups": SURVEY}
    tables["answers"] = ANSWERS
    estimates = estimate(tables, PARAMS)
    (line,) = estimates.tables["back_test_figures"].to_dict("records")
    facts = {fact.fact_id: fact for fact in estimates.facts}
    assert {line["printed_fact"], line["found_fact"]} <= set(facts)
    return {"verdict": line["verdict"], "fact": facts["back-test-chiffre"], "facts": facts}


def test_a_share_is_found_on_those_who_answered_the_question() -> None:
    found = run(0.84, "share", "target", "public")
    assert found["verdict"] == "same"
    assert (found["fact"].numerator, found["fact"].denominator) == (21, 25)
    assert found["facts"]["back-test-same"].value == 1


def test_a_share_that_the_base_cannot_print_is_told_with_the_nearest_value() -> None:
    assert run(0.85, "share", "target", "public")["verdict"] == "nearest"
    assert run(0.5, "share", "target", "public")["verdict"] == "other"
    assert nearest(Fraction(8, 10), 4) == Fraction(3, 4)


def test_an_answer_among_several_counts() -> None:
    assert run(0.67, "share", "help", "terrain")["verdict"] == "same"
    podium = run(float("nan"), "top3", "help", "prospects", unit="rank")
    assert podium["verdict"] == "same"
    assert podium["facts"]["back-test-chiffre-printed"].unit == "text"


@pytest.mark.parametrize(("value", "verdict"), [(8.0, "same"), (8.4, "same"), (8.6, "other")])
def test_a_mean_is_compared_at_the_precision_it_was_printed_with(value: float, verdict: str) -> None:
    assert run(value, "mean", "mark", unit="mean_0_10", precision=1.0)["verdict"] == verdict


def test_counts_ranges_and_distinct_values() -> None:
    assert run(4, "distinct", "commune", unit="count", precision=1.0)["verdict"] == "same"
    assert run(21, "count", "target", "public", unit="count", precision=1.0)["verdict"] == "same"
    bounds = {"value_min": 7.0, "value_max": 8.0, "qualifier": "range", "unit": "count"}
    assert run(None, "range", "commune", **bounds)["verdict"] == "same"
    assert run(None, "range", "mark", **{**bounds, "value_min": 8.0, "value_max": 8.0})["verdict"] == "same"
    assert run(3, "distinct", "help", unit="count", precision=1.0)["verdict"] == "same"


def test_a_fraction_in_words_must_be_exact() -> None:
    assert run(2 / 3, "share", "help", "terrain", unit="ratio", precision=None)["verdict"] == "same"
    assert run(0.75, "share", "help", "terrain", unit="ratio", precision=None)["verdict"] != "same"


def test_a_column_that_does_not_exist_is_told_by_name() -> None:
    with pytest.raises(EstimateError, match=r"no column .*colour"):
        run(0.5, "share", "colour", "red")
