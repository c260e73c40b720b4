"""With how many decimals one indicator of one project is printed: before, after and target side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.booklet.wording import rounded
from pipeline.methods.indicators.changes import SHARE, SIGNS, written_step
from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, HERE
from pipeline.methods.indicators.pair_results import Result
from pipeline.significant_digits import significant_decimals

MOST_DECIMALS = 4
SHARE_DECIMALS = 1
"""Decimals of a percentage, as its change in points has one: a reader who subtracts finds the change printed."""


def least_decimals(found: Iterable[Result]) -> dict[str, int]:
    """By indicator, the decimals of the project whose levels need most: those of others read against them."""
    least: dict[str, int] = {}
    for result in found:
        indicator = result.pair.entry.indicator.indicator_id
        least[indicator] = max(least.get(indicator, 0), _least(result))
    return least


def level_decimals(result: Result, shared: Mapping[str, int]) -> int:
    """The decimals that the levels before and after share, so that they read with their change and their target.

    Those of other projects too (`shared`, by indicator), within one more than its own and as written. As many as they
    are worth printing with; more where they differ and would read alike, or where one would read on the wrong side of
    the target: « 8 % » does not read as below « 7,9 % », though 7,7 % is.
    """
    own = _least(result)
    among = shared.get(result.pair.entry.indicator.indicator_id, own)
    least = max(own, min(among, own + 1, _most_written(result)))
    enough = (each for each in range(least, MOST_DECIMALS + 1) if _reads_true(result, each))
    return next(enough, max(least, MOST_DECIMALS))


def _least(result: Result) -> int:
    """Three significant digits of the larger, or one decimal more where the smaller has more; one of a percentage.

    No fourth decimal for the smaller alone: the larger needs none. A total or a mean has no more than its values were
    written with.
    """
    indicator, levels = result.pair.entry.indicator, _levels(result)
    fewest, most = sorted(significant(level or max(levels), indicator.unit) for level in levels)
    return min(max(fewest, min(most, fewest + 1, MOST_DECIMALS - 1)), _most_written(result))


def _most_written(result: Result) -> int:
    """The decimals that the values of a total or a mean were written with; of what is divided, all are worth it."""
    indicator = result.pair.entry.indicator
    if indicator.unit == SHARE or indicator.aggregation not in ("sum", "mean"):
        return MOST_DECIMALS
    values = result.pair.rows_of(BEFORE, AFTER)["value"].astype("float64")
    return max(written_decimals(value) for value in values)


def _levels(result: Result) -> list[float]:
    return [result.pair.aggregates[phase, HERE].value for phase in (BEFORE, AFTER)]


def _reads_true(result: Result, decimals: int) -> bool:
    """Whether what is printed shows that the levels differ, where they do by more than their precision, and which of
    them meet the target."""
    scale = 100 if result.pair.entry.indicator.unit == SHARE else 1
    levels = [scale * level for level in _levels(result)]
    shown = [rounded(level, decimals) for level in levels]
    if result.change.sense != "unchanged" and levels[0] != levels[1] and shown[0] == shown[1]:
        return False
    direction = SIGNS.get(result.pair.entry.direction)
    if result.target is None or direction is None:
        return True
    target = scale * result.target
    told = rounded(target, decimals if result.pair.entry.indicator.unit == SHARE else written_decimals(target))
    return all(
        ((level - target) * direction >= 0) == ((each - told) * direction >= 0)
        for level, each in zip(levels, shown, strict=True)
    )


def target_decimals(target: float, result: Result, shared: Mapping[str, int]) -> int:
    """The decimals of a target that is no percentage: as many as the levels beside it, never more than were written.

    More where a level would read as equal to the target, or on its other side, and is not.
    """
    written = written_decimals(target)
    shown = level_decimals(result, shared)
    levels = [rounded(level, shown) for level in _levels(result)]
    enough = (each for each in range(min(shown, written), written) if _sides(levels, target, each))
    return next(enough, written)


def lone_target_decimals(target: float, shared: int = SHARE_DECIMALS) -> int:
    """The decimals of a target without levels beside it: those of other projects (`shared`), never more than written.

    More where the target would have fewer than two significant digits.
    """
    needed = significant_decimals(target, 2) if target else 0
    return min(written_decimals(target), max(shared, needed))


def _sides(levels: list[Decimal], target: float, decimals: int) -> bool:
    """Whether each printed level reads below, at or above a target of so many decimals as it does as written."""
    told, written = rounded(target, decimals), rounded(target, written_decimals(target))
    return all((level > told) - (level < told) == (level > written) - (level < written) for level in levels)


def written_decimals(value: float) -> int:
    """How many decimals a number is written with: 2 for 9.45, none for 120."""
    return round(-math.log10(written_step(value)))


def significant(value: float, unit: str) -> int:
    """How many decimals show a number to three significant digits; one of a percentage."""
    if unit == SHARE:
        return SHARE_DECIMALS
    return min(MOST_DECIMALS, significant_decimals(value)) if value else 0
