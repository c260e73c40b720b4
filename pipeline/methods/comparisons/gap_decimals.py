"""With how many decimals gaps between shares are printed: they are read against one another, in one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.facts import Fact, worth_printing

GAP_UNIT = "points"


def as_precise(facts: Sequence[Fact]) -> list[Fact]:
    """The same facts; gaps between shares have the decimals that the least certain of them is worth printing with."""
    worth = [worth_printing(fact) for fact in facts if fact.unit == GAP_UNIT]
    fewest = min((decimals for decimals in worth if decimals is not None), default=None)
    return [replace(fact, decimals=fewest) if fact.unit == GAP_UNIT else fact for fact in facts]
