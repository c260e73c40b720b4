"""The evidence annex of a booklet: one row for each number it prints, then the files, corrections and tools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline import wording
from pipeline.exhibits import Table
from pipeline.markdown import Markdown, escape
from pipeline.released import ANCHOR, Release

CITED_LINK = re.compile(rf"\(#{ANCHOR}([a-z0-9-]+)\)")
CITED_VARIABLE = re.compile(r"\{\{<\s*var\s+([a-z0-9-]+)\s*>\}\}")
DIGEST_LENGTH = 12
DESIGNS_FR = {
    "census": "recensement",
    "sample": "échantillon",
    "before_after": "avant-après",
    "comparison": "comparaison",
    "time_series": "série temporelle",
    "expert_score": "appréciation d’expert",
    "coding": "codage qualitatif",
    "document": "relevé documentaire",
}


def cited_facts(texts: Iterable[str]) -> set[str]:
    """Ids of the facts that these Markdown texts print, as variables or as links."""
    found: set[str] = set()
    for text in texts:
        found.update(CITED_LINK.findall(text), CITED_VARIABLE.findall(text))
    return found


def annex(release: Release, cited: Iterable[str], tools: dict[str, str]) -> str:
    """The annex as plain Quarto Markdown.

    Raises:
        FactError: a cited fact does not exist.
    """
    sections = (
        "# Annexe : d’où vient chaque nombre {#sec-preuves}",
        "Chaque nombre souligné dans ce livret renvoie à l’une des lignes ci-dessous : sa valeur, sa base, "
        "la façon dont il a été calculé, les lignes des fichiers reçus qui le fondent et ses limites.",
        "## Les nombres {#sec-preuves-nombres}",
        "::: {.evidence}",
        _facts_table(release, sorted(set(cited))).markdown(),
        ":::",
        "## Les fichiers reçus {#sec-preuves-fichiers}",
        "::: {.evidence}",
        _deliveries_table(release.deliveries).markdown(),
        ":::",
        "## Les corrections déclarées {#sec-preuves-corrections}",
        _corrections(release.corrections),
        "## Les outils {#sec-preuves-outils}",
        "::: {.evidence}",
        Table({"Outil": list(tools), "Version": list(tools.values())}, "Outils", widths=(30, 30)).markdown(),
        ":::",
    )
    return "\n\n".join(sections) + "\n"


def _facts_table(release: Release, fact_ids: list[str]) -> Table:
    facts = [release.fact(fact_id) for fact_id in fact_ids]
    return Table(
        {
            "Nombre": [_name(fact) for fact in facts],
            "Valeur": [_value(fact) for fact in facts],
            "Calcul et limites": [_method(fact) for fact in facts],
            "Preuve": [_proof(fact) for fact in facts],
        },
        "Les nombres de ce livret",
        widths=(30, 16, 34, 20),
    )


def _name(fact: pd.Series) -> Markdown:
    return Markdown(f"[{escape(str(fact['label_fr']))}]{{#{ANCHOR}{fact['fact_id']}}}")


def _value(fact: pd.Series) -> Markdown:
    parts = [str(fact["display_fr"])]
    if fact["denominator"] == fact["denominator"]:
        parts.append(f"n = {wording.number(fact['numerator'])}, N = {wording.number(fact['denominator'])}")
    if fact["interval_method"]:
        bounds = wording.interval(fact["low"], fact["high"], str(fact["unit"]))
        parts.append(f"intervalle à {wording.percent(fact['level'])} ({fact['interval_method']}) : {bounds}")
    if fact["reason"]:
        parts.append(str(fact["reason"]))
    return escape(" ; ".join(parts))


def _method(fact: pd.Series) -> Markdown:
    parts = [f"{fact['method']} ({DESIGNS_FR[fact['design']]})"]
    if fact["filter"]:
        parts.append(f"Champ : {fact['filter']}")
    if fact["limits_fr"]:
        parts.append(f"Limites : {fact['limits_fr']}")
    return Markdown(f"{escape('. '.join(part.rstrip('.') for part in parts) + '.')} {_code(fact['computed_by'])}")


def _proof(fact: pd.Series) -> Markdown:
    files = str(fact["source_files"]).replace("|", ", ")
    rows = wording.plural(fact["source_rows_count"], "ligne")
    return Markdown(f"{escape(f'{files}, {rows}')} {_code(fact['source_rows_digest'][:DIGEST_LENGTH])}")


def _deliveries_table(deliveries: pd.DataFrame) -> Table:
    return Table(
        {
            "Fichier": list(deliveries["file"]),
            "Source": [f"{row.source}, {row.publisher}" for row in deliveries.itertuples()],
            "Responsable": list(deliveries["owner_name"]),
            "Reçu le": [wording.date(received) for received in deliveries["received"]],
            "Lignes": [wording.number(rows) for rows in deliveries["rows"]],
            "SHA-256": [_code(digest) for digest in deliveries["sha256"]],
        },
        "Fichiers reçus",
        align="llllrl",
        widths=(18, 24, 16, 12, 8, 30),
    )


def _corrections(corrections: pd.DataFrame) -> str:
    if corrections.empty:
        return "Aucune valeur reçue n’a été corrigée."
    lines = [f"- {escape(_correction(row))}" for row in corrections.itertuples()]
    return "\n".join(lines)


def _correction(row: Any) -> str:
    return f"{row.table}, {row.column} : {row.action} ({row.reason} ; {row.provider}, {row.date})"


def _code(text: str) -> str:
    """Technical text in monospace, with break points: it is made of our own names and hexadecimal digits."""
    return f"`{text}`"
