"""The open data beside the release: each cell of the files is that of the released fact or table."""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.census.census import Census, Untraced
from pipeline.census.tokens import digits_of
from pipeline.editions.marks import STATUS_COLUMN
from pipeline.frames import records_of
from pipeline.site.data_files import ARCHIVE
from pipeline.site.edition import Edition

NAMED = "fact_id"


def trace_open_data(data: Path, edition: Edition, status: str) -> Census:
    """Compare facts and tables, read again from `data`, with the release; each file must be one of those.

    Each row says the `status` of the edition.
    """
    facts = edition.release.facts.assign(**{STATUS_COLUMN: status})
    expected = {"facts.csv", "facts.json", ARCHIVE, *(f"tables/{name}.csv" for name in edition.tables)}
    there = {str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}
    wrong = [Untraced(name, "donnees", "is no file of the open data") for name in sorted(there ^ expected)]
    wrong += _otherwise_packed(data)
    rows = {"facts.csv": _csv(data / "facts.csv"), "facts.json": _json(data / "facts.json")}
    found = [(name, *each) for name, listed in rows.items() for each in _facts(listed, facts)]
    for name in edition.tables:
        path = data / "tables" / f"{name}.csv"
        if path.is_file():
            found += [
                (f"tables/{name}.csv", *each)
                for each in _table(path, edition.release.table(name).assign(**{STATUS_COLUMN: status}))
            ]
    traced = Counter({"open data": sum(1 for *_, words in found if not words)})
    wrong += [
        Untraced(cell, column, words, file=f"site/donnees/{name}") for name, column, cell, words in found if words
    ]
    return Census(traced, wrong)


def _otherwise_packed(data: Path) -> list[Untraced]:
    """Files of the archive that are not those beside it, whose numbers are traced."""
    with zipfile.ZipFile(data / ARCHIVE) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    beside = {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    del beside[ARCHIVE]
    names = sorted(packed.keys() | beside.keys())
    return [
        Untraced(name, ARCHIVE, "is not the file beside it") for name in names if packed.get(name) != beside.get(name)
    ]


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _json(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _facts(rows: Sequence[Mapping[str, Any]], facts: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """(field, cell, what is wrong with it) of each field of each fact that holds a number."""
    held = {str(fact["fact_id"]): fact for fact in records_of(facts)}
    for row in rows:
        fact = held.get(str(row[NAMED]))
        if fact is None:
            yield NAMED, str(row[NAMED]), "the release has no such fact"
            continue
        for name, cell in row.items():
            if cell is not None and digits_of(str(cell)):
                is_its = cell == fact.get(name) or _spelled(cell) == _spelled(fact.get(name))
                yield name, str(cell), "" if is_its else f"{row[NAMED]} has {fact.get(name)}"


def _table(path: Path, table: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """(column, cell, what is wrong with it) of each cell that holds a number: it must be one of the released column."""
    held = {str(name): _cells(table[name]) for name in table.columns}
    for row in _csv(path):
        for name, cell in row.items():
            if digits_of(cell):
                its = held.get(name.lstrip("'"), set())
                is_its = cell in its or _spelled(cell) in its
                yield name, cell, "" if is_its else "is in no row of this column of the released table"


def _cells(column: pd.Series) -> set[str]:
    """What its cells hold: texts also as they are, since most cells of a file are those, and spelling takes a while."""
    values = column.tolist()
    texts = {value for value in values if isinstance(value, str)}
    return texts | set(map(_spelled, texts)) | {_spelled(value) for value in values if not isinstance(value, str)}


def _spelled(value: Any) -> str:
    """A value in one spelling, whether it comes from a table or from a file."""
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return "|".join(each if isinstance(each, str) else _spelled(each) for each in value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    try:
        return f"{float(value) + 0.0:.12g}"  # no negative zero
    except (TypeError, ValueError):
        return str(value).lstrip("'")
