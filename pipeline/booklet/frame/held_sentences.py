"""Sentences that only some cohorts can say: `[Sentence.]{when="purchases-bought < 0.5, purchases-elsewhere"}`.

A sentence is kept where each of its conditions holds (a fact alone: readers may see it; `made up` or `collected` before
it: whether made-up data are behind it) and where readers may see all that it prints. The choice is made while a booklet
is staged, so that its annex holds no number that nobody prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.errors import FactError
from pipeline.methods.programme.conditions import FACT_ID, Verdict, read_condition
from pipeline.released import Release

SENTENCE = re.compile(r'\[([^\[\]]+)\]\{when="([^"]+)"\}[ \n]?')
ALONE = re.compile(FACT_ID)
ORIGIN = re.compile(rf"(made up|collected) ({FACT_ID})")
NOTHING_SAID = re.compile(r"[\s*-]*")


@dataclass(frozen=True)
class Told:
    """What a condition reads of a released fact."""

    value: float | None
    low: float | None
    high: float | None
    design: str


def held_sentences(text: str, release: Release, file: Path) -> str:
    """The text of `file` as this cohort can say it, without any condition; empty where no sentence is left.

    Raises:
        FactError: a condition is not written as one.
    """

    def kept(found: re.Match[str]) -> str:
        sentence, conditions = found.groups()
        try:
            is_said = all(_holds(each.strip(), release) for each in conditions.split(","))
        except FactError as problem:
            raise FactError(f"{file}: {problem}") from problem
        is_said = is_said and all(is_told(release, fact_id) for fact_id in cited_facts([sentence]))
        return f"{sentence}{found[0][-1] if found[0][-1].isspace() else ''}" if is_said else ""

    said = SENTENCE.sub(kept, text)
    return "" if NOTHING_SAID.fullmatch(said) else said


def _holds(condition: str, release: Release) -> bool:
    if ALONE.fullmatch(condition):
        return is_told(release, condition)
    if origin := ORIGIN.fullmatch(condition):
        kind, fact_id = origin.groups()
        return is_told(release, fact_id) and bool(release.fact(fact_id)["is_synthetic"]) == (kind == "made up")
    asked = read_condition(condition)
    facts = {name: _told(release, name) for name in (asked.fact, asked.limit) if is_told(release, name)}
    return asked.verdict(facts) is Verdict.HOLDS


def _told(release: Release, fact_id: str) -> Told:
    fact = release.fact(fact_id)
    value, low, high = (None if fact[name] != fact[name] else float(fact[name]) for name in ("value", "low", "high"))
    return Told(value, low, high, str(fact["design"]))
