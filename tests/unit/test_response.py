"""Who answered, who is missing, and what weights change: counted right in the cases that are seldom seen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.response import estimate
from pipeline.facts import Fact
from pipeline.methods.surveys.response_frames import frame
from pipeline.methods.surveys.response_weights import weighted, weights
from pipeline.plan import Plan, Settings, Weighting

SURVEY = "survey_startups"
RAKED = Weighting(survey=SURVEY, frame="projects", method="raking", margins=["theme", "status"])
CROSSED = RAKED.model_copy(update={"method": "post_stratification", "margins": ["theme"]})


def sourced(rows: dict[str, Any], file: str) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    return table.assign(source_file=file, source_row=range(2, len(table) + 2))


PROJECTS = sourced(
    {
        "project_id": [f"P{n}" for n in range(1, 11)],
        "theme": ["climat"] * 4 + ["energie"] * 6,
        "status": ["deployed", "selected"] * 5,
        "holder_type": ["startup"] * 10,
        "commune_insee": ["93005", "92048"] * 5,
        "founded_on": pd.to_datetime([f"20{n:02d}-01-01" for n in range(10, 20)]),
    },
    "p.csv",
)
COMMUNES = sourced({"commune_insee": ["93005", "92048"], "name": ["Aulnay", "Meudon"]}, "c.csv")
INVITATIONS = sourced(
    {
        "survey": [SURVEY] * 10,
        "respondent_id": [f"R{n}" for n in range(1, 11)],
        "project_id": [f"P{n}" for n in range(1, 11)],
        "invited_on": pd.Timestamp("2026-01-05"),
        "reminded_on": [pd.NaT] * 4 + [pd.Timestamp("2026-01-20")] * 6,
    },
    "i.csv",
)
QUESTIONS = pd.DataFrame(
    [
        {
            "survey": SURVEY,
            "question": "mark",
            "kind": "integer",
            "label_fr": "Note",
            "label_en": "Mark",
            "repeat": "",
            "is_scale": True,
            "minimum": 0,
            "maximum": 10,
        }
    ]
)
ANSWERS = pd.DataFrame(columns=["survey", "question", "name", "label_fr", "label_en", "status", "value"])


def responses(*who: str, day: str = "2026-01-10", **columns: Any) -> pd.DataFrame:
    given = {
        "response_id": [f"A{n}" for n in range(len(who))],
        "respondent_id": list(who),
        "submitted_on": pd.Timestamp(day),
        "is_complete": [True] * len(who),
        "mark": list(range(len(who))),
    }
    return sourced({**given, **columns}, "s.csv")


FOUR = responses("R1", "R2", "R3", "R5")


def tables(answered: pd.DataFrame, **others: Any) -> dict[str, pd.DataFrame]:
    given = {
        "questions": QUESTIONS,
        "answers": ANSWERS,
        "invitations": INVITATIONS,
        "projects": PROJECTS,
        "communes": COMMUNES,
        SURVEY: answered,
    }
    return {name: table for name, table in {**given, **others}.items() if table is not None}


def estimates(answered: pd.DataFrame, plan: Plan | None = None, **others: Any) -> Estimates:
    settings = Settings(confidence_level=0.95, percent_base_min=10, plan=plan or Plan())
    return estimate(tables(answered, **others), settings)


def facts(answered: pd.DataFrame, plan: Plan | None = None, **others: Any) -> dict[str, Fact]:
    found = estimates(answered, plan, **others).facts
    assert len({fact.fact_id for fact in found}) == len(found)
    return {fact.fact_id.removeprefix("response-startups-"): fact for fact in found}


def test_the_response_rate_is_counted_from_the_register_of_invitations() -> None:
    found = facts(responses("R1", "R2", "R3", "R5", is_complete=[True, False, True, True]))
    assert (found["frame"].value, found["invited"].value, found["answered"].value) == (10, 10, 4)
    assert (found["completed"].value, found["rate"].value) == (3, 0.4)
    assert found["rate"].low is None
    assert found["rate"].design == "census"


def test_answers_of_a_tool_that_does_not_say_what_is_complete_are_complete() -> None:
    unsaid = responses("R1", "R2", is_complete=pd.array([pd.NA, pd.NA], dtype="boolean"))
    assert facts(unsaid)["completed"].value == 2
    assert facts(unsaid.drop(columns="is_complete"))["completed"].value == 2


def test_a_part_of_the_register_invited_gives_an_interval() -> None:
    found = facts(FOUR, invitations=INVITATIONS.head(6))
    rate = found["rate"]
    assert (rate.numerator, rate.denominator, rate.design) == (4, 6, "sample")
    assert rate.low is not None
    assert rate.high is not None
    assert rate.low <= 4 / 6 <= rate.high
    assert "hasard" in rate.limits_fr


@pytest.mark.parametrize("nobody", [responses(), FOUR.head(0), None], ids=["no column typed", "no row", "no table"])
def test_nobody_answered(nobody: pd.DataFrame | None) -> None:
    found = facts(nobody, Plan(weighting=[RAKED]))  # type: ignore[arg-type]
    assert (found["answered"].value, found["rate"].value) == (0, 0)
    assert not [name for name in found if name.startswith(("missing-", "weight-", "mark-"))]


def test_everybody_answered_leaves_nothing_to_compare_and_weighs_all_alike() -> None:
    everybody = responses(*(f"R{n}" for n in range(1, 11)))
    found = facts(everybody, Plan(weighting=[RAKED]))
    assert (found["rate"].value, found["rate"].low) == (1, None)
    assert not [name for name in found if name.startswith("missing-")]
    assert (found["weight-lowest"].value, found["weight-highest"].value) == pytest.approx((1, 1))
    assert found["weight-effective"].value == pytest.approx(10)


def test_who_answers_twice_counts_once_and_the_complete_answer_stays() -> None:
    twice = responses("R1", "R1", "R2", is_complete=[True, False, True], mark=[9, 1, 5])
    found = facts(twice, Plan(weighting=[CROSSED]))
    assert (found["answered"].value, found["repeated"].value) == (2, 1)
    assert found["mark-unweighted"].value == 7
    told = weights(tables(twice), Plan(weighting=[CROSSED]), SURVEY)
    assert told is not None
    assert told.isna().tolist() == [False, True, False]


def test_two_people_of_one_project_share_its_weight() -> None:
    more = pd.concat([INVITATIONS, INVITATIONS.head(1).assign(respondent_id="R11", source_row=12)], ignore_index=True)
    given = tables(responses("R1", "R11", "R2"), invitations=more, projects=PROJECTS.head(2))
    told = weights(given, Plan(weighting=[CROSSED]), SURVEY)
    assert told is not None
    assert told.tolist() == pytest.approx([0.75, 0.75, 1.5])


def test_answers_of_nobody_invited_are_told_and_have_no_weight() -> None:
    strange = responses("R1", "R2", "R5", "X9")
    found = facts(strange, Plan(weighting=[CROSSED]))
    assert (found["answered"].value, found["uninvited"].value) == (3, 1)
    told = weights(tables(strange), Plan(weighting=[CROSSED]), SURVEY)
    assert told is not None
    assert told.isna().tolist() == [False, False, False, True]


def test_answers_without_a_name_are_counted_and_nothing_else() -> None:
    found = facts(FOUR.drop(columns="respondent_id"), Plan(weighting=[RAKED]))
    assert (found["answered"].value, found["rate"].value) == (4, 0.4)
    assert not [name for name in found if name.startswith(("theme", "missing", "weight", "before"))]


def test_without_register_there_are_counts_and_no_group() -> None:
    found = facts(FOUR, projects=None)
    assert "frame" not in found
    assert found["rate"].value == 0.4
    assert not [name for name in found if name.startswith("theme")]


def test_a_survey_without_invitation_is_left_out() -> None:
    assert estimates(FOUR, invitations=INVITATIONS.head(0)).facts == []


def test_groups_are_counted_as_the_register_says() -> None:
    found = facts(FOUR)
    assert (found["theme-climat-rate"].numerator, found["theme-climat-rate"].denominator) == (3, 4)
    assert (found["theme-energie-rate"].numerator, found["theme-energie-rate"].denominator) == (1, 6)
    assert "Aulnay" in found["commune-93005-rate"].label_fr


def test_the_reminder_is_told_without_saying_that_it_worked() -> None:
    late = responses("R1", "R2", "R5", "R6", submitted_on=pd.to_datetime(["2026-01-08"] * 3 + ["2026-01-20"]))
    found = facts(late)
    assert (found["before"].value, found["reminded"].value) == (3, 6)
    assert (found["after"].numerator, found["after"].denominator) == (1, 6)
    assert "rien ne dit" in found["after"].limits_fr


def test_nobody_reminded_tells_nothing_of_reminders() -> None:
    assert "before" not in facts(FOUR, invitations=INVITATIONS.assign(reminded_on=pd.NaT))


def test_who_is_missing_is_compared_where_data_could_decide() -> None:
    found = estimates(responses("R1", "R2", "R3", "R4", "R5"))
    told = found.tables["response_missing"].set_index("column")
    assert told.loc["theme", "finding"] == "no-gap"
    assert told.loc["founded_on", "p_fact"] == "response-startups-missing-founded-on-p"
    assert "holder_type" not in told.index  # all of one type: nothing to compare
    p_values = {fact.fact_id: fact for fact in found.facts}
    # Five of five oldest firms answered: 2 of 252 ways to deal ten firms out, times two, three or more tests.
    assert p_values["response-startups-missing-founded-on-p"].value == pytest.approx(4 * 2 / 252)


def test_a_test_that_could_not_decide_is_not_done_and_says_so() -> None:
    found = estimates(responses("R1"))
    told = found.tables["response_missing"].set_index("column")
    assert set(told["finding"]) == {"undecidable"}
    assert told["p_fact"].isna().all()


def test_weights_make_answers_resemble_the_register() -> None:
    told = weights(tables(FOUR), Plan(weighting=[CROSSED]), SURVEY)
    assert told is not None
    assert told.tolist() == pytest.approx([4 / 3 / 2.5] * 3 + [6 / 2.5])
    found = facts(FOUR, Plan(weighting=[CROSSED]))
    assert found["mark-unweighted"].value == 1.5
    assert found["mark-weighted"].value == pytest.approx((4 / 3 * 3 + 6 * 3) / 10)
    assert found["mark-shift"].value == pytest.approx(found["mark-weighted"].value - 1.5)
    assert found["weight-effective"].value == pytest.approx(100 / (3 * 16 / 9 + 36))


def test_trimmed_weights_keep_their_bounds() -> None:
    cut = CROSSED.model_copy(update={"trim": (0.5, 1.5)})
    told = weights(tables(FOUR), Plan(weighting=[cut]), SURVEY)
    assert told is not None
    assert told.max() == pytest.approx(1.5)
    assert told.mean() == pytest.approx(1)


def test_groups_of_which_nobody_answered_have_no_voice_and_are_named() -> None:
    climate = responses("R1", "R2", "R4")
    found = weighted(tables(climate), Plan(weighting=[RAKED]), SURVEY)
    assert found is not None
    assert (found.represented, found.registered, found.silent) == (4, 10, {"theme": ["energie"]})
    line = estimates(climate, Plan(weighting=[RAKED])).tables["response_weights"].iloc[0]
    assert line["silent_fr"] == "énergie"


def test_margins_that_do_not_hold_together_give_no_weight() -> None:
    odd = responses("R1", "R6")  # climat is all deployed, energie all selected, the register is not
    assert weights(tables(odd), Plan(weighting=[RAKED]), SURVEY) is None
    assert estimates(odd, Plan(weighting=[RAKED])).tables["response_weights"].empty


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"margins": ["colour"]}, "colour"), ({"frame": "firms"}, "not a table"), ({"frame": "communes"}, "lacks")],
)
def test_a_plan_that_names_what_is_not_there_is_refused(wrong: dict[str, Any], said: str) -> None:
    plan = Plan(weighting=[RAKED.model_copy(update=wrong)])
    with pytest.raises(EstimateError, match=said):
        weights(tables(FOUR), plan, SURVEY)


def test_a_survey_that_the_plan_does_not_weight_has_no_weight() -> None:
    assert weights(tables(FOUR), Plan(), SURVEY) is None


def test_several_people_of_a_commune_are_no_register() -> None:
    asked = sourced(
        {
            "survey": ["survey_communes"] * 3,
            "respondent_id": ["a", "b", "c"],
            "commune_insee": ["93005", "93005", "92048"],
            "reminded_on": [pd.NaT] * 3,
        },
        "i.csv",
    )
    found = {fact.fact_id: fact for fact in estimates(FOUR, invitations=asked, survey_communes=responses("a")).facts}
    silent = found["response-communes-silent"]
    assert (silent.numerator, silent.denominator) == (1, 2)
    assert "response-communes-frame" not in found


def test_the_order_of_rows_changes_no_fact() -> None:
    plan = Plan(weighting=[CROSSED])
    first = facts(FOUR, plan)
    second = facts(FOUR.iloc[::-1], plan, invitations=INVITATIONS.iloc[::-1], projects=PROJECTS.iloc[::-1])
    values = {name: fact.value for name, fact in second.items()}
    assert {name: fact.value for name, fact in first.items()} == pytest.approx(values)


def test_inputs_stay_as_they_were() -> None:
    given = tables(FOUR)
    before = {name: table.copy() for name, table in given.items()}
    frame(given, SURVEY)
    weights(given, Plan(weighting=[RAKED]), SURVEY)
    for name, table in before.items():
        pd.testing.assert_frame_equal(given[name], table)
