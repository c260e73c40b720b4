from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import AggregationError
from pipeline.methods.indicators.aggregation import Indicator, aggregate, by_phase_and_arm
from pipeline.units import UNITS

KWH = Indicator("electricity-use", "kWh", "sum")
TURNOUT = Indicator("consultation-turnout", "share", "ratio")
COST = Indicator("cost-per-use", "eur_per_use", "ratio")
FAILURES = Indicator("failures", "per_1000_hours", "rate")
SCORE = Indicator("satisfaction", "score_0_10", "mean")


def measured(indicator: Indicator, *rows: dict[str, Any]) -> pd.DataFrame:
    """Measurements as `clean` writes them: every column, missing where nothing was delivered."""
    common = {
        "project_id": "S01",
        "indicator_id": indicator.indicator_id,
        "phase": "baseline",
        "arm": "treated",
        "unit": indicator.unit,
        "source_file": "mesures.csv",
    }
    missing: dict[str, Any] = dict.fromkeys(("value", "n", "numerator", "denominator", "exposure"))
    frame = pd.DataFrame([{**common, **missing, "source_row": row, **each} for row, each in enumerate(rows, start=2)])
    numbers = frame.astype(dict.fromkeys(("value", "numerator", "denominator", "exposure"), "float64"))
    return numbers.astype({"n": "Int64", **dict.fromkeys(("phase", "arm", "unit", "indicator_id"), "string")})


def test_counts_add() -> None:
    total = aggregate(KWH, measured(KWH, {"value": 120.5, "n": 12}, {"value": 79.5, "n": 12}))
    assert (total.value, total.numerator, total.denominator, total.n, total.measurements) == (200, None, None, 24, 2)


def test_a_ratio_divides_the_totals_and_is_not_the_mean_of_ratios() -> None:
    rows = measured(
        TURNOUT,
        {"value": 0.9, "numerator": 9, "denominator": 10},
        {"value": 0.1, "numerator": 10, "denominator": 100},
    )
    found = aggregate(TURNOUT, rows)
    assert (found.numerator, found.denominator, found.n) == (19, 110, None)
    assert found.value == pytest.approx(19 / 110)
    assert found.value != pytest.approx(rows["value"].mean())


def test_a_rate_divides_events_by_exposure_and_is_told_for_its_unit() -> None:
    rows = measured(FAILURES, {"numerator": 1, "exposure": 200}, {"numerator": 3, "exposure": 1800})
    assert aggregate(FAILURES, rows).value == 2


def test_a_mean_is_weighted() -> None:
    found = aggregate(SCORE, measured(SCORE, {"value": 9, "n": 1}, {"value": 5, "n": 3}))
    assert (found.value, found.numerator, found.denominator, found.n) == (6, 24, 4, 4)


def test_phases_and_arms_are_aggregated_apart() -> None:
    rows = measured(
        KWH,
        {"value": 1},
        {"value": 2, "phase": "followup"},
        {"value": 4},
        {"value": 8, "arm": "comparison"},
    )
    found = {(each.phase, each.arm): each.value for each in by_phase_and_arm(KWH, rows)}
    assert found == {("baseline", "treated"): 5, ("followup", "treated"): 2, ("baseline", "comparison"): 8}


REFUSED: list[tuple[Indicator, list[dict[str, Any]], str]] = [
    (KWH, [{"value": 1}, {"value": 2, "phase": "followup"}], "mesures.csv row 3: found another phase than the first"),
    (KWH, [{"value": 1}, {"value": 2, "arm": "comparison"}], "row 3: found another arm than the first"),
    (KWH, [{"value": 1}, {"value": 2, "phase": None}], "row 3: found another phase"),
    (KWH, [{"value": 1}, {"value": 2, "unit": "MWh"}], "row 3: found another unit"),
    (KWH, [{"value": 1, "unit": None}], "row 2: found another unit"),
    (KWH, [{"value": 1, "indicator_id": "emissions"}], "row 2: found another indicator_id"),
    (KWH, [{"numerator": 1}], "row 2: found no value, which a sum needs"),
    (TURNOUT, [{"value": 0.5}], "row 2: found no numerator, which a ratio needs"),
    (TURNOUT, [{"value": 0.5, "numerator": 1}], "row 2: found no denominator, which a ratio needs"),
    (TURNOUT, [{"numerator": 3, "denominator": 2}], "row 2: found a share outside 0 to 1"),
    (TURNOUT, [{"numerator": -1, "denominator": 2}], "row 2: found a share outside 0 to 1"),
    (TURNOUT, [{"numerator": 0, "denominator": 0}], "the denominator of all measurements is 0"),
    (COST, [{"numerator": 8, "denominator": 2}, {"numerator": 8, "denominator": 0}], "row 3: found something counted"),
    (COST, [{"numerator": 8, "denominator": -2}], "row 2: found a negative denominator"),
    (FAILURES, [{"value": 2, "numerator": 1, "n": 9}], "row 2: found no exposure, which a rate needs"),
    (SCORE, [{"value": 7, "n": 3}, {"value": 7}], "row 3: found no n, which a mean needs"),
    (SCORE, [{"value": 7, "n": 0}], "the n of all measurements is 0"),
    (KWH, [{}] * 5, "row 2, mesures.csv row 3, mesures.csv row 4 and 2 more: found no value"),
]


@pytest.mark.parametrize(("indicator", "rows", "sentence"), REFUSED, ids=[sentence for *_, sentence in REFUSED])
def test_what_does_not_add_up_is_refused_with_the_reason(
    indicator: Indicator, rows: list[dict[str, Any]], sentence: str
) -> None:
    with pytest.raises(AggregationError, match=sentence):
        aggregate(indicator, measured(indicator, *rows))


def test_no_measurement_has_no_aggregate() -> None:
    with pytest.raises(AggregationError, match="there is no measurement"):
        aggregate(KWH, measured(KWH, {"value": 1}).iloc[:0])
    assert by_phase_and_arm(KWH, measured(KWH, {"value": 1}).iloc[:0]) == []


def test_a_measurement_without_phase_is_not_left_out_in_silence() -> None:
    with pytest.raises(AggregationError, match=r"mesures\.csv row 3: found no arm"):
        by_phase_and_arm(KWH, measured(KWH, {"value": 1}, {"value": 2, "arm": None}))


@pytest.mark.parametrize(
    ("unit", "aggregation", "sentence"),
    [
        ("score_0_10", "sum", "do not add up"),
        ("share", "sum", "do not add up"),
        ("per_1000_inhabitants_year", "sum", "do not add up"),
        ("eur_per_use", "sum", "do not add up"),
        ("kWh", "median", "found aggregation « median »"),
        ("MWh", "sum", "unit « MWh » is not in"),
    ],
)
def test_an_indicator_that_cannot_be_aggregated_as_it_says_is_refused(
    unit: str, aggregation: str, sentence: str
) -> None:
    indicator = Indicator("x", unit, aggregation)
    with pytest.raises(AggregationError, match=sentence):
        aggregate(indicator, measured(indicator, {"value": 1, "n": 1}))


def test_no_value_of_a_measurement_stands_in_a_refusal() -> None:
    rows = measured(KWH, {"value": 1}, {"value": 987654, "unit": "secret"})
    with pytest.raises(AggregationError) as refusal:
        aggregate(KWH, rows)
    assert "secret" not in str(refusal.value)
    assert "987654" not in str(refusal.value)


def test_rates_say_for_how_much_exposure_and_quantities_per_something_do_not_add() -> None:
    assert {code for code, unit in UNITS.items() if unit.per != 1} == {
        code for code in UNITS if code.startswith(("per_1000_", "per_million_"))
    }
    assert not any(unit.is_additive for code, unit in UNITS.items() if "per_" in code)
    assert UNITS["count"].is_additive
