"""How many decimals show a number: its significant digits, whatever it counts."""

from __future__ import annotations

import math


def significant_decimals(value: float, digits: int = 3) -> int:
    """How many decimals show a number other than zero to so many significant digits."""
    return max(0, digits - 1 - math.floor(math.log10(abs(value))))
