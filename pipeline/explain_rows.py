"""The rows that a number rests on, by table and key: confidential, for the team's eyes only."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.contributing_rows import stored_rows
from pipeline.intake.questionnaires import schema_of
from pipeline.intake.reception import load_reception
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES, Table


@dataclass(frozen=True)
class ContributingRow:
    """One delivered row: the table it fills, its key there, the file and the row as a spreadsheet numbers it."""

    table: str
    key: str
    file: str
    number: int


def contributing_rows(paths: CohortPaths, fact_id: str) -> list[ContributingRow]:
    """The rows of one fact in order of file and row; those of another edition come from its own tables."""
    mine = stored_rows(paths.all_estimates).of_fact(fact_id).sort_values(["source_file", "source_row"])
    rows: list[ContributingRow] = []
    for file, of_file in mine.groupby("source_file", sort=True):
        rows += _of_file(paths, str(file), of_file["source_row"].astype(int).tolist())
    return rows


def _of_file(paths: CohortPaths, file: str, numbers: list[int]) -> list[ContributingRow]:
    """`file` is `<cohort>/<file>` where it is another edition's or study's."""
    deliveries = pd.read_parquet(paths.clean / "deliveries.parquet").set_index("file")
    origin, inside = paths, file
    if file not in deliveries.index:
        cohort, _, inside = file.partition("/")
        origin = CohortPaths(cohort, paths.root)
        deliveries = pd.read_parquet(origin.clean / "deliveries.parquet").set_index("file")
    table = str(deliveries.loc[inside, "table"])
    keys = _keys(origin, table, inside)
    return [ContributingRow(table, keys.get(number, ""), file, number) for number in numbers]


def _keys(paths: CohortPaths, table: str, file: str) -> dict[int, str]:
    """The key of each row of a file, by its number: `project_id=P1, step=2`."""
    frame = pd.read_parquet(paths.clean / f"{table}.parquet")
    columns = [name for name in _table(paths, table).key if name in frame]
    mine = frame[frame["source_file"].eq(file)]
    texts = [", ".join(f"{name}={value}" for name, value in row.items()) for row in mine[columns].to_dict("records")]
    return dict(zip(mine["source_row"].astype(int), texts, strict=True))


def _table(paths: CohortPaths, name: str) -> Table:
    return TABLES[name] if name in TABLES else schema_of(load_reception(paths).questionnaires)[name]
