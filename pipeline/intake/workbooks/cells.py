"""A typed cell of a workbook as the text that a CSV of the same table would hold."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.intake.values import WRITTEN_DATES, write_number

YES_FR, NO_FR = "oui", "non"
PADDED = re.compile("0+")
SECONDS_AN_HOUR, SECONDS_A_MINUTE = 3600, 60


class Cell(NamedTuple):
    """A filled cell. `moment` is an instant whose writing depends on its column: a date where all are at midnight."""

    text: str
    form: Literal["text", "value", "moment"]


Row = tuple[int, list[Cell | None]]
"""(row number as shown, cells from column A on) of a row; trailing empty cells may be left out."""


@dataclass(frozen=True)
class Written:
    """How the delivery writes numbers and dates."""

    decimal: str
    date_format: str

    def text(self, text: str) -> Cell:
        """A text, untouched."""
        return Cell(text, "text")

    def boolean(self, value: bool) -> Cell:
        """Yes or no, in French."""
        return Cell(YES_FR if value else NO_FR, "value")

    def number(self, value: float, number_format: str = "") -> Cell:
        """A number with the declared mark; a format of zeros (« 00000 ») shows its leading zeros, as on the screen."""
        text = write_number(value, self.decimal)
        if PADDED.fullmatch(number_format) and text.isdecimal():
            text = text.zfill(len(number_format))
        return Cell(text, "value")

    def date(self, value: dt.date) -> Cell:
        """A day in the declared order."""
        return Cell(self.day(value.isoformat()), "value")

    def moment(self, value: dt.datetime) -> Cell:
        """An instant, in ISO 8601 until its column is known."""
        return Cell(value.isoformat(), "moment")

    def time(self, value: dt.time) -> Cell:
        """An hour of the day."""
        return Cell(value.isoformat(), "value")

    def duration(self, value: dt.timedelta) -> Cell:
        """A duration in hours, minutes and seconds."""
        seconds = round(value.total_seconds())
        sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
        hours, rest = divmod(seconds, SECONDS_AN_HOUR)
        minutes, rest = divmod(rest, SECONDS_A_MINUTE)
        return Cell(f"{sign}{hours:02}:{minutes:02}:{rest:02}", "value")

    def day(self, iso: str) -> str:
        """A day given in ISO 8601, in the declared order."""
        year, month, day = iso.split("-")
        return WRITTEN_DATES[self.date_format].replace("%Y", year).replace("%m", month).replace("%d", day)
