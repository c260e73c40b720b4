"""How answers spread over the ordered levels of a question; who does not judge stands apart, outside every base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import share_interval


@dataclass(frozen=True)
class Distribution:
    """Counts of the levels in order; `n` have judged, `apart` have not (« ne sait pas », « non concerné »)."""

    counts: Mapping[str, int]
    apart: int = 0

    @property
    def n(self) -> int:
        """How many have judged."""
        return sum(self.counts.values())

    def shares(self, level: float, population: int | None = None) -> dict[str, Estimate]:
        """Each level's share of those who have judged, with its interval; nothing when nobody has."""
        return {name: self.box([name], level, population) for name in self.counts} if self.n else {}

    def box(self, levels: Sequence[str], level: float, population: int | None = None) -> Estimate:
        """The share of those who chose one of `levels`: a top box (the best ones) or a bottom box.

        Raises:
            ValueError: nobody has judged.
        """
        return share_interval(self.count(levels), self.n, level, population)

    def count(self, levels: Sequence[str]) -> int:
        """How many chose one of `levels`."""
        return sum(self.counts[name] for name in levels)
