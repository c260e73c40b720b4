from __future__ import annotations

from typing import Any

import pytest

from pipeline.methods.printed import comparability as rule
from pipeline.methods.printed.comparability import comparability
from tests.unit.test_key_figures import placed

CITIES = ("Dijon", "Nice", "Paris", "Mulhouse")


def figures_of(*changes: dict[str, Any]) -> Any:
    """One figure a change, each of another city."""
    return placed(*({"city": city, **change} for city, change in zip(CITIES, changes, strict=False)))


def test_three_territories_at_one_perimeter_and_unit_are_comparable() -> None:
    verdict = comparability(figures_of({}, {"value": 5.0}, {"value": 7.0}))
    assert verdict.is_comparable
    assert verdict.reason == ""
    assert [sorted(group["territory"]) for group in verdict.groups] == [["Dijon", "Nice", "Paris"]]


def test_the_figures_of_another_perimeter_stay_out_of_the_group() -> None:
    (group,) = comparability(figures_of({}, {}, {}, {"perimeter": "commune"})).groups
    assert list(group["territory"]) == ["Dijon", "Nice", "Paris"]


def test_a_figure_printed_twice_stands_once() -> None:
    figures = placed(*({"city": city} for city in ("Dijon", "Dijon", "Nice", "Paris")))
    (group,) = comparability(figures).groups
    assert list(group["territory"]) == ["Dijon", "Nice", "Paris"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([{}], rule.ONE_CITY),
        ([{}, {}], rule.TWO_CITIES),
        ([{}, {"unit": "date", "value": None, "date_iso": "2015"}], rule.TEXT_OR_DATE),
        ([{}, {}, {"value": None}], rule.NO_NUMBER),
        ([{}, {}, {"fact_kind": "target"}], rule.NOT_OBSERVED),
        ([{}, {}, {"fact_kind": "budget"}], rule.NOT_OBSERVED),
        ([{}, {}, {"scope": "projet", "block": "OnDijon"}], rule.OWN_PROJECT),
        ([{}, {}, {"scope": "projet", "note": "un seul programme"}], rule.OWN_PROJECT),
        ([{"indicator_id": "strategy_axes"}] * 3, rule.NO_COMMON_MEASURE),
        ([{}, {}, {"unit": "ha"}], rule.UNITS_DIFFER),
        ([{}, {}, {"perimeter": "commune"}], rule.PERIMETERS_DIFFER),
        ([{"perimeter": "other"}] * 3, rule.PERIMETERS_DIFFER),
        ([{}, {}, {"scope": "filiere"}], rule.SCOPES_DIFFER),
    ],
)
def test_the_reason_is_the_first_condition_that_leaves_too_few(changes: list[dict[str, Any]], reason: str) -> None:
    verdict = comparability(figures_of(*changes))
    assert not verdict.is_comparable
    assert verdict.reason == reason
    assert verdict.groups == ()


def test_a_project_figure_about_the_whole_approach_is_comparable() -> None:
    assert comparability(figures_of(*[{"scope": "projet", "block": "Texte"}] * 3)).is_comparable
