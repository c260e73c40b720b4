"""Which procedures the printed rules open, by band of amounts and kind of purchase; and where none is open."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.methods.projects.procurement import KINDS, Band, Period, bands, in_period, periods, permitted

COMPUTED_BY = "pipeline.methods.projects.purchase_doors"
LAW_LIMIT = "État du droit d’après les documents et aux dates indiqués\u00a0; à vérifier avant tout usage."
AMOUNT = {"unit": "eur", "decimals": 0.0, "limits_fr": f"Montant hors taxes. {LAW_LIMIT}"}
BOUNDS = {
    "min": ("min_amount_eur_ht", "montant minimal", "least amount"),
    "max": ("max_amount_eur_ht", "montant maximal", "greatest amount"),
}
DAYS = {
    "from": ("valid_from", "premier jour d’application", "first day in force"),
    "to": ("valid_to", "dernier jour d’application", "last day in force"),
}
INCLUDED = ("is_low_included", "is_high_included")
BAND_COLUMNS = ("valid_from", "valid_to", "is_exact", *INCLUDED, "low_fact", "high_fact", *KINDS)


def own_rules(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules that do not merely repeat another."""
    return rules[~rules["repeats"].map(is_given)] if "repeats" in rules else rules


def rule_lines(rules: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a rule: what it opens, its bounds and its days as facts, and whether it repeats another."""
    tell = Teller("procurement", f"{COMPUTED_BY}:rule_lines", "procurement_rules")
    facts, lines = [tell.count("rules", ("Règles d’achat relevées", "Purchase rules"), len(rules), rules)], []
    for rule, row in one_by_one(rules):
        found = {**_bounds(tell, rule, row), **_days(tell, rule, row)}
        facts += [fact for fact in found.values() if fact is not None]
        ids = {f"{name}_fact": None if fact is None else fact.fact_id for name, fact in found.items()}
        lines.append({**_said(rule), **ids})
    return pd.DataFrame(lines), facts


def _said(rule: Any) -> dict[str, Any]:
    texts = ("procedure_fr", "condition_fr", "legal_ref", "repeats", "source")
    said = {name: french(str(getattr(rule, name, ""))) if is_given(getattr(rule, name, "")) else "" for name in texts}
    codes = {name: getattr(rule, name) for name in ("rule_id", "applies_to", "procedure")}
    held = {name: _iso(getattr(rule, name, None)) for name in ("valid_from", "valid_to")}
    is_met = {"is_min_met": bool(is_given(rule.is_min_included) and rule.is_min_included)}
    return {**codes, **said, **held, **is_met}


def _bounds(tell: Teller, rule: Any, row: pd.DataFrame) -> dict[str, Fact | None]:
    found: dict[str, Fact | None] = {}
    for name, (column, fr, en) in BOUNDS.items():
        amount, label = getattr(rule, column), _label(rule, fr, en)
        what = f"rule-{slug(rule.rule_id)}-{name}"
        found[name] = tell.fact(what, label, row, value=float(amount), **AMOUNT) if is_given(amount) else None
    return found


def _days(tell: Teller, rule: Any, row: pd.DataFrame) -> dict[str, Fact | None]:
    found: dict[str, Fact | None] = {}
    for name, (column, fr, en) in DAYS.items():
        day, what = getattr(rule, column, None), f"rule-{slug(rule.rule_id)}-{name}"
        found[name] = tell.day(what, _label(rule, fr, en), day, row, limits_fr=LAW_LIMIT) if is_given(day) else None
    return found


def _label(rule: Any, fr: str, en: str) -> tuple[str, str]:
    return f"{french(str(rule.procedure_fr))}, {fr}", f"Rule {rule.rule_id}, {en}"


def _iso(day: Any) -> str:
    return pd.Timestamp(day).date().isoformat() if is_given(day) else ""


def doors(rules: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a band of amounts with the rules that cover each kind of purchase, for each period of the same rules.

    A threshold (`is_exact`) stands alone only where neither the amounts above nor those below it are treated alike.
    Facts: each threshold.
    """
    tell = Teller("procurement", f"{COMPUTED_BY}:doors", "procurement_rules")
    own = own_rules(rules)
    amounts = sorted({band.low for band in bands(own) if band.is_exact})
    facts = [_threshold(tell, amount, own) for amount in amounts]
    fact_of = dict(zip(amounts, (fact.fact_id for fact in facts), strict=True))
    lines = [line for period in periods(own) for line in _period_lines(own, period, fact_of)]
    return pd.DataFrame(lines, columns=list(BAND_COLUMNS)), facts


def _threshold(tell: Teller, amount: float, rules: pd.DataFrame) -> Fact:
    rows = rules[rules["min_amount_eur_ht"].eq(amount) | rules["max_amount_eur_ht"].eq(amount)]
    label = ("Seuil publié, hors taxes", "Printed threshold, before tax")
    return tell.fact(f"threshold-{amount:.0f}", label, rows, value=amount, **AMOUNT)


def _period_lines(rules: pd.DataFrame, period: Period, fact_of: dict[float, str]) -> list[dict[str, Any]]:
    """The bands of one period, from the smallest amounts up, each threshold in the band that is treated like it."""
    held = in_period(rules, period)
    days = dict(zip(("valid_from", "valid_to"), map(_iso, period), strict=True))
    lines: list[dict[str, Any]] = []
    for line in (days | _band_line(held, band, fact_of) for band in bands(held)):
        before = lines[-1] if lines else None
        if before is None or not _same(before, line):
            lines.append(line)
        elif before["is_exact"]:
            lines[-1] = line | {"is_low_included": True}
        else:
            before["is_high_included"] = True
    return lines


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[kind] == other[kind] for kind in KINDS)


def _band_line(rules: pd.DataFrame, band: Band, fact_of: dict[float, str]) -> dict[str, Any]:
    by_kind: dict[str, list[str]] = {kind: permitted(rules, band.example, kind) for kind in KINDS}
    high = None if band.high is None else fact_of.get(band.high)
    ends = {"low_fact": fact_of.get(band.low), "high_fact": high}
    return {"is_exact": band.is_exact, **dict.fromkeys(INCLUDED, False), **ends, **by_kind}
