"""What notebooks and booklets read: one audience's release, and nothing behind it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow.parquet import read_schema

from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.errors import FactError
from pipeline.former_answers import Digests, digests_of_facts
from pipeline.frames import read_frame

ANCHOR = "fait-"
FRENCH = "fr"

ASKED: set[str] = set()
"""What this process asked of releases so far, in words that `Release.answer` takes: a run that asks for the same and is
answered the same need not take place again."""

Fact = Mapping[str, Any]
"""The fields of a fact, by name."""

PARTS = {
    "summary": "release.json",
    "facts": "facts.parquet",
    "deliveries": "deliveries.parquet",
    "corrections": "corrections.parquet",
}
"""The files of a release that are asked for whole."""


NOTHING = hashlib.sha256(b"").hexdigest()
"""What is answered of a fact that there is not."""


@dataclass(frozen=True)
class Release:
    """A release folder, opened for reading in one language: `fr` or `en`.

    The same release in the other language (`dataclasses.replace`) shares the facts that were read.
    """

    folder: Path
    language: str = FRENCH
    _series: dict[str, pd.Series] = field(default_factory=dict, repr=False, compare=False)
    """The facts asked for so far: a booklet asks for most of its facts four times."""

    @property
    def summary(self) -> dict[str, Any]:
        """release.json: cohort, audience, edition, themes."""
        ASKED.add("summary")
        return self._summary

    @cached_property
    def _summary(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self._part("summary").read_text(encoding="utf-8"))
        return content

    def is_for(self, audience: str) -> bool:
        """Whether it is this audience's release: a run that asks no more of the audience may be taken by another."""
        ASKED.add(f"is_for {audience}")
        return bool(self._summary["audience"] == audience)

    @property
    def facts(self) -> pd.DataFrame:
        """One row a fact, indexed by `fact_id`."""
        ASKED.add("facts")
        return self._facts

    @cached_property
    def _facts(self) -> pd.DataFrame:
        return read_frame(self._part("facts")).set_index("fact_id", drop=False)

    @property
    def deliveries(self) -> pd.DataFrame:
        """One row a delivered file: owner, source, licence, SHA-256."""
        ASKED.add("deliveries")
        return self._deliveries

    @cached_property
    def _deliveries(self) -> pd.DataFrame:
        return read_frame(self._part("deliveries"))

    @property
    def files(self) -> pd.DataFrame:
        """The deliveries without their SHA-256, which changes with any cell and stands on no page of a booklet."""
        ASKED.add("files")
        return self._files

    @cached_property
    def _files(self) -> pd.DataFrame:
        return self._deliveries.drop(columns="sha256")

    @property
    def corrections(self) -> pd.DataFrame:
        """One row a correction that was applied."""
        ASKED.add("corrections")
        return self._corrections

    @cached_property
    def _corrections(self) -> pd.DataFrame:
        return read_frame(self._part("corrections"))

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        """The tables read so far."""
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """A theme's table, as its estimator wrote it; read once, and the caller's own to change."""
        ASKED.add(f"table {name}")
        if name not in self._tables:
            self._tables[name] = read_frame(self._table_file(name))
        return self._tables[name].copy(deep=False)

    def column_names(self, table: str) -> list[str]:
        """The names of the columns of a theme's table, which is not read for them; none where no theme wrote it."""
        ASKED.add(f"column_names {table}")
        return self._column_names(table)

    def _column_names(self, table: str) -> list[str]:
        file = self._table_file(table)
        return list(read_schema(file).names) if file.is_file() else []

    def has_table(self, name: str) -> bool:
        """Whether a theme with this table is in the release."""
        ASKED.add(f"has_table {name}")
        return self._table_file(name).is_file()

    def optional_table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A theme's table; an empty one with `columns` where no theme wrote it."""
        return self.table(name) if self.has_table(name) else pd.DataFrame(columns=list(columns))

    def has_fact(self, fact_id: str) -> bool:
        """Whether the cohort has such a fact, hidden or not."""
        ASKED.add(f"has_fact {fact_id}")
        return fact_id in self._rows

    def fact(self, fact_id: str) -> pd.Series:
        """One fact, the caller's own to change.

        Raises:
            FactError: the cohort has no such fact.
        """
        ASKED.add(f"fact {fact_id}")
        if fact_id not in self._series:
            self._series[fact_id] = pd.Series(self._record(fact_id), name=fact_id, dtype="object")
        return self._series[fact_id].copy(deep=False)

    def fields(self, fact_id: str) -> Fact:
        """One fact, field by field; for many facts, quicker than a series of each.

        Raises:
            FactError: the cohort has no such fact.
        """
        ASKED.add(f"fact {fact_id}")
        return self._record(fact_id)

    def facts_of(self, fact_ids: Sequence[str]) -> pd.DataFrame:
        """The rows of these facts, in this order.

        Raises:
            FactError: the cohort has no such fact.
        """
        ASKED.update(f"fact {fact_id}" for fact_id in fact_ids)
        return self._facts.iloc[[self._row(fact_id) for fact_id in fact_ids]]

    def column(self, name: str) -> pd.Series:
        """One column of all facts: to know which files or themes there are, not what was counted."""
        ASKED.add(f"column {name}")
        return self._facts[name]

    def _record(self, fact_id: str) -> dict[str, Any]:
        row = self._row(fact_id)
        return {name: values[row] for name, values in self._columns.items()}

    def _row(self, fact_id: str) -> int:
        try:
            return self._rows[fact_id]
        except KeyError:
            raise FactError(f"{self.folder}: no fact is called « {fact_id} ».") from None

    @cached_property
    def _rows(self) -> dict[str, int]:
        """Where each fact stands."""
        return {str(fact_id): row for row, fact_id in enumerate(self._facts.index.tolist())}

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """The columns of the facts as Python values: taking one row after the other out of a wide frame is slow."""
        return {str(name): column.tolist() for name, column in self._facts.items()}

    def display(self, fact_id: str) -> str:
        """The fact as readers of the release's language see it."""
        ASKED.add(f"fact {fact_id}")
        return str(self._record(fact_id)[f"display_{self.language}"])

    def link(self, fact_id: str | None, text: str | None = None) -> Markdown:
        """The fact as readers see it (or `text`), linked to its row in the evidence annex; an en dash for none."""
        if fact_id is None or fact_id != fact_id or fact_id == "":
            return Markdown(EMPTY)
        displayed = self.display(fact_id)
        shown = displayed if text is None else text
        return Markdown(f"[{escape(shown)}](#{ANCHOR}{fact_id})")

    def answer(self, asked: str) -> str:
        """A digest of what the release answers when it is asked this (see ASKED)."""
        kind, _, name = asked.partition(" ")
        match kind:
            case "fact":
                return self._digests[kind].get(name, NOTHING)
            case "column":
                return self._digests[kind][name]
            case "has_fact":
                told = repr(name in self._digests["fact"]).encode()
            case "is_for":
                told = repr(self._summary["audience"] == name).encode()
            case "table" | "has_table" | "column_names":
                told = self._told_of_table(kind, name)
            case "files":
                told = self._files.to_json().encode()
            case _:
                told = _content(self._part(kind))
        return _digest(told)

    @cached_property
    def _digests(self) -> Digests:
        return digests_of_facts(self._part("facts"), Path(__file__), self._digested)

    def _digested(self) -> Digests:
        facts = zip(self._rows, zip(*self._columns.values(), strict=True), strict=True)
        return {
            "fact": {fact_id: _digest(repr(told).encode()) for fact_id, told in facts},
            "column": {name: _digest(repr(told).encode()) for name, told in self._columns.items()},
        }

    def _told_of_table(self, kind: str, name: str) -> bytes:
        file = self._table_file(name)
        if kind == "table":
            return _content(file)
        return repr(file.is_file() if kind == "has_table" else self._column_names(name)).encode()

    def _part(self, kind: str) -> Path:
        return self.folder / PARTS[kind]

    def _table_file(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.parquet"

    def with_document_names(self, text: str, *, is_cell: bool = False) -> str:
        """`text` with the names that cohort.yml gives to documents in place of their identifiers.

        A cell of a table has the shorter names (`documents_in_tables:`), where there are any.
        """
        shorter = self.summary.get("documents_in_tables", {}) if is_cell else {}
        names: dict[str, str] = self.summary.get("documents", {}) | shorter
        if not names:
            return text
        longest_first = sorted(names, key=len, reverse=True)
        identifiers = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
        return identifiers.sub(lambda found: names[found.group()], text)

    def links(self, fact_ids: pd.Series) -> list[Markdown]:
        """One link a fact id, for a table's column."""
        return [self.link(fact_id) for fact_id in fact_ids]


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
