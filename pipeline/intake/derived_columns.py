"""Columns that rules across rows or tables need: which there are, what each is computed from, its values.

A suite may name them as if they were delivered; great-expectations then sees them beside the delivered ones. A problem
is told at the delivered cell it is `about`. Nothing is judged here, and nothing derived leaves the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.intake import derivations
from pipeline.intake.response_counts import is_survey
from pipeline.tables import PROVENANCE, Table

Tables = Mapping[str, pd.DataFrame]
Values = Callable[[pd.DataFrame, Tables], pd.Series]


@dataclass(frozen=True)
class Derivation:
    """One derived column: the delivered column to show, what must be there to compute it, and how.

    `own` lists columns of the table itself, `others` columns of other tables. Values that `is_shown` may be quoted in
    a sentence: they come from a shared reference or from the owner's own file, never from another owner's. One that
    `is_of_table` is the same number on every row; where there is no such number the column is left out.
    """

    name: str
    about: str
    values: Values
    own: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_shown: bool = False
    is_of_table: bool = False

    def can_be_computed(self, frame: pd.DataFrame, tables: Tables) -> bool:
        """Whether everything it needs was delivered, with at least one row in each other table."""
        needed = {self.about, *self.own}
        return needed <= set(frame.columns) and all(
            other in tables and not tables[other].empty and set(columns) <= set(tables[other].columns)
            for other, columns in self.others.items()
        )


def _library(column: str) -> Derivation:
    return Derivation(
        f"library_{column}",
        about="indicator_id",
        values=lambda frame, tables: derivations.of_other(frame, tables["indicators"], "indicator_id", column),
        others={"indicators": ("indicator_id", column)},
        is_shown=True,
    )


_SELECTION_DATE = Derivation(
    "selection_date",
    about="project_id",
    values=derivations.selection_date,
    others={"milestones": ("project_id", "step", "date")},
)
_DATED_STEPS = ("project_id", "step", "date")
_MEASURED = ("project_id", "indicator_id", "arm", "phase", "date")
_SCORED = ("project_id", "criterion_id", "rater")
_INVITED = {"invitations": ("survey", "respondent_id")}

_OF_TABLES: Mapping[str, tuple[Derivation, ...]] = {
    "milestones": (
        Derivation("previous_step_date", "date", derivations.previous_step_date, _DATED_STEPS),
        Derivation("previous_step", "step", derivations.previous_step, _DATED_STEPS, is_shown=True),
        Derivation("skipped_steps", "step", derivations.skipped_steps, _DATED_STEPS, is_shown=True),
        Derivation(
            "ahead_of_status",
            "step",
            derivations.ahead_of_status,
            ("project_id",),
            others={"projects": ("project_id", "status")},
        ),
        _SELECTION_DATE,
    ),
    "protocols": (_library("direction"),),
    "measurements": (
        _library("unit"),
        _library("aggregation"),
        Derivation(
            "missing_parts",
            "indicator_id",
            derivations.missing_parts,
            others={"indicators": ("indicator_id", "aggregation")},
            is_shown=True,
        ),
        Derivation(
            "quotient_of_parts",
            "value",
            derivations.quotient_of_parts,
            ("indicator_id", "unit", "numerator"),
            others={"indicators": ("indicator_id", "aggregation", "unit")},
            is_shown=True,
        ),
        Derivation("previous_phase_date", "date", derivations.previous_phase_date, _MEASURED),
        Derivation("has_baseline", "phase", derivations.has_baseline, _MEASURED),
    ),
    "invitations": (
        Derivation("answers_of_commune", "commune_insee", derivations.answers_of_commune, ("survey", "respondent_id")),
    ),
    "scores": (
        Derivation("raters", "criterion_id", derivations.raters, _SCORED),
        Derivation("level_spread", "level", derivations.level_spread, _SCORED),
    ),
    "purchases": (
        Derivation(
            "procedure_total_eur_ht",
            "amount_eur_ht",
            derivations.procedure_total_eur_ht,
            ("project_id", "commune_insee", "procedure"),
        ),
        _SELECTION_DATE,
    ),
}


def _of_survey(table: str) -> tuple[Derivation, ...]:
    """Those that every survey has."""

    def named(function: Callable[[str, pd.DataFrame, Tables], pd.Series]) -> Values:
        return lambda frame, tables: function(table, frame, tables)

    dated = {"invitations": ("survey", "respondent_id", "invited_on")}
    of_project = {"invitations": ("survey", "respondent_id", "project_id")}
    return (
        Derivation("is_invited", "respondent_id", named(derivations.is_invited), others=_INVITED),
        Derivation("invited_on", "respondent_id", named(derivations.invited_on), others=dated),
        Derivation(
            "answers_beyond_invited",
            "response_id",
            named(derivations.answers_beyond_invited),
            others=_INVITED,
            is_of_table=True,
        ),
        Derivation("response_rate", "response_id", named(derivations.response_rate), others=_INVITED, is_of_table=True),
        Derivation("answers_of_project", "respondent_id", named(derivations.answers_of_project), others=of_project),
    )


def _years(table: Table) -> tuple[Derivation, ...]:
    """The year of each date: what a plausible date is, is said in years."""
    return tuple(
        Derivation(f"{column.name}_year", column.name, derivations.year_of(column.name))
        for column in table.columns
        if column.kind in ("date", "timestamp")
    )


def derivations_of(table: Table) -> Mapping[str, Derivation]:
    """The derived columns a table may have, by name."""
    own = _of_survey(table.name) if is_survey(table.name) else _OF_TABLES.get(table.name, ())
    return {each.name: each for each in (*own, *_years(table))}


def with_derived(table: Table, tables: Tables, wanted: Iterable[str]) -> pd.DataFrame:
    """The typed table with those of its derived columns that are `wanted` and can be computed, before provenance."""
    frame = tables[table.name]
    known = derivations_of(table)
    computed = {
        name: known[name].values(frame, tables)
        for name in sorted(set(wanted) & set(known))
        if known[name].can_be_computed(frame, tables)
    }
    kept = {name: values for name, values in computed.items() if not (known[name].is_of_table and values.isna().all())}
    provenance = [name for name in PROVENANCE if name in frame.columns]
    return pd.DataFrame({**frame.drop(columns=provenance), **kept, **frame[provenance]}, index=frame.index)
