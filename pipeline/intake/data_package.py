"""A cohort's deliveries as a Frictionless Data Package, so that others read them without Retex.

`datapackage.json` is written from `delivery.yml`, the tables, their suites and the files' headers; equal inputs give
equal bytes. Files that are made up by a stage are described without looking at them, since they are not in git.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.files import sha256, write_json
from pipeline.intake.containers import read_container
from pipeline.intake.delimited_text import BOM
from pipeline.intake.deliveries import Deliveries, Delivery, Reader, load_deliveries, refuse_misfits
from pipeline.intake.problems import Findings, Place
from pipeline.intake.questionnaires import Question, Questionnaire, schema_of
from pipeline.intake.suites import Suite, load_suite
from pipeline.intake.table_schemas import Described, field, foreign_keys
from pipeline.intake.xlsform import load_questionnaires
from pipeline.params import Cohort, load_cohort
from pipeline.paths import CohortPaths
from pipeline.tables import Table

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE_IDS = {"Licence Ouverte 2.0": "etalab-2.0"}
UNLISTED_LICENCE = "other-closed"
FORMATS = {
    "csv": ("csv", "text/csv"),
    "txt": ("csv", "text/csv"),
    "tsv": ("tsv", "text/tab-separated-values"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
}
ENCODINGS = {"cp1252": "windows-1252"}
SYNTHETIC_FR = (
    "Données synthétiques : rien n’y a été mesuré, dit ou acheté. Le fichier est fabriqué, il n’est pas versionné."
)


@dataclass(frozen=True)
class Declared:
    """What a cohort declares: everything a package is made from, but the files."""

    paths: CohortPaths
    cohort: Cohort
    deliveries: Deliveries
    questionnaires: Mapping[str, Questionnaire]

    @cached_property
    def schema(self) -> Mapping[str, Table]:
        """Every table the cohort may deliver."""
        return schema_of(self.questionnaires.values())

    @cached_property
    def packed(self) -> list[Delivery]:
        """The deliveries of the cohort's own folder: a package holds no file from outside it."""
        return [delivery for delivery in self.deliveries.deliveries if not delivery.is_shared]

    def suite(self, table: str) -> Suite | None:
        """What must hold in this table."""
        return load_suite(self.paths.expectations, table, self.schema)

    def questions(self, table: str) -> dict[str, Question]:
        """The questions of a survey's table, by column; none for another table."""
        questionnaire = self.questionnaires.get(table.partition("__")[0])
        return {question.name: question for question in questionnaire.questions} if questionnaire else {}


def package_of(paths: CohortPaths) -> dict[str, Any]:
    """The package's descriptor.

    Raises:
        ParamsError: the cohort's declarations are not understood.
    """
    declared = load_deliveries(paths)
    content = Declared(paths, load_cohort(paths), declared, load_questionnaires(paths, declared))
    refuse_misfits(paths, declared, content.schema)
    described = {delivery.name: _described(content, delivery) for delivery in content.packed}
    return {
        "$schema": PROFILE,
        "name": paths.cohort,
        "title": content.cohort.title_fr,
        "description": content.cohort.notice_fr,
        "synthetic": any(delivery.is_synthetic for delivery in content.packed),
        "licenses": [_licence(content.cohort.licence)],
        "contributors": [{"title": owner.name_fr} for owner in declared.owners],
        "resources": [_resource(content, delivery, described) for delivery in content.packed],
    }


def write_package(paths: CohortPaths) -> Path:
    """Write the cohort's `datapackage.json`; where it is.

    Raises:
        ParamsError: the cohort's declarations are not understood.
        WriteError: the disk refused; what was there before is kept.
    """
    path = paths.raw / FILE
    write_json(path, package_of(paths))
    return path


def resource_name(delivery: Delivery) -> str:
    """The resource's name: the file's (and the sheet's), in the signs that the standard allows."""
    plain = unicodedata.normalize("NFKD", delivery.name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-")


def _resource(declared: Declared, delivery: Delivery, described: Mapping[str, Described]) -> dict[str, Any]:
    reader, table = declared.deliveries.reader_of(delivery), declared.schema[delivery.table]
    extension = Path(delivery.file).suffix.lower().removeprefix(".")
    form, mediatype = FORMATS.get(extension, (extension, "application/octet-stream"))
    owner = declared.deliveries.owner(delivery.owner).name_fr
    received = f"Remis par : {owner}. Reçu le {delivery.received.isoformat()}."
    sources = declared.deliveries.sources_of(delivery)
    return {
        "name": resource_name(delivery),
        "type": "table",
        "path": delivery.file,
        "title": table.label_fr,
        "description": f"{SYNTHETIC_FR} {received}" if delivery.is_synthetic else received,
        "synthetic": delivery.is_synthetic,
        "scheme": "file",
        "format": form,
        "mediatype": mediatype,
        **_bytes_of(declared, delivery, reader),
        "dialect": _dialect(form, delivery, reader),
        "licenses": _each_once(_licence(source.licence) for source in sources),
        "sources": [{"title": f"{source.title_fr} ({source.publisher})"} for source in sources],
        "schema": _schema(declared, delivery, described),
    }


def _bytes_of(declared: Declared, delivery: Delivery, reader: Reader) -> dict[str, Any]:
    """Encoding, size and digest of the file; of a made-up one only the encoding that it is announced with."""
    encoding = ENCODINGS.get(reader.encoding, reader.encoding)
    path = delivery.path(declared.paths.raw)
    if delivery.is_synthetic or not path.is_file():
        return {"encoding": encoding}
    with path.open("rb") as stream:
        has_mark = stream.read(len(BOM)) == BOM
    size = path.stat().st_size
    return {"encoding": "utf-8-sig" if has_mark else encoding, "bytes": size, "hash": f"sha256:{sha256(path)}"}


def _dialect(form: str, delivery: Delivery, reader: Reader) -> dict[str, Any]:
    rows = {"headerRows": list(range(1, reader.header_rows + 1))}
    if form in ("csv", "tsv"):
        return {"delimiter": reader.delimiter, **rows}
    if form == "xlsx":
        return {**rows, **({"excel": {"sheet": delivery.sheet}} if delivery.sheet else {})}
    return rows if form == "ods" else {}


def _schema(declared: Declared, delivery: Delivery, described: Mapping[str, Described]) -> dict[str, Any]:
    mine = described[delivery.name]
    schema: dict[str, Any] = {"fields": [field(mine, header) for header in mine.headers], "missingValues": [""]}
    if delivery.is_synthetic:
        schema["fieldsMatch"] = "equal" if delivery.columns else "superset"
    key = mine.headers_of(mine.table.key)
    if key and mine.is_plain:
        schema["primaryKey"] = key
    others = {name: each for name, each in described.items() if each.is_plain}
    names = {delivery.name: resource_name(delivery) for delivery in declared.packed}
    if keys := foreign_keys(mine, others, names):
        schema["foreignKeys"] = keys
    return schema


def _described(declared: Declared, delivery: Delivery) -> Described:
    table, reader = declared.schema[delivery.table], declared.deliveries.reader_of(delivery)
    columns = delivery.columns_of(table)
    return Described(
        name=delivery.name,
        table=table,
        reader=reader,
        headers=_headers(declared, delivery, reader, columns),
        columns=columns,
        questions=declared.questions(delivery.table),
        suite=declared.suite(delivery.table),
    )


def _headers(declared: Declared, delivery: Delivery, reader: Reader, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The headers in the file's order; as announced where the file is made up or cannot be read."""
    announced = (*columns, *delivery.ignore)
    if delivery.is_synthetic:
        return announced
    findings = Findings(Place(delivery.owner, "", delivery.name))
    content = read_container(delivery.path(declared.paths.raw), reader, announced, findings, delivery.sheet)
    return announced if content is None else content.grid.headers


def _licence(title: str) -> dict[str, str]:
    return {"name": LICENCE_IDS.get(title, UNLISTED_LICENCE), "title": title}


def _each_once(licences: Any) -> list[dict[str, str]]:
    return list({licence["title"]: licence for licence in licences}.values())
