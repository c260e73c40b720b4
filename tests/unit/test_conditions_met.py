"""Conditions of a form, tried on combinations of answers, hold where they hold row by row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from pipeline.intake.questionnaires import Question
from pipeline.intake.relevance import understood
from pipeline.methods.surveys.coded_answers import Responses
from pipeline.methods.surveys.conditions_met import conditions_met
from tests.unit.test_survey import choices

KNOWN: Mapping[str, Question] = {
    question.name: question
    for question in (
        Question(name="helps", kind="choices", label_fr="Aides", answers=choices("site", "press")),
        Question(name="status", kind="choice", label_fr="Statut", answers=choices("startup", "other")),
        Question(name="staff", kind="integer", label_fr="Effectif"),
        Question(name="never", kind="integer", label_fr="Absente"),
    )
}
ROWS = pd.DataFrame(
    {
        "helps": [["site", "press"], ["press"], None, [], ["site"]],
        "status": ["startup", None, "other", "startup", "other"],
        "staff": pd.array([3, 12, None, 0, 3], dtype="Int64"),
        "source_file": "s.csv",
        "source_row": range(2, 7),
    }
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("selected(${helps}, 'site')", [True, False, False, False, True]),
        ("count-selected(${helps}) = 2", [True, False, False, False, False]),
        ("${helps} = ''", [False, False, True, True, False]),
        ("${staff} < 5", [True, False, False, True, True]),
        ("${staff} = 3 and ${status} = 'startup'", [True, False, False, False, False]),
        ("${status} != 'startup' or selected(${helps}, 'site') or ${staff} > 11", [True, True, True, False, True]),
        ("${never} = ''", [True] * 5),
        ("true()", [True] * 5),
    ],
)
def test_a_condition_holds_where_it_holds_row_by_row(expression: str, expected: list[bool]) -> None:
    found = conditions_met(understood(expression, KNOWN), Responses({"survey_startups": ROWS}, "survey_startups"))
    assert found.tolist() == expected


def test_only_the_responses_that_count_are_looked_at() -> None:
    kept = Responses({"survey_startups": ROWS}, "survey_startups", np.array([1, 3, 4]))
    assert conditions_met(understood("${staff} < 5", KNOWN), kept).tolist() == [False, True, True]
    assert len(kept.sources) == 3
