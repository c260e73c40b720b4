"""The made-up survey of partners. Nothing about them was published, so nothing is calibrated but its own means."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.synthetic.calibration import marks
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.invitations import invited, respondents, wave
from pipeline.synthetic.survey_answers import Answers, only
from pipeline.synthetic.survey_content import COMMENTS, odds

SURVEY = "survey_institutions"
INVITED: Mapping[str, int] = {"qmi-1": 12, "qmi-2": 14}
ANSWERING: Mapping[str, int] = {"qmi-1": 10, "qmi-2": 9}
LATE: Mapping[str, int] = {"qmi-1": 0, "qmi-2": 2}
MEANS: Mapping[str, Mapping[str, float]] = {
    "satisfaction": {"qmi-1": 7.2, "qmi-2": 7.6},
    "recommendation": {"qmi-1": 7.5, "qmi-2": 7.4},
}
SHAPE = (0, 0, 0, 1, 1, 3, 5, 8, 6, 3, 1)


def survey_institutions(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(invitations, answers) of the survey of partners."""
    rng = edition.chance(SURVEY)
    opened = wave(SURVEY, "I", edition.cohort[-1], edition.closed_on, LATE[edition.cohort])
    n = INVITED[edition.cohort]
    names = [f"Partenaire {number:02d}" for number in range(1, n + 1)]
    frame = pd.DataFrame({"respondent_id": opened.respondent_ids(n), "institution": names})
    here = sorted(rng.permutation(n)[: ANSWERING[edition.cohort]].tolist())
    people = respondents(opened, list(frame.loc[here, "respondent_id"]), (), rng)
    answers = Answers(len(here), (), rng)
    _answer(answers, edition)
    table = answers.table(people).sort_values("response_id", ignore_index=True)
    return invited(opened, frame, people), table


def _answer(answers: Answers, edition: Edition) -> None:
    free = odds(edition.cohort, SURVEY)
    for question in ("kind", "roles", "contributions"):
        answers.draw(question, free[question])
    answers.put("days_spent", [int(days) for days in answers.rng.integers(2, 45, answers.n)])
    for question, means in MEANS.items():
        total = round(means[edition.cohort] * answers.n)
        answers.put(question, marks(total, SHAPE, answers.n, answers.rng))
    for question in ("coordination", "results_shared"):
        answers.draw(question, free[question])
    answers.draw("used_results", free["used_results"], _unlike(answers, "results_shared", "no"))
    for question in ("benefits", "joins_next_edition"):
        answers.draw(question, free[question])
    joins = [answer == "yes" for answer in answers.columns["joins_next_edition"]]
    answers.draw("next_contributions", free["next_contributions"], joins)
    answers.draw("plans_elsewhere", free["plans_elsewhere"])
    sentences = [str(answers.rng.choice(COMMENTS[SURVEY])) for _ in range(answers.n)]
    answers.put("comment", only(sentences, answers.among(answers.n // 3, [True] * answers.n)))


def _unlike(answers: Answers, question: str, answer: str) -> list[bool]:
    """Who was asked what depends on not having given an answer."""
    return [value != answer for value in answers.columns[question]]
