"""Results by evaluation criterion: which facts answer each question, and how much stands behind them. No score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.programme.evidence_strength import strongest_design
from pipeline.methods.projects.knowledge_facts import Teller, one_by_one
from pipeline.plan import Settings

REQUIRES = ("evaluation_criteria",)

TELL = Teller("criteria", "pipeline.estimators.criteria:conclude", "evaluation_criteria")
LIMIT = (
    "Les nombres qui répondent à chaque question ont été choisis par l’équipe, dans une table publiée ; ni leur nombre "
    "ni leur plan ne note le programme."
)
COUNTED_FR = "Nombres de la table des critères que l’édition a pu établir"
COLUMNS = ("criterion_id", "framework", "name_fr", "name_en", "question_fr", "question_en", "evidence", "strongest",
           "facts_fact", "unknown_fr", "unknown_en")  # fmt: skip


def conclude(tables: Tables, _settings: Settings, facts: Mapping[str, Fact]) -> Estimates:
    """How many of the facts that a criterion asks for the cohort has, of `facts` by id.

    Table `criteria_answers`: one row a criterion in the order of the table (`evidence`: ids of the facts that answer
    and exist; `strongest`: the most demanding of their designs, empty without any).
    """
    found, lines = [], []
    for row, line in one_by_one(tables["evaluation_criteria"]):
        asked = [str(each) for each in row.evidence]
        known = [facts[fact_id] for fact_id in asked if fact_id in facts]
        found.append(_counted(row, line, known, len(asked)))
        lines.append(_line(row, known, found[-1]))
    answers = pd.DataFrame(lines, columns=list(COLUMNS))
    return Estimates([*found, *_totals(tables["evaluation_criteria"], answers)], {"criteria_answers": answers})


def _counted(row: Any, line: pd.DataFrame, known: list[Fact], asked: int) -> Fact:
    label = (f"Nombres qui répondent : {row.name_fr}", f"Facts that answer: {row.name_en}")
    rows = frozenset(provenance(line)).union(*(fact.rows for fact in known))
    counts = (len(known), asked)
    return TELL.share(f"{row.criterion_id}-facts", label, counts, rows, method=COUNTED_FR, limits_fr=LIMIT)


def _line(row: Any, known: list[Fact], counted: Fact) -> tuple[Any, ...]:
    texts = {
        name: (french(str(getattr(row, f"{name}_fr"))), str(getattr(row, f"{name}_en")))
        for name in ("name", "question", "unknown")
    }
    ids, design = [fact.fact_id for fact in known], strongest_design(known) or ""
    return (
        str(row.criterion_id), str(row.framework), *texts["name"], *texts["question"], ids, design, counted.fact_id,
        *texts["unknown"],
    )  # fmt: skip


def _totals(given: pd.DataFrame, answers: pd.DataFrame) -> list[Fact]:
    told = {"method": COUNTED_FR, "design": "census", "limits_fr": LIMIT}
    without = int(answers["strongest"].eq("").sum())
    return [
        TELL.count("criteria", ("Critères d’évaluation", "Evaluation criteria"), len(answers), given, **told),
        TELL.count("unanswered", ("Critères sans aucun nombre", "Criteria without any fact"), without, given, **told),
    ]
