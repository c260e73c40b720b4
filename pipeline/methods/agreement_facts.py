"""How a coefficient of agreement, of scores or of codes, stands in a fact, and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.statistics.results import Caution, Estimate

DECIMALS = 2


def coefficient_fields(found: Estimate, limits_fr: str) -> dict[str, Any]:
    """Value, base, interval and method of `found`, which has a value; why it has no interval follows `limits_fr`."""
    bounds = {} if found.interval is None else {"interval_method": found.interval.name_fr, "level": found.level}
    own = [caution.said_fr for caution in found.cautions if caution.said_fr not in limits_fr]
    return {
        "unit": "coefficient",
        "value": found.value,
        "decimals": DECIMALS,
        "n_answered": float(found.n),
        "low": found.low,
        "high": found.high,
        "method": f"{found.method.name_fr} ({found.method.source})",
        "limits_fr": " ".join([limits_fr, *own]).strip(),
        **bounds,
    }


def one_a_line(cautions: Iterable[Caution]) -> str:
    """What cautions say, each once and on its own line, as tables hold it for the booklet to print."""
    return "\n".join(dict.fromkeys(caution.said_fr for caution in cautions))
