"""How one indicator changed at one project: by how much, in the wanted direction or not, and against its target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import pandas as pd

from pipeline.methods.indicators.aggregation import PARTS, Aggregate
from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, ELSEWHERE, HERE, Pair
from pipeline.statistics.count_changes import (
    GAP,
    difference_of_changes,
    difference_of_shares,
    ratio_of_changes,
    ratio_of_rates,
)
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.units import UNITS

Sense = Literal["favourable", "unfavourable", "unchanged", "moved"]
ToldSense = Literal["favourable", "unfavourable", "unchanged", "moved", "in_margin"]
Verdict = Literal["reached", "met_before", "lost", "approached", "not_approached", "moved_away"]

SIGNS = {"increase": 1, "decrease": -1}
SHARE = "share"
BARELY = 0.1
"""The part of the way from the start to the target below which the target is not called approached."""
NEAR = 1e-6
"""Slack for decimals: 41.3 − 41.2 is a little less than 0.1."""

PLAIN = Method("Différence de deux niveaux", "Difference of two levels", "aucun modèle")

NO_SPREAD = Caution(
    "no-spread",
    "Pas d’intervalle : ni l’écart-type des mesures ni ce qu’elles comptent n’est livré.",
    "No interval: neither the spread of measurements nor what they count was delivered.",
)
ONE_TOTAL = Caution(
    "one-total",
    "Pas d’intervalle : un total relevé une fois par phase ne dit pas de combien il varie par hasard.",
    "No interval: a total read once a phase does not say how much it varies by chance.",
)
NOT_COUNTED = Caution(
    "not-counted",
    "Pas d’intervalle : ce rapport divise des quantités (masses, surfaces, durées, sommes), non des unités comptées.",
    "No interval: this ratio divides quantities (masses, areas, hours, money), not units that were counted.",
)


@dataclass(frozen=True)
class Change:
    """A change in `unit`: `points` of a share (a difference, in hundredths), `share_change` of a rate (relative), or
    the indicator's own. `sense` is told by the direction the library wants, whatever chance may explain.
    """

    estimate: Estimate
    unit: str
    sense: Sense

    @property
    def is_apart(self) -> bool | None:
        """Whether the interval excludes « no change »; missing without interval."""
        low, high = self.estimate.low, self.estimate.high
        return None if low is None or high is None else low > 0 or high < 0

    @property
    def told_sense(self) -> ToldSense:
        """The sense as it may be told alone: where the interval holds « no change », within the margin, and no more."""
        return "in_margin" if self.is_apart is False and self.sense != "unchanged" else self.sense


def change(pair: Pair, arm: str = HERE, level: float = 0.95) -> Change:
    """The change from before to after on one site of a pair measured in both phases.

    Raises:
        ValueError: a phase was not measured.
    """
    before, after = pair.aggregate(BEFORE, arm), pair.aggregate(AFTER, arm)
    if before is None or after is None:
        raise ValueError(f"{pair.project_id}, {pair.entry.indicator.indicator_id}: a phase was not measured.")
    estimate, unit = _estimate(pair, before, after, level)
    limit = resolution(pair, pair.rows_of(BEFORE, AFTER, arms=(arm,)))
    found = Change(estimate, unit, sense(after.value - before.value, pair.entry.direction, limit))
    if found.sense == "moved" and found.is_apart is False:
        # Chance alone moves what is to be maintained: within it, nothing moved.
        return replace(found, sense="unchanged")
    return found


def _estimate(pair: Pair, before: Aggregate, after: Aggregate, level: float) -> tuple[Estimate, str]:
    """How the difference is told: as a ratio of rates, in points of a share, or in the unit."""
    aggregation, unit = pair.entry.indicator.aggregation, pair.entry.indicator.unit
    if aggregation == "rate" and before.numerator:
        return _relative(ratio_of_rates(_count(after), _count(before), level)), "share_change"
    if aggregation == "ratio" and unit == SHARE:
        if pair.entry.is_counted:
            return _times(difference_of_shares(_count(after), _count(before), level), 100), "points"
        return _plain(100 * after.value, 100 * before.value, NOT_COUNTED), "points"
    cautions = {"sum": ONE_TOTAL, "ratio": NOT_COUNTED}
    return _plain(after.value, before.value, cautions.get(aggregation, NO_SPREAD)), unit


def _count(aggregate: Aggregate) -> tuple[int, float]:
    """Events and exposure, or units counted and their base."""
    return round(aggregate.numerator or 0), float(aggregate.denominator or 0)


def _plain(after: float, before: float, caution: Caution) -> Estimate:
    return Estimate(value=after - before, method=PLAIN, n=2, cautions=(caution,))


def _relative(ratio: Estimate) -> Estimate:
    """The ratio as a relative change: 1.2 is a rise by a fifth."""
    return _mapped(ratio, 1.0, -1.0)


def _times(estimate: Estimate, factor: float) -> Estimate:
    return _mapped(estimate, factor, 0.0)


def _mapped(estimate: Estimate, factor: float, shift: float) -> Estimate:
    value, low, high = (
        None if each is None else each * factor + shift for each in (estimate.value, estimate.low, estimate.high)
    )
    return replace(estimate, value=value, low=low, high=high)


def sense(difference: float, direction: str, resolution: float) -> Sense:
    """Whether a difference goes where it is wanted; one smaller than what measurements can tell is no change.

    An indicator to maintain has no good direction: it stays or it moves.
    """
    if abs(difference) < resolution * (1 - NEAR):
        return "unchanged"
    if direction not in SIGNS:
        return "moved"
    return "favourable" if difference * SIGNS[direction] > 0 else "unfavourable"


def resolution(pair: Pair, rows: pd.DataFrame) -> float:
    """The smallest difference between two phases that their measurements can tell, in the indicator's unit.

    Rounding keeps order, so two values that differ as written differ in the same sense. A ratio or a rate moves by one
    step of its numerator over the smaller base at least: one person, one event.
    """
    aggregation = pair.entry.indicator.aggregation
    above, *below = PARTS[aggregation]
    step = min(written_step(value) for value in rows[above].astype("float64"))
    if aggregation in ("sum", "mean"):
        return step
    bases = rows.groupby("phase")[below[0]].sum().astype("float64")
    return step / float(bases.min()) * UNITS[pair.entry.indicator.unit].per


def written_step(value: float) -> float:
    """The last decimal a number is written with: 0.01 for 9.45, 1 for 120."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return float(Decimal(1).scaleb(min(0, int(exponent))))


def gap(pair: Pair, level: float) -> Change:
    """The change on the site of the trial beyond that on the other site, in the unit of the change.

    Its sense is that of a difference of levels beyond what both sites' measurements can tell.

    Raises:
        ValueError: a site was not measured in both phases.
    """
    here, elsewhere = change(pair, HERE, level), change(pair, ELSEWHERE, level)
    estimate, unit = _gap(here, elsewhere, pair)
    limit = sum(resolution(pair, pair.rows_of(BEFORE, AFTER, arms=(arm,))) for arm in (HERE, ELSEWHERE))
    levels = [pair.aggregates[phase, arm].value for arm in (HERE, ELSEWHERE) for phase in (AFTER, BEFORE)]
    difference = (levels[0] - levels[1]) - (levels[2] - levels[3])
    if unit == "share_change" and estimate.value is not None:
        # Rates that start apart do not drift by the same number: what counts is the ratio of the changes.
        difference = estimate.value * levels[1]
    return Change(estimate, unit, sense(difference, pair.entry.direction, limit))


def _gap(here: Change, elsewhere: Change, pair: Pair) -> tuple[Estimate, str]:
    if here.unit == elsewhere.unit == "share_change":
        ratio = ratio_of_changes(_mapped(here.estimate, 1.0, 1.0), _mapped(elsewhere.estimate, 1.0, 1.0))
        return _relative(ratio), "share_change"
    if here.unit == elsewhere.unit:
        found = difference_of_changes(here.estimate, elsewhere.estimate)
        return replace(found, cautions=here.estimate.cautions), here.unit
    differences = [pair.aggregates[AFTER, arm].value - pair.aggregates[BEFORE, arm].value for arm in (HERE, ELSEWHERE)]
    value = differences[0] - differences[1]
    return Estimate(value=value, method=GAP, n=4, cautions=(NO_SPREAD,)), pair.entry.indicator.unit


def verdict(before: float, after: float, target: float, direction: str, found: Change) -> Verdict | None:
    """Where an indicator ends against its target: reached, met before the trial, lost since, approached, or not.

    A target that lies behind the level before was met by then: it is lost by a change that the measurements can tell,
    never moved away from. It is approached from a tenth of the way on (`BARELY`), counted from the level before to
    the target.

    An indicator to maintain reaches its target by not moving, and leaves it by moving more than chance explains; where
    chance cannot be told there is no verdict, since no protocol says how much it may move.
    """
    if direction not in SIGNS:
        if found.sense == "unchanged":
            return "reached"
        return "moved_away" if found.is_apart else None
    missing_before, missing_after = ((target - each) * SIGNS[direction] for each in (before, after))
    if missing_before <= 0:
        return "met_before" if missing_after <= 0 or found.sense == "unchanged" else "lost"
    if missing_after <= 0:
        return "reached"
    if found.sense == "unfavourable":
        return "moved_away"
    is_nearer = missing_before - missing_after >= (BARELY - NEAR) * missing_before
    return "approached" if found.sense == "favourable" and is_nearer else "not_approached"
