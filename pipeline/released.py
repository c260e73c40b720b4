"""What notebooks and booklets read: one audience's release, and nothing behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.errors import FactError

ANCHOR = "fait-"
FRENCH = "fr"


@dataclass(frozen=True)
class Release:
    """A release folder, opened for reading in one language: `fr` or `en`.

    The same release in the other language (`dataclasses.replace`) shares the facts that were read.
    """

    folder: Path
    language: str = FRENCH
    _records: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    """Each fact as a mapping: taking one row after the other out of a wide frame is slow."""
    _series: dict[str, pd.Series] = field(default_factory=dict, repr=False, compare=False)
    """The facts asked for so far: a booklet asks for most of its facts four times."""

    @cached_property
    def summary(self) -> dict[str, Any]:
        """release.json: cohort, audience, edition, themes."""
        content: dict[str, Any] = json.loads((self.folder / "release.json").read_text(encoding="utf-8"))
        return content

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row a fact, indexed by `fact_id`."""
        return pd.read_parquet(self.folder / "facts.parquet").set_index("fact_id", drop=False)

    @cached_property
    def deliveries(self) -> pd.DataFrame:
        """One row a delivered file: owner, source, licence, SHA-256."""
        return pd.read_parquet(self.folder / "deliveries.parquet")

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """One row a correction that was applied."""
        return pd.read_parquet(self.folder / "corrections.parquet")

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        """The tables read so far."""
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """A theme's table, as its estimator wrote it; read once, and the caller's own to change."""
        if name not in self._tables:
            self._tables[name] = pd.read_parquet(self.folder / "tables" / f"{name}.parquet")
        return self._tables[name].copy(deep=False)

    def has_table(self, name: str) -> bool:
        """Whether a theme with this table is in the release."""
        return (self.folder / "tables" / f"{name}.parquet").is_file()

    def optional_table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A theme's table; an empty one with `columns` where no theme wrote it."""
        return self.table(name) if self.has_table(name) else pd.DataFrame(columns=list(columns))

    def fact(self, fact_id: str) -> pd.Series:
        """One fact, the caller's own to change.

        Raises:
            FactError: the cohort has no such fact.
        """
        if fact_id not in self._series:
            self._series[fact_id] = pd.Series(self._record(fact_id), name=fact_id, dtype="object")
        return self._series[fact_id].copy(deep=False)

    def _record(self, fact_id: str) -> dict[str, Any]:
        if not self._records:
            rows = self.facts.to_dict("records")
            named = ({str(key): value for key, value in row.items()} for row in rows)
            self._records.update(zip(self.facts.index, named, strict=True))
        if fact_id not in self._records:
            raise FactError(f"{self.folder}: no fact is called « {fact_id} ».")
        return self._records[fact_id]

    def display(self, fact_id: str) -> str:
        """The fact as readers of the release's language see it."""
        return str(self._record(fact_id)[f"display_{self.language}"])

    def link(self, fact_id: str | None, text: str | None = None) -> Markdown:
        """The fact as readers see it (or `text`), linked to its row in the evidence annex; an en dash for none."""
        if fact_id is None or fact_id != fact_id or fact_id == "":
            return Markdown(EMPTY)
        displayed = self.display(fact_id)
        shown = displayed if text is None else text
        return Markdown(f"[{escape(shown)}](#{ANCHOR}{fact_id})")

    def with_document_names(self, text: str) -> str:
        """`text` with the names that cohort.yml gives to documents (`documents:`) in place of their identifiers."""
        names: dict[str, str] = self.summary.get("documents", {})
        if not names:
            return text
        longest_first = sorted(names, key=len, reverse=True)
        identifiers = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
        return identifiers.sub(lambda found: names[found.group()], text)

    def links(self, fact_ids: pd.Series) -> list[Markdown]:
        """One link a fact id, for a table's column."""
        return [self.link(fact_id) for fact_id in fact_ids]
