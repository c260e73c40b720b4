"""What a made-up edition planned and spent: targets that no document prints, and the lines of its budget.

Funders are named by what they are, never by their name: no invented amount is attached to a real institution.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition

TARGETS: tuple[tuple[str, float, str, str], ...] = (
    ("A3", 0.75, "share", "at_least"),
    ("O1", 0.75, "share", "at_least"),
    ("T1", 7.5, "mean_0_10", "at_least"),
    ("T2", 0.4, "share", "at_least"),
    ("T3", 0.8, "share", "at_least"),
    ("E1", 2, "count", "at_least"),
    ("E2", 0.75, "share", "at_least"),
)
"""Node of the logic model, target, unit of its result, sense: round numbers, as a steering committee votes them."""

BUDGET_PER_COMMUNE_EUR = 160_000
STEP_EUR = 500


class Line(NamedTuple):
    """One line of the budget: what is paid, who pays, and its amount in euros for each commune, at most and least."""

    item: str
    funder: str
    low: int
    high: int


CASH = (
    Line("support", "organiser", 38_000, 46_000),
    Line("support", "public_bank", 18_000, 24_000),
    Line("assessment", "organiser", 14_000, 19_000),
    Line("training", "organiser", 8_000, 12_000),
    Line("project_grants", "public_bank", 26_000, 38_000),
    Line("evaluation", "public_bank", 12_000, 17_000),
    Line("events", "organiser", 6_000, 11_000),
)
OWN_FUNDS = Line("prototypes", "holders", 90_000, 140_000)


class Time(NamedTuple):
    """Days that are not invoiced: who spends them, how many for each commune, and what a day is counted at in euros."""

    funder: str
    low: int
    high: int
    day_rate_eur: int


TIME = (Time("communes", 120, 190, 320), Time("partners", 20, 40, 480))


def programme_targets(edition: Edition, _root: Path) -> dict[str, pd.DataFrame]:
    """Targets of the nodes for which no document prints one: nothing is drawn but the budget follows the communes."""
    budget = ("R1", float(BUDGET_PER_COMMUNE_EUR * len(edition.communes)), "eur", "at_most")
    communes = ("R2", float(len(edition.communes)), "count", "at_least")
    columns = ["node_id", "target", "unit", "sense"]
    return {"programme_targets": pd.DataFrame([budget, communes, *TARGETS], columns=columns)}


def funding_lines(edition: Edition, _root: Path) -> dict[str, pd.DataFrame]:
    """One row a line: money of the programme (`cash`), days counted at a rate (`time`), money of holders (`own_funds`).

    Drawn: each amount and each number of days, in proportion to the communes.
    """
    rng, communes = edition.chance("funding_lines"), len(edition.communes)
    cash = [(line.item, line.funder, "cash", _amount(line, communes, rng), None, None) for line in CASH]
    time = [_time(each, communes, rng) for each in TIME]
    own = (OWN_FUNDS.item, OWN_FUNDS.funder, "own_funds", _amount(OWN_FUNDS, communes, rng), None, None)
    made = pd.DataFrame(
        [*cash, *time, own], columns=["item", "funder", "kind", "amount_eur", "days", "day_rate_eur"]
    ).astype({"days": "Int64", "day_rate_eur": "Int64"})
    made.insert(0, "line_id", [f"B{edition.cohort[-1]}-{number:02d}" for number in range(1, len(made) + 1)])
    return {"funding_lines": made}


def _amount(line: Line, communes: int, rng: Generator) -> int:
    return STEP_EUR * int(rng.integers(communes * line.low // STEP_EUR, communes * line.high // STEP_EUR))


def _time(each: Time, communes: int, rng: Generator) -> tuple[str, str, str, int, int, int]:
    days = int(rng.integers(communes * each.low, communes * each.high))
    return ("staff_time", each.funder, "time", days * each.day_rate_eur, days, each.day_rate_eur)
