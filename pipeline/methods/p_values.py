"""How a p-value is printed, whatever it tests: to so many decimals, and « moins de 0,001 » below."""

from __future__ import annotations

from typing import Any

SMALLEST_P, P_DECIMALS = 0.001, 3


def p_fields(value: float) -> dict[str, Any]:
    """A p-value as a fact has it, told as « moins de 0,001 » below."""
    qualifier = "<" if value < SMALLEST_P else "="
    return {"value": max(value, SMALLEST_P), "qualifier": qualifier, "unit": "p_value", "decimals": P_DECIMALS}
