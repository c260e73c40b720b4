"""Numbers that changed, appeared or disappeared, and how large each change is beside the interval told before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.booklet import wording

FACTS = Path("site/donnees/facts.json")
PRINTED = ("display_fr", "value", "value_text", "low", "high", "numerator", "denominator", "status")
EVIDENCE = (
    "method",
    "filter",
    "design",
    "limits_fr",
    "interval_method",
    "source_files",
    "source_rows_digest",
    "label_fr",
)
NOT_TOLD = "non publié"

Kind = Literal["changed", "appeared", "disappeared", "evidence"]


@dataclass(frozen=True)
class ChangedNumber:
    """One number in both editions; None where an edition lacks it. `evidence`: printed alike, proved otherwise."""

    kind: Kind
    fact_id: str
    former: Mapping[str, Any] | None
    current: Mapping[str, Any] | None

    @property
    def told(self) -> Mapping[str, Any]:
        """The number as it is told last."""
        return self.current or self.former or {}

    @property
    def change(self) -> float | None:
        """Current value less former one, in the number's unit; None where one of them is no number."""
        before, after = (_number(fact, "value") for fact in (self.former, self.current))
        return None if before is None or after is None else after - before

    @property
    def halves(self) -> float | None:
        """The change as a multiple of half the former interval; None without an interval."""
        low, high = _number(self.former, "low"), _number(self.former, "high")
        if self.change is None or low is None or high is None or high <= low:
            return None
        return abs(self.change) / ((high - low) / 2)

    @property
    def is_outside(self) -> bool | None:
        """Whether the current value left the former interval; None without an interval."""
        low, high, value = (_number(self.former, "low"), _number(self.former, "high"), _number(self.current, "value"))
        return None if low is None or high is None or value is None else not low <= value <= high


def read_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """The facts of a published edition, by id."""
    rows: list[dict[str, Any]] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return {row["fact_id"]: row for row in rows}


def changed_numbers(
    former: Mapping[str, Mapping[str, Any]], current: Mapping[str, Mapping[str, Any]]
) -> Iterator[ChangedNumber]:
    """Every number that is not told as it was, in the order of the current edition, those that disappeared last."""
    for fact_id in [*current, *(name for name in former if name not in current)]:
        before, after = former.get(fact_id), current.get(fact_id)
        kind = _kind(before, after)
        if kind:
            yield ChangedNumber(kind, fact_id, before, after)


def _kind(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Kind | None:
    if before is None or after is None:
        return "disappeared" if after is None else "appeared"
    if any(before.get(name) != after.get(name) for name in PRINTED):
        return "changed"
    return "evidence" if any(before.get(name) != after.get(name) for name in EVIDENCE) else None


def display(fact: Mapping[str, Any] | None) -> str:
    """The number as it is printed."""
    if fact is None:
        return ""
    return str(fact.get("display_fr") or NOT_TOLD)


def interval(fact: Mapping[str, Any] | None) -> str:
    """Its interval as it is printed; empty without one."""
    low, high = _number(fact, "low"), _number(fact, "high")
    if fact is None or low is None or high is None:
        return ""
    return wording.interval(low, high, str(fact["unit"]), None)


def change_words(number: ChangedNumber) -> str:
    """How far the value moved, in French; what else changed where the value did not."""
    change, unit = number.change, str(number.told.get("unit", ""))
    if change is None:
        return "le texte change" if number.kind == "changed" else ""
    if change == 0:
        return "même valeur, autre base ou autre intervalle"
    sign = "+" if change > 0 else wording.MINUS
    if unit in ("share", "share_change", "share_per_year"):
        size = abs(change) * 100
        return f"{sign}{wording.number(round(size, 1))}{wording.NO_BREAK}{'point' if size < 2 else 'points'}"
    return f"{sign}{wording.number(round(abs(change), 6))}"


def against_interval(number: ChangedNumber) -> str:
    """The change beside the former interval, in French; empty without one."""
    halves, outside = number.halves, number.is_outside
    if halves is None or outside is None or number.change == 0:
        return ""
    times = wording.number(round(halves, 1))
    place = "hors de l’intervalle d’avant" if outside else "dans l’intervalle d’avant"
    return f"{place} ({times} fois sa demi-largeur)"


def _number(fact: Mapping[str, Any] | None, name: str) -> float | None:
    value = None if fact is None else fact.get(name)
    return float(value) if isinstance(value, int | float) else None
