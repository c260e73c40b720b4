"""When each project passed which milestone: delays drawn around the edition's mean, then moved so that it comes out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.registers import DEPLOYED, DROPPED_OUT
from pipeline.synthetic.targets import Targets

DAYS_PER_MONTH = 365.25 / 12
SPREAD_DAYS = 62
FARTHEST_DAYS = 125
"""Delays from selection to deployment stay within so many days of the mean: from some 7 to some 15 months."""

FRAMING_SHARE, SITE_SHARE = (0.15, 0.4), (0.5, 0.85)
"""Framing ends, and the site is validated, at so much of the way from selection to deployment."""

MEASURED_DAYS = (50, 80)
"""From deployment to the last measurement: short, for the edition lasts eighteen months."""

SITE_ODDS = 0.5
"""A project that was not deployed got as far as a validated site every other time."""

STEPS = ("selection", "framing", "site_validated", "deployed", "measured")
"""No project is closed: what was deployed still stands when the edition ends."""


def milestones(edition: Edition, targets: Targets, projects: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Dated steps of each project, in the order of the programme; later steps never come before earlier ones.

    Drawn: delay to deployment (normal, clipped), share of the way at which framing ends and the site is validated.
    Calibrated on the printed mean delay of 11 months; the evaluated projects are those deployed soonest, since the
    others left no time for a second measurement. A project that dropped out has no step after framing.
    """
    status = projects.set_index("project_id")["status"]
    deployed = [project for project, state in status.items() if state == DEPLOYED]
    delays = dict(zip(deployed, deployment_delays(len(deployed), targets.delay_months, rng), strict=True))
    evaluated = sorted(deployed, key=lambda project: delays[project])[: targets.evaluated]
    rows = []
    for project, state in status.items():
        days = delays.get(project, int(rng.integers(210, 420)))
        dates = planned(edition, days, rng)
        for step in reached(str(state), project in evaluated, rng):
            rows.append((project, step, dates[step]))
    return pd.DataFrame(rows, columns=["project_id", "step", "date"])


def deployment_delays(n: int, mean_months: float, rng: Generator) -> list[int]:
    """Whole days from selection to deployment whose mean is the target's, to the day."""
    mean = mean_months * DAYS_PER_MONTH
    drawn = rng.normal(mean, SPREAD_DAYS, n).clip(mean - FARTHEST_DAYS, mean + FARTHEST_DAYS).round().astype(int)
    missing = round(mean * n) - int(drawn.sum())
    every, once_more = divmod(missing, n)
    moved = drawn + every + (np.arange(n) < once_more)
    return [int(days) for days in moved]


def planned(edition: Edition, days: int, rng: Generator) -> dict[str, dt.date]:
    """The date of each step for a project deployed so many days after selection."""
    after = {
        "selection": 0,
        "framing": round(days * rng.uniform(*FRAMING_SHARE)),
        "site_validated": round(days * rng.uniform(*SITE_SHARE)),
        "deployed": days,
        "measured": days + int(rng.integers(*MEASURED_DAYS)),
    }
    return {step: edition.selected_on + dt.timedelta(days=delay) for step, delay in after.items()}


def reached(state: str, is_evaluated: bool, rng: Generator) -> tuple[str, ...]:
    """The steps a project went through."""
    if state == DEPLOYED:
        return STEPS if is_evaluated else STEPS[:-1]
    if state == DROPPED_OUT:
        return STEPS[: int(rng.integers(1, 3))]
    return STEPS[: 3 if rng.random() < SITE_ODDS else 2]
