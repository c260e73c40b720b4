"""Census: trace every number of one booklet, in its PDF and its HTML twin. A number typed by hand stops the build."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet.documents import Document, document
from pipeline.census.census import Untraced, count
from pipeline.census.documents import attached, only_in_pdf, page_texts, twin_numbers, wrongly_attached
from pipeline.census.exceptions import load_exceptions
from pipeline.census.known import Known
from pipeline.census.pages import read_blocks
from pipeline.disclosure.personal import personal_traces
from pipeline.errors import CensusError
from pipeline.files import replacing_folder, write_json
from pipeline.paths import RENDERED, CohortPaths
from pipeline.released import Release

REPORTS = Path("reports")
EXCEPTIONS = REPORTS / "census.yml"
RECORD = "census.json"
MOST_TOLD = 40
MADE_OF_DIGITS = frozenset({"phone", "registration", "social-security"})
"""On a page as laid out, numbers of neighbouring cells read as one: these are looked for in the twin."""

DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")


def main(cohort: stage.CohortOption, booklet: stage.BookletOption) -> None:
    """Trace the numbers of one booklet of one cohort."""
    paths, laid_out = CohortPaths(cohort), document(booklet, REPORTS)
    rendered = paths.rendered(booklet)
    stage.require(rendered, f"render --cohort {cohort} --booklet {booklet}")
    with replacing_folder(paths.census(booklet)) as folder:
        is_built = json.loads((rendered / RENDERED).read_text(encoding="utf-8"))["is_built"]
        write_json(folder / RECORD, _traced(paths, laid_out) if is_built else {"traced": {}})


def _traced(paths: CohortPaths, booklet: Document) -> dict[str, Any]:
    """How many numbers were traced, and how.

    Raises:
        CensusError: with each number that nothing accounts for, where it stands, and what to do.
    """
    release = Release(paths.release(booklet.audience), booklet.language)
    html, pdf = (paths.rendered(booklet.name) / f"{booklet.name}.{form}" for form in ("html", "pdf"))
    blocks = read_blocks(html)
    found = count(blocks, Known(release), load_exceptions(EXCEPTIONS))
    texts = page_texts(pdf)
    parts = {str(number) for number in range(len(texts))}
    beyond = [*only_in_pdf(texts, twin_numbers(blocks), parts), *wrongly_attached(pdf, release)]
    written = {html.name: html.read_text(encoding="utf-8"), **attached(pdf)}
    _refuse_persons(paths, booklet, _traces(written) | _traces(_by_page(texts), without=MADE_OF_DIGITS))
    if found.untraced or beyond:
        raise CensusError(_told(paths, booklet, [*found.untraced, *beyond]))
    return {"traced": dict(sorted(found.traced.items())), "pdf_pages": len(texts)}


def _by_page(texts: list[str]) -> dict[str, str]:
    return {f"page {number}": text for number, text in enumerate(texts, start=1)}


def _traces(texts: dict[str, str], without: frozenset[str] = frozenset()) -> set[str]:
    """The kind and place of each trace of a person; what it says is never shown."""
    return {
        f"{trace.kind} ({place})"
        for place, text in texts.items()
        for trace in personal_traces(DATA_URI.sub("", text))
        if trace.kind not in without
    }


def _refuse_persons(paths: CohortPaths, booklet: Document, found: set[str]) -> None:
    if found:
        told = "; ".join(sorted(found))
        raise CensusError(f"{paths.cohort}, {booklet.title}: traces of persons or firms would be published: {told}.")


def _told(paths: CohortPaths, booklet: Document, untraced: list[Untraced]) -> str:
    lines = [f"  « {each.number} » ({each.part}): … {each.words} …" for each in untraced[:MOST_TOLD]]
    more = [f"  and {len(untraced) - MOST_TOLD} more"] if len(untraced) > MOST_TOLD else []
    head = (
        f"{paths.cohort}, {booklet.title}: {len(untraced)} numbers come from no fact. Print a fact instead "
        f"({{{{< var fact-id >}}}}), or declare in {EXCEPTIONS} why it is no result:"
    )
    return "\n".join([head, *lines, *more])


if __name__ == "__main__":
    stage.run(main)
