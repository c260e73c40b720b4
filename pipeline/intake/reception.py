"""What `ingest` handed over: text tables, one row a file, owners, and the reading problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipeline.errors import MissingInputError
from pipeline.frames import read_tables
from pipeline.intake.deliveries import Owner
from pipeline.intake.problems import Place, Problem, from_records
from pipeline.intake.questionnaires import Questionnaire, schema_of
from pipeline.intake.typed_tables import delivered_headers
from pipeline.paths import CohortPaths
from pipeline.tables import IN_PIECES, Table

INTAKE = "intake.json"


@dataclass(frozen=True)
class Reception:
    """The ingested deliveries of a cohort. `declared` names its tables, received or not; `title_fr` is the cohort's.

    `stored` says where those tables lie that are read in pieces; they are not among `tables`.
    """

    title_fr: str
    tables: dict[str, pd.DataFrame]
    deliveries: pd.DataFrame
    declared: list[str]
    owners: list[Owner]
    team: str
    problems: list[Problem]
    questionnaires: tuple[Questionnaire, ...] = ()
    stored: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def schema(self) -> Mapping[str, Table]:
        """Every table this cohort may deliver, surveys included."""
        return schema_of(self.questionnaires)

    def questionnaire_of(self, table: str) -> Questionnaire | None:
        """The questionnaire that describes a table, None for a register."""
        described = (each for each in self.questionnaires if table in [one.name for one in each.tables])
        return next(described, None)

    def place(self, file: str) -> Place:
        """Where problems of this file belong."""
        row = self.deliveries[self.deliveries["file"] == file].iloc[0]
        return Place(row["owner"], row["owner_name"], file, row["table"])

    def team_place(self, table: str) -> Place:
        """Where problems belong that no data owner can mend."""
        names = {owner.id: owner.name_fr for owner in self.owners}
        return Place(self.team, names[self.team], table=table)

    def places_of(self, table: str) -> list[Place]:
        """Where problems of a whole table belong: one place for each file that fills it."""
        return [self.place(file) for file in self.deliveries.loc[self.deliveries["table"] == table, "file"]]

    def header(self, file: str, column: str) -> str:
        """The header of a column as this file writes it."""
        return delivered_headers(self.deliveries)[file].get(column, column)


def load_reception(paths: CohortPaths) -> Reception:
    """The ingested deliveries.

    Raises:
        MissingInputError: `ingest` has not run for this cohort.
    """
    intake = paths.ingested / INTAKE
    if not intake.is_file():
        raise MissingInputError(f"{intake} is missing: run `python -m pipeline.ingest --cohort {paths.cohort}` first.")
    record = json.loads(intake.read_text(encoding="utf-8"))
    tables = read_tables(paths.ingested, without=IN_PIECES)
    stored = {name: paths.ingested / f"{name}.parquet" for name in sorted(IN_PIECES)}
    return Reception(
        title_fr=record["title_fr"],
        deliveries=tables.pop("deliveries"),
        tables=tables,
        declared=record["tables"],
        owners=[Owner(**owner) for owner in record["owners"]],
        team=record["team"],
        problems=from_records(record["problems"]),
        questionnaires=tuple(Questionnaire.model_validate(each) for each in record["questionnaires"]),
        stored={name: path for name, path in stored.items() if path.is_file()},
    )
