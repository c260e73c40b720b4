"""When councils meet and budgets are voted in made-up communes: dates for the purchase calendar, none of them real."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from numpy.random import Generator
from pandas.tseries.holiday import AbstractHolidayCalendar, EasterMonday, Holiday
from pandas.tseries.offsets import Day, Easter

from pipeline.synthetic.editions import Edition

FIRST_MEETING = dt.date(2027, 1, 18)
"""Both editions look ahead from the same day, since their booklets carry the same date."""

LAST_MEETING, SPREAD_DAYS = dt.date(2028, 4, 14), 28
BETWEEN_DAYS = (49, 70)
YEAR_END = dt.date(2027, 12, 31)
VOTES_IN_SPRING_ODDS = 0.35
"""Budgets are mostly voted at the end of the year and sometimes in April, says the guide, without a number."""

LAST_WEEKDAY = 3
"""Meetings drawn on a Friday, a weekend or a public holiday are held on the nearest other day before."""

HOLIDAY_RULES = [
    *(
        Holiday(f"{day}/{month}", month=month, day=day)
        for day, month in ((1, 1), (1, 5), (8, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12))
    ),
    EasterMonday,
    Holiday("Ascension", month=1, day=1, offset=[Easter(), Day(39)]),
    Holiday("Pentecost Monday", month=1, day=1, offset=[Easter(), Day(50)]),
]
"""The eleven public holidays of the labour code (article L. 3133-1)."""

HOLIDAYS = frozenset(AbstractHolidayCalendar(rules=HOLIDAY_RULES).holidays(FIRST_MEETING, LAST_MEETING).date)


def commune_dates(edition: Edition, _root: Path) -> dict[str, pd.DataFrame]:
    """One row an event of a commune: `council` (every two months or so) and the `budget_vote`, at one of the councils.

    Drawn: the meetings of each commune, and whether it votes its budget before the year ends or in spring.
    """
    rng = edition.chance("commune_dates")
    rows = [(commune, event, day) for commune in edition.communes for event, day in _events(_meetings(rng), rng)]
    return {"commune_dates": pd.DataFrame(rows, columns=["commune_insee", "event", "date"])}


def _meetings(rng: Generator) -> list[dt.date]:
    """Days of meeting, from the first drawn to the last before the horizon."""
    day, days = FIRST_MEETING + dt.timedelta(days=int(rng.integers(SPREAD_DAYS))), []
    while day <= LAST_MEETING:
        days.append(_working_day(day))
        day += dt.timedelta(days=int(rng.integers(*BETWEEN_DAYS)))
    return days


def _working_day(day: dt.date) -> dt.date:
    while day.weekday() > LAST_WEEKDAY or day in HOLIDAYS:
        day -= dt.timedelta(days=1)
    return day


def _events(meetings: list[dt.date], rng: Generator) -> list[tuple[str, dt.date]]:
    """Every meeting, then the vote of the budget: the last meeting of the year, or the last of all."""
    vote = meetings[-1] if rng.random() < VOTES_IN_SPRING_ODDS else max(day for day in meetings if day <= YEAR_END)
    return [*(("council", day) for day in meetings), ("budget_vote", vote)]
