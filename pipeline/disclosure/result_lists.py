"""Tables that list results one by one, and the facts that only count their rows: told together, or hidden together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.estimates import fact_columns

PLACE = re.compile(r"\{(\w+)\}")
"""Where the word of a column stands in the id of a fact that counts the rows with this word."""


@dataclass(frozen=True)
class ResultList:
    """A table whose rows are no persons and no firms, but results that are told one by one.

    `row` says what a row is, `findings` are the columns that say what came out of it, `counts` the patterns of the
    facts that count rows, with `{column}` where the word of a column stands: anybody can count them again. `totals`
    count all rows, whatever came out of them.
    """

    row: str
    findings: tuple[str, ...]
    counts: tuple[str, ...]
    totals: tuple[str, ...] = ()


LISTS: Mapping[str, ResultList] = {
    "back_test_figures": ResultList(
        row="a printed figure, computed again",
        findings=("verdict", "verdict_fr"),
        counts=("back-test-same", "back-test-nearest", "back-test-other"),
        totals=("back-test-tests",),
    ),
    "comparison_results": ResultList(
        row="a comparison that the plan asks for",
        findings=("finding",),
        counts=("comparison-{family}-tests", "comparison-{family}-undecidable", "comparison-{family}-gaps"),
    ),
    "editions_results": ResultList(
        row="a comparison of two editions",
        findings=("finding",),
        counts=("editions-{family}-tests", "editions-{family}-undecidable", "editions-{family}-gaps"),
    ),
    "indicators_changes": ResultList(
        row="an indicator that a named project planned and measured",
        findings=("sense", "gap_sense", "told_sense", "verdict"),
        counts=(
            *("indicators-domain-{domain}-*", "indicators-project-{project_id}-*"),
            *("indicators-goal-*", "indicators-design-*", "indicators-planned", "indicators-any"),
            *("indicators-measured", "indicators-with-target", "indicators-favourable", "indicators-unfavourable"),
            *("indicators-unchanged", "indicators-reached", "indicators-met-before", "indicators-apart*"),
            *("indicators-with-interval", "indicators-incomplete*"),
        ),
    ),
    "programme_communes": ResultList(
        row="a commune of the programme", findings=(), counts=(), totals=("portfolio-communes", "outcomes-communes")
    ),
    "sensors_series": ResultList(
        row="a series of readings of one sensor",
        findings=("sense", "is_found"),
        counts=tuple(f"sensors-{what}" for what in ("projects", "compared", "apart", "sparse", "stuck")),
        totals=("sensors-series",),
    ),
    "statements": ResultList(
        row="a statement of a published text",
        findings=("verdict_fr",),
        counts=(
            *("statements-compared", "statements-general", "statements-coherent"),
            *("statements-contredit", "statements-circulaire", "statements-autre-base", "statements-sans-*"),
            "statements-au-dela-du-codage",
        ),
        totals=("statements-total",),
    ),
}


def findings_of(table: str) -> tuple[str, ...]:
    """The columns of a list that say what came out of each row; none of another table."""
    return LISTS[table].findings if table in LISTS else ()


def counts_of_results(facts: pd.DataFrame, tables: Collection[str]) -> frozenset[str]:
    """The facts that count rows of those of these tables that are lists, and nobody."""
    lists = [LISTS[name] for name in LISTS if name in tables]
    patterns = [PLACE.sub("*", each) for listed in lists for each in (*listed.counts, *listed.totals)]
    return _counts_like(facts, patterns)


def counts_that_tell(facts: pd.DataFrame, tables: Mapping[str, pd.DataFrame], hidden: Collection[str]) -> set[str]:
    """The counts of listed rows some of whose numbers are hidden: with the other rows they would tell the findings."""
    patterns = [pattern for name in LISTS if name in tables for pattern in _counting_hidden(name, tables[name], hidden)]
    return set(_counts_like(facts, patterns))


def _counting_hidden(name: str, table: pd.DataFrame, hidden: Collection[str]) -> Iterator[str]:
    """The patterns of the counts in which a row with a hidden number is counted."""
    rows = table[table[fact_columns(table)].isin(list(hidden)).any(axis="columns")]
    for pattern in LISTS[name].counts if len(rows) else ():
        place = PLACE.search(pattern)
        words = {slug(str(word)).replace("_", "-") for word in rows[place[1]]} if place else {""}
        yield from sorted(PLACE.sub(word, pattern) for word in words)


def _counts_like(facts: pd.DataFrame, patterns: Collection[str]) -> frozenset[str]:
    counts = facts.loc[facts["unit"].eq("count"), "fact_id"]
    return frozenset(fact for fact in counts if any(fnmatchcase(fact, pattern) for pattern in patterns))
