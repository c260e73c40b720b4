"""Themes as a former build estimated them, taken again while the tables that they asked for are the same.

A theme is kept with the names of the tables that it asked for, there or not, and a digest of each: no other table can
have changed what it gave.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimate_folders import Settled
from pipeline.facts import Fact, Rows
from pipeline.files import sha256
from pipeline.former_results import FormerResults
from pipeline.frames import StoredTables

NAMES = "*"
"""Stands for the names of all tables where a theme went through them."""

MOST_ROWS = 1 << 17
"""Of all clean tables, above which the rows that each fact rests on are too many to be kept, or held twice."""

FIELDS = [each.name for each in fields(Fact) if each.name != "rows"]


class AskedTables(Mapping[str, pd.DataFrame]):
    """The tables of a cohort; `names` are those that were asked for, there or not."""

    def __init__(self, tables: StoredTables) -> None:
        self._tables = tables
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        self.names.add(name)
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        self.names.add(NAMES)
        return iter(self._tables)

    def __len__(self) -> int:
        self.names.add(NAMES)
        return len(self._tables)

    def path(self, name: str) -> Path:
        """Where a table lies, for a reader that does not want it whole."""
        self.names.add(name)
        return self._tables.path(name)


class FormerEstimates:
    """Estimates with the same code, parameters and plan, by theme."""

    def __init__(self, former: FormerResults, tables: StoredTables) -> None:
        """`tables` are those of this build."""
        self._former = former
        self._tables = tables
        self._answers: dict[str, str] = {}

    def take(self, theme: str) -> Settled | None:
        """What a theme gave when it asked for the same tables; None where it has to be estimated."""
        kept = self._former.answered(theme, self._answer)
        return None if kept is None else _settled(kept)

    def keep(self, theme: str, found: Settled, asked: set[str]) -> None:
        """Leave what a theme gave to later builds, with what it asked for."""
        self._former.keep_answered(theme, self._answer, asked, _record(found))

    def _answer(self, asked: str) -> str:
        if asked not in self._answers:
            self._answers[asked] = self._answer_now(asked)
        return self._answers[asked]

    def _answer_now(self, asked: str) -> str:
        """A digest of a table, nothing where there is none; or the names of all."""
        if asked == NAMES:
            return json.dumps(sorted(self._tables))
        return sha256(self._tables.path(asked)) if asked in self._tables else ""


def _record(found: Settled) -> dict[str, Any]:
    """Facts with the rows that they rest on, each set of rows once, and tables; JSON has all digits of a number."""
    rows = list({id(fact.rows): fact.rows for fact in found.facts}.values())
    places = {id(each): place for place, each in enumerate(rows)}
    return {
        "rows": [{file: numbers.tolist() for file, numbers in each.numbers.items()} for each in rows],
        "facts": [[places[id(fact.rows)], *(getattr(fact, name) for name in FIELDS)] for fact in found.facts],
        "tables": {name: base64.b64encode(content).decode("ascii") for name, content in found.tables.items()},
    }


def _settled(kept: Mapping[str, Any]) -> Settled:
    rows = [Rows({file: np.array(numbers, dtype="int64") for file, numbers in each.items()}) for each in kept["rows"]]
    facts = [Fact(rows=rows[place], **dict(zip(FIELDS, values, strict=True))) for place, *values in kept["facts"]]
    return Settled(facts, {name: base64.b64decode(content) for name, content in kept["tables"].items()})
