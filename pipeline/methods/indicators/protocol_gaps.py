"""What a protocol planned and what was measured: indicators left out, phases missing, days earlier or later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, HERE, LATER, Pair

TOLERANCE_DAYS = 7
"""A week: trials are planned in weeks, and a day of rain is no deviation."""

NOTHING, BEFORE_ONLY, AFTER_ONLY, UNREADABLE = "nothing", "before_only", "after_only", "unreadable"
EARLIER, ON_TIME, LATER_THAN_PLANNED = "earlier", "on_time", "later"

Key = tuple[str, str]
"""Project and indicator."""


def planned(protocols: pd.DataFrame) -> dict[Key, pd.Series]:
    """The protocol of each project and indicator."""
    return {(str(row["project_id"]), str(row["indicator_id"])): row for _, row in protocols.iterrows()}


def incomplete(protocols: Mapping[Key, pd.Series], pairs: Sequence[Pair]) -> pd.DataFrame:
    """One row a planned or measured pair without both phases on the site of the trial, with what is missing.

    Columns `project_id`, `indicator_id`, `missing` (nothing measured, one phase only, or measurements that do not add
    up) and `plan_b` (empty when the protocol has none).
    """
    measured = {(pair.project_id, pair.entry.indicator.indicator_id): pair for pair in pairs}
    rows = []
    for key in sorted(protocols.keys() | measured.keys()):
        missing = _missing(measured.get(key))
        if missing:
            plan_b = protocols[key].get("plan_b") if key in protocols else None
            rows.append((*key, missing, "" if plan_b is None or pd.isna(plan_b) else str(plan_b)))
    return pd.DataFrame(rows, columns=["project_id", "indicator_id", "missing", "plan_b"])


def _missing(pair: Pair | None) -> str:
    if pair is None:
        return NOTHING
    if pair.problem:
        return UNREADABLE
    before, after = (pair.aggregate(phase) is not None for phase in (BEFORE, AFTER))
    if before and after:
        return ""
    return BEFORE_ONLY if before else AFTER_ONLY if after else NOTHING


def deviations(protocols: Mapping[Key, pd.Series], pairs: Sequence[Pair]) -> pd.DataFrame:
    """How many days after the planned day (negative: before it) each planned pair was measured on the trial's site.

    Columns `project_id`, `indicator_id`, `moment` (baseline, or end: the last measurement of a later phase), `days`
    and `timing`: earlier or later by more than a week, or on time.
    """
    rows = []
    for pair in pairs:
        protocol = protocols.get((pair.project_id, pair.entry.indicator.indicator_id))
        if protocol is not None:
            rows += [(pair.project_id, pair.entry.indicator.indicator_id, *found) for found in _days(pair, protocol)]
    found = pd.DataFrame(rows, columns=["project_id", "indicator_id", "moment", "days"])
    return found.assign(timing=[timing(days) for days in found["days"]])


def _days(pair: Pair, protocol: pd.Series) -> list[tuple[str, int]]:
    first = pair.rows_of(BEFORE, arms=(HERE,))["date"].min()
    last = pair.rows_of(AFTER, LATER, arms=(HERE,))["date"].max()
    moments = (("baseline", first, protocol["baseline_on"]), ("end", last, protocol["end_on"]))
    return [
        (moment, int((pd.Timestamp(day) - pd.Timestamp(due)).days))
        for moment, day, due in moments
        if not (pd.isna(day) or pd.isna(due))
    ]


def timing(days: int) -> str:
    """Earlier, on time or later than planned, to within a week."""
    if abs(days) <= TOLERANCE_DAYS:
        return ON_TIME
    return EARLIER if days < 0 else LATER_THAN_PLANNED
