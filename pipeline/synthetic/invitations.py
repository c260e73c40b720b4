"""Who was invited to which survey, when, who was reminded and who answered on which day. Nobody is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
from numpy.random import Generator

DAYS_TO_INVITATION = 11
DAYS_TO_REMINDER = 21
USUAL_DAYS, LATEST_DAYS = 12, 38
"""Half of the answers come within so many days; most of the rest after the reminder, none after the last day."""

LATE_DAYS = (44, 56)
"""Late answers: the survey had been announced to close six weeks after the invitation."""


@dataclass(frozen=True)
class Wave:
    """One survey of one edition: its table, a letter for identifiers, when it opened, how many answered late."""

    survey: str
    letter: str
    edition: str
    opened_on: dt.date
    late: int

    def respondent_ids(self, n: int) -> list[str]:
        """« H1-01 » and so on."""
        return [f"{self.letter}{self.edition}-{number:02d}" for number in range(1, n + 1)]


def wave(survey: str, letter: str, edition: str, closed_on: dt.date, late: int) -> Wave:
    """The survey that follows the end of an edition."""
    return Wave(survey, letter, edition, closed_on + dt.timedelta(days=DAYS_TO_INVITATION), late)


def submitted(wave: Wave, n: int, rng: Generator) -> list[dt.date]:
    """The days on which `n` answers came in."""
    usual = [min(LATEST_DAYS, int(rng.exponential(USUAL_DAYS))) for _ in range(n - wave.late)]
    late = [int(rng.integers(*LATE_DAYS)) for _ in range(wave.late)]
    days = [(usual + late)[position] for position in rng.permutation(n)]
    return [wave.opened_on + dt.timedelta(days=day) for day in days]


def respondents(wave: Wave, ids: Sequence[str], left: Collection[int], rng: Generator) -> pd.DataFrame:
    """The first columns of a survey's table; responses are numbered in the order in which they came in."""
    days = submitted(wave, len(ids), rng)
    rank = {place: number for number, place in enumerate(sorted(range(len(ids)), key=lambda i: (days[i], i)), start=1)}
    return pd.DataFrame(
        {
            "response_id": [f"R{wave.letter}{wave.edition}-{rank[place]:03d}" for place in range(len(ids))],
            "respondent_id": list(ids),
            "submitted_on": days,
            "is_complete": [place not in left for place in range(len(ids))],
        }
    )


def invited(wave: Wave, frame: pd.DataFrame, answered: pd.DataFrame) -> pd.DataFrame:
    """The invitations of one survey: `frame` has the invited and what each stands for; who was slow was reminded."""
    reminder = wave.opened_on + dt.timedelta(days=DAYS_TO_REMINDER)
    days = dict(zip(answered["respondent_id"], answered["submitted_on"], strict=True))
    reminded = [None if days.get(who, dt.date.max) < reminder else reminder for who in frame["respondent_id"]]
    columns = {name: frame.get(name, "") for name in ("respondent_id", "project_id", "commune_insee", "institution")}
    return pd.DataFrame({"survey": wave.survey, **columns, "invited_on": wave.opened_on, "reminded_on": reminded})
