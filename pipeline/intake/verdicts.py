"""From what checks found to problems that a data owner can mend: place, delivered header and cell, sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet import wording
from pipeline.intake.checks import Failure, Row, SuiteRun
from pipeline.intake.commune_names import CODE_COLUMN, proposed_code_fr, register
from pipeline.intake.derived_columns import derivations_of
from pipeline.intake.problems import Findings, Problem
from pipeline.intake.reception import Reception
from pipeline.intake.suites import Expectation, Suite
from pipeline.intake.typed_tables import Prepared, delivered_headers
from pipeline.tables import PROVENANCE, Table


def format_problems(checked: Prepared, reception: Reception) -> list[Problem]:
    """Cells that are not written as declared."""
    problems = []
    for cell in checked.faults:
        row = checked.texts.iloc[cell.position]
        findings = Findings(reception.place(row["source_file"]))
        findings.block(
            cell.fault.code,
            cell.fault.message_fr,
            row=int(row["source_row"]),
            column=reception.header(row["source_file"], cell.column),
            found=row[cell.column],
            expected_fr=cell.fault.expected_fr,
        )
        problems += findings.problems
    return problems


def repeat_problems(checked: Prepared, reception: Reception) -> list[Problem]:
    """Rows that say again, word for word, what an earlier row says: counted once, and told."""
    problems = []
    for row in checked.repeats.itertuples():
        findings = Findings(reception.place(str(row.source_file)))
        findings.warn(
            "LIG-002",
            "La ligne répète mot pour mot une ligne précédente ; elle n’est comptée qu’une fois.",
            row=int(str(row.source_row)),
            expected_fr="une seule ligne",
        )
        problems += findings.problems
    return problems


def filled_columns(checked: Prepared) -> dict[str, set[str]]:
    """For each file that gave a row, repeated or not, the columns in which it has at least one value."""
    rows = checked.texts if checked.repeats.empty else pd.concat([checked.texts, checked.repeats])
    return {
        str(file): {str(column) for column in own.columns if column not in PROVENANCE and own[column].ne("").any()}
        for file, own in rows.groupby("source_file", sort=False)
    }


def table_problems(
    table: Table, filled: Mapping[str, Collection[str]], suite: Suite | None, reception: Reception
) -> list[Problem]:
    """What is wrong with a table as a whole: no row, no value where one is required, or nothing that checks it.

    `filled` holds for each file with rows the columns with values (`filled_columns`).
    """
    team = Findings(reception.team_place(table.name))
    if suite is None or not suite.expectations:
        team.block(
            "TAB-003",
            f"Aucun contrôle n’est défini pour la table « {table.name} » ; elle ne peut pas être acceptée.",
            expected_fr=f"au moins un contrôle dans expectations/{table.name}.json",
        )
    may_be_empty = suite.meta.may_be_empty if suite else []
    return team.problems + [
        problem
        for place in reception.places_of(table.name)
        for problem in _emptiness(Findings(place), table, filled.get(place.file), may_be_empty, reception)
    ]


def _emptiness(
    findings: Findings, table: Table, filled: Collection[str] | None, may_be_empty: list[str], reception: Reception
) -> list[Problem]:
    file = findings.place.file
    if filled is None:
        findings.block("TAB-001", "Le fichier n’a que son en-tête, aucune ligne.", expected_fr="au moins une ligne")
        return findings.problems
    delivered = delivered_headers(reception.deliveries)[file]
    for column in table.columns:
        is_wanted = column.is_required and column.name not in may_be_empty and column.name in delivered
        if is_wanted and column.name not in filled:
            findings.block(
                "TAB-002",
                "La colonne est vide du haut en bas.",
                column=reception.header(file, column.name),
                expected_fr="une valeur par ligne",
            )
    return findings.problems


def suite_problems(checked: Prepared, run: SuiteRun, reception: Reception) -> list[Problem]:
    """Every row that fails an expectation.

    A cell is told once: by its faulty writing, else by the first blocking expectation it fails, else by a warning. So
    a code that lost its zero is not called an unknown commune too.
    """
    cells = _Cells(checked, run, reception)
    by_gravity = sorted(run.failures, key=lambda failure: failure.expectation.severity == "warning")
    return [problem for failure in by_gravity for problem in cells.tell(failure)]


class _Cells:
    """The cells of a table, and which of them have been told already. A derived column is told at a delivered one."""

    def __init__(self, checked: Prepared, run: SuiteRun, reception: Reception) -> None:
        self._reception = reception
        self._position = _positions(checked.texts, {row for failure in run.failures for row in failure.rows})
        self._texts = _records(checked.texts, self._position)
        self._headers = delivered_headers(reception.deliveries)
        faulty = _keys(checked.texts, [fault.position for fault in checked.faults])
        self._told = {(*row, fault.column) for row, fault in zip(faulty, checked.faults, strict=True)}
        self._told |= set(self._told_in_reading())
        self._communes = register(reception.tables.get("communes"))
        self._name = checked.table.name
        self._about = {name: derivation.about for name, derivation in derivations_of(checked.table).items()}
        self._derived = checked.typed[[name for name in self._about if name in checked.typed.columns]]

    def _told_in_reading(self) -> Iterator[tuple[str, int, str]]:
        """Cells that a tool's reader could not take: they are empty now, which is no second problem."""
        for problem in self._reception.problems:
            for column, header in self._headers.get(problem.file, {}).items():
                if problem.severity == "blocking" and problem.row is not None and header == problem.column:
                    yield problem.file, problem.row, column

    def tell(self, failure: Failure) -> Iterator[Problem]:
        """One problem for each failing row none of whose cells has been told, or one a file for the whole table."""
        if not failure.rows:
            yield from self._of_table(failure)
        columns = self._delivered(failure.expectation)
        for file, number in failure.rows:
            cells = {(file, number, column) for column in columns}
            # A column that the file lacks is told once, when the file is read.
            if not cells & self._told and self._headers[file].keys() >= set(columns):
                self._told |= cells
                yield self._problem(failure.expectation, file, number)

    def _delivered(self, expectation: Expectation) -> list[str]:
        """The delivered columns to show, each once."""
        return list(dict.fromkeys(self._about.get(column, column) for column in expectation.columns))

    def _of_table(self, failure: Failure) -> Iterator[Problem]:
        found = "" if failure.observed is None else wording.number(failure.observed)
        for place in self._reception.places_of(self._name):
            findings = Findings(place)
            meta = failure.expectation.meta
            tell = findings.block if failure.expectation.severity == "critical" else findings.warn
            tell(meta.code, meta.message_fr, found=found, expected_fr=meta.expected_fr.format(found=found))
            yield from findings.problems

    def _quoted(self, expectation: Expectation, position: int) -> dict[str, str]:
        values = ((name, self._derived[name].iloc[position]) for name in expectation.quoted_columns)
        return {name: _shown(value) for name, value in values}

    def _problem(self, expectation: Expectation, file: str, number: int) -> Problem:
        meta = expectation.meta
        columns = self._delivered(expectation)
        found = ", ".join(self._texts[file, number][column] for column in columns)
        findings = Findings(self._reception.place(file))
        tell = findings.block if expectation.severity == "critical" else findings.warn
        tell(
            meta.code,
            meta.message_fr,
            row=number,
            column=", ".join(self._reception.header(file, column) for column in columns),
            found=found,
            expected_fr=self._expected_fr(expectation, file, number, found),
        )
        return findings.problems[0]

    def _expected_fr(self, expectation: Expectation, file: str, number: int, found: str) -> str:
        """What the suite expects, after the code that the row's commune may have: a name proposes, it never joins."""
        quoted = self._quoted(expectation, self._position[file, number])
        expected = expectation.meta.expected_fr.format(found=found, **quoted)
        if expectation.columns != [CODE_COLUMN]:
            return expected
        proposed = proposed_code_fr(self._texts[file, number], self._communes)
        return f"{proposed} ; sinon, {expected}" if proposed and found else proposed or expected


def _shown(value: Any) -> str:
    """A derived value in a sentence."""
    if pd.isna(value):
        return "—"
    return wording.number(value) if isinstance(value, float) else str(value)


def _keys(texts: pd.DataFrame, positions: list[int]) -> list[Row]:
    rows = texts.iloc[positions]
    return list(zip(rows["source_file"].tolist(), rows["source_row"].tolist(), strict=True))


def _positions(texts: pd.DataFrame, wanted: Collection[Row]) -> dict[Row, int]:
    """Where these rows stand, in their order there."""
    positions = np.flatnonzero(texts["source_row"].isin({row for _, row in wanted})).tolist()
    return {key: at for key, at in zip(_keys(texts, positions), positions, strict=True) if key in wanted}


def _records(texts: pd.DataFrame, positions: Mapping[Row, int]) -> dict[Row, dict[Any, Any]]:
    """The rows that some expectation blames, as dictionaries: a large table never becomes Python objects whole."""
    return dict(zip(positions, texts.iloc[list(positions.values())].to_dict("records"), strict=True))


def unevaluated_problems(name: str, run: SuiteRun, reception: Reception) -> list[Problem]:
    """Expectations on a table that could not be evaluated: the team's business."""
    findings = Findings(reception.team_place(name))
    for code in run.broken:
        findings.block("TAB-004", f"Le contrôle {code} n’a pas pu être évalué.", expected_fr="un contrôle évaluable")
    # A reference table that is declared but could not be read is told already, as a problem of its own file.
    for code, table in run.unreferenced:
        if table not in reception.declared:
            findings.block(
                "TAB-005",
                f"Le contrôle {code} compare avec la table « {table} », que cette cohorte ne livre pas.",
                expected_fr=f"un fichier pour la table « {table} »",
            )
    return findings.problems
