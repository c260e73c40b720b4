"""Recommendations of the team: each kept only while the finding it rests on holds in this edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.programme.conditions import Verdict, printed_facts, verdict
from pipeline.methods.projects.knowledge_facts import Teller, one_by_one
from pipeline.plan import Settings

REQUIRES = ("recommendations",)

TELL = Teller("recommendations", "pipeline.estimators.recommendations:conclude", "recommendations")
LIMIT = (
    "Une recommandation est un jugement de l’équipe. Son constat est vérifié sur les données ; que la suivre suffise à "
    "changer ce constat ne l’est pas."
)
JUDGED_FR = "Condition écrite sur un ou plusieurs faits, évaluée sur ceux de l’édition"
ADDRESSEES: Mapping[str, tuple[str, str]] = {
    "porteurs": ("Recommandations aux porteurs", "Recommendations to holders"),
    "communes": ("Recommandations aux communes", "Recommendations to communes"),
    "institutions": ("Recommandations aux institutions", "Recommendations to institutions"),
    "agence": ("Recommandations à l’agence", "Recommendations to the agency"),
}
TEXTS = ("text_fr", "text_en", "because_fr", "because_en")
COLUMNS = ("recommendation_id", "addressee", "horizon", *TEXTS, "findings", "verdict")


def conclude(tables: Tables, _settings: Settings, facts: Mapping[str, Fact]) -> Estimates:
    """How many recommendations are written and still supported, by addressee; `facts` are those of other themes.

    Table `recommendations_held`: one row a recommendation, as written (`{fact-id}` stands where a text prints a fact;
    `findings`: ids of the facts that the cohort has; `verdict`: `holds`, `fails`, or `unknown` where a fact of the
    condition or of a text is missing).

    Raises:
        FactError: a condition is not written as one.
    """
    given = tables["recommendations"]
    lines = [(_line(row, facts), rows) for row, rows in one_by_one(given)]
    held = pd.DataFrame([line for line, _ in lines], columns=list(COLUMNS))
    return Estimates(list(_counts(given, held, facts)), {"recommendations_held": held})


def _line(row: Any, facts: Mapping[str, Fact]) -> tuple[Any, ...]:
    texts = {name: str(getattr(row, name)) for name in TEXTS}
    shown = [french(text) if name.endswith("_fr") else text for name, text in texts.items()]
    is_told = all(fact_id in facts for text in texts.values() for fact_id in printed_facts(text))
    judged = verdict([str(each) for each in row.conditions], facts) if is_told else Verdict.UNKNOWN
    findings = [str(each) for each in row.findings if str(each) in facts]
    return (str(row.recommendation_id), str(row.addressee), str(row.horizon), *shown, findings, judged.value)


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
