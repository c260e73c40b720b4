"""Timestamps as survey tools write them: when was it? What may be read in two ways is not read."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.intake.values import WRITTEN_DATES, Fault

TIME = (
    r"(?:[T ]|\s-\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?:Z|(?:UTC|GMT)(?:[-+−]\d{1,2}(?::?\d{2})?)?|[-+]\d{2}:?\d{2})?"
)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[-/])(?P<month>\d{{2}})(?P=mark)(?P<day>\d{{2}})(?:{TIME})?", re.A)
DAY_FIRST = re.compile(rf"(?P<day>\d{{2}})/(?P<month>\d{{2}})/(?P<year>\d{{4}})(?:{TIME})?", re.A)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?", re.A)
SERIAL_ZERO = dt.datetime(1899, 12, 30)
HALVES = {"am": 0, "pm": 12}


def moment_of(text: str, date_format: str, *, has_serials: bool = False) -> dt.datetime | None:
    """The moment as its writer's clock showed it; None when it cannot be told.

    A year written first is read whatever was declared; a day written first only where `date_format` says so.
    `has_serials` accepts a workbook's count of days.
    """
    shape = YEAR_FIRST.fullmatch(text) or (DAY_FIRST.fullmatch(text) if date_format == "DD/MM/YYYY" else None)
    if shape is not None:
        return _moment(shape)
    if has_serials and SERIAL.fullmatch(text):
        seconds = round(float(text.replace(",", ".")) * 86_400)
        return SERIAL_ZERO + dt.timedelta(seconds=seconds)
    return None


def written_day(text: str, date_format: str, *, has_serials: bool = False) -> str | Fault:
    """The day of a timestamp, as the delivery announces dates."""
    moment = moment_of(text.strip(), date_format, has_serials=has_serials)
    if moment is None:
        return Fault(
            "OUT-007",
            "Cette date de l’outil ne se lit pas dans l’ordre annoncé.",
            f"une date et une heure, comme {dt.date(2026, 4, 3).strftime(WRITTEN_DATES[date_format])} 14:05:00",
        )
    return moment.strftime(WRITTEN_DATES[date_format])


def _moment(shape: re.Match[str]) -> dt.datetime | None:
    hour = int(shape["hour"] or 0)
    if shape["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + HALVES[shape["half"].lower()]
    day = (int(shape["year"]), int(shape["month"]), int(shape["day"]))
    try:
        return dt.datetime(*day, hour, int(shape["minute"] or 0), int(shape["second"] or 0))
    except ValueError:
        return None
