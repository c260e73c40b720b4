"""How much stands behind an answer: how many numbers, and the most demanding of the designs that gave them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipeline.facts import Design, Fact

DEMANDING: tuple[Design, ...] = (
    "document",
    "expert_score",
    "coding",
    "sample",
    "census",
    "before_after",
    "time_series",
    "comparison",
)
"""Designs from what repeats a claim to what compares with a site that was not treated.

Up to `census` a design says how a state was seen (told, judged, read, asked of some, counted of all); from
`before_after` on, how a change was. The order is one of demands, not of merit: a count of all is the best answer to a
question about all.
"""


def strongest_design(facts: Iterable[Fact]) -> Design | None:
    """The most demanding design among these facts; None without facts."""
    found: Collection[Design] = {fact.design for fact in facts}
    return max(found, key=DEMANDING.index, default=None)
