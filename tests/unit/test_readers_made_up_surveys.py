"""The made-up surveys of both editions, with their real questionnaires: whatever the tool, the same clean tables."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fixtures.exports.made_up import answers, clean_again, questionnaires
from tests.fixtures.exports.made_up_writers import KEEPS_UNSENT, MADE_UP_WRITERS, MadeUp, limesurvey_codes

SURVEYS = ("survey_startups", "survey_communes", "survey_institutions")


def made_up(cohort: str, survey: str) -> MadeUp:
    return MadeUp(questionnaires(cohort)[survey], answers(cohort)[survey])


def as_answered(survey: MadeUp, tool: str) -> pd.DataFrame:
    """What a tool can give back: most know no response that was not sent, and name responses their own way."""
    if tool not in KEEPS_UNSENT:
        return survey.sent.frame.drop(columns=["response_id", "is_complete"])
    frame = survey.frame.drop(columns="response_id")
    if tool == "limesurvey":
        return frame.assign(submitted_on=frame["submitted_on"].where(frame["is_complete"]))
    return frame


def in_order(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    return frame[list(like.columns)].sort_values("respondent_id", ignore_index=True)


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("cohort", ["qmi-1", "qmi-2"])
@pytest.mark.parametrize("tool", sorted(MADE_UP_WRITERS))
def test_a_made_up_survey_comes_back_from_every_tool(tool: str, cohort: str, survey: str) -> None:
    delivered = made_up(cohort, survey)
    rows, exported = MADE_UP_WRITERS[tool](delivered)
    expected = as_answered(delivered, exported.tool)
    found = clean_again(rows, exported, delivered.form)
    pd.testing.assert_frame_equal(in_order(found, expected), in_order(expected, expected))


def test_the_surveys_hold_what_the_round_trip_is_about() -> None:
    startups = made_up("qmi-1", "survey_startups").frame
    assert not startups["is_complete"].all()
    assert set(startups["is_deployed"].dropna()) == {"yes", "no"}
    rows, _ = limesurvey_codes(made_up("qmi-1", "survey_startups"))
    column = rows[0].index("isdeployed")
    assert {row[column] for row in rows[1:]} == {"Y", "N"}
