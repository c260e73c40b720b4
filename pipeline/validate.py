"""Validate: every check on every table of a cohort, all problems at once, one page for each data owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.counted import counted
from pipeline.errors import DeliveryError
from pipeline.files import replacing_folder, write_json, write_text
from pipeline.former_results import of_stage
from pipeline.intake.checks import Checker
from pipeline.intake.corrections import applications, corrected, load_corrections
from pipeline.intake.former_checks import FormerChecks
from pipeline.intake.generated_suites import extended, survey_suite
from pipeline.intake.personal_problems import PERSONAL, without_persons
from pipeline.intake.pieces import Pieces, pieces_of
from pipeline.intake.piecewise_checks import checked_pieces
from pipeline.intake.problem_pages import owner_page
from pipeline.intake.problems import Problem, in_reading_order, to_records, without_echoes
from pipeline.intake.reception import Reception, load_reception
from pipeline.intake.response_counts import is_survey, response_counts
from pipeline.intake.suites import Suite, load_suite
from pipeline.intake.table_checks import Around, looked_at, told_rows, with_seen
from pipeline.intake.typed_tables import prepared, writings
from pipeline.intake.verdicts import filled_columns, table_problems, unevaluated_problems
from pipeline.paths import CohortPaths

NO_PIECES: Mapping[str, Pieces] = {}


@dataclass(frozen=True)
class Report:
    """What validation found: every problem in reading order, counts per table, response counts per survey."""

    problems: list[Problem]
    tables: dict[str, dict[str, Any]]
    surveys: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def blocking(self) -> list[Problem]:
        """Problems that stop the build."""
        return [problem for problem in self.problems if problem.severity == "blocking"]

    @property
    def is_blocked(self) -> bool:
        """Whether the cohort must not go on to `clean`."""
        return bool(self.blocking)

    @property
    def owners_to_act(self) -> list[str]:
        """Owners of a blocking problem, by id."""
        return sorted({problem.owner for problem in self.blocking})


def main(cohort: stage.CohortOption) -> None:
    """Check every table of one cohort and write one problem page for each data owner."""
    paths = CohortPaths(cohort)
    report = validate_cohort(paths, former_checks(paths))
    if told := sum(problem.code == PERSONAL for problem in report.problems):
        cells = counted(told, "cell seems", "cells seem")
        print(f"{cohort}: {cells} to hold personal data; the pages in {paths.problem_pages} say where.")
    if report.is_blocked:
        pages = ", ".join(str(paths.problem_pages / f"{owner}.html") for owner in report.owners_to_act)
        problems = counted(len(report.blocking), "problem blocks", "problems block")
        raise DeliveryError(f"{problems} cohort {cohort}; send each owner their page: {pages}")


def former_checks(paths: CohortPaths) -> FormerChecks | None:
    """What the tables of a cohort gave in former builds with the same code: suites and values are told by content."""
    told = ("data", "expectations")
    former = of_stage("validate", f"checks/{paths.cohort}", {"cohort": paths.cohort}, told)
    return FormerChecks(former) if former else None


def validate_cohort(paths: CohortPaths, former: FormerChecks | None = None) -> Report:
    """Check what was ingested; write problems.json, the owners' pages and validated/, blocked or not.

    Tables whose values and suite are what a `former` build checked are not checked again.

    Raises:
        MissingInputError: the cohort was not ingested.
        ParamsError: a suite or the corrections are not understood.
        CorrectionError: a declared correction no longer fits the deliveries.
        WriteError: the disk refused.
    """
    reception = load_reception(paths)
    declared = applications(load_corrections(paths.corrections))
    suites = suites_of(reception, [*reception.tables, *reception.stored], paths.expectations)
    tables = corrected(reception.tables, declared, reception.stored)
    report = check(reception, tables, suites, pieces_of(reception, declared), former)
    write_json(paths.problems, to_records(report.problems))
    with replacing_folder(paths.problem_pages) as folder:
        for owner in reception.owners:
            write_text(folder / f"{owner.id}.html", owner_page(owner, report.problems, reception))
    with replacing_folder(paths.validated) as folder:
        write_json(folder / "summary.json", summary(paths.cohort, report))
        for name in (name for name in suites if reception.questionnaire_of(name)):
            write_json(folder / "suites" / f"{name}.json", suites[name].model_dump())
    return report


def check(
    reception: Reception,
    tables: Mapping[str, pd.DataFrame],
    suites: Mapping[str, Suite],
    in_pieces: Mapping[str, Pieces] = NO_PIECES,
    former: FormerChecks | None = None,
) -> Report:
    """Every problem of the cohort: those met while reading, then those of formats, rows, tables and suites."""
    written = writings(reception.deliveries)
    under_check = {name: prepared(frame, reception.schema[name], written) for name, frame in sorted(tables.items())}
    typed_tables = {name: checked.typed for name, checked in under_check.items()}
    around = Around(Checker(former), reception, typed_tables)
    seen = {name: with_seen(delivered, suites.get(name), around) for name, delivered in under_check.items()}
    around.checker.run_ahead(suites, {name: delivered.typed for name, delivered in seen.items()}, typed_tables)
    problems, counts = list(reception.problems), {}
    for name, delivered in seen.items():
        suite = suites.get(name)
        told, run = told_rows(delivered, suite, around)
        problems += [
            *told,
            *table_problems(delivered.table, filled_columns(delivered), suite, reception),
            *unevaluated_problems(name, run, reception),
        ]
        counts[name] = looked_at(len(delivered.texts), len(delivered.repeats), suite, run)
    for name, pieces in in_pieces.items():
        told, counts[name] = checked_pieces(pieces, suites.get(name), around)
        problems += told
    return Report(in_reading_order(without_persons(without_echoes(problems))), counts, _responses(typed_tables))


def suites_of(reception: Reception, names: Iterable[str], expectations: Path) -> dict[str, Suite]:
    """The suite of each table that has one; a survey's is generated from its questionnaire, then extended by hand.

    Raises:
        ParamsError: a suite is not understood.
    """
    suites: dict[str, Suite] = {}
    for name in names:
        suite = load_suite(expectations, name, reception.schema)
        if questionnaire := reception.questionnaire_of(name):
            suite = extended(survey_suite(questionnaire, reception.schema[name]), suite)
        if suite is not None:
            suites[name] = suite
    return suites


def _responses(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """For each survey how many were invited and answered, and the response rate: numbers only."""
    counts = {name: response_counts(name, tables) for name in tables if is_survey(name)}
    return {name: {**asdict(each), "rate": each.rate} for name, each in counts.items()}


def summary(cohort: str, report: Report) -> dict[str, Any]:
    """validated/summary.json: the gate that `clean` looks at."""
    return {
        "cohort": cohort,
        "is_blocked": report.is_blocked,
        "blocking": len(report.blocking),
        "warnings": len(report.problems) - len(report.blocking),
        "tables": report.tables,
        "surveys": report.surveys,
    }


if __name__ == "__main__":
    stage.run(main)
