"""Which numbers are sensitive by themselves: small counts, sums that one firm dominates, groups in which all agree."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.params import DisclosureRules


@dataclass(frozen=True)
class Need:
    """How far under and over the true value readers must hold possible; both 0 where nothing is to be protected."""

    below: float = 0.0
    above: float = 0.0

    @property
    def is_sensitive(self) -> bool:
        """Whether there is anything to protect."""
        return self.below > 0 or self.above > 0


NONE = Need()


def of_count(count: float, rules: DisclosureRules) -> Need:
    """A count above 0 and below the threshold: a reader must hold possible one less, and a count that may be told."""
    if not 0 < count < rules.min_count:
        return NONE
    return Need(below=min(1.0, count), above=max(rules.min_count - count, 1.0))


def of_group(part: float, whole: float, rules: DisclosureRules) -> Need:
    """Nobody or everybody of a group: whoever is known to belong to it is known to be so (group disclosure)."""
    if not rules.hides_whole_groups or whole <= 0:
        return NONE
    if part == 0:
        return Need(above=1.0)
    return Need(below=1.0) if part == whole else NONE


def of_total(total: float, largest: float | None, contributors: float, rules: DisclosureRules) -> Need:
    """A sum or mean of amounts: too few contributors, or one of them that makes strictly more than `dominance` of it.

    A dominated sum must leave the second contributor in doubt of the largest by as much as the rule forgives:
    above by x1 / p - X (Hundepool et al. 2012, (n, k) rule with n = 1), below by as much.
    """
    is_few = 0 < contributors < rules.min_count
    excess = 0.0
    if largest is not None and rules.dominating_part is not None:
        excess = largest / rules.dominating_part - abs(total)
        excess = excess if excess > EXACT * abs(total) else 0.0
    if not is_few and excess <= 0:
        return NONE
    width = max(WIDTH * abs(total), excess) or 1.0
    return Need(below=width, above=width)


WIDTH = 0.1
"""Of an amount: how far a reader's interval must reach either way. A tenth, the usual p of the p % rule."""


EXACT = 1e-9
"""Of an amount: what is no more than a computer's rounding. Exactly the dominating part does not dominate."""


def worst(*needs: Need) -> Need:
    """All these needs together."""
    return Need(max(need.below for need in needs), max(need.above for need in needs))
