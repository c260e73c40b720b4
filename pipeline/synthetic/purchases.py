"""What communes bought after the trial: few contracts, each with a procedure its amount allows."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.registers import chosen
from pipeline.synthetic.targets import Targets

DIRECT_BELOW, INNOVATIVE_BELOW = 40_000, 100_000
"""Amounts in euros before tax below which the guide prints a direct purchase, and an innovative one, as possible."""

WAIT_DAYS = (45, 260)
LATEST_AFTER_CLOSING = dt.timedelta(days=60)
RENEWED_ONE_IN = 3


class Deal(NamedTuple):
    """One kind of purchase: its procedure and the amounts drawn for it."""

    procedure: str
    low: int
    high: int
    is_innovative: bool


OVERLAP = Deal("innovant", 28_000, DIRECT_BELOW - 500, True)
"""An innovative purchase small enough for a direct one: both procedures are allowed."""

DEALS = (
    Deal("gre_a_gre", 4_500, DIRECT_BELOW - 1_000, False),
    Deal("innovant", DIRECT_BELOW + 2_000, INNOVATIVE_BELOW - 2_000, True),
    Deal("publicite_concurrence", DIRECT_BELOW + 5_000, 180_000, False),
    Deal("prototype", 12_000, 75_000, True),
)
ODDS = (0.45, 0.3, 0.15, 0.1)
STEP_EUR = 50


def purchases(
    edition: Edition, targets: Targets, projects: pd.DataFrame, milestones: pd.DataFrame, rng: Generator
) -> pd.DataFrame:
    """One row for each solution bought by the commune that hosted it, by date.

    Drawn: which deployed solutions, at least one in each commune (in the second edition, in each that answered);
    procedure, amount, delay after deployment. Calibrated on the guide's 30 % of 30 solutions and on its four communes
    that all keep at least one solution: the first purchase of each is renewed, and a third of the others.
    """
    deployed_on = milestones[milestones["step"].eq("deployed")].set_index("project_id")["date"]
    hosts = projects.set_index("project_id").loc[deployed_on.index, "commune_insee"]
    bought = _bought(edition, targets, hosts, rng)
    deals = [OVERLAP, *(DEALS[position] for position in rng.choice(len(DEALS), size=len(bought) - 1, p=ODDS))]
    rows = [
        _purchase(project, str(hosts[project]), _bought_on(edition, deployed_on[project], rng), deal, rng)
        for project, deal in zip(bought, deals, strict=True)
    ]
    made = pd.DataFrame(rows).sort_values(["date", "project_id"], ignore_index=True)
    again = made["commune_insee"].duplicated()
    others = sorted(made.index[again])
    made["is_renewed"] = ~again | made.index.isin(chosen(rng, others, len(others) // RENEWED_ONE_IN))
    made.insert(0, "purchase_id", [f"A{edition.cohort[-1]}-{number:02d}" for number in range(1, len(made) + 1)])
    return made


def _bought(edition: Edition, targets: Targets, hosts: pd.Series, rng: Generator) -> list[str]:
    """The projects bought: one for each commune that answers, then any others of those communes."""
    open_to = hosts[~hosts.isin(edition.silent_communes)]
    one_each = {min(chosen(rng, list(group.index), 1)) for _, group in open_to.groupby(open_to, sort=True)}
    others = [project for project in open_to.index if project not in one_each]
    return sorted(one_each | chosen(rng, others, targets.bought - len(one_each)))


def _bought_on(edition: Edition, deployed_on: dt.date, rng: Generator) -> dt.date:
    wait = dt.timedelta(days=int(rng.integers(*WAIT_DAYS)))
    return min(deployed_on + wait, edition.closed_on + LATEST_AFTER_CLOSING)


def _purchase(project: str, commune: str, day: dt.date, deal: Deal, rng: Generator) -> dict[str, object]:
    return {
        "project_id": project,
        "commune_insee": commune,
        "amount_eur_ht": STEP_EUR * int(rng.integers(deal.low // STEP_EUR, deal.high // STEP_EUR)),
        "procedure": deal.procedure,
        "date": day,
        "is_innovative": deal.is_innovative,
    }
