"""delivery.yml: which files a cohort delivers, who owns them, how each is written and what its columns are called."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipeline.errors import ParamsError
from pipeline.params import Slug, Strict
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES
from pipeline.yaml_files import load_model

NOT_DELIVERIES = frozenset({"cohort.yml", "delivery.yml", "LICENCE.md", "README.md"})
"""Files of a cohort's folder that hold no data."""

FileName = Annotated[str, StringConstraints(pattern=r"^[^/\\]+$")]
DateFormat = Literal["YYYY-MM-DD", "DD/MM/YYYY"]
Decimal = Literal[".", ","]


class Owner(Strict):
    """Who answers for a file and receives its problem page."""

    id: Slug
    name_fr: str


class Source(Strict):
    """A document the data were taken from."""

    id: Slug
    title_fr: str
    publisher: str
    licence: str


class Reader(Strict):
    """How a file is written. Nothing here is guessed: a file written otherwise is a problem told to its owner."""

    delimiter: Literal[",", ";", "\t", "|"]
    encoding: Literal["utf-8", "cp1252"]
    decimal: Decimal
    date_format: DateFormat


class Delivery(Strict):
    """One file as received. `columns` maps each delivered header to the column of `pipeline.tables` it fills."""

    file: FileName
    table: str
    owner: Slug
    received: dt.date
    sources: list[Slug] = Field(min_length=1)
    reader: Reader | None = None
    columns: dict[str, str] = Field(min_length=1)
    ignore: list[str] = Field(default_factory=list)


class Deliveries(Strict):
    """delivery.yml. `team` is the owner of what no data owner can mend; `reader` holds unless a file has its own."""

    team: Slug
    owners: list[Owner] = Field(min_length=1)
    sources: list[Source] = Field(min_length=1)
    reader: Reader
    deliveries: list[Delivery] = Field(min_length=1)

    def owner(self, owner_id: str) -> Owner:
        """The owner of that id; KeyError when there is none."""
        return {owner.id: owner for owner in self.owners}[owner_id]

    def sources_of(self, delivery: Delivery) -> list[Source]:
        """The documents a file was taken from, in the order the delivery names them."""
        by_id = {source.id: source for source in self.sources}
        return [by_id[source_id] for source_id in delivery.sources]

    def reader_of(self, delivery: Delivery) -> Reader:
        """How this file is written."""
        return delivery.reader or self.reader


def load_deliveries(paths: CohortPaths) -> Deliveries:
    """The deliveries a cohort declares.

    Raises:
        ParamsError: delivery.yml is absent, mistyped or contradicts itself or `pipeline.tables`; every mistake at once.
    """
    path = paths.raw / "delivery.yml"
    declared = load_model(path, Deliveries)
    if mistakes := list(_mistakes(declared)):
        raise ParamsError("\n".join(f"{path}: {mistake}." for mistake in mistakes))
    return declared


def _mistakes(declared: Deliveries) -> Iterator[str]:
    owners = [owner.id for owner in declared.owners]
    sources = [source.id for source in declared.sources]
    yield from (f"owner « {twice} » is declared twice" for twice in _repeated(owners))
    yield from (f"source « {twice} » is declared twice" for twice in _repeated(sources))
    yield from (f"file « {twice} » is declared twice" for twice in _repeated(each.file for each in declared.deliveries))
    if declared.team not in owners:
        yield f"team « {declared.team} » is not one of the owners ({', '.join(owners)})"
    for delivery in declared.deliveries:
        if delivery.file in NOT_DELIVERIES:
            yield f"« {delivery.file} » describes the cohort and cannot be a delivery"
        yield from (f"{delivery.file}: {mistake}" for mistake in _delivery_mistakes(delivery, owners, sources))


def _delivery_mistakes(delivery: Delivery, owners: list[str], sources: list[str]) -> Iterator[str]:
    if delivery.owner not in owners:
        yield f"owner « {delivery.owner} » is not one of {', '.join(owners)}"
    yield from (f"source « {missing} » is not declared" for missing in delivery.sources if missing not in sources)
    yield from (f"header « {both} » is both used and ignored" for both in delivery.ignore if both in delivery.columns)
    if delivery.table not in TABLES:
        yield f"table « {delivery.table} » is unknown; the tables are {', '.join(sorted(TABLES))}"
        return
    yield from _column_mistakes(delivery)


def _column_mistakes(delivery: Delivery) -> Iterator[str]:
    table = TABLES[delivery.table]
    known = [column.name for column in table.columns]
    filled = list(delivery.columns.values())
    yield from (f"table {table.name} has no column « {name} »" for name in filled if name not in known)
    yield from (f"column « {name} » is filled from two headers" for name in _repeated(filled))
    for column in table.columns:
        if column.is_required and column.name not in filled:
            yield f"no header fills the required column « {column.name} » of table {table.name}"


def _repeated(names: Iterator[str] | list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
