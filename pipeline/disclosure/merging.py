"""One cell for what is one quantity: cells that a sum says to be equal are the same number told twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.disclosure.linked import Cell, LinkedTables, Sum


def merged(cells: Iterable[Cell], sums: Iterable[Sum]) -> tuple[LinkedTables, dict[str, str]]:
    """Linked tables in which equal cells are one, and the name under which each cell is found there."""
    cells, sums = list(cells), list(sums)
    name_of = {cell.name: cell.name for cell in cells}
    while equal := [tuple(given) for given in sums if _is_equality(given)]:
        names = {two: one for one, two in _pairs(equal)}
        name_of = {name: names.get(stands, stands) for name, stands in name_of.items()}
        sums = [given for given in (_renamed(given, names) for given in sums) if given]
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(name_of[cell.name], []).append(cell)
    once = {tuple(sorted(given.items())): given for given in sums}
    return LinkedTables([_together(name, group) for name, group in groups.items()], once.values()), name_of


def _is_equality(given: Sum) -> bool:
    return len(given) == 2 and sum(given.values()) == 0


def _pairs(equal: Sequence[tuple[str, ...]]) -> list[tuple[str, str]]:
    """For each cell that equals others, the one that stands for all of them."""
    stands: dict[str, str] = {}

    def root(name: str) -> str:
        while name in stands:
            name = stands[name]
        return name

    for one, two in equal:
        first, second = root(one), root(two)
        if first != second:
            stands[second] = first
    return [(root(name), name) for name in list(stands)]


def _renamed(given: Sum, names: dict[str, str]) -> dict[str, float]:
    """The sum with its cells under their new names; those that cancel out are gone."""
    found: dict[str, float] = {}
    for name, factor in given.items():
        stands = names.get(name, name)
        found[stands] = found.get(stands, 0.0) + factor
    return {name: factor for name, factor in found.items() if factor}


def _together(name: str, group: Sequence[Cell]) -> Cell:
    return Cell(
        name,
        group[0].value,
        below=max(cell.below for cell in group),
        above=max(cell.above for cell in group),
        weight=sum(cell.weight for cell in group),
        floor=max(cell.floor for cell in group),
        ceiling=min(cell.ceiling for cell in group),
        is_whole=any(cell.is_whole for cell in group),
        is_printed=any(cell.is_printed for cell in group),
        is_fixed=any(cell.is_fixed for cell in group),
        is_single=any(cell.is_single for cell in group),
    )
