"""What the build says of itself: which number may stand where in an annex, counted again from the release."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.frame.cover_art import counted
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.census.pages import Block
from pipeline.census.tokens import digits_of
from pipeline.frames import records_of
from pipeline.released import Release

NUMBER = r"(\d+(?:[\s,]\d{3})*)"
ROWS = rf"{NUMBER}\s(?:lignes?|rows?)\b"
METHOD, EVIDENCE, MAKING = "^sec-methode", "^sec-preuves", "^sec-certificat"
ANNEXES = re.compile("|".join((METHOD, EVIDENCE, MAKING)))


@dataclass(frozen=True)
class Record:
    """What the groups of `pattern` may be, as numbers are compared; `part` and `heads` say where, as in census.yml.

    `words` are some that a block must hold, which is quicker to see than the pattern.
    """

    pattern: str
    numbers: Collection[str]
    part: str = ""
    heads: str = ""
    words: str = ""

    def spans(self, block: Block) -> list[tuple[int, int]]:
        """Where its numbers stand in a block, those alone that are what they should be."""
        if self.words not in block.text:
            return []
        part, heads, pattern = self._compiled
        if not (part.search(block.part) and heads.search(block.heads)):
            return []
        return [
            found.span(group)
            for found in pattern.finditer(block.text)
            for group in range(1, pattern.groups + 1)
            if found[group] and digits_of(found[group].replace(" ", wording.NARROW)) <= set(self.numbers)
        ]

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        return re.compile(self.part), re.compile(self.heads), re.compile(self.pattern, re.DOTALL)


def record(pattern: str, *numbers: float, part: str = "", heads: str = "", words: str = "") -> Record:
    """A record of counts."""
    told = {digits for each in numbers for digits in digits_of(wording.number(each))}
    return Record(pattern, told, part, heads, words)


def booklet_records(release: Release, blocks: Sequence[Block]) -> list[Record]:
    """The records of one booklet's annexes; which facts it prints is read from its blocks."""
    printed = {fact for block in blocks if not ANNEXES.search(block.part) for fact, _ in block.links}
    proved = [fact for block in blocks for fact in block.entries]
    known = [fact for fact in proved if fact in release.facts.index]
    return [
        *_method(release, _rows(release, printed), sources_of(release, known)),
        *evidence_records(release, proved),
        record(f"^{NUMBER}$", len(proved), part=MAKING, heads="^(?:Valeur|Value)$"),
        record(
            rf"\({NUMBER}\s(?:familles?|chapitres?|categories|category|chapters?)(?:,\s[^)\d]+)?\)",
            len(counted(release).sizes),
            part=MAKING,
        ),
    ]


def sheet_records(release: Release, blocks: Sequence[Block]) -> list[Record]:
    """The records of a sheet's evidence."""
    return evidence_records(release, [fact for block in blocks for fact in block.entries], part="")


def entries_summed_up(block: Block) -> Record:
    """« 25 nombres » above the entries of a chapter, where that many stand below."""
    return record(rf"^\s*{NUMBER}\s(?:nombres?|numbers?)\s*$", block.heads_entries)


def evidence_records(release: Release, proved: Collection[str], part: str = EVIDENCE) -> list[Record]:
    """The records of an evidence annex that proves these facts."""
    levels = _levels(_rows(release, proved))
    return [
        record(r"(?:à|at)\s(\d+)\s?%|(\d+)\s?%\s(?:interval|confidence)", *levels, part=part),
        *_files(release.deliveries, part),
    ]


def _rows(release: Release, facts: Collection[str]) -> list[dict[str, Any]]:
    known = release.facts.loc[[fact for fact in sorted(set(facts)) if fact in release.facts.index]]
    return records_of(known)


def _files(deliveries: pd.DataFrame, part: str) -> Iterator[Record]:
    """How many rows each delivered file has, beside its name."""
    for row in deliveries.to_dict("records"):
        rows = [] if row["rows"] != row["rows"] else [row["rows"]]
        yield record(rf"^(?:F\d+\s+)?{re.escape(row['file'])}\W.*?{ROWS}", *rows, part=part, words=row["file"])


def _levels(facts: Sequence[Mapping[str, Any]]) -> list[float]:
    """The levels of the intervals, in per cent."""
    return [round(fact["level"] * 100, 6) for fact in facts if fact["interval_method"]]


def _method(release: Release, facts: Sequence[Mapping[str, Any]], deliveries: pd.DataFrame) -> Iterator[Record]:
    least = release.summary.get("disclosure", {}).get("min_count", 1)
    designs = Counter(fact["design"] for fact in facts).values()
    intervals = Counter((fact["interval_method"], fact["level"]) for fact in facts if fact["interval_method"]).values()
    yield record(rf"{NUMBER}\s(?:fichiers? reçus?|files? received)", len(deliveries), part=METHOD)
    yield record(
        rf"(?:de|from)\s{NUMBER}\s(?:fournisseurs?|providers?)", deliveries["owner_name"].nunique(), part=METHOD
    )
    yield record(ROWS, deliveries["rows"].sum(), part=METHOD)
    made_up = rf"{NUMBER}\s(?:(?:est|sont)\ssynthétiques?|(?:is|are)\ssynthetic)"
    yield record(made_up, deliveries["is_synthetic"].sum(), part=METHOD)
    yield record(f"^{NUMBER}$", *designs, part=METHOD, heads="^(?:Nombres|Numbers)$")
    yield record(r"(?:à|at)\s(\d+)\s?%", *_levels(facts), part=METHOD)
    yield record(rf"%\s?: {NUMBER}\s(?:nombres?|numbers?)", *intervals, part=METHOD)
    yield record(rf"(?:entre|between)\s{NUMBER}\s(?:et|and)\s{NUMBER}", 1, least - 1, part=METHOD)


def questionnaire_versions(release: Release) -> list[str]:
    """« version 2025-1 » of each questionnaire."""
    questionnaires = release.optional_table("survey_questionnaires", ("version",))
    return [f"version {version}" for version in sorted(set(questionnaires["version"].astype(str)))]


def tools_said(tools: Mapping[str, str]) -> list[str]:
    """« pandas (3.1.1) » of each tool, as annexes name it."""
    return [f"{name} ({version})" for name, version in tools.items()]
