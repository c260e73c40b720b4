"""Answers as numbers: each different answer of a column once, and which of them each response gives.

Whatever is counted of a survey is counted here, once a column; the rest of the work looks at what is different.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.estimates import Tables
from pipeline.facts import Sources
from pipeline.frames import StoredTables
from pipeline.tables import PROVENANCE

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CodedAnswers:
    """The `different` answers: texts, numbers, or tuples of texts where several could be given.

    `codes` has the place among them of the answer of each response; `len(different)` is that of no answer (an empty
    text and an empty list are none).
    """

    different: tuple[Any, ...]
    codes: NDArray[np.int32]

    @cached_property
    def counts(self) -> Counts:
        """How many responses give each of the different answers."""
        return np.bincount(self.codes, minlength=len(self.different) + 1)[:-1]

    @cached_property
    def given(self) -> int:
        """How many responses give an answer."""
        return int(self.counts.sum())

    def such(self, holds: Callable[[Any], bool]) -> Mask:
        """Which of the different answers are such."""
        return np.fromiter(map(holds, self.different), dtype=bool, count=len(self.different))

    def rows(self, chosen: Mask, without: bool = False) -> Mask:
        """Which responses give one of the answers `chosen`; those `without` an answer too, if asked."""
        return np.append(chosen, without)[self.codes]

    def counts_by(self, other: CodedAnswers) -> NDArray[np.int64]:
        """How many responses give each answer (columns) and each to another question (rows)."""
        width = len(self.different) + 1
        pairs = other.codes.astype(np.intp) * width + self.codes
        table = np.bincount(pairs, minlength=(len(other.different) + 1) * width).reshape(-1, width)
        return table[:-1, :-1]

    def of(self, rows: NDArray[np.intp]) -> CodedAnswers:
        """The answers of some responses, in this order."""
        return CodedAnswers(self.different, self.codes[rows])


class Responses(Mapping[str, CodedAnswers]):
    """The responses to a survey that count, column by column: each is read and coded when it is first asked for."""

    def __init__(self, tables: Tables, survey: str, rows: NDArray[np.intp] | None = None) -> None:
        """`rows` are the places of those that count, all unless told."""
        self._tables, self._survey, self._rows = tables, survey, rows
        self._coded: dict[str, CodedAnswers] = {}
        self._names = column_names(tables, survey)

    def __getitem__(self, name: str) -> CodedAnswers:
        if name not in self._coded:
            found = coded(_column(self._tables, self._survey, name))
            self._coded[name] = found if self._rows is None else found.of(self._rows)
        return self._coded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def sources(self) -> Sources:
        """Where each response was delivered."""
        columns = {name: _column(self._tables, self._survey, name).to_pandas() for name in PROVENANCE}
        rows = pd.DataFrame(columns)
        return Sources(rows if self._rows is None else rows.iloc[self._rows])


def column_names(tables: Tables, name: str) -> list[str]:
    """The columns of a table; one that is stored is not read for them."""
    return tables.columns(name) if isinstance(tables, StoredTables) else list(map(str, tables[name]))


def coded(column: pa.ChunkedArray) -> CodedAnswers:
    """The answers of a column of texts, of numbers, or of lists of texts."""
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    whole = _in_one(column)
    if pa.types.is_list(whole.type):
        return _several(whole)
    return _without("", *_encoded(whole))


def _several(lists: pa.ListArray) -> CodedAnswers:
    """Lists are told apart by the codes of their items, as bytes; where there is none, no byte is."""
    items, codes = _encoded(lists.values)
    starts = lists.offsets.to_numpy().astype(np.int64) * codes.itemsize
    as_bytes = pa.Array.from_buffers(pa.large_binary(), len(lists), [None, pa.py_buffer(starts), pa.py_buffer(codes)])
    several = _without(b"", *_encoded(as_bytes))
    read = (np.frombuffer(each, dtype=codes.dtype) for each in several.different)
    return CodedAnswers(tuple(tuple(items[place] for place in places) for places in read), several.codes)


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return (column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column).combine_chunks()


def _encoded(column: pa.Array) -> tuple[list[Any], NDArray[np.int32]]:
    """The different values, and the place of each row's among them; that of no value is their number."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    different = encoded.dictionary.to_pylist()
    return different, encoded.indices.fill_null(len(different)).to_numpy(zero_copy_only=False)


def _without(empty: Any, different: list[Any], codes: NDArray[np.int32]) -> CodedAnswers:
    """The answers, of whom those who gave the empty one gave none."""
    if empty not in different:
        return CodedAnswers(tuple(different), codes)
    place = different.index(empty)
    kept = different[:place] + different[place + 1 :]
    moved = np.array([*range(place), len(kept), *range(place, len(kept) + 1)], dtype=np.int32)
    return CodedAnswers(tuple(kept), moved[codes])


def _column(tables: Tables, table: str, name: str) -> pa.ChunkedArray:
    if isinstance(tables, StoredTables):
        return tables.column(table, name)
    return pa.Table.from_pandas(tables[table][[name]], preserve_index=False).column(0)
