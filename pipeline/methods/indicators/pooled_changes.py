"""Changes of one indicator measured by several projects, put together; different indicators never are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, ELSEWHERE, HERE, Pair
from pipeline.methods.indicators.pair_results import Result
from pipeline.statistics.difference_in_differences import Contrast, difference_in_differences
from pipeline.statistics.pooling import LEAST_POOLED, Pooled, pool

SAME_EVERYWHERE_FR = (
    "Suppose que chaque projet a compté la même chose de la même façon ; les projets n’ont pas été tirés au sort."
)


@dataclass(frozen=True)
class Together:
    """One indicator over several projects. `unit` is `points` (of a share) or `share_change` (relative, of a rate)."""

    results: tuple[Result, ...]
    pooled: Pooled
    unit: str

    @property
    def indicator_id(self) -> str:
        """The indicator that all these projects measured."""
        return self.results[0].pair.entry.indicator.indicator_id


def shared(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each indicator that at least three projects measured before and after, by indicator."""
    by_indicator: dict[str, list[Result]] = {}
    for result in results:
        by_indicator.setdefault(result.pair.entry.indicator.indicator_id, []).append(result)
    return {name: found for name, found in sorted(by_indicator.items()) if len(found) >= LEAST_POOLED}


def pooled(results: Sequence[Result], level: float) -> list[Together]:
    """Each shared indicator whose changes have a variance that is known, because what is counted is known.

    Shares are pooled as differences, rates as logarithms of ratios, told as relative changes. A mean or a total has no
    variance: nothing says how much it moves by chance.
    """
    together = []
    for found in shared(results).values():
        effects = [(result, _effect(result)) for result in found]
        known = [(result, effect) for result, effect in effects if effect is not None]
        if len(known) >= LEAST_POOLED:
            frame = pd.DataFrame(
                [(result.pair.project_id, *effect) for result, effect in known],
                columns=["label", "effect", "variance"],
            )
            unit = known[0][0].change.unit
            together.append(Together(tuple(result for result, _ in known), pool(frame, level), unit))
    return together


def _effect(result: Result) -> tuple[float, float] | None:
    """The effect and its variance; nothing where the change has no interval."""
    if result.change.estimate.low is None or result.change.estimate.value is None:
        return None
    before, after = (result.pair.aggregates[phase, HERE] for phase in (BEFORE, AFTER))
    counts = [(float(each.numerator or 0), float(each.denominator or 0)) for each in (after, before)]
    if result.change.unit == "share_change":
        return _log_ratio(counts)
    # Half a unit each way, so that a share of none or all keeps a variance above 0 (Agresti & Caffo 2000).
    smoothed = [((k + 0.5) / (n + 1), n) for k, n in counts]
    return counts[0][0] / counts[0][1] - counts[1][0] / counts[1][1], sum(p * (1 - p) / n for p, n in smoothed)


def _log_ratio(counts: list[tuple[float, float]]) -> tuple[float, float] | None:
    (after, exposed_after), (before, exposed_before) = counts
    if not after or not before:
        return None
    return math.log(after / exposed_after * exposed_before / before), 1 / after + 1 / before


def told(effect: float, unit: str) -> float:
    """A pooled effect as readers see it: points of a share, or a relative change of a rate."""
    return 100 * effect if unit == "points" else math.expm1(effect)


def differences_in_differences(pairs: Sequence[Pair], level: float) -> dict[str, tuple[list[Pair], Contrast]]:
    """For each indicator that at least three projects compared with another site: how much more it changed here.

    In the indicator's own unit, each project weighing the same.
    """
    compared: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.is_compared:
            compared.setdefault(pair.entry.indicator.indicator_id, []).append(pair)
    contrasts = {}
    for name, found in sorted(compared.items()):
        contrast = difference_in_differences(_cells(found), level) if len(found) >= LEAST_POOLED else None
        if contrast is not None:
            contrasts[name] = (found, contrast)
    return contrasts


def _cells(pairs: Sequence[Pair]) -> pd.DataFrame:
    rows = [
        (pair.project_id, arm, phase, pair.aggregates[phase, arm].value)
        for pair in pairs
        for arm in (HERE, ELSEWHERE)
        for phase in (BEFORE, AFTER)
    ]
    return pd.DataFrame(rows, columns=["unit", "arm", "phase", "value"])
