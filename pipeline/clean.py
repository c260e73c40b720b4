"""Clean: typed, corrected tables of one cohort. No value is edited in code: corrections are declared as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd

from pipeline import stage
from pipeline.errors import DeliveryError
from pipeline.files import replacing_folder
from pipeline.frames import write_tables
from pipeline.intake.corrections import Correction, correct, load_corrections
from pipeline.intake.questionnaires import question_tables
from pipeline.intake.reception import load_reception
from pipeline.intake.typed_tables import Prepared, prepared, with_all_columns, with_lists, writings
from pipeline.intake.values import Writing
from pipeline.paths import CohortPaths
from pipeline.tables import Table

DELIVERY_COLUMNS = [
    *("file", "table", "owner", "owner_name", "source", "publisher", "licence"),
    *("received", "sha256", "rows", "repeated_rows", "invisible_characters", "is_synthetic"),
]


def main(cohort: stage.CohortOption) -> None:
    """Type and correct the tables of one cohort."""
    clean_cohort(CohortPaths(cohort))


def clean_cohort(paths: CohortPaths) -> None:
    """Write the clean tables, the deliveries and the corrections applied.

    Raises:
        MissingInputError: the cohort was not validated.
        DeliveryError: something blocks it.
        CorrectionError: a declared correction no longer fits the deliveries.
        WriteError: the disk refused; what was there before is kept.
    """
    _pass_the_gate(paths)
    reception = load_reception(paths)
    tables, applied, repeated = clean(
        reception.tables, load_corrections(paths.corrections), writings(reception.deliveries), reception.schema
    )
    counted = reception.deliveries.assign(
        repeated_rows=[repeated.get(file, 0) for file in reception.deliveries["file"]]
    )
    with replacing_folder(paths.clean) as folder:
        codebook = question_tables(reception.questionnaires) if reception.questionnaires else {}
        kept = {"deliveries": counted[DELIVERY_COLUMNS], "corrections": applied}
        write_tables(folder, {**tables, **codebook, **kept})


def clean(
    tables: Mapping[str, pd.DataFrame],
    corrections: Iterable[Correction],
    written: Mapping[str, Writing],
    schema: Mapping[str, Table],
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, dict[str, int]]:
    """(typed tables, corrections applied, exact duplicate rows dropped by file)."""
    corrected, applied = correct(tables, corrections)
    repeated: dict[str, int] = {}
    cleaned = {}
    for name, frame in corrected.items():
        table = prepared(frame, schema[name], written)
        cleaned[name] = _cleaned(table)
        for file in table.repeats["source_file"]:
            repeated[file] = repeated.get(file, 0) + 1
    return cleaned, applied, repeated


def _cleaned(delivered: Prepared) -> pd.DataFrame:
    if delivered.faults:
        raise DeliveryError(
            f"{len(delivered.faults)} cell(s) of table {delivered.table.name} are not written as declared: what was "
            "ingested changed after being validated. Run validate again."
        )
    return with_lists(with_all_columns(delivered.typed, delivered.table), delivered.table)


def _pass_the_gate(paths: CohortPaths) -> None:
    gate = paths.validated / "summary.json"
    stage.require(gate, f"validate --cohort {paths.cohort}")
    if json.loads(gate.read_text(encoding="utf-8"))["is_blocked"]:
        raise DeliveryError(f"Problems block cohort {paths.cohort}; {paths.problem_pages} says which, page by owner.")


if __name__ == "__main__":
    stage.run(main)
