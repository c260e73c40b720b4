"""The evidence annex of a booklet: one row for each number it prints, then the files, corrections and tools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Table
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
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
    """The annex as plain Quarto Markdown: numbers, methods, delivered files, corrections, tools.

    What many numbers share (method, design, limits, function) is said once and referred to.

    Raises:
        FactError: a cited fact does not exist.
    """
    facts = [release.fact(fact_id) for fact_id in sorted(set(cited))]
    methods = _methods(facts)
    sections = (
        "# Annexe\u00a0: d’où vient chaque nombre {#sec-preuves}",
        "Chaque nombre souligné dans ce livret renvoie à l’une des lignes ci-dessous\u00a0: sa valeur, sa base, "
        "les lignes des fichiers reçus qui le fondent, avec leur empreinte, et la méthode qui l’a produit. "
        "Les limites sont dites avec la méthode.",
        "## Les nombres {#sec-preuves-nombres}",
        _evidence(_facts_table(facts, methods).markdown()),
        "## Les méthodes et leurs limites {#sec-preuves-methodes}",
        _evidence(_methods_table(methods).markdown()),
        "## Les fichiers reçus {#sec-preuves-fichiers}",
        _evidence("\n\n".join(_delivery(delivery) for delivery in release.deliveries.itertuples())),
        "## Les corrections déclarées {#sec-preuves-corrections}",
        _corrections(release.corrections),
        "## Les outils {#sec-preuves-outils}",
        _evidence(Table({"Outil": list(tools), "Version": list(tools.values())}, "Outils").markdown()),
    )
    return "\n\n".join(sections) + "\n"


def _evidence(content: str) -> str:
    return f"::: {{.evidence}}\n{content}\n:::"


def _methods(facts: list[pd.Series]) -> dict[tuple[str, ...], str]:
    """Each distinct way of computing, with its mark: M1, M2, … in order of first use."""
    found = dict.fromkeys(_method_key(fact) for fact in facts)
    return {key: f"M{position}" for position, key in enumerate(found, start=1)}


def _method_key(fact: pd.Series) -> tuple[str, ...]:
    return tuple(str(fact[column]) for column in ("method", "design", "limits_fr", "computed_by"))


def _facts_table(facts: list[pd.Series], methods: dict[tuple[str, ...], str]) -> Table:
    marks = [methods[_method_key(fact)] for fact in facts]
    return Table(
        {
            "Nombre": [_name(fact) for fact in facts],
            "Valeur et base": [_value(fact) for fact in facts],
            "Méthode": [Markdown(f"[{mark}](#methode-{mark})") for mark in marks],
            "Preuve": [_proof(fact) for fact in facts],
        },
        "Les nombres de ce livret",
        widths=(38, 24, 9, 29),
    )


def _name(fact: pd.Series) -> Markdown:
    return Markdown(f"[{escape(french(str(fact['label_fr'])))}]{{#{ANCHOR}{fact['fact_id']}}}")


def _value(fact: pd.Series) -> Markdown:
    parts = [str(fact["display_fr"])]
    if fact["denominator"] == fact["denominator"] and fact["unit"] != "share":
        counted = "" if fact["numerator"] == fact["value"] else f"n = {wording.number(fact['numerator'])}, "
        parts.append(f"{counted}N = {wording.number(fact['denominator'])}")
    if fact["interval_method"]:
        bounds = wording.interval(fact["low"], fact["high"], str(fact["unit"]))
        parts.append(f"intervalle à {wording.percent(fact['level'])} ({fact['interval_method']})\u00a0: {bounds}")
    if fact["reason"]:
        parts.append(str(fact["reason"]))
    return escape("\u202f; ".join(parts))


def _proof(fact: pd.Series) -> Markdown:
    rows = wording.plural(fact["source_rows_count"], "ligne")
    files = ", ".join(str(fact["source_files"]).split("|"))
    scope = f" ({french(str(fact['filter']))})" if fact["filter"] else ""
    return Markdown(f"{escape(f'{files}, {rows}{scope}')} {_code(fact['source_rows_digest'][:DIGEST_LENGTH])}")


def _methods_table(methods: dict[tuple[str, ...], str]) -> Table:
    return Table(
        {
            "Repère": [Markdown(f"[{mark}]{{#methode-{mark}}}") for mark in methods.values()],
            "Méthode": [french(f"{method} ({DESIGNS_FR[design]})") for method, design, _, _ in methods],
            "Limites": [french(limits) for _, _, limits, _ in methods],
            "Calculé par": [Markdown(_code(function).replace(":", "` `")) for _, _, _, function in methods],
        },
        "Méthodes",
        widths=(8, 32, 34, 26),
    )


def _delivery(delivery: Any) -> str:
    """One delivered file as a definition: what it is, from whom, and the digest that identifies its bytes."""
    rows = wording.plural(delivery.rows, "ligne")
    received = wording.date(delivery.received)
    text = f"{delivery.source}, {delivery.publisher}. {delivery.owner_name}, reçu le {received}, {rows}."
    return f"{escape(delivery.file)}\n:   {escape(french(text))} SHA-256 {_code(delivery.sha256)}"


def _corrections(corrections: pd.DataFrame) -> str:
    if corrections.empty:
        return "Aucune valeur reçue n’a été corrigée."
    lines = [f"- {escape(_correction(row))}" for row in corrections.itertuples()]
    return "\n".join(lines)


def _correction(row: Any) -> str:
    return f"{row.table}, {row.column} : {row.action} ({row.reason} ; {row.provider}, {row.date})"


def _code(text: str) -> str:
    """Technical text in monospace: our own names and hexadecimal digits, never text from a delivery."""
    return f"`{text}`"
