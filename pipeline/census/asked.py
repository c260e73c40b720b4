"""What a census asks of a release, and a digest of what is answered now: a former one holds while the answers do."""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import StrEnum

from pipeline.census.known import Known
from pipeline.former_results import FormerResults, digest
from pipeline.released import Release


class Kind(StrEnum):
    """What is asked. Of one number: for those of a fact or in the tables of a theme, for the words of the data around
    it, for what it is a digest of. Of a whole document: which of its numbers the tables of a theme hold, all words.
    """

    FACT = "fact"
    THEME = "theme"
    WORDS = "words"
    DIGEST = "digest"
    DRAWN = "drawn"
    ALL = "all"


ALL_WORDS = f"{Kind.ALL} words"


def drawn(theme: str, figures: Collection[str]) -> str:
    """The question which of these numbers, shown in figures, are in the tables of a theme."""
    return " ".join([Kind.DRAWN, theme, *sorted(figures)])


class AskedKnown(Known):
    """What a release accounts for; `asked` is what was asked of it so far, in words that `answer` takes."""

    def __init__(self, release: Release, said: Collection[str] = (), former: FormerResults | None = None) -> None:
        """Nothing was asked yet."""
        super().__init__(release, said, former)
        self.asked: set[str] = set()
        self._answers: dict[str, str] = {}

    def of_fact(self, fact_id: str) -> set[str]:
        """The numbers by which a fact may be told."""
        self.asked.add(f"{Kind.FACT} {fact_id}")
        return super().of_fact(fact_id)

    def of_tables(self, part: str) -> set[str]:
        """The numbers in the tables of a theme."""
        self.asked.add(f"{Kind.THEME} {part}")
        return super().of_tables(part)

    def labels(self, digits: str) -> list[str]:
        """The words of the data that hold this number."""
        self.asked.add(f"{Kind.WORDS} {digits}")
        return super().labels(digits)

    def has_digest(self, printed: str, beside: Collection[str], text: str) -> bool:
        """Whether it is the digest of what stands beside it."""
        self.asked.update([f"{Kind.DIGEST} {printed}", *(f"{Kind.FACT} {fact_id}" for fact_id in beside)])
        return super().has_digest(printed, beside, text)

    def answer(self, asked: str) -> str:
        """A digest of what is answered now."""
        if asked not in self._answers:
            self._answers[asked] = self._answer_now(*asked.split(" ", 1))
        return self._answers[asked]

    def _answer_now(self, kind: str, name: str) -> str:
        match kind:
            case Kind.FACT:
                return self.release.answer(f"fact {name}")
            case Kind.THEME:
                return digest(json.dumps(sorted(super().of_tables(name))).encode())
            case Kind.DRAWN:
                theme, *figures = name.split()
                return digest(json.dumps(sorted(super().of_tables(theme).intersection(figures))).encode())
            case Kind.ALL:
                return digest(json.dumps(self.words).encode())
            case Kind.WORDS:
                return digest(json.dumps(super().labels(name)).encode())
            case _:
                return digest(json.dumps(self._named_by(name)).encode())

    def _named_by(self, printed: str) -> list[str]:
        """The files whose digest begins so, and the corrections that are called so."""
        files = sorted(file for file, whole in self._files.items() if whole.startswith(printed))
        return [*files, *(self._corrections & {printed})]
