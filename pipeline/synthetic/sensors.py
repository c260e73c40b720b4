"""Readings of the sensors of a few sites, every hour: some change level when the trial is deployed, one gets stuck."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.measures import dates_of

Values = NDArray[np.float64]

HOURS = 24
DAYS_EACH_SIDE = 135
"""Readings from so many days before the site was equipped to as many after: nine months, never a whole year."""

DAY_MEMORY, DAY_SPREAD, HOUR_SPREAD = 0.4, 0.08, 0.12
"""Each day remembers the one before; days and hours vary so much around their level."""

LOST_ONE_IN = 90
"""A reading in so many is lost by itself."""

OUTAGES, OUTAGE_HOURS = 3, (14, 90)
"""How often a sensor falls silent, and for how long."""

STUCK_FROM = 0.7
"""Where in its life the faulty sensor starts to repeat its last value."""


@dataclass(frozen=True)
class Site:
    """One sensor: of the first deployed project of a theme, around a level, by day and night and over the week.

    `shift` is the relative change of level on the day of deployment; `decimals` how it is written.
    """

    theme: str
    indicator_id: str
    level: float
    night: float
    weekend: float
    shift: float
    decimals: int
    is_stuck: bool = False


SITES = (
    Site("climat", "fine-particles", 13.5, night=0.85, weekend=0.9, shift=-0.16, decimals=1),
    Site("energie", "electricity-use", 11.8, night=0.45, weekend=0.8, shift=-0.12, decimals=2),
    Site("espaces-publics", "public-space-visits", 74, night=0.08, weekend=1.25, shift=0.0, decimals=0),
    Site("mobilites", "nitrogen-dioxide", 27, night=0.6, weekend=0.75, shift=-0.1, decimals=1, is_stuck=True),
)
"""Orders of magnitude written for this demonstration. Two series change, one does not, one cannot be read."""


def sensors(edition: Edition, projects: pd.DataFrame, milestones: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Hourly readings of each site, by project then moment (in UTC, without zone).

    Drawn: memory and noise of the days, noise of the hours, what is lost. Calibrated on nothing: no reading was
    published.
    """
    deployed_on = dates_of(milestones, "deployed")
    found = []
    for site in SITES:
        project = next(each for each in _of_theme(projects, site.theme) if each in deployed_on)
        found.append(_readings(project, site, deployed_on[project], edition.closed_on, rng))
    return pd.concat(found, ignore_index=True).sort_values(["project_id", "indicator_id", "ts"], ignore_index=True)


def _of_theme(projects: pd.DataFrame, theme: str) -> list[str]:
    return list(projects.loc[projects["theme"].eq(theme), "project_id"])


def _readings(project: str, site: Site, deployed_on: dt.date, closed_on: dt.date, rng: Generator) -> pd.DataFrame:
    """The readings of one site that arrived."""
    start = deployed_on - dt.timedelta(days=DAYS_EACH_SIDE)
    end = min(deployed_on + dt.timedelta(days=DAYS_EACH_SIDE), closed_on)
    moments = pd.date_range(start, end, freq="h", inclusive="left", unit="us")
    is_after = np.asarray(moments >= pd.Timestamp(deployed_on))
    rhythm = _rhythm(moments, site)
    varied = np.exp(_days(len(moments) // HOURS, rng).repeat(HOURS) + rng.normal(0, HOUR_SPREAD, len(moments)))
    values = np.round(site.level * rhythm * varied * np.where(is_after, 1 + site.shift, 1.0), site.decimals)
    if site.is_stuck:
        last = int(len(values) * STUCK_FROM)
        values[last:] = values[last - 1]
    kept = _arrived(len(values), rng)
    columns = {"project_id": project, "indicator_id": site.indicator_id, "ts": moments[kept], "value": values[kept]}
    return pd.DataFrame(columns)


def _rhythm(moments: pd.DatetimeIndex, site: Site) -> Values:
    """How the level moves over the day (lowest at night) and the week, one on average over both."""
    day = 1 + (1 - site.night) * np.sin((np.asarray(moments.hour) - 8) / HOURS * 2 * np.pi) / (1 + site.night)
    week = np.where(np.asarray(moments.day_of_week) >= 5, site.weekend, 1.0)
    return np.asarray(day * week * 7 / (5 + 2 * site.weekend), dtype=np.float64)


def _days(n: int, rng: Generator) -> Values:
    """What each day adds to its level, in logarithm: each remembers the one before."""
    shocks = rng.normal(0, DAY_SPREAD * (1 - DAY_MEMORY**2) ** 0.5, n)
    days = np.zeros(n)
    for number, shock in enumerate(shocks):
        days[number] = (DAY_MEMORY * days[number - 1] if number else 0.0) + shock
    return days


def _arrived(n: int, rng: Generator) -> NDArray[np.bool_]:
    """Which readings arrived: some are lost alone, others while the sensor is silent."""
    kept = rng.integers(0, LOST_ONE_IN, n) > 0
    for begun in rng.integers(0, n, OUTAGES):
        kept[begun : begun + int(rng.integers(*OUTAGE_HOURS))] = False
    return np.asarray(kept, dtype=np.bool_)
