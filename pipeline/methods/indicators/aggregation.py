"""How measurements of one indicator become one number: counts add, everything else adds above and below the line.

A ratio is Σ numerators ÷ Σ denominators, a rate Σ events ÷ Σ exposure, a mean is weighted by n. What would give a
number that means nothing is refused: a sum of shares, a mean of ratios, a baseline added to a follow-up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from pipeline.errors import AggregationError
from pipeline.units import UNITS, Unit

PARTS: dict[str, tuple[str, ...]] = {
    "sum": ("value",),
    "ratio": ("numerator", "denominator"),
    "rate": ("numerator", "exposure"),
    "mean": ("value", "n"),
}
"""The columns that each kind of aggregation adds up; in a rate the numerator counts the events."""

BELOW_THE_LINE = ("denominator", "exposure", "n")
GROUP = ("phase", "arm")
SHOWN_PLACES = 3


@dataclass(frozen=True)
class Indicator:
    """What an aggregate must know of an indicator: its unit and how it adds up."""

    indicator_id: str
    unit: str
    aggregation: str


@dataclass(frozen=True)
class Aggregate:
    """Several measurements of one indicator, in one phase and one arm, as one number.

    `value` is in the indicator's unit. `numerator` and `denominator` are what was divided (none for a sum): for a rate
    events and exposure, for a mean the weighted total and the weights. `n` are the observations behind it, missing
    where a measurement does not say; `measurements` are the rows.
    """

    indicator_id: str
    phase: str
    arm: str
    unit: str
    value: float
    numerator: float | None
    denominator: float | None
    n: int | None
    measurements: int


def aggregate(indicator: Indicator, measurements: pd.DataFrame) -> Aggregate:
    """One number for measurements of one indicator, one phase and one arm; their order does not matter.

    Raises:
        AggregationError: they do not add up to a number that means something; the message says why.
    """
    unit = _unit(indicator)
    _refuse_mixtures(indicator, measurements)
    _refuse_missing_parts(indicator, measurements)
    numerator, denominator = _line(indicator, measurements)
    if denominator == 0:
        raise _error(indicator, f"the {PARTS[indicator.aggregation][1]} of all measurements is 0")
    return Aggregate(
        indicator.indicator_id,
        str(measurements["phase"].iloc[0]),
        str(measurements["arm"].iloc[0]),
        indicator.unit,
        value=numerator if denominator is None else numerator / denominator * unit.per,
        numerator=None if denominator is None else numerator,
        denominator=denominator,
        n=None if measurements["n"].isna().any() else int(measurements["n"].sum()),
        measurements=len(measurements),
    )


def by_phase_and_arm(indicator: Indicator, measurements: pd.DataFrame) -> list[Aggregate]:
    """One aggregate for each phase and arm that was measured, in alphabetical order.

    Raises:
        AggregationError: those of one phase and arm do not add up, or a measurement says neither phase nor arm.
    """
    for column in GROUP:
        _refuse(indicator, measurements, measurements[column].isna(), f"no {column}")
    return [aggregate(indicator, rows) for _, rows in measurements.groupby(list(GROUP), sort=True)]


def _unit(indicator: Indicator) -> Unit:
    """The indicator's unit, once it is sure that the indicator may be aggregated as it says."""
    if indicator.aggregation not in PARTS:
        raise _error(indicator, f"found aggregation « {indicator.aggregation} », expected one of {', '.join(PARTS)}")
    if indicator.unit not in UNITS:
        raise _error(indicator, f"unit « {indicator.unit} » is not in pipeline/units.py")
    unit = UNITS[indicator.unit]
    if indicator.aggregation == "sum" and not unit.is_additive:
        raise _error(indicator, f"values in « {unit.code} » do not add up; its aggregation must be ratio, rate or mean")
    return unit


def _refuse_mixtures(indicator: Indicator, measurements: pd.DataFrame) -> None:
    """One indicator, one unit, one phase, one arm."""
    if measurements.empty:
        raise _error(indicator, "there is no measurement to aggregate")
    for column, expected in (("indicator_id", indicator.indicator_id), ("unit", indicator.unit)):
        _refuse(indicator, measurements, measurements[column].ne(expected).fillna(True), f"another {column}")
    for column in GROUP:
        first = measurements[column].iloc[0]
        is_other = measurements[column].ne(first).fillna(True)
        _refuse(
            indicator, measurements, is_other, f"another {column} than the first; each {column} is aggregated apart"
        )


def _refuse_missing_parts(indicator: Indicator, measurements: pd.DataFrame) -> None:
    """Every part that adds up is there, and what stands below the line is never negative, nor 0 below something."""
    for column in PARTS[indicator.aggregation]:
        part = measurements[column].astype("Float64")
        _refuse(indicator, measurements, part.isna(), f"no {column}, which a {indicator.aggregation} needs")
        if column in BELOW_THE_LINE:
            _refuse(indicator, measurements, part.lt(0), f"a negative {column}")
    if indicator.aggregation in ("ratio", "rate"):
        above, below = (measurements[column].astype("float64") for column in PARTS[indicator.aggregation])
        _refuse(indicator, measurements, below.eq(0) & above.ne(0), "something counted over nothing observed")
        if indicator.unit == "share":
            _refuse(indicator, measurements, above.lt(0) | above.gt(below), "a share outside 0 to 1")


def _line(indicator: Indicator, measurements: pd.DataFrame) -> tuple[float, float | None]:
    """What stands above the line and below it; a sum has no line. Exact addition, so that order cannot matter."""
    parts = [measurements[column].astype("float64") for column in PARTS[indicator.aggregation]]
    if indicator.aggregation == "sum":
        return math.fsum(parts[0]), None
    above = parts[0] * parts[1] if indicator.aggregation == "mean" else parts[0]
    return math.fsum(above), math.fsum(parts[1])


def _refuse(indicator: Indicator, measurements: pd.DataFrame, is_wrong: pd.Series, what: str) -> None:
    """Say where wrong rows are, without their values."""
    if not is_wrong.any():
        return
    wrong = measurements[is_wrong]
    places = [f"{file} row {row}" for file, row in zip(wrong["source_file"], wrong["source_row"], strict=True)]
    beyond = f" and {len(places) - SHOWN_PLACES} more" if len(places) > SHOWN_PLACES else ""
    raise _error(indicator, f"{', '.join(places[:SHOWN_PLACES])}{beyond}: found {what}")


def _error(indicator: Indicator, sentence: str) -> AggregationError:
    return AggregationError(f"{indicator.indicator_id}: {sentence}.")
