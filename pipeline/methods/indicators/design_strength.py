"""How strong the design behind a result is: an ordered scale, from a level seen once to sites drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from pipeline.facts import Design

SERIES_MIN = 8
"""Measured days on each side of the change from which a series tells its trend from a jump (Penfold & Zhang 2013)."""


class Strength(IntEnum):
    """What was measured, the weakest first: a stronger design rules out more explanations than the trial."""

    NOTHING = 0
    LEVEL = 1
    BEFORE_AFTER = 2
    TIME_SERIES = 3
    COMPARISON = 4
    COMPARISON_SERIES = 5
    DRAWN = 6


DESIGNS: Mapping[Strength, Design] = {
    Strength.LEVEL: "before_after",
    Strength.BEFORE_AFTER: "before_after",
    Strength.TIME_SERIES: "time_series",
    Strength.COMPARISON: "comparison",
    Strength.COMPARISON_SERIES: "comparison",
    Strength.DRAWN: "comparison",
}
"""The design that a fact bears for a result of each strength."""


@dataclass(frozen=True)
class Occasions:
    """On how many days an indicator was measured, before and after the change, on the site of the trial and elsewhere.

    `is_drawn` says that chance decided which sites were equipped; nothing that a cohort delivers says so today.
    """

    before: int = 0
    after: int = 0
    before_elsewhere: int = 0
    after_elsewhere: int = 0
    is_drawn: bool = False


def strength(occasions: Occasions) -> Strength:
    """The strength that these occasions earn.

    What was measured elsewhere counts only where both sites were measured before and after: a comparison of levels
    after the trial cannot tell a difference that was there already.
    """
    here, elsewhere = (occasions.before, occasions.after), (occasions.before_elsewhere, occasions.after_elsewhere)
    if not any(here):
        return Strength.NOTHING
    if not all(here):
        return Strength.LEVEL
    if not all(elsewhere):
        return Strength.TIME_SERIES if min(here) >= SERIES_MIN else Strength.BEFORE_AFTER
    if occasions.is_drawn:
        return Strength.DRAWN
    return Strength.COMPARISON_SERIES if min(*here, *elsewhere) >= SERIES_MIN else Strength.COMPARISON
