from __future__ import annotations

from pipeline.estimates import Estimates
from pipeline.estimators.city_comparison import estimate
from pipeline.methods.printed.comparability import PERIMETERS_DIFFER, REASONS
from tests.unit.test_coverage import PARAMS
from tests.unit.test_key_figures import clean_tables


def estimates() -> Estimates:
    students = [{"indicator_id": "students", "city": city} for city in ("Dijon", "Nice")]
    return estimate(
        clean_tables(
            {"city": "Paris", "value": 9.0},
            {"city": "Nice", "value": 1.0},
            {"city": "Dijon", "value": 5.0, "qualifier": "~", "note": "imprimé l.335"},
            *students,
            {"indicator_id": "students", "city": "Paris", "perimeter": "commune"},
            {"indicator_id": "budget", "fact_kind": "budget"},
            {"city": "Athènes"},
        ),
        PARAMS,
    )


def test_compared_figures_stand_in_alphabetical_order_with_their_own_facts() -> None:
    values = estimates().tables["city_comparison_values"]
    assert list(values["territory"]) == ["Dijon", "Nice", "Paris"]
    assert list(values["figure_fact"]) == ["city-pages-cf003", "city-pages-cf002", "city-pages-cf001"]
    assert list(values["note_fr"]) == ["imprimé l.\u00a0335", "", ""]


def test_every_indicator_is_compared_or_has_a_reason() -> None:
    facts = {fact.fact_id: fact.value for fact in estimates().facts}
    reasons = estimates().tables["city_comparison_reasons"]
    assert list(reasons["reason_fr"]) == list(REASONS)
    assert reasons["count"].sum() + facts["city-comparison-comparable"] == facts["city-comparison-indicators"] == 3


def test_indicators_that_several_territories_give_are_listed_with_the_reason() -> None:
    (other,) = estimates().tables["city_comparison_others"].to_dict("records")
    assert other == {
        "indicator_fr": "Étudiants",
        "territories": ["Dijon", "Nice", "Paris"],
        "reason_fr": PERIMETERS_DIFFER,
    }


def test_without_anything_to_compare_the_tables_are_empty_but_there() -> None:
    found = estimate(clean_tables({}), PARAMS)
    assert len(found.tables["city_comparison_values"]) == 0
    assert {fact.value for fact in found.facts if fact.fact_id == "city-comparison-groups"} == {0}
