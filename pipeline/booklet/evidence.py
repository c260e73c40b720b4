"""The evidence annex of a booklet: one line for each number it prints, then methods, files, corrections and tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Table
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.released import ANCHOR, Release

CITED = re.compile(rf"\(#{ANCHOR}([a-z0-9-]+)\)|\{{\{{<\s*var\s+([a-z0-9-]+)\s*>\}}\}}")
DIGEST_LENGTH = 12
OTHERS = "Autres nombres"
EMBEDDED, EMBEDDED_FR = "embedded", "moteur de mise en page intégré"
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
METHOD_COLUMNS = ("method", "design", "filter", "limits_fr", "computed_by", "interval_method", "level")


@dataclass(frozen=True)
class Marks:
    """What many lines refer to, said once: each way of computing is M1, M2, …, each delivered file F1, F2, …"""

    methods: Mapping[tuple[str, ...], str]
    files: Mapping[str, str]

    def method(self, fact: pd.Series) -> str:
        """A link to how a number was computed."""
        return _link("methode", self.methods[_method_key(fact)])

    def file(self, name: str) -> str:
        """A link to a delivered file."""
        return _link("fichier", self.files[name])


def cited_facts(texts: Iterable[str]) -> list[str]:
    """Ids of the facts that these Markdown texts print, as variables or as links, each once, as first met."""
    found = (link or variable for text in texts for link, variable in CITED.findall(text))
    return list(dict.fromkeys(found))


def annex(release: Release, cited: Iterable[str], chapters: Mapping[str, str], tools: Mapping[str, str]) -> str:
    """The annex as plain Quarto Markdown: numbers by chapter, methods, delivered files, corrections, tools.

    `chapters` gives the title of each theme, in the booklet's order. What many numbers share is said once and
    referred to: method, design, filter, interval, limits and function as M1, M2, …; files as F1, F2, …

    Raises:
        FactError: a cited fact does not exist.
    """
    facts = [release.fact(fact_id) for fact_id in cited]
    marks = _marks(facts, release.deliveries)
    sections = (
        "# Annexe\u00a0: d’où vient chaque nombre {#sec-preuves}",
        "Chaque nombre souligné dans ce livret renvoie à l’une des lignes ci-dessous\u00a0: sa valeur et sa base, "
        "puis sa preuve, c’est-à-dire la méthode (M), les fichiers reçus (F), le nombre de leurs lignes qui le "
        "fondent et l’empreinte de ces lignes. Les limites sont dites avec la méthode.",
        "## Les nombres, par chapitre {#sec-preuves-nombres}",
        *_numbers(release, facts, chapters, marks),
        "## Les méthodes et leurs limites {#sec-preuves-methodes}",
        _evidence(_methods_table(marks.methods).markdown()),
        "## Les fichiers reçus {#sec-preuves-fichiers}",
        _evidence("\n\n".join(_delivery(delivery, marks) for delivery in release.deliveries.itertuples())),
        "## Les corrections déclarées {#sec-preuves-corrections}",
        _evidence(_corrections(release.corrections)),
        "## Les outils {#sec-preuves-outils}",
        _evidence(_tools(tools)),
    )
    return "\n\n".join(sections) + "\n"


def _evidence(content: str) -> str:
    return f"::: {{.evidence}}\n{content}\n:::"


def _link(kind: str, mark: str) -> str:
    return f"[{mark}](#{kind}-{mark})"


def _marks(facts: list[pd.Series], deliveries: pd.DataFrame) -> Marks:
    """Marks in order of first use for methods, in order of delivery for files."""
    methods = dict.fromkeys(_method_key(fact) for fact in facts)
    return Marks(
        {key: f"M{position}" for position, key in enumerate(methods, start=1)},
        {file: f"F{position}" for position, file in enumerate(deliveries["file"], start=1)},
    )


def _method_key(fact: pd.Series) -> tuple[str, ...]:
    level = wording.percent(fact["level"]) if fact["interval_method"] else ""
    return (*(str(fact[column]) for column in METHOD_COLUMNS[:-1]), level)


def _numbers(release: Release, facts: list[pd.Series], chapters: Mapping[str, str], marks: Marks) -> list[str]:
    """One table a chapter, under its title; numbers of no chapter of the booklet come last."""
    groups: dict[str, list[pd.Series]] = {title: [] for title in (*chapters.values(), OTHERS)}
    for fact in facts:
        groups[chapters.get(str(fact["theme"]), OTHERS)].append(fact)
    found = [(title, group) for title, group in groups.items() if group]
    return [
        part
        for position, (title, group) in enumerate(found, start=1)
        for part in (
            f"### {escape(title)} {{#sec-preuves-chapitre-{position}}}",
            _evidence(_facts_table(release, group, marks).markdown()),
        )
    ]


def _facts_table(release: Release, facts: list[pd.Series], marks: Marks) -> Table:
    return Table(
        {
            "Nombre": [_name(release, fact) for fact in facts],
            "Valeur et base": [_value(fact) for fact in facts],
            "Preuve": [_proof(fact, marks) for fact in facts],
        },
        "Les nombres de ce livret",
        widths=(50, 22, 28),
    )


def _name(release: Release, fact: pd.Series) -> Markdown:
    label = release.with_document_names(french(str(fact["label_fr"])))
    return Markdown(f"[{escape(label)}]{{#{ANCHOR}{fact['fact_id']}}}")


def _value(fact: pd.Series) -> Markdown:
    parts = [str(fact["display_fr"])]
    if fact["denominator"] == fact["denominator"] and fact["unit"] != "share":
        counted = "" if fact["numerator"] == fact["value"] else f"n = {wording.number(fact['numerator'])}, "
        parts.append(f"{counted}N = {wording.number(fact['denominator'])}")
    if fact["interval_method"]:
        decimals = None if fact["decimals"] != fact["decimals"] else int(fact["decimals"])
        parts.append(wording.interval(fact["low"], fact["high"], str(fact["unit"]), decimals))
    if fact["reason"]:
        parts.append(str(fact["reason"]))
    if fact["is_synthetic"]:
        parts.append("donnée synthétique")
    return escape("\u202f; ".join(parts))


def _proof(fact: pd.Series, marks: Marks) -> Markdown:
    files = [marks.file(name) for name in str(fact["source_files"]).split("|")]
    rows = wording.plural(fact["source_rows_count"], "ligne")
    return Markdown(
        f"{', '.join([marks.method(fact), *files, rows])} {_code(fact['source_rows_digest'][:DIGEST_LENGTH])}"
    )


def _methods_table(methods: Mapping[tuple[str, ...], str]) -> Table:
    return Table(
        {
            "Repère": [Markdown(f"[{mark}]{{#methode-{mark}}}") for mark in methods.values()],
            "Méthode": [_method(key) for key in methods],
            "Limites": [french(key[METHOD_COLUMNS.index("limits_fr")]) for key in methods],
            "Calculé par": [_function(key[METHOD_COLUMNS.index("computed_by")]) for key in methods],
        },
        "Méthodes",
        widths=(8, 38, 32, 22),
    )


def _method(key: tuple[str, ...]) -> str:
    """« Dénombrement (codage qualitatif) ; affirmations générales exclues ; intervalle de Wilson à 95 % »."""
    method, design, scope, *_, interval, level = key
    parts = [f"{method} ({DESIGNS_FR[design]})", scope, f"intervalle à {level}, {interval}" if interval else ""]
    text = "\u202f; ".join(part for part in parts if part)
    return french(text[:1].upper() + text[1:])


def _function(name: str) -> Markdown:
    """`estimators.sample` `sizes`: module and function may stand on two lines."""
    return Markdown(_code(name.removeprefix("pipeline.")).replace(":", "` `"))


def _delivery(delivery: Any, marks: Marks) -> str:
    """One delivered file as a definition: what it is, from whom, and the digest that identifies its bytes."""
    mark = marks.files[delivery.file]
    rows = wording.plural(delivery.rows, "ligne")
    received = wording.date(delivery.received)
    made_up = "Données synthétiques. " if delivery.is_synthetic else ""
    text = f"{made_up}{delivery.source}, {delivery.publisher}. {delivery.owner_name}, reçu le {received}, {rows}."
    name = f"[{mark}]{{#fichier-{mark}}} {escape(delivery.file)}"
    return f"{name}\n:   {escape(french(text))} SHA-256 {_code(delivery.sha256)}"


def _corrections(corrections: pd.DataFrame) -> str:
    if corrections.empty:
        return "Aucune valeur reçue n’a été corrigée."
    lines = [f"- {escape(_correction(row))}" for row in corrections.itertuples()]
    return "\n".join(lines)


def _correction(row: Any) -> str:
    return french(f"{row.table}, {row.column} : {row.action} ({row.reason} ; {row.provider}, {row.date})")


def _tools(tools: Mapping[str, str]) -> str:
    """One sentence: « dvc 3.67.1 ; pandas 3.1.1 ; … »."""
    named = [f"{EMBEDDED_FR if tool == EMBEDDED else tool} ({version})" for tool, version in tools.items()]
    return escape("\u202f; ".join(named)) + "."


def _code(text: str) -> str:
    """Technical text in monospace: our own names and hexadecimal digits, never text from a delivery."""
    return f"`{text}`"
