"""What one project's measurements of one indicator give: change, difference from elsewhere, target, what lasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.methods.indicators.changes import SIGNS, Change, Sense, Verdict, change, gap, resolution, sense, verdict
from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, HERE, LATER, Pair
from pipeline.methods.indicators.protocol_gaps import Key


@dataclass(frozen=True)
class Result:
    """One pair measured before and after. `gap` is missing without another site, `verdict` without a target.

    `start` and `end` say where the indicator stood on the way that the protocol planned: 0 at its planned start, 1 at
    its target, whatever the unit and the direction; missing where no way was planned. `lasting` is the sense of the
    change from the start to the follow-up, missing where there was none.
    """

    pair: Pair
    change: Change
    gap: Change | None = None
    target: float | None = None
    verdict: Verdict | None = None
    start: float | None = None
    end: float | None = None
    lasting: Sense | None = None

    @property
    def told(self) -> Change:
        """The change that the stronger design gives: that beyond the other site where one was measured."""
        return self.change if self.gap is None or self.gap.estimate.value is None else self.gap

    @property
    def progress(self) -> float | None:
        """The part of the planned way that was covered between the two measurements."""
        return None if self.start is None or self.end is None else self.end - self.start


def results(pairs: Sequence[Pair], protocols: Mapping[Key, pd.Series], level: float) -> list[Result]:
    """The result of each pair measured before and after on the site of the trial, in the order of the pairs."""
    return [
        _result(pair, protocols.get((pair.project_id, pair.entry.indicator.indicator_id)), level)
        for pair in pairs
        if pair.is_before_after
    ]


def _result(pair: Pair, protocol: pd.Series | None, level: float) -> Result:
    found = change(pair, HERE, level)
    before, after = pair.aggregates[BEFORE, HERE].value, pair.aggregates[AFTER, HERE].value
    difference = gap(pair, level) if pair.is_compared else None
    if protocol is None or pd.isna(protocol["target"]):
        return Result(pair, found, difference, lasting=_lasting(pair))
    target, direction = float(protocol["target"]), pair.entry.direction
    start, end = (_position(each, protocol, direction) for each in (before, after))
    reached = verdict(before, after, target, direction, found)
    return Result(pair, found, difference, target, reached, start, end, _lasting(pair))


def _position(value: float, protocol: pd.Series, direction: str) -> float | None:
    """0 at the planned start, 1 at the target; nothing for a level to maintain or a start that was not planned."""
    planned, target = float(protocol["baseline"]), float(protocol["target"])
    if direction not in SIGNS or pd.isna(planned) or (target - planned) * SIGNS[direction] <= 0:
        return None
    return (value - planned) / (target - planned)


def _lasting(pair: Pair) -> Sense | None:
    later = pair.aggregate(LATER)
    if later is None:
        return None
    difference = later.value - pair.aggregates[BEFORE, HERE].value
    return sense(difference, pair.entry.direction, resolution(pair, pair.rows_of(BEFORE, LATER)))


def projects_forward(found: Sequence[Result], of: str = "change") -> dict[str, int]:
    """For each project, 1 when more of its indicators went the wanted way than the other, -1 when fewer, 0 for as many.

    A project counts once, since its indicators move together. `of` is `change`, or `gap` for projects that have one.
    """
    balance: dict[str, int] = {}
    for result in found:
        seen: Change | None = getattr(result, of)
        if seen is not None:
            step = {"favourable": 1, "unfavourable": -1}.get(seen.sense, 0)
            balance[result.pair.project_id] = balance.get(result.pair.project_id, 0) + step
    return {project: (total > 0) - (total < 0) for project, total in balance.items()}


def project_progress(found: Sequence[Result]) -> pd.Series:
    """The median part of the planned way that each project covered, by project."""
    rows = [(result.pair.project_id, result.progress) for result in found if result.progress is not None]
    frame = pd.DataFrame(rows, columns=["project_id", "progress"])
    return frame.groupby("project_id")["progress"].median()
