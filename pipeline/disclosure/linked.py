"""Linked tables: which published numbers there are, and which of them add up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Sum = Mapping[str, float]
"""Coefficients of cells that come to zero: parts count 1 each, their total -1."""

TOLERANCE = 1e-6
"""Of a sum, relative to its largest term: numbers are kept to 12 digits."""


@dataclass(frozen=True)
class Cell:
    """One quantity that is published somewhere, or follows from what is.

    It is sensitive when `below` or `above` is positive: readers must hold possible a value that far under and that far
    over the true one. `floor` and `ceiling` are what readers know without us (nothing is counted below zero; a
    printed percentage and its base bound a count). `is_printed` is false for what is only implied (a complement).
    `is_fixed` numbers were published before and cannot be taken back. `is_single` stands for one person or firm, who
    knows it. `weight` is what is lost by hiding it.
    """

    name: str
    value: float
    below: float = 0.0
    above: float = 0.0
    weight: float = 1.0
    floor: float = 0.0
    ceiling: float = math.inf
    is_whole: bool = True
    is_printed: bool = True
    is_fixed: bool = False
    is_single: bool = False

    @property
    def is_sensitive(self) -> bool:
        """Whether it must not be told."""
        return self.below > 0 or self.above > 0


class LinkedTables:
    """Cells, and the sums that hold among them."""

    def __init__(self, cells: Iterable[Cell], sums: Iterable[Sum]) -> None:
        """Keep cells in the order given; a sum that the values do not satisfy is a mistake of the caller.

        Raises:
            ValueError: two cells have one name, or a sum does not hold.
        """
        self.cells: tuple[Cell, ...] = tuple(cells)
        self.position = {cell.name: place for place, cell in enumerate(self.cells)}
        if len(self.position) < len(self.cells):
            raise ValueError("two cells have one name")
        self.sums: tuple[Sum, ...] = tuple(sums)
        self.values: Floats = np.array([cell.value for cell in self.cells], dtype=np.float64)
        self._check()

    def _check(self) -> None:
        for given in self.sums:
            terms = [factor * self.values[self.position[name]] for name, factor in given.items()]
            if abs(math.fsum(terms)) > TOLERANCE * max(1.0, *map(abs, terms)):
                raise ValueError(f"this sum does not hold: {dict(given)}")

    @cached_property
    def matrix(self) -> csr_array:
        """Sums in rows, cells in columns: its product with the values is zero."""
        entries = [
            (row, self.position[name], factor) for row, given in enumerate(self.sums) for name, factor in given.items()
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self.sums), len(self.cells))
        return coo_array((np.array(factors, dtype=np.float64), (rows, columns)), shape=shape).tocsr()

    @cached_property
    def hideable(self) -> frozenset[str]:
        """The cells that were not published before."""
        return frozenset(cell.name for cell in self.cells if not cell.is_fixed)

    def part(self, places: Sequence[int]) -> tuple[csr_array, list[int]]:
        """The sums that touch these cells, with their columns in that order, and which sums they are."""
        columns = self.matrix[:, list(places)].tocsr()
        touched = np.flatnonzero(np.diff(columns.indptr))
        return columns[touched], list(touched)

    def components(self) -> list[LinkedTables]:
        """The linked tables in parts that no sum connects and that hold something sensitive."""
        groups = self.islands(range(len(self.cells)))
        part_of = {place: number for number, group in enumerate(groups) for place in group}
        sums: dict[int, list[Sum]] = {}
        for given in self.sums:
            sums.setdefault(part_of[self.position[next(iter(given))]], []).append(given)
        cells: dict[int, list[Cell]] = {}
        for place, cell in enumerate(self.cells):
            cells.setdefault(part_of[place], []).append(cell)
        sensitive = [number for number, found in cells.items() if any(cell.is_sensitive for cell in found)]
        return [LinkedTables(cells[number], sums.get(number, [])) for number in sensitive]

    def near(self, place: int, places: Sequence[int], count: int) -> list[int]:
        """About so many of these cells, those that fewest sums lie between and `place`; all where there are no more."""
        if len(places) <= count:
            return list(places)
        allowed, reached, edge = set(places), {place}, {place}
        while edge and len(reached) < count:
            edge = set().union(*(self.around(each, allowed) for each in edge)) - reached
            reached |= edge
        return sorted(reached)

    def around(self, place: int, among: set[int], most: int | None = None) -> set[int]:
        """Those of these cells that are in one sum with a cell; of sums with no more than `most` of them."""
        together = [self._places[number] & among for number in self._sums_of[place]]
        return set().union(*(found for found in together if most is None or len(found) <= most))

    @cached_property
    def _places(self) -> list[set[int]]:
        return [{self.position[name] for name in given} for given in self.sums]

    @cached_property
    def _sums_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.cells]
        for number, places in enumerate(self._places):
            for place in places:
                found[place].append(number)
        return found

    def islands(self, places: Sequence[int]) -> list[list[int]]:
        """These cells in groups that no sum connects, each in order; other cells count as known."""
        columns = abs(self.matrix[:, list(places)])
        _, labels = connected_components((columns.T @ columns).tocsr(), directed=False)
        groups: dict[int, list[int]] = {}
        for place, label in zip(places, labels, strict=True):
            groups.setdefault(int(label), []).append(place)
        return list(groups.values())
