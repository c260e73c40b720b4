"""What was noticed on a sheet that its owner must know: kind, address, how often. Used inside the child process."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

Kind = str
"""A key of `telling.SENTENCES`."""


@dataclass(frozen=True)
class Spot:
    """One place on a sheet; `row` and `column` count from 1, 0 where the whole column or row is meant."""

    kind: Kind
    address: str
    row: int = 0
    column: int = 0
    found: str = ""
    last_row: int = 0


@dataclass
class Sightings:
    """Places in the order they were met, at most `told` of each kind; all are counted."""

    told: int
    spots: list[Spot] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)

    def add(self, spot: Spot) -> None:
        """Note one more place."""
        self.counts[spot.kind] += 1
        if self.counts[spot.kind] <= self.told:
            self.spots.append(spot)

    def record(self) -> dict[str, Any]:
        """What is handed over as JSON."""
        return {"spots": [asdict(spot) for spot in self.spots], "counts": dict(self.counts)}


class SheetRefusedError(Exception):
    """The sheet cannot be read; `kind` is a key of `telling.REFUSALS`."""

    def __init__(self, kind: str, found: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.found = found


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it: (7, 2) is B7."""
    return f"{letters(column)}{row}"


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Increasing numbers as (first, last) of each unbroken run."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
