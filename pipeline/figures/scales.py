"""French numbers and dates along the axes of a figure."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import MonthLocator, YearLocator, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator

from pipeline.booklet import wording

MOST_TICKS = 6
MONTHS_BETWEEN_TICKS = (1, 2, 3, 4, 6, 12)


def number_axis(axis: Axis, unit: str = "") -> None:
    """Few ticks, each a French number; fractions read as percentages when `unit` is a share."""
    axis.set_major_locator(MaxNLocator(MOST_TICKS, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, unit)))


def tick(value: float, unit: str = "") -> str:
    """The French text of one tick."""
    if unit in wording.PERCENT_UNITS:
        return f"{wording.number(value * 100)}{wording.NARROW}%"
    return wording.number(value)


def date_axis(axes: Axes, first: float, last: float) -> None:
    """Ticks at the beginning of months or years, told in French; `first` and `last` are matplotlib dates."""
    months = max(1.0, (last - first) / 30.4)
    fitting = [step for step in MONTHS_BETWEEN_TICKS if months / step <= MOST_TICKS - 1]
    if fitting:
        step = fitting[0]
        axes.xaxis.set_major_locator(MonthLocator(bymonth=range(1, 13, step)))
    else:
        step = 12
        axes.xaxis.set_major_locator(YearLocator(max(1, round(months / 12 / MOST_TICKS))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _date_tick(value, step)))


def _date_tick(value: float, step: int) -> str:
    day = num2date(value)
    return str(day.year) if step == 12 else wording.date(f"{day:%Y-%m}").replace(wording.NO_BREAK, "\n")
