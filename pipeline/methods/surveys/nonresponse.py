"""Who is missing from a survey: do those who did not answer differ from those who did, on what registers say of all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.register_words import column_words
from pipeline.booklet.slugs import slug
from pipeline.facts import Fact
from pipeline.methods.surveys.response_facts import evidence, response_fact
from pipeline.methods.surveys.response_frames import Frame, labels
from pipeline.statistics.exact_tables import fisher
from pipeline.statistics.multiplicity import adjusted
from pipeline.statistics.permutations import two_means
from pipeline.statistics.results import Test

COMPARED: dict[str, tuple[str, ...]] = {
    "project_id": (
        "status",
        "holder_type",
        "theme",
        "commune_insee",
        "hq_region",
        "targets_public_sector",
        "founded_on",
    ),
    "commune_insee": ("commune_insee",),
}
"""Columns of the register on which both sides are compared, chosen before any answer was seen."""

SMALLEST_SHOWN = 0.001
LIMIT = (
    "Compare tous les invités, sur ce que le registre sait d’eux ; ceux qui manquent peuvent différer sur ce qu’il"
    " ignore."
)
UNDECIDABLE, NO_GAP, GAP = "undecidable", "no-gap", "gap"
MISSING_COLUMNS = ["survey", "column", "column_fr", "finding", "p_fact"]


@dataclass(frozen=True)
class Compared:
    """One column of the register: the test, its p-value adjusted over the survey's columns, and what it says."""

    column: str
    test: Test
    adjusted: float | None
    finding: str


def missing(frame: Frame, level: float) -> tuple[list[Fact], list[dict[str, Any]]]:
    """Facts (one adjusted p-value a column that could decide) and one row a column compared.

    `finding` is `undecidable` (no data of these sizes could decide), `no-gap` or `gap`. Nothing is compared when nobody
    or everybody answered.
    """
    facts, lines = [], []
    for found in compared(frame, level):
        words = column_words(found.column)
        line: dict[str, Any] = {"survey": frame.survey, "column": found.column, "column_fr": words[0]}
        line |= {"finding": found.finding, "p_fact": None}
        if found.adjusted is not None:
            facts.append(_fact(frame, found, words))
            line["p_fact"] = facts[-1].fact_id
        lines.append(line)
    return facts, lines


def compared(frame: Frame, level: float) -> list[Compared]:
    """Every column that tells invited people apart, with Holm's adjustment over the tests that could decide."""
    has_answered = frame.invited["has_answered"]
    if frame.key is None or not frame.is_linked or has_answered.all() or not has_answered.any():
        return []
    tests = {column: _test(frame, column) for column in COMPARED[frame.key] if column in frame.invited}
    tests = {column: test for column, test in tests.items() if test.p_value is not None}
    could = {column: _can_decide(test, 1 - level) for column, test in tests.items()}
    p_values = adjusted([test.p_value if could[column] else None for column, test in tests.items()])
    return [
        Compared(column, test, p_value, _finding(p_value, 1 - level))
        for (column, test), p_value in zip(tests.items(), p_values, strict=True)
    ]


def _test(frame: Frame, column: str) -> Test:
    """Fisher's exact test of groups; for a date, a permutation test of mean days."""
    rows = frame.invited
    if pd.api.types.is_datetime64_any_dtype(rows[column]):
        known = rows[rows[column].notna()]
        days = (known[column] - known[column].min()).dt.days
        return two_means(days[known["has_answered"]].tolist(), days[~known["has_answered"]].tolist())
    return fisher(pd.crosstab(labels(rows, [column]), rows["has_answered"]).to_numpy())


def _can_decide(test: Test, alpha: float) -> bool:
    return test.smallest_p is not None and test.smallest_p <= alpha


def _finding(p_value: float | None, alpha: float) -> str:
    if p_value is None:
        return UNDECIDABLE
    return GAP if p_value <= alpha else NO_GAP


def _fact(frame: Frame, found: Compared, words: tuple[str, str]) -> Fact:
    p_value = float(found.adjusted or 0.0)
    is_tiny = p_value < SMALLEST_SHOWN
    return response_fact(
        frame,
        f"missing-{slug(found.column)}-p",
        (f"Répondants et autres comparés : {words[0].lower()} (p ajusté)", f"Non-response by {words[1]} (adjusted p)"),
        evidence(frame),
        unit="number",
        value=SMALLEST_SHOWN if is_tiny else p_value,
        qualifier="<" if is_tiny else "=",
        decimals=3,
        n_answered=int(frame.invited["has_answered"].sum()),
        n_frame=len(frame.invited),
        method=f"{found.test.method.title_fr}, ajustement de Holm",
        limits_fr=LIMIT,
        computed_by="pipeline.methods.surveys.nonresponse:missing",
    )
