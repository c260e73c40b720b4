"""The facts of one chapter as compact entries: what a run of them shares is said once, above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.frame.evidence_marks import Marks, code, mark_link
from pipeline.booklet.markdown import escape
from pipeline.booklet.typography import french
from pipeline.released import ANCHOR, Release

DIGEST_LENGTH = 8
SHORTEST_STEM = 12
"""The beginning that labels share is told apart from them when it is at least this long."""

STEM = re.compile(r"^.*(?:\u202f\?|\u00a0:) (?=.)")

Facts = Sequence[pd.Series]


def entries(release: Release, facts: Facts, marks: Marks) -> str:
    """The facts as Markdown: for each method and set of files a line with what they share, then a list of facts."""
    groups: dict[tuple[str, ...], list[pd.Series]] = {}
    for fact in facts:
        groups.setdefault(marks.of(fact), []).append(fact)
    return "\n\n".join(f"{_shared(marks, group)}\n\n{_list(release, group)}" for group in groups.values())


def _shared(marks: Marks, facts: Facts) -> str:
    """« M3, F2 ; données synthétiques ; édition 1 »: the restriction is said here when it is that of all."""
    said = [", ".join(mark_link(mark) for mark in marks.of(facts[0]))]
    said += ["données synthétiques"] if facts[0]["is_synthetic"] else []
    said += [escape(french(str(facts[0]["filter"])))] if _one_filter(facts) and facts[0]["filter"] else []
    return "\u202f; ".join(said)


def _one_filter(facts: Facts) -> bool:
    return len({str(fact["filter"]) for fact in facts}) == 1


def _list(release: Release, facts: Facts) -> str:
    """One item a fact; those of one question on the same rows are nested under it."""
    says_filter = not _one_filter(facts)
    labelled = [(fact, release.with_document_names(french(str(fact["label_fr"])))) for fact in facts]
    runs = groupby(labelled, key=lambda pair: (pair[0]["source_rows_digest"], _stem(pair[1])))
    return "\n".join(
        line
        for (_, stem), run in runs
        for line in _run(stem, [(fact, label, _value(fact, says_filter=says_filter)) for fact, label in run])
    )


def _run(stem: str, run: Sequence[tuple[pd.Series, str, str]]) -> Iterator[str]:
    if not stem or len(run) == 1:
        yield from (f"- {_named(fact, label)} {value}, {_rows(fact)}" for fact, label, value in run)
        return
    yield f"- {escape(stem.rstrip(' :' + wording.NO_BREAK))} {_rows(run[0][0])}"
    yield from (f"    - {_named(fact, label.removeprefix(stem))} {value}" for fact, label, value in run)


def _stem(label: str) -> str:
    """The question or subject that a label begins with: « Où se trouve votre siège ? »; empty when it has none."""
    found = STEM.match(label)
    return found.group() if found and len(found.group()) >= SHORTEST_STEM else ""


def _named(fact: pd.Series, label: str) -> str:
    return f"[{escape(label)}]{{#{ANCHOR}{fact['fact_id']}}}"


def _value(fact: pd.Series, *, says_filter: bool) -> str:
    """« **84 %** (21 sur 25) ; de 65 % à 94 % »: the value stands out, its base and its interval follow."""
    parts = []
    if fact["denominator"] == fact["denominator"] and fact["unit"] != "share":
        is_told = fact["numerator"] == fact["numerator"] and fact["numerator"] != fact["value"]
        counted = f"n = {wording.number(fact['numerator'])}, " if is_told else ""
        parts.append(f"{counted}N = {wording.number(fact['denominator'])}")
    if fact["interval_method"] and fact["low"] == fact["low"]:
        decimals = None if fact["decimals"] != fact["decimals"] else int(fact["decimals"])
        parts.append(wording.interval(fact["low"], fact["high"], str(fact["unit"]), decimals))
    parts += [str(fact["reason"])] if fact["reason"] else []
    parts += [french(str(fact["filter"]))] if says_filter and fact["filter"] else []
    shown, space, base = str(fact["display_fr"]).partition(" (")
    counts = f" {escape(f'({base}')}" if space else ""
    return "\u202f; ".join([f"**{escape(shown)}**{counts}", *map(escape, parts)])


def _rows(fact: pd.Series) -> str:
    """« 15 lignes `f7cb3428` »: how many rows a fact rests on, and the beginning of their digest."""
    rows = wording.plural(fact["source_rows_count"], "ligne")
    return f"{rows} {code(fact['source_rows_digest'][:DIGEST_LENGTH])}"
