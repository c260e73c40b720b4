"""Days and months in words, of both languages: « 1er mars 2024 », “October 2024”."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pipeline.booklet.english.quantities import ENGLISH_MONTHS
from pipeline.booklet.wording import MONTHS

NUMBER = {name: number for names in (MONTHS, ENGLISH_MONTHS) for number, name in enumerate(names, start=1)}
DAY = re.compile(rf"\b(\d{{1,2}})(?:er)?\s({'|'.join(NUMBER)})\s(\d{{4}})\b")
MONTH = re.compile(rf"^({'|'.join(NUMBER)})\s(\d{{4}})$")
ROOM_DAYS, ROOM = 10, 0.03
"""How far an axis of time reaches over what it shows, at either end: so many days, or this part of the period."""


def days_in(text: str) -> Iterator[dt.date]:
    """The days that a text tells; one that no calendar has is none."""
    for day, month, year in DAY.findall(text):
        try:
            yield dt.date(int(year), NUMBER[month], int(day))
        except ValueError:
            continue


def month_told(text: str) -> dt.date | None:
    """The first day of the month that a text is, and says nothing else."""
    found = MONTH.match(text)
    return dt.date(int(found[2]), NUMBER[found[1]], 1) if found else None


def is_within(day: dt.date, shown: Sequence[dt.date]) -> bool:
    """Whether an axis that shows these days may reach to this one."""
    if not shown:
        return False
    first, last = min(shown), max(shown)
    room = dt.timedelta(days=max(ROOM_DAYS, ROOM * (last - first).days))
    return first - room <= day <= last + room
