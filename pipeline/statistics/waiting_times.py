"""How long until something happens, when for some it has not happened yet: the Kaplan–Meier curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

ROUNDING = 1e-12
"""A product of fractions may miss one half by its last bit."""


@dataclass(frozen=True)
class WaitingCurve:
    """Durations of all units, whether the event was seen (without it a unit is right-censored), and the curve.

    `times` are the moments at which it happened, `shares` the estimated share of units to which it then has.
    """

    durations: tuple[float, ...]
    is_seen: tuple[bool, ...]
    times: tuple[float, ...]
    shares: tuple[float, ...]

    def happened_by(self, time: float) -> float:
        """Estimated share of units to which it has happened by `time`, that moment included.

        Beyond the longest duration the curve is not known and keeps its last value.
        """
        return max(
            (share for moment, share in zip(self.times, self.shares, strict=True) if moment <= time), default=0.0
        )

    def waiting_at(self, time: float) -> int:
        """Units followed until `time` or the longest duration, to which it has not happened by then."""
        last = min(time, max(self.durations))
        pairs = zip(self.durations, self.is_seen, strict=True)
        return sum(length > last or (length == last and not seen) for length, seen in pairs)

    def is_exact_until(self, time: float) -> bool:
        """Whether nobody left before the last event up to `time`: the share is then a plain count of all units."""
        last = max((moment for moment in self.times if moment <= time), default=0.0)
        return all(seen or length >= last for length, seen in zip(self.durations, self.is_seen, strict=True))

    def quantile(self, part: float) -> float | None:
        """When it has happened to at least this part of the units; None while it has not.

        `SurvfuncRight.quantile` asks for more than the part: of four units, half would then never be two.
        """
        reached = (time for time, share in zip(self.times, self.shares, strict=True) if share >= part - ROUNDING)
        return next(reached, None)


def waiting_curve(durations: Sequence[float], is_seen: Sequence[bool]) -> WaitingCurve:
    """The curve of these units (Kaplan and Meier 1958, as `statsmodels` estimates it).

    A unit to which the event can no longer happen stays waiting until the end of follow-up, which the caller gives as
    its duration: with one end of follow-up the curve then is the cumulative incidence among all units (Fine and Gray
    1999), and does not suppose, as censoring at the exit would, that the unit might still come to it.

    Raises:
        ValueError: there is no unit, or a duration is negative or missing.
    """
    lengths = np.asarray(durations, dtype=float)
    if not len(lengths) or not np.all(lengths >= 0):
        raise ValueError(f"Waiting times need durations of 0 or more, found {list(durations)}.")
    seen = np.asarray(is_seen, dtype=bool)
    whole = (tuple(lengths.tolist()), tuple(seen.tolist()))
    if not seen.any():
        return WaitingCurve(*whole, times=(), shares=())
    fitted = SurvfuncRight(lengths, seen.astype(int))
    return WaitingCurve(*whole, tuple(fitted.surv_times.tolist()), tuple((1 - fitted.surv_prob).tolist()))
