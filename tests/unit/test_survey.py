from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.survey import estimate
from pipeline.facts import Fact
from pipeline.intake.questionnaires import Answer, Question, Questionnaire, question_tables
from pipeline.methods.surveys.asked_questions import asked_questions
from pipeline.methods.surveys.survey_facts import SMALL_BASE
from pipeline.plan import Plan, Reliability, Settings
from pipeline.statistics.hypergeometric_intervals import EQUAL_TAILED
from pipeline.statistics.means import FREE_NUMBERS
from pipeline.statistics.reliability import NONE

PARAMS = Settings(confidence_level=0.95, percent_base_min=10)
LOW_BASE = Settings(confidence_level=0.95, percent_base_min=1)


def choices(*names: str) -> tuple[Answer, ...]:
    status = {"nsp": "dont_know", "nc": "not_concerned"}
    return tuple(
        Answer(
            name=name,
            label_fr=name.title(),
            label_en=name,
            status=status.get(name, ""),  # type: ignore[arg-type]
            value=float(name) if name.isdigit() else None,
        )
        for name in names
    )


MARKS = choices(*map(str, range(11)), "nsp")
QUESTIONS = (
    Question(
        name="status", kind="choice", label_fr="Statut", answers=choices("startup", "association", "nsp"), group_by=True
    ),
    Question(name="helps", kind="choices", label_fr="Aides", answers=choices("site", "press")),
    Question(name="mark", kind="choice", label_fr="Note", answers=MARKS, minimum=0, maximum=10, measure="scale"),
    Question(name="staff", kind="integer", label_fr="Effectif", measure="count"),
    Question(name="comment", kind="text", label_fr="Remarque"),
    Question(name="told", kind="integer", label_fr="Recommander", minimum=0, maximum=10, measure="nps"),
    Question(
        name="work",
        kind="choice",
        label_fr="Travail",
        answers=choices("very_good", "good", "fair", "poor", "nc"),
        measure="ordinal",
    ),
    Question(name="wants", kind="choices", label_fr="Envies", answers=choices("a", "b", "c", "d"), is_ranking=True),
    Question(name="why", kind="text", label_fr="Pourquoi", relevant="${status} = 'startup'"),
    Question(name="years", kind="integer", label_fr="Années", relevant="${status} = 'startup'"),
)
RESPONSES = pd.DataFrame(
    {
        "response_id": ["r1", "r2", "r3", "r4"],
        "respondent_id": ["p1", "p2", "p3", "p4"],
        "status": ["startup", "startup", "association", "nsp"],
        "helps": [["site", "press"], ["site"], None, []],
        "mark": ["10", "0", "nsp", None],
        "staff": [2, 4, None, None],
        "comment": ["a", "b", "c", "d"],
        "told": [10, 9, 3, None],
        "work": ["very_good", "poor", "nc", "good"],
        "wants": [["a", "b"], ["a", "c"], ["b", "a"], None],
        "years": [3, None, None, None],
        "source_file": "s.csv",
        "source_row": [2, 3, 4, 5],
    }
)
INVITATIONS = pd.DataFrame(
    {
        "survey": "survey_startups",
        "respondent_id": [f"p{i}" for i in range(1, 7)],
        "source_file": "i.csv",
        "source_row": range(2, 8),
    }
)


def given(**tables: Any) -> dict[str, pd.DataFrame]:
    form = Questionnaire(table="survey_startups", title_fr="Enquête", questions=QUESTIONS)
    return {**question_tables([form]), "survey_startups": RESPONSES, "invitations": INVITATIONS, **tables}


def estimates(settings: Settings = PARAMS, **tables: Any) -> Estimates:
    return estimate(given(**tables), settings)


def facts(settings: Settings = PARAMS, **tables: Any) -> dict[str, Fact]:
    return {fact.fact_id.removeprefix("survey-startups-"): fact for fact in estimates(settings, **tables).facts}


def many(**columns: Any) -> pd.DataFrame:
    """Twelve responses of twelve of the people invited by `INVITED`."""
    n = 12
    usual = {"response_id": [f"r{i}" for i in range(n)], "respondent_id": [f"p{i}" for i in range(n)]}
    return pd.DataFrame({**usual, **columns, "source_file": "s.csv", "source_row": range(2, 2 + n)})


INVITED = pd.DataFrame(
    {
        "survey": "survey_startups",
        "respondent_id": [f"p{i}" for i in range(20)],
        "source_file": "i.csv",
        "source_row": range(2, 22),
    }
)


def part_of(answers: int) -> Fact:
    """The mean of a part, the smallest and the largest in turn, from so many answers."""
    part = Question(name="part", kind="number", label_fr="Part", minimum=0, maximum=1, measure="scale")
    form = Questionnaire(table="survey_startups", title_fr="Enquête", questions=(part,))
    given = many(part=[float(i % 2) if i < answers else None for i in range(12)])
    found = estimate({**question_tables([form]), "survey_startups": given, "invitations": INVITED}, PARAMS)
    return next(fact for fact in found.facts if fact.fact_id.endswith("part-mean"))


@pytest.mark.parametrize(("answers", "has_interval"), [(4, False), (12, True)])
def test_a_mean_part_has_an_interval_where_percentages_have_one(answers: int, *, has_interval: bool) -> None:
    found = part_of(answers)
    assert bool(found.interval_method) is has_interval
    assert (SMALL_BASE.said_fr in found.limits_fr) is not has_interval


def test_who_does_not_know_is_outside_the_base() -> None:
    found = facts()
    assert (found["status-startup"].numerator, found["status-startup"].denominator) == (2, 3)
    assert (found["status-n-base"].value, found["status-n-apart"].value) == (3, 1)
    assert found["status-startup"].n_missing == 0
    assert "status-n-missing" not in found
    assert "status-nsp" not in found


def test_several_answers_are_counted_on_those_who_gave_one() -> None:
    found = facts()
    assert (found["helps-site"].numerator, found["helps-site"].denominator) == (2, 2)
    assert found["helps-press"].numerator == 1
    assert found["helps-n-missing"].value == 2


def test_a_share_knows_how_many_people_it_stands_for() -> None:
    found = facts(LOW_BASE)["status-startup"]
    assert (found.n_frame, found.n_answered, found.interval_method) == (6, 3, EQUAL_TAILED.name_fr)
    assert (found.low, found.high) == (0.4, 0.8)  # of 5: six invited but the one who does not know


def test_below_the_base_of_percentages_no_interval_is_given_in_percent() -> None:
    found = facts()["status-startup"]
    assert (found.low, found.interval_method) == (None, "")
    assert SMALL_BASE.said_fr in found.limits_fr


def test_when_all_who_were_invited_answered_there_is_no_interval() -> None:
    everybody = INVITATIONS.head(4)
    found = facts(LOW_BASE, invitations=everybody)
    assert (found["status-startup"].design, found["status-startup"].interval_method) == ("census", "")
    assert "pondération" not in found["status-startup"].limits_fr
    assert found["helps-site"].design == "sample"  # two of the four did not answer that one


def test_without_a_register_the_population_is_not_known() -> None:
    tables = {name: table for name, table in given().items() if name != "invitations"}
    found = {fact.fact_id: fact for fact in estimate(tables, LOW_BASE).facts}["survey-startups-status-startup"]
    assert (found.n_frame, found.interval_method) == (4, "Clopper-Pearson")


def test_answers_of_nobody_in_particular_all_count() -> None:
    anonymous = RESPONSES.assign(respondent_id=None)
    found = facts(LOW_BASE, survey_startups=anonymous)["status-startup"]
    assert (found.denominator, found.n_frame) == (3, 6)
    crowded = facts(LOW_BASE, survey_startups=anonymous, invitations=INVITATIONS.head(2))["status-startup"]
    assert (crowded.n_frame, crowded.interval_method) == (4, "Clopper-Pearson")


def test_a_second_response_and_one_of_nobody_invited_do_not_count() -> None:
    twice = pd.concat([RESPONSES, RESPONSES.head(1), RESPONSES.head(1).assign(respondent_id="x9")], ignore_index=True)
    assert facts(survey_startups=twice)["status-startup"].denominator == 3


def test_a_scale_is_the_mean_of_its_marks_and_says_on_how_many() -> None:
    found = facts()
    assert (found["mark-mean"].value, found["mark-mean"].unit, found["mark-base"].value) == (5.0, "mean_0_10", 2)
    assert found["mark-median"].value == 5.0
    assert (found["mark-top"].numerator, found["mark-bottom"].numerator, found["mark-apart"].value) == (1, 1, 1)
    assert found["mark-mean"].low is not None
    assert found["mark-mean"].low < 5 < (found["mark-mean"].high or 0)


def test_a_free_number_has_a_mean_without_interval() -> None:
    found = facts()["staff-mean"]
    assert (found.value, found.low) == (3.0, None)
    assert FREE_NUMBERS.said_fr in found.limits_fr


def test_a_recommendation_counts_promoters_and_detractors() -> None:
    found = facts()
    assert found["told-score"].value == pytest.approx(100 / 3)
    assert [found[f"told-{who}"].numerator for who in ("promoters", "passives", "detractors")] == [2, 0, 1]
    assert estimates().tables["survey_promoters"]["question"].to_list() == ["told"]


def test_the_best_two_and_the_worst_two_of_four_levels_are_counted() -> None:
    found = facts()
    assert (found["work-n-top"].numerator, found["work-n-bottom"].numerator, found["work-n-top"].denominator) == (
        2,
        1,
        3,
    )
    answers = estimates().tables["survey_answers"]
    assert answers.loc[answers["question"].eq("work"), "is_best_first"].to_list() == [True] * 4
    assert answers.loc[answers["question"].eq("status"), "is_best_first"].isna().all()


def test_a_question_put_to_some_is_missing_only_where_it_was_asked() -> None:
    found = facts()["years-missing"]
    assert found.value == 1  # of two start-ups, one said nothing; the others were not asked
    asked = {each.question.name: each for each in asked_questions(given())}
    assert asked["years"].population == 4  # six invited but two known not to be asked


def test_free_text_gives_no_number() -> None:
    assert not [name for name in facts() if name.startswith(("comment", "why"))]


def test_a_question_nobody_answered_is_left_out() -> None:
    found = facts(survey_startups=RESPONSES.assign(mark=None))
    assert "mark-mean" not in found


def test_an_empty_survey_gives_tables_without_rows() -> None:
    found = estimates(survey_startups=RESPONSES.head(0))
    assert found.facts == []
    assert set(found.tables) >= {"survey_answers", "survey_bases", "survey_scales", "survey_podiums"}
    assert found.tables["survey_scales"].empty


def test_a_question_that_all_set_apart_has_a_base_of_nobody() -> None:
    found = estimates(survey_startups=RESPONSES.assign(status="nsp"))
    bases = found.tables["survey_bases"].set_index("question")
    assert pd.isna(bases.loc["status", "base_fact"])
    assert found.tables["survey_answers"].query("question == 'status'").empty


def test_the_order_of_responses_changes_no_fact() -> None:
    first, second = facts(), facts(survey_startups=RESPONSES.sample(frac=1, random_state=1))
    assert {name: (fact.value, fact.low) for name, fact in first.items()} == {
        name: (fact.value, fact.low) for name, fact in second.items()
    }


def test_inputs_are_left_as_they_were() -> None:
    tables = given()
    before = {name: table.copy(deep=True) for name, table in tables.items()}
    estimate(tables, PARAMS)
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, tables[name])


def test_of_a_ranking_what_was_put_first_is_counted_and_the_podium_told() -> None:
    wants = [["a", "b", "c"]] * 8 + [["b", "a", "d"]] * 4
    found = facts(survey_startups=many(wants=wants), invitations=INVITED)
    assert (found["wants-a"].numerator, found["wants-b"].numerator, found["wants-c"].numerator) == (8, 4, 0)
    lines = estimates(survey_startups=many(wants=wants), invitations=INVITED).tables["survey_podiums"]
    assert dict(zip(lines["answer"], lines["place"], strict=True)) == {"a": 1, "b": 2, "c": 3}
    assert found["wants-a-rank"].value == pytest.approx((8 * 1 + 4 * 2) / 12)


def test_a_podium_says_whether_it_is_sure() -> None:
    clear = [["a", "b", "c"]] * 12
    lines = estimates(survey_startups=many(wants=clear), invitations=INVITED).tables["survey_podiums"]
    assert lines["is_stable"].all()
    chance = facts(survey_startups=many(wants=clear), invitations=INVITED)["wants-c-top"]
    assert (chance.value, chance.qualifier) == (0.99, ">")  # eight have not been heard: never told as certain
    close = [["a", "b", "c"]] * 7 + [["a", "b", "d"]] * 5
    lines = estimates(survey_startups=many(wants=close), invitations=INVITED).tables["survey_podiums"]
    assert not lines["is_stable"].any()
    assert lines["is_sure"].to_list() == [True, True, False]


def test_answers_given_as_often_have_the_same_chance_of_the_podium() -> None:
    turns = [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], ["d", "a", "b"], ["c", "d", "b"], ["d", "c", "a"]]
    found = facts(survey_startups=many(wants=turns * 2), invitations=INVITED)
    lines = estimates(survey_startups=many(wants=turns * 2), invitations=INVITED).tables["survey_podiums"]
    assert dict(zip(lines["answer"], lines["place"], strict=True)) == {"c": 1, "a": 2, "b": 3, "d": 3}
    assert found["wants-b-top"].value == found["wants-d-top"].value


def test_a_podium_of_a_handful_is_not_told_unless_they_are_all() -> None:
    assert estimates().tables["survey_podiums"].empty
    all_of_them = estimates(invitations=INVITATIONS.head(3), survey_startups=RESPONSES.head(3))
    assert set(all_of_them.tables["survey_podiums"]["question"]) == {"wants"}


def test_groups_come_with_counts_and_no_mean_of_a_handful() -> None:
    answers = many(status=["startup"] * 8 + ["association"] * 4, mark=["7", "8"] * 6)
    found = estimates(survey_startups=answers, invitations=INVITED)
    lines = found.tables["survey_by_group"].set_index("group")
    assert lines.loc["startup", "mean_fact"] == "survey-startups-mark-by-status-startup-mean"
    assert pd.isna(lines.loc["association", "mean_fact"])
    counts = {fact.fact_id: fact.value for fact in found.facts}
    assert counts[lines.loc["association", "count_fact"]] == 4


def test_closed_questions_come_by_group_with_shares_of_those_large_enough() -> None:
    answers = many(
        status=["startup"] * 8 + ["association"] * 4,
        work=["very_good", "good", "fair", "poor"] * 2 + ["good", "nc", "fair", "poor"],
    )
    found = estimates(survey_startups=answers, invitations=INVITED)
    lines = found.tables["survey_closed_by_group"].query("question == 'work'").set_index("group")
    told = {fact.fact_id: fact for fact in found.facts}
    share = told[lines.loc["startup", "share_fact"]]
    assert (share.fact_id, share.numerator, share.denominator) == ("survey-startups-work-by-status-startup-share", 4, 8)
    assert share.low is None and "trop petite" in share.limits_fr
    assert pd.isna(lines.loc["association", "share_fact"])
    assert told[lines.loc["association", "count_fact"]].value == 3
    assert len(share.rows) == 8
    assert "status" not in set(found.tables["survey_closed_by_group"]["question"])


def test_a_large_group_has_an_interval_as_wide_as_those_who_may_belong_to_it_ask() -> None:
    answers = many(status=["startup"] * 12, work=["very_good"] * 9 + ["poor"] * 3)
    found = {fact.fact_id: fact for fact in estimates(survey_startups=answers, invitations=INVITED).facts}
    share = found["survey-startups-work-by-status-startup-share"]
    assert share.value == pytest.approx(0.75)
    assert share.low is not None and share.high is not None and share.low < 0.75 < share.high


def scale(*items: str) -> Settings:
    declared = Reliability(
        scale="esprit", title_fr="Esprit", title_en="Spirit", table="survey_startups", items=list(items)
    )
    return PARAMS.model_copy(update={"plan": Plan(reliability=[declared])})


def test_items_of_the_plan_are_put_to_the_test() -> None:
    marks = [str(mark) for mark in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5, 6)]
    answers = many(mark=marks, told=[int(mark) for mark in marks])
    found = estimates(scale("mark", "told"), survey_startups=answers, invitations=INVITED)
    alpha = next(fact for fact in found.facts if fact.fact_id == "survey-startups-scale-esprit-alpha")
    assert alpha.value == pytest.approx(1)
    line = found.tables["survey_reliability"].iloc[0]
    assert "Deux items" in line["cautions_fr"]
    assert pd.isna(line["omega_fact"])


def test_items_answered_by_too_few_have_no_reliability_and_say_why() -> None:
    line = estimates(scale("mark", "told")).tables["survey_reliability"].iloc[0]
    assert pd.isna(line["alpha_fact"])
    assert NONE.said_fr in line["cautions_fr"]


@pytest.mark.parametrize("items", [("mark", "helps"), ("mark", "absent")])
def test_items_that_are_no_scales_are_refused(items: tuple[str, str]) -> None:
    with pytest.raises(EstimateError, match=f"« esprit » .* these are not: {items[1]}"):
        estimates(scale(*items))
