"""Whether what is counted confirms what was printed, or there is less, or more."""

from __future__ import annotations

APPROXIMATE_MARGIN = 0.1
"""A number printed as approximate (« une quinzaine ») is confirmed within a tenth of itself."""

CONFIRMED, FEWER, MORE = "confirmé par le registre", "le registre en compte moins", "le registre en compte davantage"


def confirm(printed: float, qualifier: str, counted: int) -> str:
    """The verdict on a printed number; `qualifier` is how it was hedged (`=`, or `~` for an approximate one)."""
    margin = APPROXIMATE_MARGIN * printed if qualifier == "~" else 0
    if abs(counted - printed) <= margin:
        return CONFIRMED
    return MORE if counted > printed else FEWER
