"""What people said or wrote, at the door: quotes leave when approved as they are, other texts without personal data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.disclosure.approvals import Approvals, quote_digest, text_digest
from pipeline.disclosure.personal import kinds_in
from pipeline.errors import DisclosureError
from pipeline.estimates import fact_columns

QUOTES = "interviews_quotes"
"""The table of quotes: each stands or falls with its own approval."""

WITHHELD_FR = "texte non publié"
"""What readers see in the place of a text in which personal data was detected; a number tells several apart."""

NEVER_SAID = ("fact_id", "source_rows_digest", "sha256", "quote_id")
"""Columns of our own identifiers and digests."""

UNKNOWN_ROLE = "its role class is not known"
UNAPPROVED = "nobody approved it"
CHANGED = "it changed since it was approved"


@dataclass(frozen=True)
class Spoken:
    """What is decided of texts: why each refused quote stays inside, by id, and what is printed for withheld texts."""

    refused: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)

    def released(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """What may leave of a table: approved quotes; other texts, unless withheld."""
        if name == QUOTES:
            return table[~table["quote_id"].isin(list(self.refused))].reset_index(drop=True)
        return without(table, self.withheld)


Kinds = Callable[[str], list[str]]
"""The kinds of traces of persons in a text."""


def decide_spoken(tables: Mapping[str, pd.DataFrame], approvals: Approvals, kinds: Kinds = kinds_in) -> Spoken:
    """What may leave of the texts of these tables, by name: all that the cohort publishes, with its facts and files.

    Raises:
        DisclosureError: the name of a delivered file tells of a person.
    """
    _refuse_telling_files(tables["deliveries"])
    quotes = tables.get(QUOTES, pd.DataFrame())
    refused = {str(quote["quote_id"]): why for quote in quotes.to_dict("records") if (why := refusal(quote, approvals))}
    others = [table for name, table in tables.items() if name != QUOTES]
    telling = sorted(telling_texts(others, approvals.text_digests, kinds))
    return Spoken(refused, {text: f"{WITHHELD_FR} ({number})" for number, text in enumerate(telling, start=1)})


def refusal(quote: Mapping[Any, Any], approvals: Approvals) -> str:
    """Why a quote whose speaker agreed may not leave; empty when it may."""
    if not quote["role_class"]:
        return UNKNOWN_ROLE
    approved = approvals.quote_digests.get(str(quote["quote_id"]))
    if approved is None:
        return UNAPPROVED
    return "" if approved == quote_digest(quote) else CHANGED


def telling_texts(tables: Iterable[pd.DataFrame], approved: Collection[str] = (), kinds: Kinds = kinds_in) -> set[str]:
    """The different texts of these tables in which personal data is detected and which nobody approved."""
    texts = {text for table in tables for text in _texts(table)}
    return {text for text in texts if kinds(text) and text_digest(text) not in approved}


def without(table: pd.DataFrame, withheld: Mapping[str, str]) -> pd.DataFrame:
    """The table with each withheld text replaced."""
    if not withheld:
        return table
    changed = {name: table[name].map(lambda cell: _replaced(cell, withheld)) for name in _said_in(table)}
    return table.assign(**changed)


def _said_in(table: pd.DataFrame) -> Iterator[str]:
    """The columns that may hold words."""
    left_out = {*NEVER_SAID, *fact_columns(table)}
    for name in map(str, table.columns):
        if name not in left_out and (table[name].dtype == object or pd.api.types.is_string_dtype(table[name])):
            yield name


def _texts(table: pd.DataFrame) -> Iterator[str]:
    for name in _said_in(table):
        for cell in table[name].tolist():
            yield from _leaves(cell)


def _leaves(cell: Any) -> Iterator[str]:
    """The texts of a cell: itself, or the items of its list."""
    if isinstance(cell, str):
        yield cell
    elif hasattr(cell, "__iter__"):
        for item in cell:
            yield from _leaves(item)


def _replaced(cell: Any, withheld: Mapping[str, str]) -> Any:
    if isinstance(cell, str):
        return withheld.get(cell, cell)
    if hasattr(cell, "__iter__"):
        return [_replaced(item, withheld) for item in cell]
    return cell


def _refuse_telling_files(deliveries: pd.DataFrame) -> None:
    """Evidence names each file: one that is called after somebody cannot be told otherwise."""
    telling = [
        f"file {position} of its deliveries ({', '.join(kinds_in(file))})"
        for position, file in enumerate(map(str, deliveries["file"]), start=1)
        if kinds_in(file)
    ]
    if telling:
        raise DisclosureError(f"The name of {'; '.join(telling)} holds personal data: rename it, then build again.")
