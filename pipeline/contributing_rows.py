"""The rows that facts rest on, inside the team: each fact names its set of rows, and each set is told once.

Facts about one question rest on the same rows: hundreds of facts of a large survey cite a few dozen sets of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from pipeline.facts import Fact, Rows
from pipeline.frames import write_in_parts, write_tables

SET_OF_FACTS, ROWS_OF_SETS = "fact_row_sets", "row_sets"
"""Tables of a folder of estimates: (fact_id, row_set) and (row_set, source_file, source_row)."""
ROW_TABLES = (SET_OF_FACTS, ROWS_OF_SETS)

ROWS_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class ContributingRows:
    """The set of each fact, and (row_set, source_file, source_row) of each set, some at a time, whenever asked."""

    set_of: Mapping[str, int] = field(default_factory=dict)
    parts: Iterable[pd.DataFrame] = ()

    def of_fact(self, fact_id: str) -> pd.DataFrame:
        """(source_file, source_row) of one fact."""
        found = [part[part["row_set"].eq(self.set_of.get(fact_id, -1))] for part in self.parts]
        return pd.concat(found)[["source_file", "source_row"]].astype({"source_file": "str"})

    def only(self, facts: Collection[str]) -> ContributingRows:
        """Those of some facts."""
        set_of = {fact: found for fact, found in self.set_of.items() if fact in facts}
        kept = set(set_of.values())
        return ContributingRows(set_of, _Again(lambda: (part[part["row_set"].isin(kept)] for part in self.parts)))

    def renamed(self, fact: Callable[[str], str], file: Callable[[str], str]) -> ContributingRows:
        """The same with other names of facts and of files."""
        return ContributingRows(
            {fact(name): found for name, found in self.set_of.items()},
            _Again(lambda: (_with_files(part, file) for part in self.parts)),
        )


@dataclass(frozen=True)
class _Again:
    """Iterates anew whenever it is asked."""

    begun: Callable[[], Iterator[pd.DataFrame]]

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return self.begun()


def together(several: Sequence[ContributingRows]) -> ContributingRows:
    """The rows of all facts of several, which have names of their own."""
    sizes = [max(each.set_of.values(), default=-1) + 1 for each in several]
    starts = [sum(sizes[:place]) for place in range(len(several))]
    numbered = list(zip(starts, several, strict=True))
    return ContributingRows(
        {fact: start + found for start, each in numbered for fact, found in each.set_of.items()},
        _Again(
            lambda: (part.assign(row_set=part["row_set"] + start) for start, each in numbered for part in each.parts)
        ),
    )


def rows_behind(facts: Iterable[Fact]) -> ContributingRows:
    """The rows of facts, sets in the order of the ids of the facts that rest on them."""
    ordered = sorted(facts, key=lambda fact: fact.fact_id)
    sets = {fact.rows.digest: fact.rows for fact in ordered}
    numbers = {digest: number for number, digest in enumerate(sets)}
    set_of = {fact.fact_id: numbers[fact.rows.digest] for fact in ordered}
    return ContributingRows(set_of, _Again(lambda: _parts(list(sets.values()))))


def write_rows(folder: Path, rows: ContributingRows) -> None:
    """Write both tables into a folder of estimates."""
    named = {"fact_id": pd.Series(list(rows.set_of), dtype="str"), "row_set": list(rows.set_of.values())}
    write_tables(folder, {SET_OF_FACTS: pd.DataFrame(named).astype({"row_set": "int64"})})
    write_in_parts(folder / f"{ROWS_OF_SETS}.parquet", iter(rows.parts))


def stored_rows(folders: Sequence[Path]) -> ContributingRows:
    """The rows of the facts that folders of estimates hold, read a million at a time."""
    return together([_stored(folder) for folder in folders])


def _stored(folder: Path) -> ContributingRows:
    sets = pd.read_parquet(folder / f"{SET_OF_FACTS}.parquet")
    set_of = dict(zip(map(str, sets["fact_id"]), map(int, sets["row_set"]), strict=True))
    return ContributingRows(set_of, _Again(lambda: _groups(folder / f"{ROWS_OF_SETS}.parquet")))


def _groups(path: Path) -> Iterator[pd.DataFrame]:
    with pq.ParquetFile(path, read_dictionary=["source_file"]) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group).to_pandas()


def _with_files(part: pd.DataFrame, file: Callable[[str], str]) -> pd.DataFrame:
    return part.assign(source_file=part["source_file"].astype(str).map(file))


def _parts(sets: Sequence[Rows]) -> Iterator[pd.DataFrame]:
    waiting: list[tuple[int, str, np.ndarray]] = []
    room = ROWS_AT_ONCE
    for number, rows in enumerate(sets):
        for file, numbers in rows.numbers.items():
            left = numbers
            while len(left) >= room:
                yield _frame([*waiting, (number, file, left[:room])])
                waiting, left, room = [], left[room:], ROWS_AT_ONCE
            waiting.append((number, file, left))
            room -= len(left)
    yield _frame(waiting)


def _frame(parts: Sequence[tuple[int, str, np.ndarray]]) -> pd.DataFrame:
    counts = [len(numbers) for _, _, numbers in parts]
    files = pd.Series([file for _, file, _ in parts], dtype="str")
    return pd.DataFrame(
        {
            "row_set": np.repeat(np.array([number for number, _, _ in parts], dtype="int64"), counts),
            "source_file": files.take(np.repeat(np.arange(len(parts)), counts)).reset_index(drop=True),
            "source_row": np.concatenate([numbers for _, _, numbers in parts]) if parts else np.array([], "int64"),
        }
    )
