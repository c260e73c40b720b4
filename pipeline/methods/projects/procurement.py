"""Which purchase procedures a set of rules allows, for an amount and a kind of purchase; nothing beyond the rules.

Rules are data: bounds of the amount (excl. tax, each included or not), the kind of purchase they are for, and the days
they are in force. Where a purchase falls under several rules the buyer chooses; an amount that no rule covers is told
as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pandas as pd

Kind = Literal["ordinary", "works", "innovative", "prototype"]
KINDS: tuple[Kind, ...] = ("ordinary", "works", "innovative", "prototype")
"""Ordinary purchases, innovative ones and prototypes are supplies or services; works are a kind of their own."""
ANY, SUPPLIES_SERVICES = "any", "supplies_services"
DAY = pd.Timedelta(days=1)

Period = tuple[pd.Timestamp | None, pd.Timestamp | None]
"""First and last day; None where it has always been so, or is so until further notice."""


@dataclass(frozen=True)
class Band:
    """Amounts that every rule treats alike: one exact amount (`low` equals `high`), or all between two, both excluded.

    `high` is missing in the last band.
    """

    low: float
    high: float | None

    @property
    def is_exact(self) -> bool:
        """Whether it is a threshold itself."""
        return self.low == self.high

    @property
    def example(self) -> float:
        """An amount of the band."""
        return self.low if self.is_exact else (self.low + 1 if self.high is None else (self.low + self.high) / 2)


def in_force(rules: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The rules that hold on this day, all of them where nobody says when they hold."""
    starts, ends = _days(rules, "valid_from"), _days(rules, "valid_to")
    return rules[(starts.isna() | starts.le(day)) & (ends.isna() | ends.ge(day))]


def periods(rules: pd.DataFrame) -> list[Period]:
    """The stretches of days during which the same rules hold, in order."""
    first_days = {*_days(rules, "valid_from").dropna(), *(_days(rules, "valid_to").dropna() + DAY)}
    starts = [None, *sorted(first_days)]
    return [(start, None if after is None else after - DAY) for start, after in pairwise([*starts, None])]


def in_period(rules: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The rules that hold during one of `periods`."""
    day = next((each for each in period if each is not None), None)
    return rules if day is None else in_force(rules, day)


def permitted(rules: pd.DataFrame, amount_eur_ht: float, kind: Kind) -> list[str]:
    """The `rule_id` of each rule that allows a purchase of this amount and kind, in the order of `rules`.

    `rules` has `min_amount_eur_ht`, `max_amount_eur_ht` (missing: no bound), `is_min_included`, `is_max_included` and
    `applies_to` (`any`, a kind, or `supplies_services`: every kind but works). What is ordinary for everybody is open
    to innovative purchases and prototypes too.

    Raises:
        ValueError: the amount is not above 0.
    """
    if not amount_eur_ht > 0:
        raise ValueError(f"A purchase of {amount_eur_ht} euros has no procedure.")
    return [str(rule.rule_id) for rule in rules.itertuples() if _covers(rule, amount_eur_ht, kind)]


def bands(rules: pd.DataFrame) -> Iterator[Band]:
    """The amounts that the rules tell apart, from nothing upward, each threshold being a band of its own."""
    bounds = pd.concat([rules["min_amount_eur_ht"], rules["max_amount_eur_ht"]]).dropna()
    thresholds = [0.0, *sorted(set(bounds) - {0.0})]
    for low, high in pairwise(thresholds):
        yield Band(low, high)
        yield Band(high, high)
    yield Band(thresholds[-1], None)


def _covers(rule: object, amount: float, kind: Kind) -> bool:
    low, high = rule.min_amount_eur_ht, rule.max_amount_eur_ht  # type: ignore[attr-defined]
    is_above = pd.isna(low) or amount > low or (amount == low and rule.is_min_included)  # type: ignore[attr-defined]
    is_below = pd.isna(high) or amount < high or (amount == high and rule.is_max_included)  # type: ignore[attr-defined]
    return bool(is_above and is_below and _is_for(rule.applies_to, kind))  # type: ignore[attr-defined]


def _is_for(applies_to: str, kind: Kind) -> bool:
    return applies_to in (ANY, kind) or (applies_to == SUPPLIES_SERVICES and kind != "works")


def _days(rules: pd.DataFrame, column: str) -> pd.Series:
    """A column of days; missing everywhere where the rules have none."""
    given = rules[column] if column in rules else pd.Series(pd.NaT, index=rules.index)
    return pd.to_datetime(given)
