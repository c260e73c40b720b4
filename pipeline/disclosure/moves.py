"""A move: other values of some cells that keep every sum and take one cell as far from the truth as it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import hstack

from pipeline.disclosure.linked import Floats, LinkedTables
from pipeline.disclosure.solver import solve

SLACK = 1e-6
"""Solvers are exact to about 1e-9; what moves by less stands still."""

NEAR = 80
"""Cells around the one to be moved that are tried before all: nearly every move is found among them."""

NODES, FULL = 20, 5000
"""Branches after which a move by whole numbers is given up: with one number known to the attacker, and without."""

Moved = dict[int, float]
"""By how much each cell moves, by its place; cells that stand still are left out."""


@dataclass(frozen=True)
class Move:
    """A demand: the cell must be able to move by `by` although `still` cells (known to the attacker) do not."""

    name: str
    by: float
    still: frozenset[str] = frozenset()


class Proofs:
    """Moves that were found, by the cells they move; they hold when more is hidden."""

    def __init__(self, found: Iterable[Moved] = ()) -> None:
        """Begin with these moves."""
        self._by_place: dict[int, list[Moved]] = {}
        self._all: list[Moved] = []
        for moved in found:
            self.keep(moved)

    def __iter__(self) -> Iterator[Moved]:
        return iter(self._all)

    def keep(self, moved: Moved) -> None:
        """One more move."""
        self._all.append(moved)
        for place in moved:
            self._by_place.setdefault(place, []).append(moved)

    def prove(self, tables: LinkedTables, move: Move) -> bool:
        """Whether one of them is the move that is asked for."""
        own, known = tables.position[move.name], {tables.position[name] for name in move.still}
        return any(
            moved[own] * np.sign(move.by) >= abs(move.by) - SLACK and not known & moved.keys()
            for moved in self._by_place.get(own, [])
        )


def cheapest_move(tables: LinkedTables, move: Move, places: Sequence[int], costs: Floats) -> Moved | None:
    """The cheapest way to make a move with these cells (places, by their cost per unit); none if there is no way.

    Counts move by whole numbers. Looked for among the cells nearby first, so that it is a cheap way, not always the
    cheapest.
    """
    own = tables.position[move.name]
    free = [place for place in places if tables.cells[place].name not in move.still]
    price = dict(zip(places, costs, strict=True))
    near = tables.near(own, free, NEAR)
    for among in [near] if len(near) == len(free) else [near, free]:
        found = _solved(
            tables, own, move.by, among, np.array([price[place] for place in among]), is_brief=bool(move.still)
        )
        if found is not None:
            return found
    return None


def _solved(
    tables: LinkedTables, own: int, by: float, places: list[int], costs: Floats, *, is_brief: bool
) -> Moved | None:
    up, down = reach(tables, places, by, own)
    here, least = places.index(own), np.zeros(2 * len(places))
    way, back = (here, here + len(places)) if by > 0 else (here + len(places), here)
    most = np.concatenate([up, down])
    if most[way] < abs(by) - SLACK:
        return None
    least[way], most[way], most[back] = abs(by), max(most[way], abs(by)), 0.0
    matrix, rows = tables.part(places)
    whole = np.tile([float(tables.cells[place].is_whole) for place in places], 2)
    sums = LinearConstraint(hstack([matrix, -matrix]).tocsr(), 0, 0) if rows else None
    objective, bounds = np.concatenate([costs, costs]), Bounds(least, most)
    found = solve(objective, constraints=sums, bounds=bounds)
    if found.x is not None and np.abs((found.x - np.round(found.x)) * whole).max() > SLACK:
        tried = {"node_limit": NODES if is_brief else FULL}
        found = solve(objective, constraints=sums, bounds=bounds, integrality=whole, options=tried)
    if found.x is None:
        return None
    gone = found.x[: len(places)] - found.x[len(places) :]
    return {place: float(far) for place, far in zip(places, gone, strict=True) if abs(far) > SLACK}


def reach(tables: LinkedTables, places: Sequence[int], by: float, own: int) -> tuple[Floats, Floats]:
    """How far each cell may go up and down. Scaling every cell alike keeps all sums, so no cell need go farther."""
    cells = [tables.cells[place] for place in places]
    steepest = 1 + abs(by) / max(abs(tables.values[own]), 1.0)
    widest = max(2.0, steepest) * max(abs(by), *(abs(cell.value) for cell in cells))
    up = np.array([min(cell.ceiling - cell.value, widest) for cell in cells])
    return up, np.array([min(cell.value - cell.floor, widest) for cell in cells])
