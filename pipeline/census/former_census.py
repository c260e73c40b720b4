"""A census as a former build made it, taken again while the pages are the same and so is all that it asks of a release.

Any number that changes in the release would trace again every document, those too that print something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.booklet.frame.cover_art import counted
from pipeline.census.known import texts_of
from pipeline.estimates import facts_in
from pipeline.former_results import FormerResults, digest
from pipeline.released import ANCHOR, Release

FACT = re.compile(rf"{ANCHOR}([a-z0-9-]+)")
PART = re.compile(r'id="sec-([a-z0-9-]+)"')
SHOWN_OF_DIGEST = 8
"""Digits of a digest that a page shows at least."""

Traced = dict[str, Any]


def traced_before(
    former: FormerResults | None,
    name: str,
    pages: Sequence[Path],
    beside: Sequence[Path],
    release: Release,
    anew: Callable[[], Traced],
) -> Traced:
    """The census called `name` of these pages: that of a former build where it is the same.

    Files `beside` them count as they are: PDFs, and what a census is told of a document otherwise.

    Raises:
        CensusError: it has to be made `anew`, and a number comes from nowhere.
    """
    if former is None:
        return anew()
    made_from = digest(*(path.read_bytes() for path in (*pages, *beside)), *_answers(release, pages)).encode()
    kept = former.take(name, made_from)
    if kept is not None:
        found: Traced = json.loads(kept)
        return found
    made = anew()
    former.keep(name, json.dumps(made).encode(), made_from)
    return made


def _answers(release: Release, pages: Iterable[Path]) -> Iterator[bytes]:
    """All that the release says of what stands on the pages: more than a census asks, never less."""
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    parts = {part.replace("-", "_") for part in PART.findall(text)}
    tables = sorted({name for theme, names in release.summary["themes"].items() if theme in parts for name in names})
    facts = {*FACT.findall(text), *(fact for name in tables for fact in facts_in(release.table(name)))}
    asked = [
        "summary",
        "corrections",
        *(f"table {name}" for name in tables),
        *(f"fact {fact}" for fact in sorted(facts)),
    ]
    yield from (release.answer(each).encode() for each in asked)
    yield json.dumps([asked, sorted(set(texts_of(release))), sorted(counted(release).sizes.items())]).encode()
    yield json.dumps(sorted({str(files) for files in release.facts["source_files"]})).encode()
    yield release.deliveries.drop(columns="sha256").to_json().encode()
    yield json.dumps([each for each in release.deliveries["sha256"] if str(each)[:SHOWN_OF_DIGEST] in text]).encode()
