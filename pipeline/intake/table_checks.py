"""Every check on one table, or on some of its rows: what is wrong with them, and what was evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.intake.checks import Checker, SuiteRun
from pipeline.intake.derived_columns import with_derived
from pipeline.intake.generated_suites import with_conditions
from pipeline.intake.personal_problems import personal_problems
from pipeline.intake.problems import Problem
from pipeline.intake.reception import Reception
from pipeline.intake.suites import Suite
from pipeline.intake.typed_tables import Prepared
from pipeline.intake.verdicts import format_problems, repeat_problems, suite_problems

NOTHING_RUN = SuiteRun((), 0, (), (), ())


@dataclass(frozen=True)
class Around:
    """What checks of a table look at beside it: the typed tables that its keys refer to, and what was received."""

    checker: Checker
    reception: Reception
    tables: Mapping[str, pd.DataFrame]


def checked_rows(delivered: Prepared, suite: Suite | None, around: Around) -> tuple[list[Problem], SuiteRun]:
    """Every problem of these rows, as if they were the whole table, and what its suite gave."""
    return told_rows(with_seen(delivered, suite, around), suite, around)


def with_seen(delivered: Prepared, suite: Suite | None, around: Around) -> Prepared:
    """The rows with all columns that the suite looks at: those derived from others too."""
    tables = {**around.tables, delivered.table.name: delivered.typed}
    seen = replace(delivered, typed=with_derived(delivered.table, tables, suite.wanted_columns if suite else ()))
    if questionnaire := around.reception.questionnaire_of(delivered.table.name):
        seen = replace(seen, typed=with_conditions(seen.typed, questionnaire, seen.table, tables))
    return seen


def told_rows(seen: Prepared, suite: Suite | None, around: Around) -> tuple[list[Problem], SuiteRun]:
    """Every problem of rows that have all columns to look at, and what their suite gave."""
    reception = around.reception
    run = (
        around.checker.run(suite, seen.typed, {**around.tables, seen.table.name: seen.typed}) if suite else NOTHING_RUN
    )
    problems = [
        *format_problems(seen, reception),
        *repeat_problems(seen, reception),
        *suite_problems(seen, run, reception),
        *personal_problems(seen, reception),
    ]
    return problems, run


def looked_at(rows: int, repeated: int, suite: Suite | None, run: SuiteRun) -> dict[str, Any]:
    """What was really looked at: zero rows or zero evaluated expectations can never read as success."""
    return {
        "rows": rows,
        "repeated_rows": repeated,
        "expectations": len(suite.expectations) if suite else 0,
        "evaluated": run.evaluated,
        "skipped": list(run.skipped),
    }
