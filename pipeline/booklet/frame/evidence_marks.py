"""What many facts share, said once: each way of computing is M1, M2, …, each delivered file F1, F2, …"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.capitals import capitalised
from pipeline.released import Fact

ROWS_HIDDEN_FR = "lignes (nombre non publié)"

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
METHOD_COLUMNS = ("method", "design", "limits_fr", "computed_by", "interval_method", "level")

LIMITS = METHOD_COLUMNS.index("limits_fr")

MethodKey = tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """The mark of each way of computing and of each delivered file; the clean table that each file became part of."""

    methods: Mapping[MethodKey, str]
    files: Mapping[str, str]
    tables: Mapping[str, str]

    def tables_of(self, fact: Fact) -> list[str]:
        """The clean tables made of the files of one fact, each once."""
        return list(dict.fromkeys(self.tables[name] for name in str(fact["source_files"]).split("|")))

    def of(self, fact: Fact) -> tuple[str, ...]:
        """The marks of one fact: its method, then its files."""
        files = str(fact["source_files"]).split("|")
        return (self.methods[method_key(fact)], *(self.files[name] for name in files))


def marks_of(facts: Iterable[Fact], deliveries: pd.DataFrame) -> Marks:
    """Marks in order of first use for methods, those of the same limits together; in order of delivery for files."""
    by_limits: dict[str, dict[MethodKey, None]] = {}
    for key in map(method_key, facts):
        by_limits.setdefault(key[LIMITS], {})[key] = None
    methods = [key for found in by_limits.values() for key in found]
    return Marks(
        {key: f"M{position}" for position, key in enumerate(methods, start=1)},
        {file: f"F{position}" for position, file in enumerate(deliveries["file"], start=1)},
        dict(zip(deliveries["file"], deliveries["table"], strict=True)),
    )


def method_key(fact: Fact) -> MethodKey:
    """What makes two facts computed in the same way: method, design, limits, function, interval and level.

    What a fact is restricted to (`filter`) is said with the fact.
    """
    level = wording.percent(fact["level"]) if fact["interval_method"] else ""
    return (*(str(fact[column]) for column in METHOD_COLUMNS[:-1]), level)


def mark_link(mark: str) -> Markdown:
    """A link to what a mark stands for."""
    return Markdown(f"[{mark}](#{_anchor(mark)})")


def methods_list(marks: Marks) -> str:
    """One item a way of computing, « M1 Dénombrement (recensement). Limites : … », its function at the end.

    Limits that several share are said once, with the marks that they are those of, and these are nested under them.
    """
    lines = []
    for limits, group in groupby(marks.methods.items(), key=lambda method: method[0][LIMITS]):
        found = list(group)
        is_shared = bool(limits) and len(found) > 1
        lines += [f"- {_shared_limits(limits, [mark for _, mark in found])}"] if is_shared else []
        indent, own = ("    ", "") if is_shared else ("", limits)
        lines += [f"{indent}- {_place(mark)} {_method(key, own)}" for key, mark in found]
    return "\n".join(lines)


def files_list(deliveries: pd.DataFrame, marks: Marks) -> str:
    """« F1 register.csv. … », one item a delivered file."""
    return "\n".join(f"- {_place(marks.files[str(row.file)])} {_delivery(row)}" for row in deliveries.itertuples())


def code(text: str) -> str:
    """Technical text in monospace: our own names and hexadecimal digits, never text from a delivery."""
    return f"`{text}`"


def proof_part(name: str, said: str) -> str:
    """A part of an entry, told in English by itself; the site finds it by its class for the proof of a number."""
    return f"[{said}]{{.proof-{name}}}"


def _anchor(mark: str) -> str:
    return f"{'methode' if mark.startswith('M') else 'fichier'}-{mark}"


def _place(mark: str) -> str:
    return f"[**{mark}**]{{#{_anchor(mark)}}}"


def _shared_limits(limits: str, marks: Sequence[str]) -> str:
    """« Limites des méthodes M5 à M13 : … », « M6 et M7 » where there are two."""
    joined = " et " if len(marks) == 2 else " à "
    said = proof_part("limits", escape(_sentence(limits)))
    return f"Limites des méthodes {mark_link(marks[0])}{joined}{mark_link(marks[-1])}\u00a0: {said}"


def _method(key: MethodKey, limits: str) -> str:
    """« Dénombrement (codage qualitatif) ; intervalle à 95 %, Wilson. Limites : … Calculé par … »."""
    method, design, _, function, interval, level = key
    parts = [f"{method} ({DESIGNS_FR[design]})", f"intervalle à {level}, {interval}" if interval else ""]
    said = [proof_part("method", escape(_sentence("\u202f; ".join(filter(None, parts)))))]
    said += [f"Limites\u00a0: {proof_part('limits', escape(_sentence(limits)))}"] if limits else []
    return " ".join([*said, proof_part("code", f"Calculé par {code(function.removeprefix('pipeline.'))}{escape('.')}")])


def _sentence(text: str) -> str:
    return french(capitalised(text).rstrip(" .") + ".")


def rows_told(count: float) -> str:
    """« 25 lignes »; that their number is not published where disclosure control took it out."""
    return wording.plural(count, "ligne") if count == count else ROWS_HIDDEN_FR


def base_told(numerator: float | None, denominator: float) -> str:
    """« 21 sur une base de 30 », or the base alone where the number is no count out of it."""
    counted = "" if numerator is None else f"{wording.number(numerator)} "
    return f"{counted}sur une base de {wording.number(denominator)}"


def _delivery(delivery: Any) -> str:
    rows = rows_told(delivery.rows)
    received = wording.date(delivery.received)
    made_up = "Données synthétiques. " if delivery.is_synthetic else ""
    text = f"{made_up}{delivery.source}, {delivery.publisher}. {delivery.owner_name}, reçu le {received}, {rows}."
    return f"**{escape(delivery.file)}** {proof_part('origin', escape(french(text)))}"
