"""Trace what a published folder shows beside its booklets: the site, the pages beside them, the open data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from pipeline.census.asked import AskedKnown
from pipeline.census.census import Census, Untraced, count
from pipeline.census.exceptions import Exempt
from pipeline.census.former_pages import FormerPages, told
from pipeline.census.known import Known
from pipeline.census.open_data import trace_open_data
from pipeline.census.pages import parse_blocks
from pipeline.census.persons import refuse_persons
from pipeline.census.records import Record
from pipeline.census.site_records import site_records
from pipeline.editions.marks import banner, unmarked
from pipeline.editions.status import Status
from pipeline.files import sha256
from pipeline.former_results import FormerResults
from pipeline.side_by_side import side_by_side
from pipeline.site.edition import Edition
from pipeline.site.sheet_pages import sheet_page

ADDED_TO_BOOKLETS = re.compile(
    r'<nav class="site-bar".*?</nav>\n?|<link rel="icon"[^>]*>\n|<script src="[./]*assets/site\.js" defer></script>\n',
    re.DOTALL,
)
"""What the site lays around a booklet's page."""

OPEN_DATA = "the open data"
"""Stands among the names of pages for the files of open data."""

BANNER = "the banner of a draft"
"""Stands among the names of pages for what `mark_edition` lays on each of them."""

OTHERWISE = "is not what was traced before"


def trace_published(
    folder: Path,
    edition: Edition,
    booklets: Sequence[Mapping[str, Any]],
    exceptions: Sequence[Exempt],
    status: Status,
    former: FormerResults | None = None,
) -> Census:
    """The census of a published `folder`; booklets and sheets have their own, and must be in it as they were then.

    `status` is what everything in it says of its approval; pages that say what they said in a `former` build are not
    traced again.

    Raises:
        CensusError: traces of persons or firms would be published.
    """
    known, records = AskedKnown(edition.release, status.words(), former), site_records(edition, folder, booklets)
    own = {f"{booklet['booklet']}.html" for booklet in booklets}
    pages = sorted({str(path.relative_to(folder)) for path in folder.rglob("*.html")} - own)
    texts = {page: unmarked(_own_text(folder / page, folder, edition), status) for page in pages}
    texts[BANNER] = banner(status) if status.is_draft else ""  # the same on each page, but another in each edition
    former_pages = FormerPages(former, known, [told(records), *status.words()])

    def trace(page: str, text: str) -> Census:
        return _page(page, text, known, exceptions, records)

    def trace_data() -> Census:
        return trace_open_data(folder / "site" / "donnees", edition, status.told)

    return reduce(add, _traced(texts, former_pages, known, trace, trace_data), _copies(folder, edition))


def _traced(
    texts: Mapping[str, str],
    former: FormerPages,
    known: Known,
    trace: Callable[[str, str], Census],
    trace_data: Callable[[], Census],
) -> list[Census]:
    """The census of each page, in their order, and of the open data: as in a `former` build, or traced side by side."""
    kept = {page: found for page, text in texts.items() if (found := former.take(page, text)) is not None}
    changed = [page for page in texts if page not in kept]
    if changed:
        known.labels("")  # read here, not in each process

    def anew(name: str) -> Census:
        return trace_data() if name == OPEN_DATA else former.anew(name, texts[name], trace)

    names = [OPEN_DATA, *changed]
    kept |= dict(zip(names, side_by_side(anew, names), strict=True))
    return [kept[name] for name in (*texts, OPEN_DATA)]


def _page(name: str, text: str, known: Known, exceptions: Sequence[Exempt], records: Sequence[Record]) -> Census:
    refuse_persons(name, {name: text})
    found = count(parse_blocks(text), known, exceptions, records)
    return Census(found.traced, [replace(each, file=name) for each in found.untraced])


def _own_text(path: Path, folder: Path, edition: Edition) -> str:
    """What a page says beyond what was traced when its booklet or its sheet was: all of it for any other page."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "livrets":
        traced = (folder / path.name).read_text(encoding="utf-8")
        added, rest = _added(text)
        return added if rest == traced else text
    if path.parent.name == "fiches" and (edition.sheets_folder / path.name).is_file():
        return text.replace(sheet_page(edition, path.stem), "", 1)
    return text


def _added(text: str) -> tuple[str, str]:
    """(what the site laid around a booklet's page, the page without it)."""
    added: list[str] = []

    def taken(found: re.Match[str]) -> str:
        added.append(found.group())
        return ""

    rest = ADDED_TO_BOOKLETS.sub(taken, text)
    return "".join(added), rest


def _copies(folder: Path, edition: Edition) -> Census:
    """PDFs of the site that are not those whose numbers were traced."""
    return Census.nothing() + Census(Census.nothing().traced, list(_other_copies(folder, edition)))


def _other_copies(folder: Path, edition: Edition) -> Iterator[Untraced]:
    for path in sorted((folder / "site").rglob("*.pdf")):
        first = (edition.sheets_folder if path.parent.name == "fiches" else folder) / path.name
        if not first.is_file() or sha256(first) != sha256(path):
            yield Untraced(path.name, "", OTHERWISE, file=str(path.relative_to(folder)))
