"""What one sensor’s series says: whether it can be read, and whether its level changed when the site was equipped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from pipeline.facts import Rows
from pipeline.methods.indicators.changes import SIGNS, Sense
from pipeline.methods.indicators.design_strength import Occasions, Strength, strength
from pipeline.methods.indicators.measured_pairs import LibraryEntry
from pipeline.methods.indicators.sensor_aggregates import KEY, SensorAggregates
from pipeline.statistics.change_points import ChangePoint, change_point
from pipeline.statistics.interrupted_series import SeriesChange, interrupted_series

State = Literal["usable", "sparse", "stuck"]

STUCK_SECONDS = 3 * 86_400
"""A sensor that repeats one value for three days measures nothing any more."""

LEAST_COVERAGE = 0.75
"""Three quarters of the readings expected: the completeness that air quality statistics ask for (40 CFR 50, app. N)."""

DAY_SHARE = 0.5
"""A day counts in the series when half of its readings arrived: a median of the night alone is not one of the day."""

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class SensorSeries:
    """One project’s readings of one indicator: aggregates over the whole, by phase, by month and by day.

    `phases` has `before` and `after` as keys; both are missing when the project has no day of change.
    """

    project_id: str
    entry: LibraryEntry
    whole: pd.Series
    phases: Mapping[str, pd.Series]
    monthly: pd.DataFrame
    daily: pd.DataFrame
    changed_on: pd.Timestamp | None
    rows: Rows

    @property
    def cadence(self) -> pd.Timedelta | None:
        """The usual time between two readings; missing for a single reading."""
        seconds = self.whole["cadence"]
        return None if pd.isna(seconds) else pd.Timedelta(seconds=float(seconds))

    def expected(self, phase: str = "") -> int:
        """How many readings a sensor that never fails would have sent, from the first to the last that came."""
        first, last = self.whole["first"], self.whole["last"]
        if phase == "before" and self.changed_on is not None:
            return self._readings_until(first, min(self.changed_on, last + self._step))
        start = first if phase != "after" or self.changed_on is None else max(first, self.changed_on)
        return self._readings_until(start, last + self._step)

    @property
    def _step(self) -> pd.Timedelta:
        return self.cadence or DAY

    def _readings_until(self, start: pd.Timestamp, end: pd.Timestamp) -> int:
        """Readings due from `start` to before `end`."""
        return max(1, math.ceil(round((end - start) / self._step, 6)))

    def coverage(self, phase: str = "") -> tuple[int, int]:
        """Readings received and expected, over the whole or in one phase; more than expected count as all."""
        received = int(self.phases[phase]["readings"] if phase else self.whole["readings"])
        expected = self.expected(phase)
        return min(received, expected), expected

    @property
    def state(self) -> State:
        """Whether the series can be read: not when stuck, with care when too much is missing."""
        if float(self.whole["longest_run"]) >= STUCK_SECONDS:
            return "stuck"
        parts = [self.coverage(), *(self.coverage(phase) for phase in self.phases)]
        return "sparse" if min(received / expected for received, expected in parts) < LEAST_COVERAGE else "usable"

    @cached_property
    def days(self) -> pd.DataFrame:
        """`when` and `value`: the median of each day of which half the readings arrived."""
        due = max(1.0, DAY / self._step)
        kept = self.daily[self.daily["readings"] >= DAY_SHARE * due]
        return pd.DataFrame({"when": kept["period"].to_numpy(), "value": kept["median"].to_numpy(dtype=np.float64)})

    @property
    def strength(self) -> Strength:
        """The strength of a series without another site."""
        if self.changed_on is None:
            return Strength.LEVEL
        is_before = self.days["when"] < self.changed_on
        return strength(Occasions(int(is_before.sum()), int((~is_before).sum())))

    @cached_property
    def change_point(self) -> ChangePoint | None:
        """The day that best parts the series, looked for without knowing when the site was equipped."""
        return None if self.state == "stuck" else change_point(self.days)

    def level_change(self, level: float) -> SeriesChange | None:
        """The jump on the day the site was equipped, beyond the trend and memory of the days."""
        if self.state == "stuck" or self.changed_on is None:
            return None
        return interrupted_series(self.days, self.changed_on, level)


def sense_of(change: SeriesChange | None, direction: str) -> Sense | None:
    """Whether the jump goes where it is wanted; « unchanged » when its interval holds zero; missing without a jump."""
    if change is None or change.level_change is None:
        return None
    jump = change.level_change
    if jump.low <= 0 <= jump.high:
        return "unchanged"
    if direction not in SIGNS:
        return "moved"
    return "favourable" if jump.estimate * SIGNS[direction] > 0 else "unfavourable"


def sensor_series(
    found: SensorAggregates, entries: Mapping[str, LibraryEntry], changed_on: Mapping[str, pd.Timestamp]
) -> list[SensorSeries]:
    """Each project and indicator with readings, by project then indicator; unknown indicators are left out."""
    parts = {
        name: {(str(project), str(indicator)): rows for (project, indicator), rows in frame.groupby(list(KEY))}
        for name, frame in (
            ("monthly", found.monthly),
            ("daily", found.daily),
            ("phases", found.phases),
            ("evidence", found.evidence),
        )
    }
    return [
        _series((str(whole["project_id"]), str(whole["indicator_id"])), whole, parts, entries, changed_on)
        for _, whole in found.series.iterrows()
        if whole["indicator_id"] in entries
    ]


def _series(
    key: tuple[str, str],
    whole: pd.Series,
    parts: Mapping[str, Mapping[tuple[str, str], pd.DataFrame]],
    entries: Mapping[str, LibraryEntry],
    changed_on: Mapping[str, pd.Timestamp],
) -> SensorSeries:
    phases = parts["phases"].get(key)
    rows = {} if phases is None else {str(row["period"]): row for _, row in phases.iterrows()}
    return SensorSeries(
        key[0],
        entries[key[1]],
        whole,
        rows,
        parts["monthly"][key].reset_index(drop=True),
        parts["daily"][key].reset_index(drop=True),
        changed_on.get(key[0]),
        _rows(parts["evidence"][key]),
    )


def _rows(evidence: pd.DataFrame) -> Rows:
    """The delivered rows of the first and last reading of each month."""
    ends = [(evidence[f"{which}_file"], evidence[f"{which}_row"]) for which in ("first", "last")]
    return Rows.of(*((str(file), int(row)) for files, rows in ends for file, row in zip(files, rows, strict=True)))
