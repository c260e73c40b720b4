"""This edition beside the one before it: outcomes, and the questions that were asked in the same words of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.comparisons.compared_groups import AUDIENCES, Sample
from pipeline.methods.comparisons.comparison_facts import FACT_COLUMNS, Subject, family_counts, told
from pipeline.methods.comparisons.comparison_precision import REACH, tell_precision
from pipeline.methods.comparisons.comparison_results import Result, group_results, judged
from pipeline.methods.comparisons.edition_samples import common_surveys, outcome_samples, question_samples
from pipeline.methods.comparisons.edition_tables import DRIFT, Editions, separated
from pipeline.methods.comparisons.gap_decimals import as_precise
from pipeline.params import EstimateParams
from pipeline.statistics.multiplicity import Adjustment

REQUIRES = (DRIFT,)
"""Made by the stage `compare` alone: no delivery is called so, and the theme exists where there is a former edition."""

OUTCOMES = "outcomes"
CODE = re.compile(r"\s\([^()\s]+\)$")
OUTCOMES_WORDS = ("Résultats inscrits aux registres", "Outcomes told by registers")
LIMIT = (
    "Deux éditions diffèrent par leurs communes, leurs projets et leur calendrier : un écart entre elles n’est pas un"
    " effet du programme."
)
SIDES = ("now_fact", "before_fact")
RESULT_COLUMNS = ("family", "result", "question_fr", "answer_fr", "kind", "finding", REACH, *SIDES, *FACT_COLUMNS)
COUNT_COLUMNS = ("family", "tests_fact", "undecidable_fact", "gaps_fact")
CHANGED_COLUMNS = ("survey", "question", "question_fr", "reason_fr", "before_fr", "now_fr")


def estimate(tables: Tables, settings: EstimateParams) -> Estimates:
    """The facts of two editions put together by `pipeline.methods.comparisons.edition_tables.joined`.

    Tables: `editions_results` (one row a test: family, question, facts of both editions, of the gap and of chance),
    `editions_families` (how many tests could decide) and `editions_changed` (questions that are not compared, and why).
    Outcomes are adjusted by Holm's method; each survey's questions, many and looked at without a hypothesis, by
    Benjamini and Hochberg's.
    """
    editions, level = separated(tables), settings.confidence_level
    families = [_family(OUTCOMES, OUTCOMES_WORDS, outcome_samples(editions), "holm", level)]
    for survey in common_surveys(editions):
        samples = question_samples(editions, survey)
        families.append(_family(survey, AUDIENCES.get(survey, (survey, survey)), samples, "benjamini_hochberg", level))
    return Estimates(
        as_precise([fact for family in families for fact in family.facts]),
        {
            "editions_results": _table([line for family in families for line in family.lines], RESULT_COLUMNS),
            "editions_families": _table([family.counts for family in families], COUNT_COLUMNS),
            "editions_changed": _table(changed(editions), CHANGED_COLUMNS),
        },
    )


def changed(editions: Editions) -> list[dict[str, str]]:
    """Questions that drift calls not comparable: what changed, as it was and as it is."""
    rows = editions.drift[~editions.drift["is_comparable"].astype(bool)]
    labels = _labels(editions)
    return [
        {
            "survey": row["table"],
            "question": row["question"],
            "question_fr": labels.get((row["table"], row["question"]), row["question"]),
            "reason_fr": french(row["message_fr"]),
            "before_fr": _as_asked(row["kind"], row["before"]),
            "now_fr": _as_asked(row["kind"], row["after"]),
        }
        for row in rows.to_dict("records")
    ]


def _as_asked(kind: str, text: str) -> str:
    """What readers see of a question or of a choice; data owners also see the choice's code: « Une visite (visit) »."""
    return french(CODE.sub("", text) if kind.startswith("choice_") else text)


@dataclass(frozen=True)
class _Family:
    """Tests adjusted together: their facts, one row a test, and one row that counts them."""

    facts: list[Fact]
    lines: list[dict[str, Any]]
    counts: dict[str, Any]


def _family(name: str, titles: tuple[str, str], samples: list[Sample], adjustment: Adjustment, level: float) -> _Family:
    prefix = f"editions-{name.replace('_', '-')}"
    results = judged([result for sample in samples for result in group_results(sample, level)], adjustment, level)
    facts = totals = family_counts(results, prefix, titles, LIMIT)
    lines = []
    for result in results:
        own, line = _told(name, Subject(f"{prefix}-{result.name}", result, LIMIT), level)
        facts = [*facts, *own]
        lines.append(line)
    counted = zip(COUNT_COLUMNS[1:], (fact.fact_id for fact in totals), strict=bool(totals))
    return _Family(facts, lines, {"family": name, **dict(counted)})


def _told(family: str, subject: Subject, level: float) -> tuple[list[Fact], dict[str, Any]]:
    """The facts of one test, and its row: one value an edition where one number says it."""
    result: Result = subject.result
    found = told(subject)
    if family == OUTCOMES:
        tell_precision(subject, found, level)
    has_one_value = result.sample.outcome.kind == "scale" or result.option is not None
    values = {f"{line['name']}_fact": line["value_fact"] for line in found.groups} if has_one_value else {}
    return found.facts, {
        "family": family,
        "result": result.name,
        "question_fr": french(result.sample.comparison.question_fr),
        "answer_fr": result.option.label_fr if result.option and family != OUTCOMES else "",
        "kind": result.sample.outcome.kind,
        "finding": result.finding,
        **values,
        **found.ids,
    }


def _table(lines: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=list(columns), dtype="object")


def _labels(editions: Editions) -> dict[tuple[str, str], str]:
    """What each question asks, in this edition where it is asked in both."""
    found: dict[tuple[str, str], str] = {}
    for tables in (editions.before, editions.now):
        for row in tables["questions"].to_dict("records") if "questions" in tables else ():
            found[row["survey"], row["question"]] = french(str(row["label_fr"]))
    return found
