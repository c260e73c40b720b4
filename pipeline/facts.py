"""The fact: one publishable number with its evidence. How numbers read in French belongs in `wording`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import pandas as pd

from pipeline.errors import FactError

Design = Literal["census", "sample", "before_after", "comparison", "time_series", "expert_score", "coding", "document"]

SIGNIFICANT_DIGITS = 12
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
    "printed_percent",
    "largest",
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One number. `value` is in `unit`; shares are fractions (0.84), never percentages.

    `computed_by` is `module:function`; `rows` are the contributing rows as (source_file, source_row).
    `value_text` holds what is not a number (a date in ISO 8601). `qualifier` is how a document hedged its
    number (`=`, `~`, `>`, `<`, `range` between `low` and `high`); `decimals` is the precision worth printing.
    `printed_percent` is the whole percentage to print of a share that must add up to 100 with others. `largest` is what
    the greatest contributor makes of a sum of amounts: disclosure control looks at it, and it never leaves the team.
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
    numerator: float | None = None
    denominator: float | None = None
    n_answered: float | None = None
    n_frame: float | None = None
    n_missing: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    printed_percent: float | None = None
    largest: float | None = None
    interval_method: str = ""
    filter: str = ""
    limits_fr: str = ""
    label_en: str = ""
    rows: tuple[tuple[str, int], ...] = field(default=())


def provenance(rows: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """The (source_file, source_row) pairs of a clean table's rows, sorted, each once."""
    return tuple(
        sorted({(str(file), int(row)) for file, row in zip(rows["source_file"], rows["source_row"], strict=True)})
    )


Row = tuple[str, int]
NO_CORRECTIONS: Mapping[Row, Sequence[str]] = {}


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


def rows_frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """The contributing rows themselves (fact_id, source_file, source_row): they stay inside the team."""
    records = [(fact.fact_id, file, row) for fact in facts for file, row in fact.rows]
    return pd.DataFrame(records, columns=["fact_id", "source_file", "source_row"]).sort_values(
        ["fact_id", "source_file", "source_row"], ignore_index=True
    )


def _record(fact: Fact, made_up: set[str]) -> dict[str, Any]:
    if not fact.rows:
        raise FactError(f"Fact {fact.fact_id} rests on no row of any delivery; a published number needs evidence.")
    record = {name: value for name, value in asdict(fact).items() if name != "rows"}
    for name in NUMERIC_COLUMNS:
        record[name] = _rounded(record[name])
    text = "\n".join(f"{file}\t{row}" for file, row in fact.rows)
    record["source_rows_count"] = len(fact.rows)
    record["source_rows_digest"] = hashlib.sha256(text.encode()).hexdigest()
    files = {file for file, _ in fact.rows}
    record["source_files"] = "|".join(sorted(files))
    record["is_synthetic"] = bool(files & made_up)
    return record


def _corrections(fact: Fact, corrected: Mapping[Row, Sequence[str]]) -> str:
    if not corrected:
        return ""
    return "|".join(sorted({each for row in fact.rows for each in corrected.get(row, ())}))


def _rounded(value: float | None) -> float | None:
    """To 12 significant digits, so that another processor's last bit does not change a byte."""
    return None if value is None else float(f"{value:.{SIGNIFICANT_DIGITS}g}")
