"""What was decided to hide, handed from the stage that decides to those who hide."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.files import write_json

DECISION = "decision.json"


@dataclass(frozen=True)
class Utility:
    """What disclosure control leaves: `cells` that are printed, of which `primary` and `secondary` are hidden."""

    cells: int = 0
    primary: int = 0
    secondary: int = 0

    @property
    def kept(self) -> float:
        """Share of the printed cells that stay."""
        return 1.0 - (self.primary + self.secondary) / self.cells if self.cells else 1.0

    @property
    def secondary_per_primary(self) -> float:
        """How many cells are hidden for each that had to be."""
        return self.secondary / self.primary if self.primary else 0.0


@dataclass(frozen=True)
class Decision:
    """The ids of hidden facts, the hidden cells of tables as (table, column, row), and the tables of units to hide."""

    facts: frozenset[str] = frozenset()
    cells: frozenset[tuple[str, str, int]] = frozenset()
    units: frozenset[str] = frozenset()
    utility: Utility = Utility()


def write_decision(path: Path, decision: Decision) -> None:
    """Write it as JSON: hidden facts, cells as [table, column, row], tables of units, utility.

    Raises:
        WriteError: the disk refused; what was there before is kept.
    """
    told = {name: sorted(each) for name, each in asdict(decision).items() if name != "utility"}
    write_json(path, {**told, "utility": asdict(decision.utility)})


def read_decision(path: Path) -> Decision:
    """The decision that `write_decision` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    cells = frozenset((str(table), str(column), int(row)) for table, column, row in told["cells"])
    return Decision(frozenset(told["facts"]), cells, frozenset(told["units"]), Utility(**told["utility"]))
