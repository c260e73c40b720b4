"""Trace a document laid out as PDF and HTML: numbers of the page, of the PDF beside it, of the facts attached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.census.attachments import attachments
from pipeline.census.census import Census, count
from pipeline.census.documents import attached, only_in_pdf, page_of, page_texts, twin_numbers
from pipeline.census.exceptions import Exempt
from pipeline.census.known import Known
from pipeline.census.pages import Block, read_blocks
from pipeline.census.persons import refuse_persons
from pipeline.census.records import Record
from pipeline.released import Release


@dataclass(frozen=True)
class LaidOut:
    """A document of a release: its page and its PDF, the facts it prints, its status as its facts tell it, what is said
    outside the page (`head`)."""

    html: Path
    pdf: Path
    release: Release
    status: str
    head: Sequence[Block] = ()


def trace(
    document: LaidOut,
    known: Known,
    exceptions: Sequence[Exempt],
    records: Callable[[Sequence[Block]], Sequence[Record]],
) -> Census:
    """Trace every number of one document; `records` gives what the build says of itself, from the page's blocks.

    Raises:
        CensusError: traces of persons or firms would be published.
    """
    blocks = [*document.head, *read_blocks(document.html)]
    texts, files = page_texts(document.pdf), attached(document.pdf)
    page = document.html.read_text(encoding="utf-8")
    refuse_persons(document.html.stem, {document.html.name: page, **files}, texts)
    found = count(blocks, known, exceptions, records(blocks))
    on_pages = [*only_in_pdf(texts, twin_numbers(blocks), {str(number) for number in range(len(texts))})]
    cited = [fact for block in blocks for fact in block.entries]
    taken_away = attachments(document.pdf, document.release, known, cited, document.status)
    located = [
        *(
            replace(each, file=document.html.name, page=page_of(texts, each.words, each.number))
            for each in found.untraced
        ),
        *(replace(each, file=document.pdf.name) for each in (*on_pages, *taken_away.untraced)),
    ]
    return Census(Counter(found.traced) + taken_away.traced, located)
