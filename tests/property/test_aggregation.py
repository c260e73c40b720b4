from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.methods.indicators.aggregation import Indicator, aggregate
from tests.unit.test_aggregation import COST, FAILURES, KWH, SCORE, TURNOUT, measured

INDICATORS = st.sampled_from([KWH, TURNOUT, COST, FAILURES, SCORE])
UNHURRIED = settings(deadline=None, max_examples=60)
AMOUNTS = st.integers(0, 10_000).map(float)
SIZES = st.integers(1, 1_000)


@st.composite
def a_measurement(draw: Any, indicator: Indicator) -> dict[str, Any]:
    """Everything an aggregate may need, of one measurement; `value` agrees with its parts only for sums and means."""
    below = draw(SIZES)
    above = draw(st.integers(0, below if indicator.unit == "share" else 10_000))
    exposure = draw(SIZES)
    return {"value": draw(AMOUNTS), "n": draw(SIZES), "numerator": above, "denominator": below, "exposure": exposure}


@st.composite
def measurements(draw: Any) -> tuple[Indicator, list[dict[str, Any]]]:
    indicator = draw(INDICATORS)
    return indicator, draw(st.lists(a_measurement(indicator), min_size=1, max_size=8))


def in_two(indicator: Indicator, whole: dict[str, Any], part: float) -> list[dict[str, Any]]:
    """The same observations told as two measurements. What is below the line is split, and with it what is above."""
    adding = ("value",) if indicator.aggregation == "sum" else ()
    left = {name: whole[name] * part for name in ("numerator", "denominator", "exposure", *adding)}
    right = {name: whole[name] - left[name] for name in left}
    n = int(whole["n"] * part)
    return [{**whole, **left, "n": n}, {**whole, **right, "n": whole["n"] - n}]


@UNHURRIED
@given(measurements(), st.floats(0.0625, 0.9375), st.data())
def test_splitting_a_measurement_changes_nothing(
    given_rows: tuple[Indicator, list[dict[str, Any]]], part: float, data: st.DataObject
) -> None:
    indicator, rows = given_rows
    cut = data.draw(st.integers(0, len(rows) - 1))
    # A part that is a multiple of 1/16 splits whole numbers exactly, so that a share stays between 0 and 1.
    pieces = in_two(indicator, rows[cut], round(part * 16) / 16)
    whole, split = (
        aggregate(indicator, measured(indicator, *each)) for each in (rows, rows[:cut] + pieces + rows[cut + 1 :])
    )
    assert split.value == pytest.approx(whole.value)
    assert split.n == whole.n


@UNHURRIED
@given(measurements(), st.randoms(use_true_random=False))
def test_order_does_not_matter(given_rows: tuple[Indicator, list[dict[str, Any]]], random: Any) -> None:
    indicator, rows = given_rows
    frame = measured(indicator, *rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert aggregate(indicator, frame.iloc[order]) == aggregate(indicator, frame)


@UNHURRIED
@given(st.sampled_from([TURNOUT, COST, FAILURES]), st.data())
def test_ratios_and_rates_never_look_at_the_values_of_measurements(indicator: Indicator, data: st.DataObject) -> None:
    rows = data.draw(st.lists(a_measurement(indicator), min_size=1, max_size=8))
    others = [{**row, "value": data.draw(AMOUNTS)} for row in rows]
    assert aggregate(indicator, measured(indicator, *rows)) == aggregate(indicator, measured(indicator, *others))


@UNHURRIED
@given(measurements())
def test_what_is_divided_lies_between_the_smallest_and_the_largest(
    given_rows: tuple[Indicator, list[dict[str, Any]]],
) -> None:
    indicator, rows = given_rows
    if indicator.aggregation == "sum":
        return
    alone = [aggregate(indicator, measured(indicator, row)).value for row in rows]
    together = aggregate(indicator, measured(indicator, *rows)).value
    assert min(alone) - 1e-9 <= together <= max(alone) + 1e-9
