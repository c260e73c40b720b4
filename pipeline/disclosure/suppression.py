"""Secondary suppression: which other cells to hide so that no sensitive cell can be worked out.

A sensitive cell is protected when the sums allow other values for it: moving it takes a pattern of hidden cells that
move with it. Few cells: one mixed-integer programme finds the cheapest pattern for all sensitive cells at once, the
cell suppression problem (Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular data with linear
constraints"). Many: the sensitive cells one after the other, the largest need first, each by the linear relaxation
whose moved cells are hidden (Kelly, Golden and Assad 1992), cells hidden already being free; then cells that turned out
needless are published again. Either way `attack` has the last word: what it recovers is protected further, or the
result is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import block_diag, csr_array, hstack, vstack

from pipeline.disclosure.attack import Attack, missing_to_insiders, missing_to_readers, recovered
from pipeline.disclosure.linked import Floats, LinkedTables
from pipeline.disclosure.moves import Move, Moved, Proofs, cheapest_move, reach
from pipeline.disclosure.solver import solve
from pipeline.errors import DisclosureError

AT_ONCE = 700
"""Moves (or cells hidden for others) times cells up to which all are looked at together in well under a second."""

FREE = 1e-3
"""What it costs to move a cell that is hidden already: enough for moves to stay short, far below any printed cell."""

ROUNDS = 12
"""Attacks after which a pattern that still leaks is given up."""


def protect(tables: LinkedTables) -> frozenset[str]:
    """All cells to hide: the sensitive, those implied, and the cheapest that keep both from being worked out.

    Raises:
        DisclosureError: whatever is hidden, a sensitive cell follows from what was published before.
    """
    hidden = {cell.name for cell in tables.cells if cell.is_sensitive or not cell.is_printed}
    return frozenset(hidden).union(*(_protected(part, hidden & set(part.position)) for part in tables.components()))


def _protected(tables: LinkedTables, hidden: set[str]) -> frozenset[str]:
    attack, excused = Attack(tables, hidden), set[tuple[str, frozenset[str]]]()
    for _ in range(ROUNDS):
        wanted = missing_to_readers(attack) or missing_to_insiders(attack, excused)
        if not wanted:
            return published_again(attack)
        attack = _hiding_more(attack, wanted, excused)
    raise DisclosureError(
        f"« {wanted[0].name} » and {len(wanted) - 1} more numbers can still be worked out after {ROUNDS} rounds of "
        f"hiding others: {_because(attack)}."
    )


def _hiding_more(attack: Attack, wanted: Sequence[Move], excused: set[tuple[str, frozenset[str]]]) -> Attack:
    """The attack when enough is hidden for these moves: found at once where that is quick, else one by one.

    What cannot move although one attacker's own cell stands still is that attacker's own: it joins the `excused`.

    Raises:
        DisclosureError: a cell cannot move at all.
    """
    if len(wanted) * len(attack.tables.cells) <= AT_ONCE and (more := _at_once(attack, wanted)) is not None:
        return Attack(attack.tables, attack.hidden | more, attack.proofs)
    hidden, proofs = set(attack.hidden), Proofs(attack.proofs)
    for move in sorted(wanted, key=lambda move: -abs(move.by)):
        if proofs.prove(attack.tables, move) or (move.name, move.still) in excused:
            continue
        moved = _for_one(attack.tables, hidden, move)
        if moved is not None:
            proofs.keep(moved)
            hidden |= {attack.tables.cells[place].name for place in moved}
        elif move.still:
            excused.add((move.name, move.still))
        else:
            raise DisclosureError(f"« {move.name} » must be hidden, but {_because(attack)}.")
    return Attack(attack.tables, hidden, proofs)


def _because(attack: Attack) -> str:
    """Why nothing helps, and what to do: what was published before gives it away, or sums alone do."""
    if any(cell.is_fixed for cell in attack.tables.cells):
        return "it follows from numbers that were published before: ask for those to be withdrawn"
    return "the sums it stands in allow no other value, whatever else is hidden: publish fewer of these numbers"


def _for_one(tables: LinkedTables, hidden: Collection[str], move: Move) -> Moved | None:
    """A cheap way to make one move, hidden cells being nearly free."""
    places = [place for place, cell in enumerate(tables.cells) if cell.name in hidden or not cell.is_fixed]
    is_open = [tables.cells[place].name not in hidden for place in places]
    costs = np.where(is_open, [tables.cells[place].weight for place in places], FREE)
    return cheapest_move(tables, move, places, costs)


def _at_once(attack: Attack, moves: Sequence[Move]) -> set[str] | None:
    """The cells to hide so that each move is possible, at the least cost; none if some move is not possible."""
    cells, hidden = attack.tables.cells, attack.hidden
    is_open = np.array([cell.name not in hidden and not cell.is_fixed for cell in cells])
    is_shut = np.array([cell.name not in hidden and cell.is_fixed for cell in cells])
    taken = _Programme(attack.tables, moves, is_open, is_shut).solved()
    if taken is None:
        return None
    return {cell.name for cell, is_taken in zip(cells, taken, strict=True) if is_taken}


class _Programme:
    """The moves as one programme: for each move, how far each cell goes up and down."""

    def __init__(
        self,
        tables: LinkedTables,
        moves: Sequence[Move],
        is_open: npt.NDArray[np.bool_],
        is_shut: npt.NDArray[np.bool_],
    ) -> None:
        self.tables, self.cells, self.matrix = tables, tables.cells, tables.matrix
        self.moves, self.is_open = moves, is_open
        self.weights = np.array([cell.weight for cell in self.cells])
        self.up, self.down = zip(*(self._reach(move, is_shut) for move in moves), strict=True)

    def _reach(self, move: Move, is_shut: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """How far each cell may go at most; what the attacker knows stands still."""
        up, down = reach(self.tables, range(len(self.cells)), move.by, self.tables.position[move.name])
        stays = is_shut | np.array([cell.name in move.still for cell in self.cells])
        return np.where(stays, 0.0, up), np.where(stays, 0.0, down)

    def solved(self) -> npt.NDArray[np.bool_] | None:
        """Which open cells the cheapest pattern hides: a binary a cell, and counts move by whole numbers."""
        count, copies = len(self.cells), len(self.moves)
        sums = block_diag([hstack([self.matrix, -self.matrix])] * copies, format="csr")
        keeps = [hstack([self._copy(k), -self._limits(k)]) for k in range(copies)]
        zero = csr_array((sums.shape[0], count))
        steps = vstack([hstack([sums, zero]), *keeps]).tocsr()
        low = np.concatenate([np.zeros(sums.shape[0]), np.full(steps.shape[0] - sums.shape[0], -np.inf)])
        found = solve(
            np.concatenate([np.zeros(2 * count * copies), np.where(self.is_open, self.weights, 0.0)]),
            constraints=LinearConstraint(steps, low, np.zeros(steps.shape[0])),
            bounds=self._bounds(),
            integrality=np.concatenate([np.tile(self._whole(), 2 * copies), np.ones(count)]),
        )
        return None if found.x is None else (found.x[-count:] > 0.5) & self.is_open

    def _copy(self, which: int) -> csr_array:
        """Ups and downs of the cells in one move, out of all moves."""
        count = len(self.cells)
        both = np.arange(2 * count)
        shape = (2 * count, 2 * count * len(self.moves))
        return csr_array((np.ones(2 * count), (both, both + 2 * count * which)), shape=shape)

    def _limits(self, which: int) -> csr_array:
        """How far each open cell goes when it is hidden; others are hidden already and go as far as they can."""
        reach = np.concatenate([self.up[which], self.down[which]])
        places = np.tile(np.arange(len(self.cells)), 2)
        return csr_array((reach, (np.arange(len(reach)), places)), shape=(len(reach), len(self.cells)))

    def _bounds(self) -> Bounds:
        low, high = [], []
        for move, up, down in zip(self.moves, self.up, self.down, strict=True):
            least, most = np.zeros(2 * len(self.cells)), np.concatenate([up, down])
            own = self.tables.position[move.name]
            way, back = (own, own + len(self.cells)) if move.by > 0 else (own + len(self.cells), own)
            least[way], most[way], most[back] = abs(move.by), max(most[way], abs(move.by)), 0.0
            low.append(least)
            high.append(most)
        low.append(np.where(self.is_open, 0.0, 1.0))
        high.append(np.ones(len(self.cells)))
        return Bounds(np.concatenate(low), np.concatenate(high))

    def _whole(self) -> Floats:
        return np.array([float(cell.is_whole) for cell in self.cells])


def published_again(attack: Attack) -> frozenset[str]:
    """The hidden cells, less those that turn out needless, the costliest tried first."""
    kept = set(attack.hidden)
    needed = [cell for cell in attack.tables.cells if cell.name in kept and not cell.is_sensitive and cell.is_printed]
    if len(needed) * len(attack.tables.cells) > AT_ONCE:
        return frozenset(kept)
    for cell in sorted(needed, key=lambda cell: (-cell.weight, cell.name)):
        place = attack.tables.position[cell.name]
        if not recovered(attack.tables, kept - {cell.name}, [moved for moved in attack.proofs if place not in moved]):
            kept.discard(cell.name)
            attack = Attack(attack.tables, kept, [moved for moved in attack.proofs if place not in moved])
    return frozenset(kept)
