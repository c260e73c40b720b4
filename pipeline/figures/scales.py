"""French numbers and dates along the axes of a figure, and scales that do not make a small change look large."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import MonthLocator, YearLocator, num2date
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from pipeline.booklet import wording
from pipeline.units import PERCENT_UNITS

MOST_TICKS, MOST_DECADES = 6, 3
MONTHS_BETWEEN_TICKS = (1, 2, 3, 4, 6, 12)
DAYS_OF_A_MONTH = 30.4
SMALLEST_SPAN = 0.25
"""A scale covers at least this part of its largest value, so that a change of one percent looks like one."""
MARGIN = 0.05

Array = np.ndarray[Any, np.dtype[Any]]


def number_axis(axis: Axis, unit: str = "", *, is_ratio: bool = False) -> None:
    """Few ticks, each a French number; fractions read as percentages when `unit` is a share, ratios on a log scale."""
    axis.set_major_locator(_locator(is_ratio))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, unit)))
    axis.set_minor_formatter(NullFormatter())


def _locator(is_ratio: bool) -> LogLocator | MaxNLocator:
    return (
        LogLocator(subs=(1, 2, 5), numticks=MOST_TICKS)
        if is_ratio
        else MaxNLocator(MOST_TICKS, steps=[1, 2, 2.5, 5, 10])
    )


def places_around(lowest: float, highest: float, *, is_ratio: bool = False) -> list[float]:
    """Where ticks stand so that none of the values is before the first or beyond the last."""
    highest = highest if highest > lowest else lowest + 1
    places = _ratios(lowest, highest) if is_ratio else np.array(_locator(is_ratio).tick_values(lowest, highest))
    first = places[(places <= lowest) | np.isclose(places, lowest)].max()
    last = places[(places >= highest) | np.isclose(places, highest)].min()
    return [float(place) for place in places if first <= place <= last]


def _ratios(lowest: float, highest: float) -> Array:
    """1, 2, 5, 10, … around both; powers of ten alone where they are far apart."""
    powers = 10.0 ** np.arange(math.floor(math.log10(lowest)), math.ceil(math.log10(highest)) + 1)
    return powers if len(powers) > MOST_DECADES else np.outer(powers, (1, 2, 5)).ravel()


def tick(value: float, unit: str = "") -> str:
    """The French text of one tick."""
    if unit in PERCENT_UNITS:
        return f"{wording.number(value * 100)}{wording.NARROW}%"
    return wording.number(value)


def limits(values: Iterable[float], *, is_ratio: bool = False) -> tuple[float, float]:
    """Ends of a scale that holds every finite value with a margin, and never magnifies (see `SMALLEST_SPAN`)."""
    finite = np.array([value for value in values if np.isfinite(value) and (value > 0 or not is_ratio)])
    if not finite.size:
        return (0.5, 2.0) if is_ratio else (0.0, 1.0)
    if is_ratio:
        low, high = _with_margin(np.log(finite.min()), np.log(finite.max()), np.log(2))
        return float(np.exp(low)), float(np.exp(high))
    return _with_margin(finite.min(), finite.max(), SMALLEST_SPAN * float(np.abs(finite).max()) or 1.0)


def _with_margin(low: float, high: float, smallest: float) -> tuple[float, float]:
    middle, span = (low + high) / 2, max(high - low, smallest)
    reach = span * (0.5 + MARGIN)
    return float(middle - reach), float(middle + reach)


def date_axis(axes: Axes, first: float, last: float) -> None:
    """Ticks at the beginning of months or years, told in French; `first` and `last` are matplotlib dates."""
    months = max(1.0, (last - first) / DAYS_OF_A_MONTH)
    fitting = [step for step in MONTHS_BETWEEN_TICKS if months / step <= MOST_TICKS - 1]
    is_yearly = not fitting or fitting[0] == 12
    years = max(1, -(-round(months / 12) // MOST_TICKS))
    axes.xaxis.set_major_locator(YearLocator(years) if is_yearly else MonthLocator(bymonth=range(1, 13, fitting[0])))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _date_tick(value, is_yearly)))


def _date_tick(value: float, is_yearly: bool) -> str:
    """« 2024 », or « mars » above « 2024 »."""
    day = num2date(value)
    return str(day.year) if is_yearly else wording.date(f"{day:%Y-%m}").replace(wording.NO_BREAK, "\n")
