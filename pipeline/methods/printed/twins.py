"""The same quantity in two places: do the printed values, and the registers, say the same?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from pipeline.methods.printed import arithmetic

SAME, COMPATIBLE, DIFFERENT = "same", "compatible", "different"
AGREEMENTS_FR = {DIFFERENT: "diffèrent", COMPATIBLE: "compatibles", SAME: "concordent"}
"""Each finding, the one to look at first."""

AROUND = 0.1
"""How far « environ » and « près de » are taken to reach, as a fraction of the printed value: our convention."""


@dataclass(frozen=True)
class Span:
    """What a printed value allows: from `low` to `high`, a bound excluded where the print says « plus de »."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False


def span(qualifier: str, value: float, low: float, high: float) -> Span:
    """The span of a printed value hedged by `qualifier` (`=`, `~`, `>`, `<`, `range` from `low` to `high`)."""
    if qualifier == "range":
        return Span(low, high)
    if qualifier == ">":
        return Span(value, inf, is_low_open=True)
    if qualifier == "<":
        return Span(-inf, value, is_high_open=True)
    margin = AROUND * abs(value) if qualifier == "~" else 0.0
    return Span(value - margin, value + margin)


def agreement(spans: Sequence[Span]) -> str:
    """`same` when all say the same, `compatible` when one value suits all, else `different`."""
    if len(set(spans)) == 1:
        return SAME
    low, high = max(each.low for each in spans), min(each.high for each in spans)
    is_open = any((each.is_low_open and each.low == low) or (each.is_high_open and each.high == high) for each in spans)
    return COMPATIBLE if low < high or (low == high and not is_open) else DIFFERENT


def count_agrees_with_share(numerator: int, share: Fraction, step: Fraction, bases: Sequence[int]) -> bool:
    """Whether a count printed beside its share is that share of one of the known complete bases."""
    return bool(set(arithmetic.bases_of_count(numerator, share, step)) & set(bases))
