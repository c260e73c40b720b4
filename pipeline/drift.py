"""Drift: what changed since the cohort before, told as warnings, and which questions may still be compared.

It never blocks. `drift.parquet` has one row a question and change; a question may be compared when every row of it
`is_comparable`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import pandas as pd
import typer

from pipeline import stage
from pipeline.files import replacing_folder, write_json, write_text
from pipeline.frames import write_tables
from pipeline.intake.answer_shifts import new_values, response_changes, scale_shifts, silent_communes
from pipeline.intake.corrections import applications, corrected, load_corrections
from pipeline.intake.problem_pages import owner_page
from pipeline.intake.problems import Findings, Place, Problem, in_reading_order, to_records
from pipeline.intake.questionnaire_changes import Change, questionnaire_changes
from pipeline.intake.reception import Reception, load_reception
from pipeline.intake.typed_tables import prepared, writings
from pipeline.params import DriftParams, load_params
from pipeline.paths import CohortPaths

COLUMNS = {
    **dict.fromkeys(
        ("table", "question", "kind", "code", "message_fr", "before", "after", "mender", "method"), "string"
    ),
    **{
        "is_comparable": "boolean",
        "statistic": "float64",
        "p_value": "float64",
        "n_before": "Int64",
        "n_after": "Int64",
    },
}

PreviousOption = Annotated[str, typer.Option("--previous", help="The cohort to compare with.")]


def main(cohort: stage.CohortOption, previous: PreviousOption) -> None:
    """Say what changed in one cohort since another."""
    drift_cohort(CohortPaths(cohort), CohortPaths(previous), load_params().drift)


def drift_cohort(paths: CohortPaths, former: CohortPaths, params: DriftParams) -> list[Problem]:
    """Compare two ingested cohorts; write the changes, the warnings and a page for each owner.

    Raises:
        MissingInputError: one of them was not ingested.
        CorrectionError: a declared correction no longer fits its deliveries.
        WriteError: the disk refused; what was there before is kept.
    """
    before, after = load_reception(former), load_reception(paths)
    changes = compare(before, _tables(before, former), after, _tables(after, paths), params)
    problems = in_reading_order(told(changes, after))
    with replacing_folder(paths.drift) as folder:
        write_tables(folder, {"drift": pd.DataFrame(map(asdict, changes), columns=list(COLUMNS)).astype(COLUMNS)})
        write_json(folder / "problems.json", to_records(problems))
        for owner in after.owners:
            write_text(folder / f"{owner.id}.html", owner_page(owner, problems, after))
    return problems


def _tables(reception: Reception, paths: CohortPaths) -> dict[str, pd.DataFrame]:
    """The cohort’s tables but those in pieces, corrected and typed; cells not written as declared are missing."""
    tables = corrected(reception.tables, applications(load_corrections(paths.corrections)), reception.stored)
    written = writings(reception.deliveries)
    return {name: prepared(frame, reception.schema[name], written).typed for name, frame in tables.items()}


def compare(
    before: Reception,
    old: dict[str, pd.DataFrame],
    after: Reception,
    new: dict[str, pd.DataFrame],
    params: DriftParams,
) -> list[Change]:
    """Every change between two editions: questions first, then answers."""
    former = {questionnaire.table: questionnaire for questionnaire in before.questionnaires}
    pairs = [(former[each.table], each) for each in after.questionnaires if each.table in former]
    changes = [change for pair in pairs for change in questionnaire_changes(*pair)]
    changes += scale_shifts(pairs, old, new, params)
    return [*changes, *new_values(old, new), *response_changes(old, new, params), *silent_communes(old, new)]


def told(changes: Iterable[Change], reception: Reception) -> list[Problem]:
    """A warning for each change that has a code, where it belongs."""
    problems = []
    for change in (change for change in changes if change.code):
        for place in _places(change, reception):
            findings = Findings(place)
            findings.warn(
                change.code,
                change.message_fr,
                column=change.question,
                found=change.after,
                expected_fr=change.before or "rien dans l’édition précédente",
            )
            problems += findings.problems
    return problems


def _places(change: Change, reception: Reception) -> list[Place]:
    files = reception.places_of(change.table) if change.mender == "file" else []
    return files or [reception.team_place(change.table)]


if __name__ == "__main__":
    stage.run(main)
