"""The command `audit`: check what a cohort's documents print, say it in a table, write it in a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.booklet.display import display_fr
from pipeline.errors import RetexError
from pipeline.estimates import Estimates, Tables
from pipeline.estimators import audit, themes_with_data
from pipeline.facts import facts_frame
from pipeline.files import write_text
from pipeline.formulas import inert
from pipeline.paths import CohortPaths
from pipeline.plan import Settings, load_settings

COLUMNS = {
    "severity_fr": "gravite",
    "check_fr": "controle",
    "subject_fr": "sujet",
    "said": "imprime",
    "reason_fr": "constat",
}
FILE = "audit.csv"


def audit_cohort(paths: CohortPaths, tables: Tables, console: Console) -> Path:
    """Print the findings on a cohort's clean tables and write them as a CSV file; its path.

    Raises:
        RetexError: the cohort has no printed figure that a check applies to.
    """
    settings = load_settings(paths)
    if "audit" not in themes_with_data(tables, settings.plan):
        raise RetexError(f"{paths.cohort}: no printed figure was delivered that the audit could check.")
    findings = told(audit.estimate(tables, settings), tables, settings)
    console.print(_screen(paths.cohort, findings))
    target = paths.processed / FILE
    written = findings.astype(str).map(inert).rename(columns=COLUMNS)
    write_text(target, written.to_csv(index=False, lineterminator="\n"))
    return target


def told(found: Estimates, tables: Tables, settings: Settings) -> pd.DataFrame:
    """One row a finding, in words: severity, check, subject, what is printed, why it does not hold."""
    displays = _displays(found, tables, settings)
    findings = found.tables["audit_findings"]
    shown = [_values(facts, displays) for facts in findings["shown"]]
    reasons = [f"{why} : {what}" if what else why for why, what in zip(findings["reason_fr"], shown, strict=True)]
    said = [_values(facts, displays) for facts in findings["said"]]
    return findings.assign(said=said, reason_fr=reasons)[list(COLUMNS)]


def _displays(found: Estimates, tables: Tables, settings: Settings) -> dict[str, str]:
    """Every fact of the themes that the audit reads, as readers see it."""
    sources = [theme.estimate(tables, settings) for theme, _ in audit.SOURCES if set(theme.REQUIRES) <= set(tables)]
    facts = facts_frame({"audit": [fact for each in (found, *sources) for fact in each.facts]})
    facts = facts.assign(status="")
    return {str(fact.fact_id): display_fr(fact, settings.percent_base_min) for fact in facts.itertuples()}


def _values(facts: list[str], displays: dict[str, str]) -> str:
    return " ; ".join(dict.fromkeys(displays[fact] for fact in facts if fact in displays))


def _screen(cohort: str, findings: pd.DataFrame) -> Table:
    title = f"{cohort}: {len(findings)} findings"
    table = Table(*COLUMNS.values(), title=title, box=SIMPLE, title_justify="left", row_styles=["", "dim"])
    for row in findings.itertuples(index=False):
        table.add_row(*map(str, row))
    return table
