"""Groups of a weighted survey: Rao and Scott's test where sizes bear it, else the exact test, which says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.booklet.chapters import comparison_exhibits
from pipeline.estimates import Estimates
from pipeline.estimators.comparison import estimate
from pipeline.methods.comparisons.comparison_results import family_results
from pipeline.methods.comparisons.weighted_groups import ORDER_UNWEIGHTED, TOO_SMALL, survey_weights
from pipeline.methods.surveys.response_weights import weights
from pipeline.plan import Comparison, Family, Plan, Settings, Weighting
from pipeline.statistics.sampling.association import association
from pipeline.statistics.sampling.design import sample_design
from tests.unit.test_comparison import STARTUPS, answers, choices, questions, release_of

REGISTERED, ANSWERED = 100, 72
WEIGHTING = Weighting(survey=STARTUPS, frame="projects", method="raking", margins=["status"], trim=(0.5, 3))


def tables(answered: int = ANSWERED) -> dict[str, pd.DataFrame]:
    """A register half of which is deployed; of deployed projects everybody answered, of the others fewer."""
    everyone = [f"H{n}" for n in range(REGISTERED)]
    given = answers(STARTUPS).iloc[np.arange(answered) % 12].reset_index(drop=True)
    place = np.arange(answered)
    given = given.assign(
        response_id=[f"R{n}" for n in place],
        respondent_id=everyone[:answered],
        deployed=np.where(place % 2 == 0, "yes", "no"),
        before=np.where((place % 3 == 0) | ((place % 2 == 0) & (place < 60)), "yes", "no"),
        source_row=place + 2,
    )
    source = {"source_row": range(2, REGISTERED + 2)}
    register = {"project_id": [f"P{n}" for n in range(REGISTERED)]}
    status = ["deployed"] * (REGISTERED // 2) + ["selected"] * (REGISTERED // 2)
    return {
        "questions": questions(STARTUPS),
        "answers": choices(STARTUPS),
        STARTUPS: given,
        "invitations": pd.DataFrame(
            {"survey": STARTUPS, "respondent_id": everyone, "source_file": "invitations.csv", **register, **source}
        ),
        "projects": pd.DataFrame({"status": status, "source_file": "projects.csv", **register, **source}),
    }


def plan(**fields: Any) -> Plan:
    asked = Comparison(
        **{
            "comparison": "asked",
            "question_fr": "Les groupes diffèrent-ils ?",
            "question_en": "Do they differ?",
            "table": STARTUPS,
            "outcome": "before",
            "by": "deployed",
            **fields,
        }
    )
    return Plan(families=[Family(family="all", title_fr="Tout", title_en="All", comparisons=[asked])])


def weighted_plan(**fields: Any) -> Plan:
    return plan(**fields).model_copy(update={"weighting": [WEIGHTING]})


def results(planned: Plan, answered: int = ANSWERED) -> list[Any]:
    return family_results(tables(answered), planned.families[0], 0.95, planned)


def estimated(planned: Plan) -> Estimates:
    return estimate(tables(), Settings(confidence_level=0.95, percent_base_min=10, plan=planned))


def test_a_weighted_survey_is_compared_with_its_weights() -> None:
    (result,) = results(weighted_plan())
    told = weights(tables(), weighted_plan(), STARTUPS)
    given = tables()[STARTUPS]
    assert told is not None and told.nunique() == 2
    expected = association(given["deployed"], given["before"], sample_design(ANSWERED, weights=told))
    assert result.is_weighted
    assert result.test.p_value == pytest.approx(expected.p_value)
    assert result.test.method.name_fr == "Khi-deux de Rao–Scott (F), réponses pondérées par calage sur marges"
    assert result.test.sizes == (36, 36)
    assert not result.test.cautions


def test_the_gap_is_that_of_weighted_shares_and_holds_inside_its_interval() -> None:
    (result,) = results(weighted_plan())
    told = np.asarray(weights(tables(), weighted_plan(), STARTUPS))
    given = tables()[STARTUPS]
    yes, deployed = (given[name].eq("yes").to_numpy() for name in ("before", "deployed"))
    expected = np.average(yes[deployed], weights=told[deployed]) - np.average(yes[~deployed], weights=told[~deployed])
    assert result.effect.value == pytest.approx(expected)
    assert result.effect.low < expected < result.effect.high


def test_the_population_has_no_end() -> None:
    """Nearly everybody answered: compared as a finite population, any gap would be certain."""
    found = survey_weights(tables(99), weighted_plan(), STARTUPS)
    assert found is not None and np.isinf(found.design.population).all() and not found.design.is_census


def test_without_weights_in_the_plan_the_test_is_exact() -> None:
    (result,) = results(plan())
    assert (result.is_weighted, result.test.method.name_en) == (False, "Fisher's exact test")
    assert TOO_SMALL not in result.test.cautions


def test_groups_too_small_for_weights_are_compared_exactly_and_it_is_said() -> None:
    (result,) = results(weighted_plan(), 16)
    assert (result.is_weighted, result.test.method.name_en) == (False, "Fisher's exact test")
    assert TOO_SMALL in result.test.cautions


def test_the_order_of_answers_is_compared_without_weights_and_it_is_said() -> None:
    (result,) = results(weighted_plan(outcome="mark"))
    assert not result.is_weighted and ORDER_UNWEIGHTED in result.test.cautions


def test_surveys_against_each_other_have_no_common_register() -> None:
    planned = weighted_plan(by="", against=["survey_communes.before"])
    assert not [result for result in results(planned) if result.is_weighted]


@pytest.mark.parametrize("outcome", ["before", "helps"])
def test_the_order_of_rows_changes_nothing(outcome: str) -> None:
    planned, given = weighted_plan(outcome=outcome), tables()
    shuffled = {**given, STARTUPS: given[STARTUPS].sample(frac=1, random_state=5).reset_index(drop=True)}
    first, again = (family_results(each, planned.families[0], 0.95, planned) for each in (given, shuffled))
    assert [r.is_weighted for r in first] == [r.is_weighted for r in again]
    assert [r.test.p_value for r in first] == pytest.approx([r.test.p_value for r in again])


def test_facts_say_that_answers_were_weighted_and_claim_no_counts_that_would_have_decided() -> None:
    facts = {fact.fact_id: fact for fact in estimated(weighted_plan()).facts}
    assert "pondérées" in facts["comparison-all-asked-gap"].label_fr
    assert facts["comparison-all-asked-gap"].method == "Écart de parts pondérées"
    assert "Rao–Scott" in facts["comparison-all-asked-p"].method
    assert facts["comparison-all-asked-yes-yes"].denominator == 36
    assert not [fact for fact in facts if "needs" in fact or "sees" in fact]


def test_the_booklet_says_that_a_gap_is_weighted(tmp_path: Path) -> None:
    release = release_of(tmp_path, "institutions", estimated(weighted_plan()))
    assert "écart pondéré\u00a0: " in str(comparison_exhibits.verdicts(release).markdown)
