"""Recommendations of the team: each kept only while the finding it rests on holds in this edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.programme.conditions import Condition, Verdict, printed_facts, read_condition, verdict
from pipeline.methods.projects.knowledge_facts import Teller, one_by_one
from pipeline.plan import Settings

REQUIRES = ("recommendations",)

TELL = Teller("recommendations", "pipeline.estimators.recommendations:conclude", "recommendations")
LIMIT = (
    "Une recommandation est un jugement de l’équipe. Sa règle est vérifiée sur les données ; que la suivre suffise à "
    "changer le constat ne l’est pas."
)
LIMIT_FR = "Seuil écrit avec la recommandation"
JUDGED_FR = "Condition écrite sur un ou plusieurs faits, évaluée sur ceux de l’édition"
ADDRESSEES: Mapping[str, tuple[str, str]] = {
    "porteurs": ("Recommandations aux porteurs", "Recommendations to holders"),
    "communes": ("Recommandations aux communes", "Recommendations to communes"),
    "institutions": ("Recommandations aux institutions", "Recommendations to institutions"),
    "agence": ("Recommandations à l’agence", "Recommendations to the agency"),
}
TEXTS = ("text_fr", "text_en", "because_fr", "because_en")
RULE = ("tested_fact", "end", "sign", "limit_fact")
COLUMNS = ("recommendation_id", "addressee", "horizon", *TEXTS, "findings", "verdict", *RULE)

Rule = tuple[Condition, Fact]
"""A condition on a number, and the number as a fact."""


def conclude(tables: Tables, _settings: Settings, facts: Mapping[str, Fact]) -> Estimates:
    """How many recommendations are written and still supported, by addressee; `facts` are those of other themes.

    Table `recommendations_held`: one row a recommendation, as written (`{fact-id}` stands where a text prints a fact;
    `findings`: ids of the facts that the cohort has; `verdict`: `holds`, `fails`, or `unknown` where a fact of the
    condition or of a text is missing; `tested_fact`, `end` of its interval, `sign`, `limit_fact`: the condition that
    compares a fact with a number, empty without one).

    Raises:
        FactError: a condition is not written as one.
    """
    given = tables["recommendations"]
    rules = [_rule(row, line, facts) for row, line in one_by_one(given)]
    lines = [(*_line(row, facts), *_told(rule)) for (row, _), rule in zip(one_by_one(given), rules, strict=True)]
    held = pd.DataFrame(lines, columns=list(COLUMNS))
    limits = [rule[1] for rule in rules if rule]
    return Estimates([*_counts(given, held, facts), *limits], {"recommendations_held": held})


def _line(row: Any, facts: Mapping[str, Fact]) -> tuple[Any, ...]:
    texts = {name: str(getattr(row, name)) for name in TEXTS}
    shown = [french(text) if name.endswith("_fr") else text for name, text in texts.items()]
    is_told = all(fact_id in facts for text in texts.values() for fact_id in printed_facts(text))
    judged = verdict([str(each) for each in row.conditions], facts) if is_told else Verdict.UNKNOWN
    findings = [str(each) for each in row.findings if str(each) in facts]
    return (str(row.recommendation_id), str(row.addressee), str(row.horizon), *shown, findings, judged.value)


def _rule(row: Any, line: pd.DataFrame, facts: Mapping[str, Fact]) -> Rule | None:
    """The first condition that compares a fact of the cohort with a number, and this number as a fact."""
    for asked in (read_condition(str(text)) for text in row.conditions):
        tested = facts.get(asked.fact)
        if tested is not None and asked.threshold is not None:
            label = (f"Seuil d’une recommandation : {tested.label_fr}", f"Threshold: {tested.label_en}")
            number = {"unit": tested.unit, "value": asked.threshold, "method": LIMIT_FR, "limits_fr": LIMIT}
            return asked, TELL.fact(f"{slug(str(row.recommendation_id))}-limit", label, line, **number)
    return None


def _told(rule: Rule | None) -> tuple[str, str, str, str]:
    """The columns RULE."""
    if rule is None:
        return ("", "", "", "")
    asked, limit = rule
    return (asked.fact, asked.end, asked.sign, limit.fact_id)


def _counts(given: pd.DataFrame, held: pd.DataFrame, facts: Mapping[str, Fact]) -> Iterator[Fact]:
    """How many are written, supported, and supported by addressee; they rest on the findings."""
    cited = (facts[fact_id].rows for ids in held["findings"] for fact_id in ids)
    rows = frozenset(provenance(given)).union(*cited)
    holds = held["verdict"].eq(Verdict.HOLDS.value)
    counts = {
        "written": (len(held), ("Recommandations écrites", "Recommendations written")),
        "supported": (int(holds.sum()), ("Recommandations retenues", "Recommendations supported")),
        **{
            f"to-{slug(to)}": (int((holds & held["addressee"].eq(to)).sum()), label) for to, label in ADDRESSEES.items()
        },
    }
    for what, (count, label) in counts.items():
        yield TELL.count(what, label, count, rows, method=JUDGED_FR, design="census", limits_fr=LIMIT)
