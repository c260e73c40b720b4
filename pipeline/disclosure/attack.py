"""The attack: what a reader can work out about hidden cells from everything published.

Every sum of the linked tables is known to the reader, and so are all published cells. A hidden cell lies between the
least and the greatest value that these allow: two linear programmes a cell, mixed-integer for counts, since readers
know that counts are whole (Willenborg and de Waal 2001; Hundepool et al. 2012, "auditing" of a suppression pattern).
HiGHS solves them through scipy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint

from pipeline.disclosure.linked import Cell, LinkedTables
from pipeline.disclosure.moves import Move, Moved, Proofs, cheapest_move
from pipeline.disclosure.solver import solve

SMALL = 40
"""Hidden cells that hang together up to which each of them is looked at from the other's place, two sums around."""

FEW = 3
"""Hidden cells of one sum up to which one of them, known, gives much away of the others."""


@dataclass(frozen=True)
class Interval:
    """Between which values an attacker knows a cell to lie."""

    low: float
    high: float


class Attack:
    """Linked tables with some cells hidden, seen by readers.

    Moves found are kept as proofs: one often proves several cells, and it holds when more is hidden.
    """

    def __init__(self, tables: LinkedTables, hidden: Collection[str], proofs: Iterable[Moved] = ()) -> None:
        """Find which hidden cells hang together; nothing is solved yet."""
        self.tables, self.hidden = tables, frozenset(hidden)
        unknown = sorted(tables.position[name] for name in set(hidden))
        islands = tables.islands(unknown) if unknown else []
        self._island_of = {place: island for island in islands for place in island}
        self._refused: set[Move] = set()
        self.proofs = Proofs(proofs)

    def near(self, name: str) -> set[str]:
        """The hidden cells that somebody who knows a hidden cell may learn something of.

        Where few cells hang together, those at most two sums away; where many do, those of a sum that hides no more
        than `FEW` cells. Farther away and among more, one known number leaves the others as open as they were.
        """
        own = self.tables.position[name]
        island = set(self._island_of[own])
        around = self.tables.around(own, island, None if len(island) <= SMALL else FEW)
        if len(island) <= SMALL:
            around = around.union(*(self.tables.around(place, island) for place in around))
        return {self.tables.cells[place].name for place in around - {own}}

    def interval(self, name: str) -> Interval:
        """The least and greatest value that a cell can have; a published cell is what it is."""
        place = self.tables.position[name]
        if place not in self._island_of:
            return Interval(self.tables.values[place], self.tables.values[place])
        return Interval(self._extreme(place, 1.0), self._extreme(place, -1.0))

    def protects(self, name: str, still: frozenset[str] = frozenset()) -> bool:
        """Whether one who knows the cells `still` must hold possible values as far below and above as the cell asks."""
        cell = self.tables.cells[self.tables.position[name]]
        return all(self.allows(Move(name, by, still)) for by in (-cell.below, cell.above) if by)

    def allows(self, move: Move) -> bool:
        """Whether a hidden cell may be that far from its true value."""
        place = self.tables.position[move.name]
        island = self._island_of.get(place, [])
        if not island or move.name in move.still:
            return False
        if self.proofs.prove(self.tables, move):
            return True
        found = None if move in self._refused else cheapest_move(self.tables, move, island, np.ones(len(island)))
        if found is None:
            self._refused.add(move)
            return False
        self.proofs.keep(found)
        return True

    def _extreme(self, place: int, sign: float) -> float:
        """The least (`sign` 1) or greatest (-1) value of a hidden cell."""
        island = self._island_of[place]
        cells = [self.tables.cells[each] for each in island]
        matrix, rows = self.tables.part(island)
        left = matrix @ self.tables.values[island]  # what the published cells of these sums leave to the hidden
        found = solve(
            sign * np.array([each == place for each in island], dtype=np.float64),
            constraints=LinearConstraint(matrix, left, left) if rows else None,
            bounds=Bounds([cell.floor for cell in cells], [cell.ceiling for cell in cells]),
            integrality=np.array([float(cell.is_whole) for cell in cells]),
        )
        # The true values are a solution, so that without another there is no bound.
        return float(-sign * np.inf) if found.x is None else float(found.x[island.index(place)])


def recovered(tables: LinkedTables, hidden: Collection[str], proofs: Iterable[Moved] = ()) -> list[str]:
    """Sensitive cells known too well to a reader, or to one who stands alone in another hidden cell; none is the aim.

    Cells that follow from an attacker's own, whatever is hidden, are about the same person or firm: no secret to them.
    `proofs` are moves of hidden cells that are known already; without any, the attack starts from nothing.
    """
    attack, at_most = Attack(tables, hidden, proofs), Attack(tables, tables.hideable)
    by_insiders = missing_to_insiders(attack)
    excused = {(move.name, move.still) for move in by_insiders if not at_most.allows(move)}
    leaks = [*missing_to_readers(attack), *(move for move in by_insiders if (move.name, move.still) not in excused)]
    return list(dict.fromkeys(move.name for move in leaks))


def missing_to_readers(attack: Attack) -> list[Move]:
    """The moves that sensitive cells ask for and that the hidden cells do not allow: both ways of a weak cell."""
    cells = [cell for cell in attack.tables.cells if cell.is_sensitive]
    return [move for cell in cells if not attack.protects(cell.name) for move in _both_ways(cell, frozenset())]


def missing_to_insiders(attack: Attack, excused: Collection[tuple[str, frozenset[str]]] = ()) -> list[Move]:
    """The same when one who stands alone in a hidden cell, and so knows it, looks at cells near by.

    `excused` are pairs of a cell and one that an attacker knows, where the first is the attacker's own again.
    """
    cells = [cell for cell in attack.tables.cells if cell.is_sensitive]
    wanted: list[Move] = []
    for own in alone(attack.tables, attack.hidden):
        near, still = attack.near(own), frozenset({own})
        asked = [cell for cell in cells if cell.name in near and (cell.name, still) not in excused]
        weak = [cell for cell in asked if not attack.protects(cell.name, still)]
        wanted += [move for cell in weak for move in _both_ways(cell, still)]
    return wanted


def _both_ways(cell: Cell, still: frozenset[str]) -> list[Move]:
    return [Move(cell.name, by, still) for by in (cell.above, -cell.below) if by]


def alone(tables: LinkedTables, hidden: Collection[str]) -> list[str]:
    """Hidden cells in which one person or firm stands alone, who so knows the number."""
    return [cell.name for cell in tables.cells if cell.is_single and cell.name in hidden]
