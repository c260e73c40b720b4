"""Ingest: each delivered file becomes a text table with canonical headers. It never judges what a value means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.files import replacing_folder, scratch_folder, sha256, write_json
from pipeline.frames import write_in_parts, write_tables
from pipeline.intake.collection_templates import GUIDE, LISTS
from pipeline.intake.deliveries import NOT_DELIVERIES, Deliveries, Delivery, load_deliveries, refuse_misfits
from pipeline.intake.problems import Findings, Place, Problem, in_reading_order, to_records
from pipeline.intake.pseudonyms import Pseudonyms, load_pseudonyms, pseudonymised, without_values
from pipeline.intake.questionnaires import Questionnaire, schema_of
from pipeline.intake.reading import Expected, Sheet, read_sheet
from pipeline.intake.reception import INTAKE
from pipeline.intake.stored_sheets import can_be_read_in_pieces, joined, read_stored, stored
from pipeline.intake.xlsform import load_questionnaires
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.tables import IN_PIECES

NO_QUESTIONNAIRES: Mapping[str, Questionnaire] = {}

DELIVERY_COLUMNS = [
    *("file", "table", "owner", "owner_name", "source", "publisher", "licence", "received", "sha256", "rows"),
    *("encoding", "decimal", "date_format", "choices", "headers", "invisible_characters", "is_synthetic"),
]


@dataclass(frozen=True)
class Intake:
    """What was received: text tables by name, one row a file in `deliveries`, and every reading problem.

    `stored` holds the files of the tables that are read in pieces; their frames in `tables` have columns and no row.
    """

    tables: dict[str, pd.DataFrame]
    deliveries: pd.DataFrame
    problems: list[Problem]
    stored: Mapping[str, list[Path]] = field(default_factory=dict)


def main(cohort: stage.CohortOption) -> None:
    """Read every delivered file of one cohort."""
    ingest_cohort(CohortPaths(cohort))


def ingest_cohort(paths: CohortPaths) -> None:
    """Read every delivered file and write what was found to `ingested/`.

    Raises:
        ParamsError: cohort.yml or delivery.yml is not understood, or the key of pseudonyms is not the declared one.
        WriteError: the disk refused; what was there before is kept.
    """
    description, declared = load_cohort(paths), load_deliveries(paths)
    questionnaires = load_questionnaires(paths, declared)
    refuse_misfits(paths, declared, schema_of(questionnaires.values()))
    with scratch_folder() as aside, replacing_folder(paths.ingested) as folder:
        intake = read_deliveries(paths, declared, questionnaires, aside)
        whole = {name: table for name, table in intake.tables.items() if name not in intake.stored}
        write_tables(folder, {**whole, "deliveries": intake.deliveries})
        for name, files in intake.stored.items():
            write_in_parts(folder / f"{name}.parquet", joined(files, intake.tables[name]))
        record = _record(declared, questionnaires, intake.problems)
        write_json(folder / INTAKE, {"title_fr": description.title_fr, **record})


def read_deliveries(
    paths: CohortPaths,
    declared: Deliveries,
    questionnaires: Mapping[str, Questionnaire] = NO_QUESTIONNAIRES,
    aside: Path | None = None,
) -> Intake:
    """Every declared file that can be read, and every problem met on the way.

    Tables that are read in pieces are stored in the folder `aside`; without one they are held as the others are.
    """
    schema = schema_of(questionnaires.values())
    sheets: list[tuple[Delivery, Sheet]] = []
    problems = _undeclared_files(paths, declared)
    is_coded = any(delivery.pseudonyms for delivery in declared.deliveries)
    pseudonyms = load_pseudonyms(declared.pseudonym_key) if is_coded else None
    for number, delivery in enumerate(declared.deliveries):
        findings = Findings(_place(delivery, declared))
        questionnaire = questionnaires.get(delivery.table.partition("__")[0])
        expected = Expected(schema[delivery.table], declared.reader_of(delivery), questionnaire)
        target = aside / f"{number}.parquet" if aside and delivery.table in IN_PIECES else None
        sheet = _read(delivery.path(paths.raw), delivery, expected, findings, pseudonyms, target)
        problems += findings.problems
        if sheet is not None:
            sheets.append((delivery, sheet))
    problems += _undeclared_sheets(declared, sheets)
    rows = [_delivery_row(paths, declared, delivery, sheet) for delivery, sheet in sheets]
    received = pd.DataFrame(rows, columns=DELIVERY_COLUMNS)
    return Intake(_by_table(sheets), received, in_reading_order(problems), _stored_files(sheets))


def _read(
    path: Path,
    delivery: Delivery,
    expected: Expected,
    findings: Findings,
    pseudonyms: Pseudonyms | None,
    target: Path | None,
) -> Sheet | None:
    """One delivered sheet with its pseudonyms, stored in `target` if it is told; None where it cannot be read."""
    if target and can_be_read_in_pieces(delivery, expected.reader):
        return read_stored(path, delivery, expected, findings, target)
    sheet = read_sheet(path, delivery, expected, findings)
    if pseudonyms and delivery.pseudonyms:
        sheet = _coded(sheet, delivery, pseudonyms, findings)
    return stored(sheet, target) if sheet and target else sheet


def _stored_files(sheets: Sequence[tuple[Delivery, Sheet]]) -> dict[str, list[Path]]:
    """The files of the sheets that were stored, by table."""
    files: dict[str, list[Path]] = {}
    for delivery, sheet in sheets:
        if sheet.stored:
            files.setdefault(delivery.table, []).append(sheet.stored)
    return files


def _coded(sheet: Sheet | None, delivery: Delivery, pseudonyms: Pseudonyms, findings: Findings) -> Sheet | None:
    """The sheet with pseudonyms where the delivery declares them; its problems no longer show what they stand for."""
    if sheet is None:
        findings.problems = without_values(findings.problems, None)
        return None
    coded, became = pseudonymised(sheet, delivery.pseudonyms, pseudonyms)
    findings.problems = without_values(findings.problems, became)
    return coded


def _place(delivery: Delivery, declared: Deliveries) -> Place:
    return Place(delivery.owner, declared.owner(delivery.owner).name_fr, delivery.name, delivery.table)


def _undeclared_files(paths: CohortPaths, declared: Deliveries) -> list[Problem]:
    """A file nobody declared would be lost without a word. Hidden files (`.DS_Store`…) are no deliveries."""
    own = {each.file for each in declared.deliveries if not each.is_shared}
    expected = NOT_DELIVERIES | own | set(declared.questionnaires.values())
    problems = []
    for path in sorted(path for path in paths.raw.rglob("*") if path.is_file()):
        name = path.relative_to(paths.raw).as_posix()
        if name in expected or any(part.startswith(".") for part in path.relative_to(paths.raw).parts):
            continue
        findings = Findings(Place(declared.team, declared.owner(declared.team).name_fr, name))
        findings.block(
            "FIC-002",
            "Ce fichier est dans le dossier mais n’est pas déclaré ; il n’a pas été lu.",
            expected_fr="une entrée dans delivery.yml, ou pas de fichier",
        )
        problems += findings.problems
    return problems


def _undeclared_sheets(declared: Deliveries, sheets: list[tuple[Delivery, Sheet]]) -> list[Problem]:
    """A filled sheet beside the declared ones would be lost without a word. Those of our own templates hold no data."""
    told = {(each.file, each.sheet) for each in declared.deliveries}
    problems = []
    for delivery, sheet in sheets:
        for name in sheet.beside:
            if name in (GUIDE, LISTS) or (delivery.file, name) in told:
                continue
            told.add((delivery.file, name))
            findings = Findings(replace(_place(delivery, declared), file=delivery.file, table="", sheet=name))
            findings.warn(
                "CLA-019",
                "Cette feuille remplie n’est déclarée par aucune livraison ; elle n’a pas été lue.",
                found=name,
                expected_fr="une entrée de delivery.yml pour cette feuille si elle contient des données à lire",
            )
            problems += findings.problems
    return problems


def _by_table(sheets: list[tuple[Delivery, Sheet]]) -> dict[str, pd.DataFrame]:
    """Files that fill the same table follow each other in the order of their declaration.

    Where one of them lacks a column that another has, its cells are empty.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    for delivery, sheet in sheets:
        parts.setdefault(delivery.table, []).append(sheet.frame)
    return {table: pd.concat(frames, ignore_index=True).fillna("") for table, frames in parts.items()}


def _delivery_row(paths: CohortPaths, declared: Deliveries, delivery: Delivery, sheet: Sheet) -> dict[str, Any]:
    sources, reader = declared.sources_of(delivery), declared.reader_of(delivery)
    return {
        "file": delivery.name,
        "table": delivery.table,
        "owner": delivery.owner,
        "owner_name": declared.owner(delivery.owner).name_fr,
        "source": _joined(source.title_fr for source in sources),
        "publisher": _joined(source.publisher for source in sources),
        "licence": _joined(source.licence for source in sources),
        "received": delivery.received.isoformat(),
        "sha256": sha256(delivery.path(paths.raw)),
        "rows": sheet.rows,
        "encoding": sheet.encoding,
        "decimal": reader.decimal,
        "date_format": reader.date_format,
        "choices": reader.choices,
        "headers": json.dumps(sheet.headers, ensure_ascii=False),
        "invisible_characters": sheet.invisible_characters,
        "is_synthetic": delivery.is_synthetic,
    }


def _joined(texts: Any) -> str:
    return " ; ".join(dict.fromkeys(texts))


def _record(
    declared: Deliveries, questionnaires: Mapping[str, Questionnaire], problems: list[Problem]
) -> dict[str, Any]:
    return {
        "owners": [owner.model_dump() for owner in declared.owners],
        "team": declared.team,
        "tables": sorted({delivery.table for delivery in declared.deliveries}),
        "questionnaires": [each.model_dump(mode="json") for each in questionnaires.values()],
        "problems": to_records(problems),
    }


if __name__ == "__main__":
    stage.run(main)
