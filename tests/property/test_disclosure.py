"""Random linked tables are protected, then attacked: nothing that must be hidden is worked out.

Few tables here: `python -m benchmarks.disclosure` attacks thousands.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from benchmarks.disclosure import counts_table, linked_random
from pipeline.disclosure.attack import Attack, recovered
from pipeline.disclosure.linked import LinkedTables
from pipeline.disclosure.suppression import protect

TABLES = 25
LARGEST = 9
"""Up to which number every table is tried."""


@pytest.mark.slow
@settings(max_examples=TABLES, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), threshold=st.sampled_from([3, 5, 11]))
def test_no_hidden_number_is_recovered(seed: int, threshold: int) -> None:
    tables = linked_random(Generator(PCG64(seed)), threshold)
    hidden = protect(tables)
    assert not recovered(tables, hidden)
    assert all(cell.name in hidden for cell in tables.cells if cell.is_sensitive)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(cells=st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_the_attack_finds_what_trying_every_table_finds(cells: list[int]) -> None:
    tables = two_by_two(cells)
    hidden = protect(tables)
    possible = list(all_tables(tables, hidden))
    for cell in tables.cells:
        found = Attack(tables, hidden).interval(cell.name)
        values = [values[cell.name] for values in possible]
        if max(values) < LARGEST:  # a cell with no bound goes on beyond what is tried
            assert (found.low, found.high) == (min(values), max(values))


def two_by_two(values: list[int]) -> LinkedTables:
    return counts_table([values[:2], values[2:]], threshold=3)


def all_tables(tables: LinkedTables, hidden: frozenset[str]) -> Iterator[dict[str, float]]:
    """Every table of whole numbers up to `LARGEST` inside that agrees with what is published."""
    known = {cell.name: cell.value for cell in tables.cells if cell.name not in hidden}
    inner = [cell for cell in tables.cells if "T" not in cell.name]
    choices = [[known[cell.name]] if cell.name in known else range(LARGEST + 1) for cell in inner]
    for chosen in itertools.product(*choices):
        values = dict(zip([cell.name for cell in inner], map(float, chosen), strict=True))
        for row, column in itertools.product(("0", "1", "T"), ("0", "1", "T")):
            values.setdefault(f"{row}:{column}", _total(values, row, column))
        if all(values[name] == value for name, value in known.items()):
            yield values


def _total(values: dict[str, float], row: str, column: str) -> float:
    rows, columns = ("0", "1") if row == "T" else (row,), ("0", "1") if column == "T" else (column,)
    return sum(values[f"{each}:{other}"] for each in rows for other in columns)
