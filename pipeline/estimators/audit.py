"""The audit of printed figures: what the checks of the other themes found wrong, gathered, graded and explained.

Nothing is judged twice: each check is the one of its own theme. What agrees, or speaks of different things, is counted
as examined and gives no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType

import pandas as pd

from pipeline.estimates import Estimates, Tables
from pipeline.estimators import contradictions, published, sample, statements
from pipeline.facts import Fact, provenance
from pipeline.methods.printed.audit_findings import (
    CHECKS_FR,
    SEVERITIES_FR,
    Examined,
    Finding,
    counted_fr,
    findings_frame,
)
from pipeline.methods.printed.audited_claims import audited_claims, audited_register
from pipeline.methods.printed.audited_key_figures import audited_key_figures
from pipeline.methods.printed.audited_published import audited_published
from pipeline.plan import Settings

Source = Callable[[Mapping[str, pd.DataFrame], Tables], Iterator[Examined]]

SOURCES: tuple[tuple[ModuleType, Source], ...] = (
    (published, audited_published),
    (contradictions, audited_key_figures),
    (statements, audited_claims),
    (sample, audited_register),
)
"""The themes that check printed figures, and how the audit reads what they found."""

REQUIRES: tuple[str, ...] = ()
ANY_OF = tuple(theme.REQUIRES for theme, _ in SOURCES)
"""The audit exists for a cohort to which one of these themes applies."""

COMPUTED_BY = "pipeline.estimators.audit:estimate"
LIMIT = "Un constat signale une question à poser à qui a publié le chiffre ; il ne dit ni l’erreur ni l’intention."


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """The findings, how many things each check examined, and how many findings have each severity.

    Tables: `audit_findings` (one row a finding, as `findings_frame` gives it; `said` and `shown` hold fact ids),
    `audit_checks` (one row a check: `check_fr`, `examined_fact`, `found_fact`) and `audit_severities` (`severity_fr`,
    `count`, `count_fact`).
    """
    examined = [
        each
        for theme, read in SOURCES
        if set(theme.REQUIRES) <= set(tables)
        for each in read(theme.estimate(tables, settings).tables, tables)
    ]
    findings = [finding for each in examined for finding in each.findings]
    checks, check_facts = _by_check(examined)
    severities, severity_facts = _by_severity(findings, pd.concat([each.rows for each in examined]))
    own = [fact for each in examined for fact in each.facts]
    return Estimates(
        [*own, *check_facts, *severity_facts],
        {"audit_findings": findings_frame(findings), "audit_checks": checks, "audit_severities": severities},
    )


def _by_check(examined: Sequence[Examined]) -> tuple[pd.DataFrame, list[Fact]]:
    facts, lines = [], []
    for check, check_fr in CHECKS_FR.items():
        same = [each for each in examined if each.check == check]
        if not same:
            continue
        rows = pd.concat([each.rows for each in same])
        total, found = (sum(each.count for each in same), sum(len(each.findings) for each in same))
        facts += [
            _count(f"{check}-examined", f"Examinés : {check_fr.lower()}", f"Examined: {check}", total, rows),
            _count(f"{check}-found", f"Constats : {check_fr.lower()}", f"Findings: {check}", found, rows),
        ]
        lines.append((check_fr, facts[-2].fact_id, facts[-1].fact_id))
    return pd.DataFrame(lines, columns=["check_fr", "examined_fact", "found_fact"]), facts


def _by_severity(findings: Sequence[Finding], rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    counts = {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES_FR}
    facts = [_count("findings", "Constats de l’audit", "Findings", len(findings), rows)]
    facts += [
        _count(severity, f"Constats de l’audit : {SEVERITIES_FR[severity]}", f"Findings: {severity}", count, rows)
        for severity, count in counts.items()
    ]
    facts.append(_told(counts, rows))
    table = pd.DataFrame(
        [(SEVERITIES_FR[severity], count, f"audit-{severity}") for severity, count in counts.items()],
        columns=["severity_fr", "count", "count_fact"],
    )
    return table, facts


def _told(counts: Mapping[str, int], rows: pd.DataFrame) -> Fact:
    """The findings of each severity in one phrase, for a text that has no room for a table."""
    return _fact(
        "told", ("Constats de l’audit, par gravité", "Findings by severity"), rows, "text", text=counted_fr(counts)
    )


def _count(what: str, label_fr: str, label_en: str, count: int, rows: pd.DataFrame) -> Fact:
    return _fact(what, (label_fr, label_en), rows, "count", value=float(count))


def _fact(
    what: str, label: tuple[str, str], rows: pd.DataFrame, unit: str, value: float | None = None, text: str = ""
) -> Fact:
    return Fact(
        fact_id=f"audit-{what}",
        label_fr=label[0],
        label_en=label[1],
        unit=unit,
        value=value,
        value_text=text,
        method="Dénombrement des constats, selon la règle de chaque contrôle",
        computed_by=COMPUTED_BY,
        source_table="published",
        design="document",
        limits_fr=LIMIT,
        rows=provenance(rows),
    )
