"""Who is compared with whom, on what: the groups of a declared comparison, with the answers of each that count."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.errors import EstimateError
from pipeline.estimates import Tables
from pipeline.methods.comparisons.compared_columns import Column, compared_column, evidence
from pipeline.methods.comparisons.model_columns import model_rows
from pipeline.plan import Comparison

AUDIENCES = {
    "survey_startups": ("porteurs de projet", "project holders"),
    "survey_communes": ("agents des communes", "agents of communes"),
    "survey_institutions": ("partenaires", "partners"),
}


@dataclass(frozen=True)
class Group:
    """One group: its answers that count (`given`), the delivered rows they rest on, and whose they are where known."""

    name: str
    label_fr: str
    label_en: str
    given: pd.Series
    rows: pd.DataFrame
    respondents: pd.Series | None = None

    @property
    def n(self) -> int:
        """Answers that count."""
        return len(self.given)


@dataclass(frozen=True)
class Sample:
    """Groups to compare, in the plan's order, the questionnaire's or the alphabet's; `outcome` is what is compared.

    Groups of which nobody judged are in `silent`, by their French names. `by` makes the groups; none for surveys.
    """

    comparison: Comparison
    outcome: Column
    groups: tuple[Group, ...]
    silent: tuple[str, ...] = ()
    by: Column | None = None


@dataclass(frozen=True)
class Pairs:
    """Respondents who answered both questions: `first` is the outcome, `second` what it is paired with."""

    comparison: Comparison
    outcome: Column
    other: Column
    first: pd.Series
    second: pd.Series
    rows: pd.DataFrame


def compared_groups(tables: Tables, comparison: Comparison) -> Sample:
    """The groups of a comparison that names a column (`by`) or other surveys (`against`).

    Raises:
        EstimateError: the plan names a column that is not there, or surveys that did not ask the same.
    """
    if comparison.against:
        return _surveys(tables, comparison)
    rows = model_rows(tables, comparison.table)
    outcome = compared_column(tables, comparison.table, rows, comparison.outcome)
    by = compared_column(tables, comparison.table, rows, comparison.by)
    labels = {option.name: (option.label_fr, option.label_en) for option in by.options}
    if by.kind in ("scale", "choices"):
        raise EstimateError(f"plan.yml, families: « {comparison.by} » does not put each row in one group.")
    if unknown := [name for name in comparison.groups if name not in labels]:
        raise EstimateError(f"plan.yml, families: « {comparison.by} » has no value « {', '.join(unknown)} ».")
    members = by.given if by.kind != "ordinal" else by.given.map(dict(enumerate(labels)))
    named = [comparison.outcome, comparison.by]
    groups = []
    for name in comparison.groups or labels:
        mine = outcome.given.notna() & members.eq(name).fillna(False).astype(bool)
        proof = evidence(tables, comparison.table, rows[mine], named)
        who = rows.loc[mine, "respondent_id"] if "respondent_id" in rows else None
        groups.append(Group(name, *labels[name], outcome.given[mine], proof, who))
    return _sample(comparison, outcome, groups, by)


def compared_pairs(tables: Tables, comparison: Comparison) -> Pairs:
    """Respondents who answered both questions of a comparison with `paired_with`.

    Raises:
        EstimateError: a question is not there, or the two do not have the same answers.
    """
    rows = model_rows(tables, comparison.table)
    outcome = compared_column(tables, comparison.table, rows, comparison.outcome)
    other = compared_column(tables, comparison.table, rows, comparison.paired_with)
    _require_the_same(comparison, outcome, other)
    both = outcome.given.notna() & other.given.notna()
    proof = evidence(tables, comparison.table, rows[both], [comparison.outcome, comparison.paired_with])
    return Pairs(comparison, outcome, other, outcome.given[both], other.given[both], proof)


def _surveys(tables: Tables, comparison: Comparison) -> Sample:
    named = [(comparison.table, comparison.outcome), *(tuple(each.split(".")) for each in comparison.against)]
    groups: list[Group] = []
    first: Column | None = None
    for table, name in named:
        if table not in tables:
            continue
        rows = model_rows(tables, table)
        column = compared_column(tables, table, rows, name)
        first = first or column
        _require_the_same(comparison, first, column)
        judged = column.given.notna()
        proof = evidence(tables, table, rows[judged], [name])
        groups.append(Group(table, *AUDIENCES.get(table, (table, table)), column.given[judged], proof))
    if first is None:
        raise EstimateError(f"plan.yml, families: none of the surveys of « {comparison.comparison} » was delivered.")
    return _sample(comparison, first, groups)


def _require_the_same(comparison: Comparison, first: Column, second: Column) -> None:
    """Two questions are one when their answers are of one kind, with the same codes and the same bounds."""
    codes, others = ([option.name for option in column.options] for column in (first, second))
    if (first.kind, codes, first.bounds) != (second.kind, others, second.bounds):
        raise EstimateError(
            f"plan.yml, families: « {first.name} » and « {second.name} » of « {comparison.comparison} » do not have "
            "the same answers."
        )


def _sample(comparison: Comparison, outcome: Column, groups: list[Group], by: Column | None = None) -> Sample:
    answering = tuple(group for group in groups if group.n)
    return Sample(comparison, outcome, answering, tuple(group.label_fr for group in groups if not group.n), by)
