"""Verdicts worked out by hand on figures as the documents print them."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.methods.printed import consistency as rule
from pipeline.methods.printed import totals
from pipeline.methods.printed.consistency import pair_verdict
from pipeline.methods.printed.totals import breakdowns, shares_outside
from tests.unit.test_key_figures import placed

HALF_FR = {"value": 0.5, "unit": "share", "qualifier": "~", "printed": "près de la moitié"}
HALF_EN = {"value": 0.5, "unit": "share", "qualifier": ">", "printed": "more than half"}
UNIVERSITY = {"value": 750000, "note": "Université"}
PROJECT = {"scope": "projet"}
DATE = {"unit": "date", "value": None}
BODY = {"city": "hors-ville", "scope": "organisation", "perimeter": "other"}


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ({"value": 70000}, {"value": 70000}, rule.IDENTICAL),
        ({"value": 20, "qualifier": ">"}, {"value": 20, "qualifier": "~"}, rule.COMPATIBLE),
        ({"value": 600000}, {"value": 600000, "qualifier": ">"}, rule.COMPATIBLE),
        ({"value": 15, "qualifier": "~"}, {"value": 14}, rule.COMPATIBLE),
        ({"value": 491409}, {"value": 490000}, rule.COMPATIBLE),
        ({"value": 3}, {"value": 2}, rule.CONTRADICTORY),
        (HALF_FR, HALF_EN, rule.CONTRADICTORY),
        (
            {"value": 750000, "note": "Université"},
            {"value": 100000, "note": "Université, chercheurs compris"},
            rule.CONTRADICTORY,
        ),
        ({"value": 443000}, {"value": 700000, "perimeter": "aire urbaine"}, rule.OTHER_OBJECT),
        ({"value": -0.2}, {"value": -0.43, "fact_kind": "target"}, rule.OTHER_OBJECT),
        ({"value": 6, "unit": "weeks"}, {"value": 1, "unit": "days"}, rule.OTHER_OBJECT),
        (
            {"value": 10, "scope": "projet", "block": "A"},
            {"value": 3, "scope": "projet", "block": "B"},
            rule.OTHER_OBJECT,
        ),
        ({"value": 900, "note": "Forum"}, {"value": 1900, "note": "tous évènements"}, rule.TO_CHECK),
        ({"value": 100, "note": "Plan climat"}, {"value": 100, "note": "expérimentations"}, rule.OTHER_OBJECT),
        ({"value": 5, "year": 2018}, {"value": 9, "year": 2019}, rule.OTHER_YEAR),
        ({**DATE, "date_iso": "2018"}, {**DATE, "date_iso": "2018-03"}, rule.COMPATIBLE),
        ({**DATE, "date_iso": "2012"}, {**DATE, "date_iso": "2013"}, rule.CONTRADICTORY),
        ({**BODY, "entity": "A", "value": 1}, {**BODY, "entity": "B", "value": 9}, rule.OTHER_OBJECT),
        (
            {**BODY, "entity": "A", "value": 114, "note": "rattachées à B"},
            {**BODY, "entity": "B", "value": 104},
            rule.CONTRADICTORY,
        ),
    ],
)
def test_verdicts(one: dict[str, Any], other: dict[str, Any], verdict: str) -> None:
    first, second = placed(one, other).itertuples()
    assert pair_verdict(first, second) == verdict


TOTAL = {"indicator_id": "projects", "value": 27}


def part(value: float, **change: Any) -> dict[str, Any]:
    return {"indicator_id": "projects_part", "value": value, "part_of": "projects", **change}


@pytest.mark.parametrize(
    ("figures", "summed", "verdict"),
    [
        ([TOTAL, part(11), part(13), part(3)], 27, totals.EQUAL),
        ([TOTAL, part(11), part(13)], 24, totals.WITHIN),
        ([TOTAL, part(11), part(20)], 31, totals.EXCEEDED),
        ([{**TOTAL, "qualifier": ">"}, part(40)], 40, totals.WITHIN),
        ([TOTAL, part(30, qualifier="~")], 30, totals.WITHIN),
        ([part(11)], 11, totals.NO_TOTAL),
        ([TOTAL, part(11, unit="ha")], 11, totals.OTHER_UNIT),
    ],
)
def test_parts_and_totals(figures: list[dict[str, Any]], summed: float, verdict: str) -> None:
    (found,) = breakdowns(placed(*figures))
    assert (found.sum, found.verdict) == (summed, verdict)


def test_a_share_of_a_total_is_no_part_of_it() -> None:
    assert breakdowns(placed(TOTAL, part(0.4, unit="share"))) == []


def test_parts_of_two_places_are_not_added_up() -> None:
    found = breakdowns(placed(TOTAL, part(20), part(20, block="OnDijon")))
    assert [one.verdict for one in found] == [totals.WITHIN, totals.WITHIN]


def test_the_total_nearest_in_the_document_is_taken() -> None:
    other = {**TOTAL, "value": 84, "note": "autre enquête"}
    (found,) = breakdowns(placed(other, {**TOTAL, "note": "enquête"}, part(11, note="enquête")))
    assert found.total is not None
    assert found.total["value"] == 27


def test_shares_stand_between_nothing_and_everything() -> None:
    figures = placed(
        {"unit": "share", "value": 1.0},
        {"unit": "share", "value": 1.2},
        {"unit": "share", "value": None, "value_min": -0.1, "value_max": 0.5},
        {"unit": "share_change", "value": -0.2},
    )
    assert list(shares_outside(figures)["key_figure_id"]) == ["CF002", "CF003"]
