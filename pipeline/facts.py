"""The fact: one publishable number with its evidence. How numbers read in French belongs in `wording`."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, overload
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.errors import FactError
from pipeline.significant_digits import significant_decimals

Design = Literal["census", "sample", "before_after", "comparison", "time_series", "expert_score", "coding", "document"]

SIGNIFICANT_DIGITS = 12
DIGITS_OF_MARGIN = 2
"""Significant digits of half an interval that are worth printing: more would be noise."""
NUMERIC_COLUMNS = (
    "decimals",
    "value",
    "numerator",
    "denominator",
    "n_answered",
    "n_frame",
    "n_missing",
    "low",
    "high",
    "level",
    "largest",
)


Row = tuple[str, int]
NO_CORRECTIONS: Mapping[Row, Sequence[str]] = {}


class Rows(Sequence[Row]):
    """(source_file, source_row) pairs in order, each once: equal to a tuple of them, but eight bytes a row.

    Facts about one question rest on the same rows, of which a large survey has millions: those are held once.
    """

    def __init__(self, numbers: Mapping[str, np.ndarray]) -> None:
        """`numbers` are the rows of each file, int64, sorted, each once."""
        self.numbers = {file: numbers[file] for file in sorted(numbers)}

    @classmethod
    def of(cls, *pairs: Row) -> Rows:
        """The rows that are named one by one."""
        files = sorted({file for file, _ in pairs})
        return cls({file: np.unique([row for of, row in pairs if of == file]).astype("int64") for file in files})

    def __len__(self) -> int:
        return sum(map(len, self.numbers.values()))

    def __iter__(self) -> Iterator[Row]:
        return ((file, row) for file, found in self.numbers.items() for row in found.tolist())

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Rows | tuple) and tuple(self) == tuple(other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rows as text, a line each."""
        lines = b"".join(_lines(file, numbers) for file, numbers in self.numbers.items() if len(numbers))
        return hashlib.sha256(memoryview(lines)[1:]).hexdigest()


def _lines(file: str, numbers: NDArray[np.int64]) -> memoryview:
    """A line « file, tab, number » for each row, after a line feed."""
    before, between = (pa.scalar(text, pa.large_string()) for text in (f"\n{file}", "\t"))
    lines = pc.binary_join_element_wise(before, pa.array(numbers).cast(pa.large_string()), between)
    return memoryview(lines.buffers()[2])[: pc.sum(pc.binary_length(lines)).as_py()]


HELD: WeakValueDictionary[tuple[tuple[str, bytes], ...], Rows] = WeakValueDictionary()
"""The rows that facts rest on now, by what they are."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One number. `value` is in `unit`; shares are fractions (0.84), never percentages.

    `computed_by` is `module:function`; `rows` are the contributing rows as (source_file, source_row).
    `value_text` holds what is not a number (a date in ISO 8601). `qualifier` is how a document hedged its
    number (`=`, `~`, `>`, `<`, `range` between `low` and `high`); `decimals` is the precision worth printing, of
    which `least_decimals` stay however wide the interval, where the levels beside a difference have as many.
    `largest` is what the greatest contributor makes of a sum of amounts: disclosure control looks at it, and it never
    leaves the team.
    """

    fact_id: str
    label_fr: str
    unit: str
    method: str
    computed_by: str
    source_table: str
    design: Design
    value: float | None = None
    value_text: str = ""
    qualifier: str = "="
    decimals: float | None = None
    least_decimals: int = 0
    numerator: float | None = None
    denominator: float | None = None
    n_answered: float | None = None
    n_frame: float | None = None
    n_missing: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    largest: float | None = None
    interval_method: str = ""
    filter: str = ""
    limits_fr: str = ""
    label_en: str = ""
    rows: Rows = field(default_factory=Rows.of)


class Sources:
    """Where each row of a clean table was delivered: its file, and its number there."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """`rows` have a `source_file` and a `source_row`."""
        self._codes, files = pd.factorize(rows["source_file"], use_na_sentinel=False)
        self._files = [str(file) for file in files]
        self._numbers = np.ascontiguousarray(rows["source_row"], dtype="int64")

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, chosen: NDArray[np.bool_] | slice) -> Rows:
        """The (source_file, source_row) pairs of some of the rows, sorted, each once."""
        numbers, codes = self._numbers[chosen], self._codes[chosen]
        parts = [(file, numbers[codes == code]) for code, file in enumerate(self._files)]
        found = {file: _each_once(part) for file, part in parts if len(part)}
        key = tuple((file, hashlib.sha256(found[file].data).digest()) for file in sorted(found))
        return HELD.setdefault(key, Rows(found))


def provenance(rows: pd.DataFrame) -> Rows:
    """The (source_file, source_row) pairs of a clean table's rows, sorted, each once."""
    return Sources(rows).of(slice(None))


def _each_once(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted, each once: as files are read, rows come so."""
    return numbers if np.all(numbers[1:] > numbers[:-1]) else np.unique(numbers)


def facts_frame(
    facts: Mapping[str, Iterable[Fact]],
    synthetic_files: Collection[str] = (),
    corrected: Mapping[Row, Sequence[str]] = NO_CORRECTIONS,
) -> pd.DataFrame:
    """One row a fact of each theme, in order of `fact_id`; contributing rows become a count, a digest and their files.

    `is_synthetic` says that a fact rests on at least one row of `synthetic_files`; `corrections` lists the corrections
    that changed at least one of its rows, given `corrected`: the ids of those of each row.

    Raises:
        FactError: two facts have one id, or a fact rests on no row.
    """
    made_up = set(synthetic_files)
    records = [
        {"theme": theme, **_record(fact, made_up), "corrections": _corrections(fact, corrected)}
        for theme, found in facts.items()
        for fact in found
    ]
    frame = pd.DataFrame.from_records(records).sort_values("fact_id", ignore_index=True)
    twice = frame.loc[frame["fact_id"].duplicated(), "fact_id"]
    if len(twice):
        raise FactError(f"These facts are declared twice: {', '.join(sorted(set(twice)))}.")
    for column in NUMERIC_COLUMNS:
        frame[column] = pd.to_numeric(frame[column]).astype("float64")
    return frame


NOT_RECORDED = ("rows", "least_decimals")
"""What a fact holds and its row does not: told by other columns."""


def _record(fact: Fact, made_up: set[str]) -> dict[str, Any]:
    if not fact.rows:
        raise FactError(f"Fact {fact.fact_id} rests on no row of any delivery; a published number needs evidence.")
    record = {each.name: getattr(fact, each.name) for each in fields(fact) if each.name not in NOT_RECORDED}
    for name in NUMERIC_COLUMNS:
        record[name] = _rounded(record[name])
    record["decimals"] = worth_printing(fact)
    record["source_rows_count"] = len(fact.rows)
    record["source_rows_digest"] = fact.rows.digest
    record["source_files"] = "|".join(fact.rows.numbers)
    record["is_synthetic"] = not made_up.isdisjoint(fact.rows.numbers)
    return record


def worth_printing(fact: Fact) -> float | None:
    """The decimals to print: those asked for, but no more than the width of its interval supports.

    « 0,0 (−3,8 à 3,7) » rather than « −0,0233 (−3,7855 à 3,7388) ».
    """
    if fact.decimals is None or fact.low is None or fact.high is None:
        return fact.decimals
    half = (fact.high - fact.low) / 2
    if not half or not math.isfinite(half):
        return fact.decimals
    return min(fact.decimals, max(float(significant_decimals(half, DIGITS_OF_MARGIN)), float(fact.least_decimals)))


def median_decimals(usual: int | None, *numbers: float | None) -> int | None:
    """The decimals of a median, or of a gap between two, with its bounds; `usual` unless all are whole or halves.

    Those are printed as they are: « 8 », « 7,5 », since « 8,0 » would say that answers had decimals.
    """
    known = [number for number in numbers if number is not None]
    return None if all(math.isfinite(each) and float(2 * each).is_integer() for each in known) else usual


def _corrections(fact: Fact, corrected: Mapping[Row, Sequence[str]]) -> str:
    if not corrected:
        return ""
    return "|".join(sorted({each for row in fact.rows for each in corrected.get(row, ())}))


def _rounded(value: float | None) -> float | None:
    """To 12 significant digits, so that another processor's last bit does not change a byte."""
    return None if value is None else float(f"{value:.{SIGNIFICANT_DIGITS}g}")
