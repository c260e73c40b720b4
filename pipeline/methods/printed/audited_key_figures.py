"""What the audit says of key figures: pairs that cannot both be right, parts beyond their total, shares of no whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.estimates import Tables
from pipeline.methods.printed import consistency, totals
from pipeline.methods.printed.audit_findings import CONTRADICTORY, IMPOSSIBLE, UNEXPLAINED, Examined, Finding
from pipeline.methods.printed.key_figures import figure_fact_id, with_territories

PAIRS_FR = {
    consistency.CONTRADICTORY: (CONTRADICTORY, "aucune valeur ne satisfait les deux énoncés"),
    consistency.TO_CHECK: (UNEXPLAINED, "les valeurs s’écartent ; deux remarques différentes peuvent l’expliquer"),
}
EXCEEDED_FR = "les parties publiées dépassent ensemble le total publié"
OUTSIDE_FR = "une part est comprise entre 0 et 100\u202f%"


def audited_key_figures(found: Mapping[str, pd.DataFrame], tables: Tables) -> Iterator[Examined]:
    """The checks of `key_figures`: `found` are the tables of the theme contradictions, `tables` the cohort's."""
    figures = with_territories(tables)
    pairs, sums = found["contradictions_pairs"], found["contradictions_totals"]
    yield Examined("repeated", len(pairs), figures, tuple(_pairs(pairs)))
    yield Examined("totals", len(sums), figures, tuple(_totals(sums)))
    yield Examined("bounds", int(figures["unit"].eq("share").sum()), figures, tuple(_outside(figures)))


def _pairs(pairs: pd.DataFrame) -> Iterator[Finding]:
    for pair in pairs[pairs["verdict_fr"].isin(list(PAIRS_FR))].itertuples():
        severity, reason = PAIRS_FR[str(pair.verdict_fr)]
        subject = f"{pair.indicator_fr}, {_who(pair)}"
        yield Finding("repeated", severity, subject, reason, (str(pair.first_fact), str(pair.second_fact)))


def _who(pair: Any) -> str:
    """« Athènes, puis Toulouse » where each figure has its own holder: in the order in which both are printed."""
    holders = (str(pair.first_who_fr), str(pair.second_who_fr))
    return str(pair.who_fr) if holders[0] == holders[1] else ", puis ".join(holders)


def _totals(sums: pd.DataFrame) -> Iterator[Finding]:
    for row in sums[sums["verdict_fr"].eq(totals.EXCEEDED)].itertuples():
        shown = (row.sum_fact,) if isinstance(row.sum_fact, str) else ()
        said = (str(row.total_fact), *(str(part) for part in list(row.part_ids)))  # type: ignore[arg-type]
        yield Finding("totals", CONTRADICTORY, f"{row.total_fr}, {row.who_fr}", EXCEEDED_FR, said, shown)


def _outside(figures: pd.DataFrame) -> Iterator[Finding]:
    for figure in totals.shares_outside(figures).itertuples():
        subject = ", ".join(map(str, (figure.indicator_fr, figure.territory or figure.entity)))
        yield Finding("bounds", IMPOSSIBLE, subject, OUTSIDE_FR, (figure_fact_id(str(figure.key_figure_id)),))
