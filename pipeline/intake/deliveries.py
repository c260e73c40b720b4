"""delivery.yml: which files a cohort delivers, who owns them, how each is written and what its columns are called."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipeline.errors import ParamsError
from pipeline.params import Slug, Strict
from pipeline.paths import CohortPaths
from pipeline.tables import Table
from pipeline.yaml_files import load_model

NOT_DELIVERIES = frozenset(
    {"cohort.yml", "delivery.yml", "findings.yml", "plan.yml", "datapackage.json", "LICENCE.md", "README.md"}
)
"""Files of a cohort's folder that hold no data."""

FileName = Annotated[
    str, StringConstraints(pattern=r"^[^/\\.:\p{C}][^/\\:\p{C}]*(/[^/\\.:\p{C}][^/\\:\p{C}]*)?$", max_length=200)
]
"""A file of the cohort's folder, or of a folder just below it."""

Tool = Literal["plain", "kobo", "limesurvey", "google-forms", "microsoft-forms", "framaforms", "grist"]
"""What exported the file; `plain` is a table without any habits of a tool."""

ChoicesWritten = Literal["names", "labels-fr", "labels-en"]
SurveyTable = Annotated[str, StringConstraints(pattern=r"^survey_(startups|communes|institutions)$")]
DateFormat = Literal["YYYY-MM-DD", "DD/MM/YYYY"]
Decimal = Literal[".", ","]


DELIVERY_FILE = "delivery.yml"
HEADER_ROWS: Mapping[str, int] = {"framaforms": 3}


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
    """How a file is written. Nothing here is guessed: a file written otherwise is a problem told to its owner.

    `choices` says whether answers are written with the names of the questionnaire's choices or with their labels.
    """

    tool: Tool = "plain"

    delimiter: Literal[",", ";", "\t", "|"]
    encoding: Literal["utf-8", "cp1252"]
    decimal: Decimal
    date_format: DateFormat
    choices: ChoicesWritten = "names"

    @property
    def header_rows(self) -> int:
        """How many rows stand above the answers."""
        return HEADER_ROWS.get(self.tool, 1)


class Delivery(Strict):
    """One file as received, or one `sheet` of a workbook.

    `columns` maps each delivered header to the column it fills; left out, headers are the names of the columns. A
    `shared` file lies in `data/raw/` itself and serves several cohorts. `pseudonyms` are columns whose values tell of
    somebody: `ingest` puts pseudonyms in their place.
    """

    file: FileName
    sheet: str = ""
    table: str
    owner: Slug
    received: dt.date
    sources: list[Slug] = Field(min_length=1)
    reader: Reader | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    ignore: list[str] = Field(default_factory=list)
    pseudonyms: list[str] = Field(default_factory=list)
    is_synthetic: bool = False
    is_shared: bool = False

    @property
    def name(self) -> str:
        """What rows, problems and evidence call it: the file, and the sheet where the file has several."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    def path(self, raw: Path) -> Path:
        """Where the file lies, given the cohort's folder."""
        return (raw.parent if self.is_shared else raw) / self.file

    def columns_of(self, table: Table) -> dict[str, str]:
        """Delivered header to column of the table."""
        return self.columns or {column.name: column.name for column in table.columns if column.name not in self.ignore}


class Deliveries(Strict):
    """delivery.yml. `team` is the owner of what no data owner can mend; `reader` holds unless a file has its own.

    `questionnaires` names, for each survey table, the XLSForm that describes it. `pseudonym_key` is the fingerprint of
    the key that pseudonyms are made with.
    """

    team: Slug
    owners: list[Owner] = Field(min_length=1)
    sources: list[Source] = Field(min_length=1)
    reader: Reader
    questionnaires: dict[SurveyTable, FileName] = Field(default_factory=dict)
    pseudonym_key: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")] = ""
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
    """The deliveries a cohort declares. Whether they fit its tables is told by `refuse_misfits`.

    Raises:
        ParamsError: delivery.yml is absent or mistyped; every mistake at once.
    """
    return load_model(paths.raw / DELIVERY_FILE, Deliveries)


def refuse_misfits(paths: CohortPaths, declared: Deliveries, schema: Mapping[str, Table]) -> None:
    """Refuse deliveries that contradict themselves or the cohort's tables (`schema`).

    Raises:
        ParamsError: every mistake at once.
    """
    if mistakes := list(_mistakes(declared, schema)):
        raise ParamsError("\n".join(f"{paths.raw / DELIVERY_FILE}: {mistake}." for mistake in mistakes))


def _mistakes(declared: Deliveries, schema: Mapping[str, Table]) -> Iterator[str]:
    owners = [owner.id for owner in declared.owners]
    sources = [source.id for source in declared.sources]
    yield from (f"owner « {twice} » is declared twice" for twice in _repeated(owners))
    yield from (f"source « {twice} » is declared twice" for twice in _repeated(sources))
    yield from (f"file « {twice} » is declared twice" for twice in _repeated(each.name for each in declared.deliveries))
    if declared.team not in owners:
        yield f"team « {declared.team} » is not one of the owners ({', '.join(owners)})"
    for delivery in declared.deliveries:
        if delivery.file in NOT_DELIVERIES:
            yield f"« {delivery.file} » describes the cohort and cannot be a delivery"
        yield from (f"{delivery.name}: {mistake}" for mistake in _delivery_mistakes(delivery, owners, sources))
        yield from (f"{delivery.name}: {mistake}" for mistake in _table_mistakes(delivery, schema))
    yield from _pseudonym_mistakes(declared, schema)


def _delivery_mistakes(delivery: Delivery, owners: list[str], sources: list[str]) -> Iterator[str]:
    if delivery.owner not in owners:
        yield f"owner « {delivery.owner} » is not one of {', '.join(owners)}"
    yield from (f"source « {missing} » is not declared" for missing in delivery.sources if missing not in sources)
    yield from (f"header « {both} » is both used and ignored" for both in delivery.ignore if both in delivery.columns)


def _table_mistakes(delivery: Delivery, schema: Mapping[str, Table]) -> Iterator[str]:
    if delivery.table not in schema:
        yield f"table « {delivery.table} » is unknown; the tables are {', '.join(sorted(schema))}"
        return
    table = schema[delivery.table]
    known = [column.name for column in table.columns]
    filled = list(delivery.columns_of(table).values())
    yield from (f"table {table.name} has no column « {name} »" for name in filled if name not in known)
    yield from (f"column « {name} » is filled from two headers" for name in _repeated(filled))
    for column in table.columns:
        if column.is_required and column.name not in filled:
            yield f"no header fills the required column « {column.name} » of table {table.name}"


def _pseudonym_mistakes(declared: Deliveries, schema: Mapping[str, Table]) -> Iterator[str]:
    """Columns that cannot be pseudonymised, and identifiers that would be written in two ways."""
    if any(delivery.pseudonyms for delivery in declared.deliveries) and not declared.pseudonym_key:
        yield "pseudonyms need `pseudonym_key`, which `python -m pipeline new-key FILE` says"
    filled = [(each, _filled(each, schema)) for each in declared.deliveries if each.table in schema]
    for delivery, kinds in filled:
        for column in delivery.pseudonyms:
            if kinds.get(column) != "text":
                yield f"{delivery.name}: « {column} » is no column of texts of this file, so it gets no pseudonyms"
            yield from (
                f"« {column} » gets pseudonyms in {delivery.name} but not in {other.name}: it would join with nothing"
                for other, others in filled
                if _joins(column) and column in others and column not in other.pseudonyms
            )


def _filled(delivery: Delivery, schema: Mapping[str, Table]) -> dict[str, str]:
    """The columns that a delivery fills, with the kind of their values."""
    filled = set(delivery.columns_of(schema[delivery.table]).values())
    return {column.name: column.kind for column in schema[delivery.table].columns if column.name in filled}


def _joins(column: str) -> bool:
    """Whether tables are joined by it, so that it must be written alike in all of them."""
    return column.endswith("_id") or column in ("rater", "coder")


def _repeated(names: Iterator[str] | list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
