"""Pages of a site as a former build traced them, taken again where all that their census asked is answered the same.

A page's own bytes and those records count as they are. Of a release, only what was asked of it: a number that changed
traces again the pages that show it, not every page of the site.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pipeline.census.asked import AskedKnown
from pipeline.census.census import Census
from pipeline.census.records import Record
from pipeline.former_results import FormerResults, digest


class FormerPages:
    """The census of each page of a site."""

    def __init__(self, former: FormerResults | None, known: AskedKnown, made_from: Iterable[str]) -> None:
        """`made_from` is what counts for every page, beside what `known` answers."""
        self._former, self._known = former, known
        self._made_from = digest(*(each.encode() for each in made_from)).encode()

    def take(self, page: str, text: str) -> Census | None:
        """How this page was traced when it said the same; None where it has to be traced."""
        if self._former is None:
            return None
        kept = self._former.answered(_name(page), self._known.answer, text.encode(), self._made_from)
        return None if kept is None else Census(Counter(kept["traced"]), [])

    def anew(self, page: str, text: str, trace: Callable[[str, str], Census]) -> Census:
        """Trace a page, and leave to later builds what was found; a page that is refused is traced again."""
        self._known.asked.clear()
        found = trace(page, text)
        if self._former is not None and not found.untraced:
            asked, made_from = self._known.asked, (text.encode(), self._made_from)
            self._former.keep_answered(_name(page), self._known.answer, asked, {"traced": found.traced}, *made_from)
        return found


def _name(page: str) -> str:
    return page.removesuffix(".html").replace("/", "-")


def told(records: Sequence[Record]) -> str:
    """What records say, in one text."""
    return json.dumps([[each.pattern, sorted(each.numbers), each.part, each.heads, each.words] for each in records])
