"""Each quantified statement of a study (« la majorité », « deux ») checked against what its coding names."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.frames import rows_of
from pipeline.methods.interviews.codings import entities, general, named
from pipeline.methods.printed.arithmetic import possible_numerators
from pipeline.methods.printed.quantifiers import (
    BEYOND,
    COMPARED,
    CONSISTENT,
    CONTRADICTED,
    NO_NUMBER,
    OWN_BASE,
    UNBOUNDED,
    implied,
    judge,
    printed_share,
)
from pipeline.params import EstimateParams
from pipeline.tables import PROVENANCE

REQUIRES = ("statements", "coding", "statement_codes", "interviews")

CIRCULAR, UNCODED, OTHER_BASE = "circulaire", "sans codage", "autre base"
MEANINGS = {
    CONSISTENT: "le nombre de collectivités nommées entre dans la fourchette que suppose le mot employé",
    BEYOND: "le texte en nomme moins que le mot n’en suppose : affirmation non étayée par le codage, non pas fausse",
    CONTRADICTED: "le texte en nomme davantage que le mot n’en permet",
    CIRCULAR: "seule une phrase générale l’appuie : elle ne peut se prouver elle-même",
    UNBOUNDED: "le mot employé ne suppose aucun nombre",
    UNCODED: "aucun code ne correspond : ni confirmée, ni infirmée",
    OTHER_BASE: "l’affirmation ne porte pas sur l’ensemble des collectivités interrogées : rien n’est comparé",
}
CODED = ["dimension_id", "code"]
"""The columns that say what a segment is about."""

WHOLE_PERCENT = Fraction(1, 100)

NOT_NAMED = "Le texte donne des exemples ; le choix des codes qui comptent est une lecture, livrée avec les données."
RULE = "Convention de lecture, la même partout ; l’étude ne la publie pas."


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Said and coded counts of every statement, the verdicts, and the arithmetic of printed percentages."""
    statements = tables["statements"].sort_values(["line", "statement_id"], ignore_index=True)
    studied = entities(tables["interviews"])
    coding = tables["coding"].loc[lambda rows: rows["entity"].isin(studied)]
    coded = pd.Series(list(rows_of(coding[CODED])), coding.index, dtype=object)
    facts: list[Fact] = []
    lines = []
    for position, statement in statements.iterrows():
        codes = tables["statement_codes"].loc[tables["statement_codes"]["topic"].eq(statement["topic"])]
        segments = coding[coded.isin(list(rows_of(codes[CODED].dropna())))]
        line, found = check(statement, statements.loc[[position]], codes, segments, len(studied))
        lines.append(line)
        facts += found
    checked = pd.DataFrame(lines).astype({"low": "Int64", "high": "Int64", "count": "Int64"})
    arithmetic, arithmetic_facts = percentages(statements)
    return Estimates(
        [*facts, *totals(checked, statements, len(studied)), *arithmetic_facts],
        {"statements": checked, "statements_verdicts": verdicts(), "statements_arithmetic": arithmetic},
    )


def verdicts() -> pd.DataFrame:
    """The verdicts in reading order, what each means, and the fact that counts it."""
    lines = [(verdict, meaning_fr, f"statements-{slug(verdict)}") for verdict, meaning_fr in MEANINGS.items()]
    return pd.DataFrame(lines, columns=["verdict_fr", "meaning_fr", "count_fact"])


def check(
    statement: pd.Series, own: pd.DataFrame, codes: pd.DataFrame, segments: pd.DataFrame, n: int
) -> tuple[dict[str, Any], list[Fact]]:
    """One statement: how many of `n` entities the `segments` of its counting `codes` name, and the verdict."""
    naming, has_general = named(segments), not general(segments).empty
    k, low, high = naming["entity"].nunique(), _whole(statement["implied_min"]), _whole(statement["implied_max"])
    verdict = _verdict(statement, k, len(segments), has_general, low, high)
    evidence = pd.concat([each[list(PROVENANCE)] for each in (own, codes, naming)])
    facts = [
        *_said_fact(statement, own, low, high),
        *([_named_fact(statement, evidence, k, n)] if len(segments) else []),
    ]
    line = {
        "statement_id": statement["statement_id"],
        "line": int(statement["line"]),
        "quantifier": french(statement["quantifier"]),
        "topic_fr": codes["topic_fr"].iloc[0] if len(codes) else statement["topic"],
        "base": statement["base"],
        "low": low,
        "high": high,
        "count": k if len(segments) else None,
        "entities": entities(naming),
        "has_general": has_general,
        "verdict_fr": verdict,
    }
    ids = {fact.fact_id.rpartition("-")[2]: fact.fact_id for fact in facts}
    return {**line, "said_fact": ids.get("said"), "named_fact": ids.get("named")}, facts


def _verdict(statement: pd.Series, k: int, segments: int, has_general: bool, low: int | None, high: int | None) -> str:
    if statement["base"] != OWN_BASE:
        return OTHER_BASE
    if not segments:
        return UNCODED
    return CIRCULAR if not k and has_general else judge(k, low, high)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _said_fact(statement: pd.Series, own: pd.DataFrame, low: int | None, high: int | None) -> list[Fact]:
    """What the quantifier implies, as one fact; none where it implies no number."""
    if low is None and high is None:
        return []
    label_fr = (
        f"Effectif que suppose «{NARROW}{french(statement['quantifier'])}{NARROW}» (l.{NO_BREAK}{statement['line']})"
    )
    return [
        _fact(
            "check",
            f"{slug(statement['statement_id'])}-said",
            (label_fr, "Count implied by the quantifier"),
            own,
            unit="text",
            value_text=implied(low, high),
            low=low,
            high=high,
            method="Lecture du quantifieur publié",
            limits_fr=RULE,
            source_table="statements",
            design="document",
        )
    ]


def _named_fact(statement: pd.Series, evidence: pd.DataFrame, k: int, n: int) -> Fact:
    label_fr = (
        f"Collectivités que le codage nomme pour l’affirmation «{NARROW}{french(statement['quantifier'])}{NARROW}»"
    )
    return _fact(
        "check",
        f"{slug(statement['statement_id'])}-named",
        (f"{label_fr} (l.{NO_BREAK}{statement['line']})", "Authorities named"),
        evidence,
        unit="count",
        value=k,
        numerator=k,
        denominator=n,
        filter="codes de force E, F ou I retenus pour ce sujet",
    )


def totals(checked: pd.DataFrame, statements: pd.DataFrame, n: int) -> list[Fact]:
    """How many statements there are, how many could be compared, and how many got each verdict."""
    given = checked["verdict_fr"]
    compared = int(given.isin(COMPARED).sum())
    counts = [
        ("total", "Affirmations quantifiées relevées", len(checked)),
        ("compared", "Affirmations comparées au codage", compared),
        ("entities", "Collectivités auxquelles les affirmations sont comparées", n),
        ("general", "Affirmations qu’une phrase générale appuie aussi", int(checked["has_general"].sum())),
    ]
    for verdict in MEANINGS:
        label_fr = f"Affirmations dont le verdict est «{NARROW}{verdict}{NARROW}»"
        counts.append((slug(verdict), label_fr, int(given.eq(verdict).sum())))
    return [
        _fact("totals", what, (label_fr, f"Statements: {what}"), statements, unit="count", value=value)
        for what, label_fr, value in counts
    ]


def percentages(statements: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """Percentages printed with their base: which whole numbers they can stand for, when rounded to the unit."""
    facts, lines = [], []
    for position, statement in statements.iterrows():
        found = printed_share(statement["quantifier"], statement["base"])
        if found is not None:
            pair = _arithmetic_facts(statement, statements.loc[[position]], *found)
            facts += pair
            ids = {"printed_fact": pair[0].fact_id, "possible_fact": pair[1].fact_id}
            lines.append({"base": statement["base"], "line": int(statement["line"]), **ids})
    return pd.DataFrame(lines, columns=["base", "line", "printed_fact", "possible_fact"]), facts


def _arithmetic_facts(statement: pd.Series, own: pd.DataFrame, share: Fraction, n: int) -> list[Fact]:
    possible = possible_numerators(share, WHOLE_PERCENT, n)
    low, high = (possible[0], possible[-1]) if possible else (None, None)
    shown = french(statement["quantifier"])
    where = f"«{NARROW}{shown}{NARROW}» (l.{NO_BREAK}{statement['line']})"
    search = "Recherche exhaustive des effectifs entiers, arrondi à l’unité"
    texts = (
        ("printed", f"Part publiée, {where}", f"{shown} de {n}", "Relevé dans le texte de l’étude"),
        ("possible", f"Effectifs entiers qui s’arrondissent à {where}", implied(low, high) or NO_NUMBER, search),
    )
    return [
        _fact(
            "percentages",
            f"{slug(statement['statement_id'])}-{what}",
            (label_fr, f"Printed share: {what}"),
            own,
            unit="text",
            value_text=text,
            method=method,
            limits_fr="Base publiée, non vérifiée.",
            source_table="statements",
            design="document",
        )
        for what, label_fr, text, method in texts
    ]


def _fact(function: str, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    usual = {
        "method": "Dénombrement sans doublon",
        "limits_fr": NOT_NAMED,
        "source_table": "coding",
        "design": "coding",
    }
    return Fact(
        fact_id=f"statements-{what}",
        label_fr=label[0],
        label_en=label[1],
        computed_by=f"pipeline.estimators.statements:{function}",
        rows=provenance(rows),
        **{**usual, **fields},
    )
