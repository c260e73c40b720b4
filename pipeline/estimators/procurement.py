"""Procurement: the doors that printed rules open by amount and kind, schemes, checklist and calendar."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.chapters.register_words import commune_names
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.methods.projects.purchase_calendars import COLUMNS, commune_calendar, factors
from pipeline.methods.projects.purchase_doors import AMOUNT, doors, rule_lines
from pipeline.params import EstimateParams

REQUIRES = ("procurement_rules",)
"""Everything else is optional: what was not delivered is told, or left out."""

COMPUTED_BY = "pipeline.estimators.procurement"


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Tables `procurement_*`: rules, bands, schemes, checklist, factors, calendar, cases (examples)."""
    rules = tables["procurement_rules"]
    lines, rule_facts = rule_lines(rules)
    bands, door_facts = doors(rules)
    montages, scheme_facts = schemes(_optional(tables, "procurement_schemes"))
    dated, calendar_facts = calendar(tables)
    texts = {
        "procurement_checklist": _texts(tables, "purchase_checklist", ("question_fr",)),
        "procurement_cases": _texts(
            tables, "use_cases", ("name", "solution_fr", "experiment_fr", "place", "status_fr")
        ),
    }
    return Estimates(
        [*rule_facts, *door_facts, *scheme_facts, *calendar_facts],
        {
            "procurement_rules": lines,
            "procurement_bands": bands,
            "procurement_schemes": montages,
            **dated,
            **texts,
        },
    )


def schemes(found: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a scheme, with its rule or article, and its cap as a fact."""
    tell = Teller("procurement", f"{COMPUTED_BY}:schemes", "procurement_schemes")
    facts, lines = [], []
    for scheme, row in one_by_one(found):
        texts = {name: french(str(getattr(scheme, name))) for name in ("scheme_fr", "description_fr")}
        refs = {
            name: str(getattr(scheme, name)) if is_given(getattr(scheme, name)) else ""
            for name in ("rule_id", "legal_ref")
        }
        line = {**texts, **refs, "is_joint": bool(scheme.is_joint), "cap_fact": None}
        if is_given(scheme.max_amount_eur_ht):
            label = (f"Plafond du montage ({texts['scheme_fr']})", f"Cap of scheme {scheme.scheme_id}")
            value = float(scheme.max_amount_eur_ht)
            facts.append(tell.fact(f"scheme-{slug(scheme.scheme_id)}-cap", label, row, value=value, **AMOUNT))
            line["cap_fact"] = facts[-1].fact_id
        lines.append(line)
    columns = ["scheme_fr", "description_fr", "rule_id", "legal_ref", "is_joint", "cap_fact"]
    return pd.DataFrame(lines, columns=columns), facts


def calendar(tables: Tables) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """The factors of the calendar; and, where communes delivered dates, their own calendar."""
    given = _optional(tables, "purchase_calendar")
    lines, facts = factors(given)
    if given.empty or _optional(tables, "commune_dates").empty:
        empty = pd.DataFrame(columns=list(COLUMNS))
        return {"procurement_factors": lines, "procurement_calendar": empty}, facts
    own, own_facts = commune_calendar(tables["commune_dates"], given, commune_names(tables.get("communes")))
    return {"procurement_factors": lines, "procurement_calendar": own}, [*facts, *own_facts]


def _optional(tables: Tables, name: str) -> pd.DataFrame:
    return tables[name] if name in tables else pd.DataFrame()


def _texts(tables: Tables, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """These columns of a table as readers see them; no row without the table."""
    found = _optional(tables, name)
    if found.empty:
        return pd.DataFrame(columns=list(columns))
    return pd.DataFrame({column: found[column].map(lambda text: french(str(text))) for column in columns})
