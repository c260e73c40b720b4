from __future__ import annotations

import pandas as pd
import pytest

from tests.fixtures.exports.survey import EXPORTS, answers_only, clean_answers

PERSONAL = {
    "kobo-names": ["username", "deviceid"],
    "odk": ["SubmitterID", "SubmitterName", "DeviceID"],
    "google-sheet": ["Adresse e-mail"],
    "google-form": ["Adresse e-mail"],
    "framaforms-separate": ["Adresse IP"],
    "framaforms-compact": ["Adresse IP"],
}


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_changing_tool_changes_no_clean_value(name: str) -> None:
    exported, problems = clean_answers(EXPORTS[name])
    as_collected, _ = clean_answers(EXPORTS["kobo-names"])
    pd.testing.assert_frame_equal(answers_only(exported), answers_only(as_collected))
    assert [(problem.code, problem.column) for problem in problems] == [
        ("OUT-001", column) for column in PERSONAL.get(name, [])
    ]


def test_the_survey_read_is_the_one_that_was_answered() -> None:
    frame, _ = clean_answers(EXPORTS["kobo-names"])
    third = frame[frame["agents"] == 1].iloc[0]
    assert third["themes"] == ["mobilite", "autre"]
    assert third["themes_autre"] == "Sport, culture"
    assert third["comment"] == "=1+1, pour voir"
    assert frame["themes"].isna().sum() == 1
    assert sorted(frame["satisfaction"]) == sorted(["8", "nsp", "10", "0", "5", "7", "nsp", "3"])
