"""Do groups, audiences, communes or moments differ? The comparisons that the analysis plan declares, by family."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.comparisons.compared_groups import Pairs
from pipeline.methods.comparisons.comparison_facts import FACT_COLUMNS, Subject, family_counts, told
from pipeline.methods.comparisons.comparison_precision import REACH, tell_precision
from pipeline.methods.comparisons.comparison_results import Result, family_results
from pipeline.methods.comparisons.gap_decimals import as_precise
from pipeline.plan import Comparison, Family, Plan, Settings

REQUIRES = ()
"""Whatever tables the plan names; a comparison of a table that was not delivered is left out."""

RESULT_COLUMNS = (
    "family",
    "result",
    "tables",
    "question_fr",
    "answer_fr",
    "kind",
    "finding",
    "first_fr",
    "second_fr",
    "by_fr",
    "silent_fr",
    "is_weighted",
    REACH,
    *FACT_COLUMNS,
)
GROUP_COLUMNS = ("family", "result", "group_fr", "answer_fr", "n", "value_fact", "base_fact")
FAMILY_COLUMNS = ("family", "title_fr", "adjustment", "tests_fact", "undecidable_fact", "gaps_fact")


def is_planned(plan: Plan) -> bool:
    """Whether the plan declares a comparison."""
    return bool(plan.families)


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """The facts of every declared comparison.

    Tables: `comparison_families` (one row a family), `comparison_results` (one row a test: what it is about, its
    `finding` among gap, no-gap, undecidable and nothing, facts of the gap, of chance and of precision) and
    `comparison_groups` (one row a result, group and answer).

    Raises:
        EstimateError: the plan names a column that the cohort's tables do not have.
    """
    facts: list[Fact] = []
    families, lines, groups = [], [], []
    for family in settings.plan.families:
        results = family_results(tables, family, settings.confidence_level, settings.plan)
        prefix = f"comparison-{family.family}"
        counted = family_counts(results, prefix, (family.title_fr, family.title_en))
        facts += counted
        families.append(_family_row(family, counted))
        for result in results:
            subject = Subject(f"{prefix}-{result.name}", result)
            found = told(subject)
            tell_precision(subject, found, settings.confidence_level)
            facts += found.facts
            lines.append({**_result_row(family, result), **found.ids})
            groups += [{"family": family.family, "result": result.name, **line} for line in found.groups]
    return Estimates(
        as_precise(facts),
        {
            "comparison_families": pd.DataFrame(families, columns=list(FAMILY_COLUMNS)),
            "comparison_results": pd.DataFrame(lines, columns=list(RESULT_COLUMNS)),
            "comparison_groups": pd.DataFrame(groups, columns=list(GROUP_COLUMNS)),
        },
    )


def _family_row(family: Family, counted: list[Fact]) -> dict[str, Any]:
    names = ("tests_fact", "undecidable_fact", "gaps_fact")
    ids = dict(zip(names, (fact.fact_id for fact in counted), strict=bool(counted)))
    described = {"family": family.family, "title_fr": french(family.title_fr), "adjustment": family.adjustment}
    return {**described, **ids}


def _result_row(family: Family, result: Result) -> dict[str, Any]:
    sample, option = result.sample, result.option
    labels = [] if isinstance(sample, Pairs) else [group.label_fr for group in sample.groups]
    first, *others = labels or [""]
    return {
        "family": family.family,
        "result": result.name,
        "tables": "|".join(compared_tables(sample.comparison)),
        "question_fr": french(sample.comparison.question_fr),
        "answer_fr": option.label_fr if option else "",
        "kind": f"paired-{sample.outcome.kind}" if isinstance(sample, Pairs) else sample.outcome.kind,
        "finding": result.finding,
        "first_fr": first if others else "",
        "second_fr": others[0] if others and not others[1:] else "",
        "by_fr": "" if isinstance(sample, Pairs) or sample.by is None else sample.by.label_fr,
        "is_weighted": result.is_weighted,
        "silent_fr": "" if isinstance(sample, Pairs) else ", ".join(sample.silent),
    }


def compared_tables(comparison: Comparison) -> list[str]:
    """The tables that a comparison reads, each once."""
    return list(dict.fromkeys([comparison.table, *(each.partition(".")[0] for each in comparison.against)]))
