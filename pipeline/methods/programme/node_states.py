"""Where a result stands against its target: reached, missed, undecided, without a target, or not measured."""

from __future__ import annotations

from enum import StrEnum

from pipeline.errors import FactError
from pipeline.facts import Fact


class State(StrEnum):
    """What may be said of one link of the logic model."""

    REACHED = "reached"
    MISSED = "missed"
    UNDECIDED = "undecided"
    NO_TARGET = "no-target"
    NOT_MEASURED = "not-measured"


AT_LEAST, AT_MOST = "at_least", "at_most"


def state(result: Fact | None, target: Fact | None, sense: str = "") -> State:
    """The state of a result against its target; `sense` is `at_least` or `at_most`, and both bear one unit.

    A count of everybody is compared as it is. A result estimated on a sample is compared with both ends of its
    interval, and undecided where the target lies between them, or where a small base leaves it without an interval:
    a target is not reached because the few who answered say so.

    Raises:
        FactError: the target is in another unit than the result.
    """
    if result is None or result.value is None:
        return State.NOT_MEASURED
    if target is None or target.value is None:
        return State.NO_TARGET
    if target.unit != result.unit:
        raise FactError(
            f"{target.fact_id} is in {target.unit}, {result.fact_id} in {result.unit}: they do not compare."
        )
    ends = _ends(result)
    if ends is None:
        return State.UNDECIDED
    wins = [end >= target.value if sense == AT_LEAST else end <= target.value for end in ends]
    return State.REACHED if all(wins) else State.UNDECIDED if any(wins) else State.MISSED


def _ends(result: Fact) -> tuple[float, float] | None:
    """Both ends of what the result may be; None for a sample so small that it has no interval."""
    value = float(result.value or 0.0)
    if result.design != "sample":
        return value, value
    if result.low is not None and result.high is not None:
        return result.low, result.high
    is_everybody = result.n_frame is not None and result.n_answered == result.n_frame
    return (value, value) if is_everybody else None
