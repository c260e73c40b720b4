"""Which procedures the printed rules open, by band of amounts and kind of purchase; and where none is open."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.methods.projects.procurement import KINDS, Band, bands, permitted

COMPUTED_BY = "pipeline.methods.projects.purchase_doors"
LAW_LIMIT = "État du droit à la date des documents, que tous n’indiquent pas\u00a0; à vérifier avant tout usage."
AMOUNT = {"unit": "eur", "decimals": 0.0, "limits_fr": f"Montant hors taxes. {LAW_LIMIT}"}
CELL_LIMIT = f"Dit ce que les règles relevées couvrent, non tout le droit. {LAW_LIMIT}"


def own_rules(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules that do not merely repeat another."""
    return rules[~rules["repeats"].map(is_given)] if "repeats" in rules else rules


def rule_lines(rules: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a rule as documents print it, its bounds and the document's date as facts."""
    tell = Teller("procurement", f"{COMPUTED_BY}:rule_lines", "procurement_rules")
    facts, lines = [tell.count("rules", ("Règles d’achat relevées", "Purchase rules"), len(rules), rules)], []
    for rule, row in one_by_one(rules):
        bounds = {
            "min_fact": ("plus de", "above", rule.min_amount_eur_ht),
            "max_fact": ("moins de", "below", rule.max_amount_eur_ht),
        }
        found: dict[str, str | None] = {}
        for column, (said_fr, said_en, amount) in bounds.items():
            label = (f"Règle {rule.rule_id}, montant ({said_fr})", f"Rule {rule.rule_id}, amount ({said_en})")
            found[column] = None
            if is_given(amount):
                fact = tell.fact(f"rule-{slug(rule.rule_id)}-{column[:3]}", label, row, value=float(amount), **AMOUNT)
                facts.append(fact)
                found[column] = fact.fact_id
        lines.append({**_said(rule), **found, "date_fact": _date(tell, rule, row, facts)})
    return pd.DataFrame(lines), facts


def _said(rule: Any) -> dict[str, Any]:
    texts = ("procedure_fr", "condition_fr", "legal_ref", "repeats", "source")
    said = {name: french(str(getattr(rule, name, ""))) if is_given(getattr(rule, name, "")) else "" for name in texts}
    codes = {"rule_id": rule.rule_id, "applies_to": rule.applies_to, "procedure": rule.procedure}
    return {**codes, **said, "line": int(rule.line)}


def _date(tell: Teller, rule: Any, row: pd.DataFrame, facts: list[Fact]) -> str | None:
    if not is_given(getattr(rule, "document_date", None)):
        return None
    label = (f"Règle {rule.rule_id}, date du document", f"Rule {rule.rule_id}, date of the document")
    facts.append(tell.day(f"rule-{slug(rule.rule_id)}-date", label, rule.document_date, row))
    return facts[-1].fact_id


def doors(rules: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a band of amounts (`is_exact`: a threshold itself) with the rules that cover each kind of purchase.

    Facts: each threshold; how many of the cases (band, kind) are covered by no rule, and by several procedures.
    """
    tell = Teller("procurement", f"{COMPUTED_BY}:doors", "procurement_rules")
    own = own_rules(rules)
    found = list(bands(own))
    amounts = sorted({band.low for band in found if band.is_exact})
    facts = [_threshold(tell, amount, own) for amount in amounts]
    fact_of = dict(zip(amounts, (fact.fact_id for fact in facts), strict=True))
    lines = [_band_line(own, band, fact_of) for band in found]
    cells = [set(procedures_of(own, line[kind])) for line in lines for kind in KINDS]
    for what, label_fr, label_en, k in (
        ("", "Cas examinés (montant et nature de l’achat)", "Cases (amount and kind)", len(cells)),
        (
            "-none",
            "Cas qu’aucune règle relevée ne couvre",
            "Cases that no rule covers",
            sum(not cell for cell in cells),
        ),
        ("-several", "Cas ouverts à plusieurs procédures", "Cases with a choice", sum(len(cell) > 1 for cell in cells)),
    ):
        facts.append(tell.count(f"cases{what}", (label_fr, label_en), k, own, limits_fr=CELL_LIMIT))
    return pd.DataFrame(lines), facts


def _threshold(tell: Teller, amount: float, rules: pd.DataFrame) -> Fact:
    rows = rules[rules["min_amount_eur_ht"].eq(amount) | rules["max_amount_eur_ht"].eq(amount)]
    label = ("Seuil publié, hors taxes", "Printed threshold, before tax")
    return tell.fact(f"threshold-{amount:.0f}", label, rows, value=amount, **AMOUNT)


def _band_line(rules: pd.DataFrame, band: Band, fact_of: dict[float, str]) -> dict[str, Any]:
    by_kind: dict[str, list[str]] = {kind: permitted(rules, band.example, kind) for kind in KINDS}
    high = None if band.high is None else fact_of.get(band.high)
    return {"is_exact": band.is_exact, "low_fact": fact_of.get(band.low), "high_fact": high, **by_kind}


def procedures_of(rules: pd.DataFrame, rule_ids: Any) -> list[str]:
    """The procedures of these rules, each once, in the order of the rules."""
    procedure = dict(zip(rules["rule_id"], rules["procedure"], strict=True))
    return list(dict.fromkeys(procedure[rule] for rule in rule_ids))
