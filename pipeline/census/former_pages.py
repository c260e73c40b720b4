"""Pages of a site as a former build traced them, taken again where all that their census asked is answered the same.

A page's own bytes and those records count as they are. Of a release, only what was asked of it: a number that changed
traces again the pages that show it, not every page of the site.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from pipeline.census.census import Census
from pipeline.census.known import Known
from pipeline.census.records import Record
from pipeline.former_results import FormerResults, digest
from pipeline.released import Release

FACT, THEME, WORDS, DIGEST = "fact", "theme", "words", "digest"
"""What is asked: for the numbers of a fact, for those in the tables of a theme, for words of the data around a number,
for what a printed digest is of."""


class AskedKnown(Known):
    """What a release accounts for; `asked` is what was asked of it so far, in words that `answer` takes."""

    def __init__(self, release: Release, said: Collection[str] = ()) -> None:
        """Nothing was asked yet."""
        super().__init__(release, said)
        self.asked: set[str] = set()
        self._answers: dict[str, str] = {}

    def of_fact(self, fact_id: str) -> set[str]:
        """The numbers by which a fact may be told."""
        self.asked.add(f"{FACT} {fact_id}")
        return super().of_fact(fact_id)

    def of_tables(self, part: str) -> set[str]:
        """The numbers in the tables of a theme."""
        self.asked.add(f"{THEME} {part}")
        return super().of_tables(part)

    def labels(self, digits: str) -> list[str]:
        """The words of the data that hold this number."""
        self.asked.add(f"{WORDS} {digits}")
        return super().labels(digits)

    def has_digest(self, printed: str, beside: Collection[str], text: str) -> bool:
        """Whether it is the digest of what stands beside it."""
        self.asked.update([f"{DIGEST} {printed}", *(f"{FACT} {fact_id}" for fact_id in beside)])
        return super().has_digest(printed, beside, text)

    def answer(self, asked: str) -> str:
        """A digest of what is answered now."""
        if asked not in self._answers:
            self._answers[asked] = self._answer_now(*asked.split(" ", 1))
        return self._answers[asked]

    def _answer_now(self, kind: str, name: str) -> str:
        match kind:
            case "fact":
                return self.release.answer(f"fact {name}")
            case "theme":
                return digest(json.dumps(sorted(super().of_tables(name))).encode())
            case "words":
                return digest(json.dumps(super().labels(name)).encode())
            case _:
                return digest(json.dumps(self._named_by(name)).encode())

    def _named_by(self, printed: str) -> list[str]:
        """The files whose digest begins so, and the corrections that are called so."""
        files = sorted(file for file, whole in self._files.items() if whole.startswith(printed))
        return [*files, *(self._corrections & {printed})]


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
