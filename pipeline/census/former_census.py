"""A census as a former build made it, taken again while the pages are the same and so is all that it asks of a release.

Any number that changes in the release would trace again every document, those too that print something else. What a
page names is compared as it is. What its figures are only drawn from, and the words of the data, are compared as they
are first, which is cheap; where they changed, by what of them a census would see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.booklet.frame.cover_art import counted
from pipeline.census.known import Known
from pipeline.census.pages import FIGURE, read_blocks
from pipeline.census.tokens import tokens
from pipeline.census.words import words_digest
from pipeline.estimates import facts_in
from pipeline.former_results import FormerResults, digest
from pipeline.released import ANCHOR, Release

FACT = re.compile(rf"{ANCHOR}([a-z0-9-]+)")
PART = re.compile(r'id="sec-([a-z0-9-]+)"')
SHOWN_OF_DIGEST = 8
"""Digits of a digest that a page shows at least."""

WORDS = "words of the data"
"""Stands beside the themes for what a census sees of all words."""

Traced = dict[str, Any]


def traced_before(
    former: FormerResults | None,
    name: str,
    pages: Sequence[Path],
    beside: Sequence[Path],
    known: Known,
    anew: Callable[[], Traced],
) -> Traced:
    """The census called `name` of these pages: that of a former build where it is the same.

    Files `beside` them count as they are: PDFs, and what a census is told of a document otherwise.

    Raises:
        CensusError: it has to be made `anew`, and a number comes from nowhere.
    """
    if former is None:
        return anew()
    made_from = digest(*(path.read_bytes() for path in (*pages, *beside))).encode()
    named = digest(*_named(known.release, pages)).encode()
    if content := former.take(name, made_from, named):
        kept = json.loads(content)
        if _Seen(known, kept["figures"], kept["drawn"]).is_as(kept["seen"]):
            found: Traced = kept["traced"]
            return found
    made = anew()
    seen = _seen_on(pages, known)
    rests_on = {"figures": seen.figures, "drawn": seen.drawn, "seen": seen.now()}
    former.keep(name, json.dumps({"traced": made, **rests_on}).encode(), made_from, named)
    return made


def _named(release: Release, pages: Iterable[Path]) -> Iterator[bytes]:
    """All that the release says of what the pages name, of itself and of its files."""
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    asked = ["summary", "corrections", "files", "table survey_questionnaires"]
    asked += [f"fact {fact}" for fact in sorted(set(FACT.findall(text)))]
    yield from (release.answer(each).encode() for each in asked)
    yield json.dumps([asked, sorted(counted(release).sizes.items())]).encode()
    yield json.dumps(sorted({str(files) for files in release.column("source_files")})).encode()
    yield json.dumps([each for each in release.deliveries["sha256"] if str(each)[:SHOWN_OF_DIGEST] in text]).encode()


def _seen_on(pages: Iterable[Path], known: Known) -> _Seen:
    """What a census of these pages sees beside what they name."""
    figures = {
        token.digits
        for page in pages
        for block in read_blocks(page)
        if block.kind == FIGURE
        for token in tokens(block.text)
    }
    parts = {part.replace("-", "_") for page in pages for part in PART.findall(page.read_text(encoding="utf-8"))}
    tables = {theme: names for theme, names in known.release.summary["themes"].items() if theme in parts}
    drawn = {
        theme: sorted({fact for name in names for fact in facts_in(known.release.table(name))})
        for theme, names in tables.items()
    }
    return _Seen(known, sorted(figures), drawn)


@dataclass(frozen=True)
class _Seen:
    """What a census sees of the words of a release, and of what figures are drawn from.

    `figures` are the numbers in figures, `drawn` the facts that the tables of each theme on the pages point to.
    """

    known: Known
    figures: Collection[str]
    drawn: Mapping[str, Sequence[str]]

    def now(self) -> dict[str, list[str]]:
        """For all words, and for each theme: a digest of what there is, and one of what is seen of it."""
        return {name: [self._there_is(name), self._is_seen(name)] for name in (WORDS, *self.drawn)}

    def is_as(self, before: Mapping[str, Sequence[str]]) -> bool:
        """Whether a census would see the same: what is all the same is not looked into."""
        return all(
            there == self._there_is(name) or seen == self._is_seen(name) for name, (there, seen) in before.items()
        )

    def _there_is(self, name: str) -> str:
        if name == WORDS:
            return words_digest(self.known.release)
        tables = [f"table {table}" for table in self.known.release.summary["themes"][name]]
        facts = [f"fact {fact}" for fact in self.drawn[name]]
        return digest(*(self.known.release.answer(asked).encode() for asked in (*tables, *facts)))

    def _is_seen(self, name: str) -> str:
        if name == WORDS:
            return digest(json.dumps(self.known.words).encode())
        drawn = self.known.of_tables(name).intersection(self.figures)
        return digest(json.dumps(sorted(drawn)).encode())
