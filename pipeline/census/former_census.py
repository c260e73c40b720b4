"""A census as a former build made it, taken again while the pages are the same and so is all that it asks of a release.

Any number that changes in the release would trace again every document, those too that print something else. What a
page names is compared as it is; the words of the data, and what its figures are only drawn from, by what of them a
census would see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.booklet.frame.cover_art import counted
from pipeline.census.asked import ALL_WORDS, AskedKnown, drawn
from pipeline.census.census import told_by_part
from pipeline.census.known import Known, theme_of
from pipeline.census.pages import FIGURE, read_blocks
from pipeline.census.persons import without_data
from pipeline.census.tokens import tokens
from pipeline.former_results import FormerResults, digest
from pipeline.released import ANCHOR, Release

FACT = re.compile(rf"{ANCHOR}([a-z0-9-]+)")
SHOWN_OF_DIGEST = 8
"""Digits of a digest that a page shows at least."""

Traced = dict[str, Any]


def traced_before(
    former: FormerResults | None,
    name: str,
    pages: Sequence[Path],
    beside: Sequence[Path],
    known: AskedKnown,
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
    if (kept := former.answered(name, known.answer, made_from, named)) is not None:
        found: Traced = kept["traced"]
        return found
    made = anew()
    asked = _seen_on(pages, known)
    former.keep_answered(name, known.answer, asked, {"traced": made}, made_from, named)
    return made


def _named(release: Release, pages: Iterable[Path]) -> Iterator[bytes]:
    """All that the release says of what the pages name, of itself and of its files."""
    text = "".join(without_data(page.read_text(encoding="utf-8")) for page in pages)
    asked = ["summary", "corrections", "files", "table survey_questionnaires"]
    asked += [f"fact {fact}" for fact in sorted(set(FACT.findall(text)))]
    yield from (release.answer(each).encode() for each in asked)
    yield json.dumps([asked, sorted(counted(release).sizes.items())]).encode()
    yield json.dumps(sorted(map(str, release.column("source_files").unique().tolist()))).encode()
    yield json.dumps([each for each in release.deliveries["sha256"] if str(each)[:SHOWN_OF_DIGEST] in text]).encode()


def _seen_on(pages: Iterable[Path], known: Known) -> set[str]:
    """What a census of these pages asks beside what they name: all words, and whether tables hold what no fact tells of
    the figures of a part.
    """
    drawn_only: dict[str, set[str]] = {}
    for blocks in map(read_blocks, pages):
        told = told_by_part(blocks, known)
        for block in (block for block in blocks if block.kind == FIGURE):
            numbers = {token.digits for token in tokens(block.text)} - told[block.part]
            drawn_only.setdefault(theme_of(block.part), set()).update(numbers)
    themes = known.release.summary["themes"]
    return {ALL_WORDS, *(drawn(theme, numbers) for theme, numbers in drawn_only.items() if numbers and theme in themes)}
