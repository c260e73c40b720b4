"""What was measured of each indicator by each project: one number a phase and arm, and the strength of the design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipeline.errors import AggregationError
from pipeline.facts import provenance
from pipeline.methods.indicators.aggregation import Aggregate, Indicator, by_phase_and_arm
from pipeline.methods.indicators.design_strength import Occasions, Strength, strength

BEFORE, AFTER, LATER = "baseline", "endline", "follow_up"
HERE, ELSEWHERE = "treated", "comparison"


@dataclass(frozen=True)
class LibraryEntry:
    """What the indicator library says of one indicator. `is_counted`: its parts count separate people, events or
    objects, so that chance alone moves them in a known way; missing when the library does not say.
    """

    indicator: Indicator
    name_fr: str
    domain: str
    direction: str
    goals: tuple[str, ...]
    is_counted: bool | None


@dataclass(frozen=True)
class Pair:
    """One project and one indicator. `problem` says why its measurements do not add up; then there is no aggregate."""

    project_id: str
    entry: LibraryEntry
    rows: pd.DataFrame
    aggregates: Mapping[tuple[str, str], Aggregate] = field(default_factory=dict)
    problem: str = ""

    def aggregate(self, phase: str, arm: str = HERE) -> Aggregate | None:
        """The number of one phase and arm, if it was measured."""
        return self.aggregates.get((phase, arm))

    def rows_of(self, *phases: str, arms: tuple[str, ...] = (HERE,)) -> pd.DataFrame:
        """The measurements of these phases and arms."""
        wanted = [(phase, arm) for phase in phases for arm in arms]
        found = [self._parts[key] for key in wanted if key in self._parts]
        if len(found) == 1:
            return found[0]
        return pd.concat(found) if found else self.rows.iloc[:0]

    @cached_property
    def _parts(self) -> dict[tuple[str, str], pd.DataFrame]:
        groups = self.rows.groupby(["phase", "arm"], sort=True)
        return {(str(phase), str(arm)): rows for (phase, arm), rows in groups}

    @cached_property
    def evidence(self) -> frozenset[tuple[str, int]]:
        """The delivered rows behind what the site of the trial says before and after."""
        return frozenset(provenance(self.rows_of(BEFORE, AFTER)))

    @property
    def is_before_after(self) -> bool:
        """Whether the site of the trial was measured before and after."""
        return self.aggregate(BEFORE) is not None and self.aggregate(AFTER) is not None

    @property
    def is_compared(self) -> bool:
        """Whether another site was measured before and after too."""
        elsewhere = (self.aggregate(phase, ELSEWHERE) for phase in (BEFORE, AFTER))
        return self.is_before_after and all(each is not None for each in elsewhere)

    @cached_property
    def strength(self) -> Strength:
        """The strength of the design that was carried out, whatever was planned."""
        return strength(Occasions(*self._days(HERE), *self._days(ELSEWHERE)))

    @cached_property
    def strength_here(self) -> Strength:
        """The strength of what the site of the trial alone says."""
        return strength(Occasions(*self._days(HERE)))

    def _days(self, arm: str) -> tuple[int, int]:
        """On how many days one site was measured before and after; measurements that do not add up do not count."""
        before, after = (
            self.rows_of(phase, arms=(arm,))["date"].nunique() if (phase, arm) in self.aggregates else 0
            for phase in (BEFORE, AFTER)
        )
        return before, after


def library(indicators: pd.DataFrame) -> dict[str, LibraryEntry]:
    """The indicator library by identifier."""
    return {str(row["indicator_id"]): _entry(row) for _, row in indicators.iterrows()}


def _entry(row: pd.Series) -> LibraryEntry:
    counted = row.get("is_counted")
    goals = row["sdg_targets"]
    return LibraryEntry(
        Indicator(str(row["indicator_id"]), str(row["unit"]), str(row["aggregation"])),
        name_fr=str(row["name_fr"]),
        domain=str(row["domain"]),
        direction=str(row["direction"]),
        goals=tuple(goals) if isinstance(goals, list | tuple) or hasattr(goals, "tolist") else (),
        is_counted=None if pd.isna(counted) else bool(counted),
    )


def pairs(measurements: pd.DataFrame, entries: Mapping[str, LibraryEntry]) -> list[Pair]:
    """Each project and indicator that was measured, by project then indicator; an indicator that the library does not
    hold cannot be read, and is left out.
    """
    known = measurements[measurements["indicator_id"].isin(list(entries))]
    return [
        _pair(str(project), entries[str(indicator)], rows)
        for (project, indicator), rows in known.groupby(["project_id", "indicator_id"], sort=True)
    ]


def _pair(project: str, entry: LibraryEntry, rows: pd.DataFrame) -> Pair:
    try:
        aggregates = by_phase_and_arm(entry.indicator, rows)
    except AggregationError as problem:
        return Pair(project, entry, rows, problem=str(problem))
    return Pair(project, entry, rows, {(each.phase, each.arm): each for each in aggregates})
