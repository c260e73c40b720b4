"""Clean: typed, corrected tables of one cohort. No value is edited in code: corrections are declared as data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import stage
from pipeline.counted import counted
from pipeline.errors import DeliveryError
from pipeline.files import replacing_folder, scratch_folder
from pipeline.frames import write_in_groups, write_in_parts, write_tables
from pipeline.intake.alike_rows import AlikeRows, numbers_of
from pipeline.intake.corrections import applications, applied, corrected, load_corrections
from pipeline.intake.pieces import ROWS, Pieces, Twins, content, pieces_of
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
    declared = applications(load_corrections(paths.corrections))
    given = corrected(reception.tables, declared, reception.stored)
    tables, repeated = clean(given, writings(reception.deliveries), reception.schema)
    with replacing_folder(paths.clean) as folder:
        for name, pieces in pieces_of(reception, declared).items():
            repeated += write_pieces(folder / f"{name}.parquet", pieces)
        deliveries = reception.deliveries.assign(
            repeated_rows=[repeated[file] for file in reception.deliveries["file"]]
        )
        codebook = question_tables(reception.questionnaires) if reception.questionnaires else {}
        kept = {"deliveries": deliveries[DELIVERY_COLUMNS], "corrections": applied(declared)}
        write_tables(folder, {**tables, **codebook, **kept})


def clean(
    tables: Mapping[str, pd.DataFrame], written: Mapping[str, Writing], schema: Mapping[str, Table]
) -> tuple[dict[str, pd.DataFrame], Counter[str]]:
    """(typed tables, exact duplicate rows dropped by file) of corrected text tables."""
    repeated: Counter[str] = Counter()
    cleaned = {}
    for name, frame in tables.items():
        table = prepared(frame, schema[name], written)
        cleaned[name] = _cleaned(table)
        repeated.update(table.repeats["source_file"])
    return cleaned, repeated


def write_pieces(target: Path, pieces: Pieces) -> Counter[str]:
    """Write a table that is read in pieces; how many exact duplicate rows of each file were left out."""
    with scratch_folder() as folder:
        alike = AlikeRows(folder)
        write_in_parts(target, _noted(pieces, alike))
        shared = alike.shared()
        if not len(shared):
            return Counter()
        repeats = pd.concat(map(_repeats, Twins(folder, alike, shared).gathered(pieces)))
        if not repeats.empty:
            whole = target.rename(folder / target.name)
            write_in_groups(target, _without(whole, repeats.index))
        return Counter(repeats)


def _noted(pieces: Pieces, alike: AlikeRows) -> Iterator[pd.DataFrame]:
    """The pieces cleaned, once it is noted what their rows say."""
    for texts in pieces.texts():
        alike.add(numbers_of(content(texts)))
        yield _cleaned(pieces.prepared(texts))


def _repeats(twins: pd.DataFrame) -> pd.Series:
    """The files of the rows that say again what an earlier one says."""
    return twins.loc[content(twins).duplicated(), "source_file"]


def _without(path: Path, dropped: pd.Index) -> Iterator[pa.Table]:
    """A stored table without the rows that have these numbers."""
    first = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS, use_threads=False):
            numbers = np.arange(first, first + len(batch))
            first += len(batch)
            yield pa.Table.from_batches([batch]).filter(pa.array(~np.isin(numbers, dropped)))


def _cleaned(delivered: Prepared) -> pd.DataFrame:
    if delivered.faults:
        raise DeliveryError(
            f"{counted(len(delivered.faults), 'cell is', 'cells are')} not written as declared in table "
            f"{delivered.table.name}: what was ingested changed after being validated. Run validate again."
        )
    return with_lists(with_all_columns(delivered.typed, delivered.table), delivered.table)


def _pass_the_gate(paths: CohortPaths) -> None:
    gate = paths.validated / "summary.json"
    stage.require(gate, f"validate --cohort {paths.cohort}")
    if json.loads(gate.read_text(encoding="utf-8"))["is_blocked"]:
        raise DeliveryError(f"Problems block cohort {paths.cohort}; {paths.problem_pages} says which, page by owner.")


if __name__ == "__main__":
    stage.run(main)
