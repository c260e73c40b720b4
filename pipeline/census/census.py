"""Trace each number of a page: to the fact it links to, to one beside it, to words of the data, or to an exception."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.census.exceptions import Exempt
from pipeline.census.known import Known, plain
from pipeline.census.pages import FIGURE, SCALE, Block
from pipeline.census.records import Record, entries_summed_up
from pipeline.census.tokens import Token, around, digests, printed_digits, tokens


@dataclass(frozen=True)
class Untraced:
    """A number that nothing accounts for: what it is, in which part, the words around it, in which file.

    `page` is the PDF's, from 1; 0 where there is none or it was not found.
    """

    number: str
    part: str
    words: str
    file: str = ""
    page: int = 0


@dataclass(frozen=True)
class Census:
    """How many numbers were traced, in each way, and those that were not."""

    traced: Counter[str]
    untraced: list[Untraced]

    @classmethod
    def nothing(cls) -> Census:
        """That of a page without numbers."""
        return cls(Counter(), [])

    def __add__(self, other: Census) -> Census:
        """Both together."""
        return Census(self.traced + other.traced, [*self.untraced, *other.untraced])


def count(
    blocks: Sequence[Block], known: Known, exceptions: Sequence[Exempt], records: Sequence[Record] = ()
) -> Census:
    """Trace every number of a page's blocks."""
    traced: Counter[str] = Counter()
    untraced: list[Untraced] = []
    told = {part: numbers | known.of_tables(part) for part, numbers in told_by_part(blocks, known).items()}
    for block in blocks:
        for found in _Traces(block, known, exceptions, records, told[block.part]).of_all():
            if isinstance(found, Untraced):
                untraced.append(found)
            else:
                traced[found] += 1
    return Census(traced, untraced)


def told_by_part(blocks: Iterable[Block], known: Known) -> dict[str, set[str]]:
    """For each part, the numbers of all facts that it links to: its figures are drawn from them."""
    told: dict[str, set[str]] = {}
    for block in blocks:
        numbers = told.setdefault(block.part, set())
        for fact_id, _ in block.links:
            numbers |= known.of_fact(fact_id)
    return told


@dataclass(frozen=True)
class _Traces:
    """How each number of one block is traced; `told` are the numbers that its part's figures may draw."""

    block: Block
    known: Known
    exceptions: Sequence[Exempt]
    records: Sequence[Record]
    told: set[str]

    def of_all(self) -> Iterator[str | Untraced]:
        """How each number, digest and link was traced; what to say when it was not."""
        block, known = self.block, self.known
        for fact_id, shown in block.links:
            for number in printed_digits(shown):
                is_its = number in known.of_fact(fact_id)
                yield "fact" if is_its else Untraced(shown, block.part, f"link to {fact_id}")
        for digest in digests(block.text):
            is_known = known.has_digest(digest.digits, block.beside, f"{block.row} {block.text}")
            yield "digest" if is_known else self._untraced(digest)
        for token in tokens(block.text):
            yield self._way(token) or self._untraced(token)

    def _untraced(self, token: Token) -> Untraced:
        text = self.block.text
        return Untraced(text[token.start : token.end], self.block.part, around(text, token))

    def _way(self, token: Token) -> str:
        return (
            "beside its fact" if token.digits in self._beside
            else "scale" if self.block.kind == SCALE
            else "figure" if self.block.kind == FIGURE and token.digits in self.told
            else "data" if _is_in_label(token, self._plain, self.known.labels(token.digits))
            else "record" if _is_within(token, self._recorded)
            else "exception" if _is_within(token, self._exempt)
            else ""
        )  # fmt: skip

    @cached_property
    def _beside(self) -> set[str]:
        return set().union(*map(self.known.of_fact, self.block.beside))

    @cached_property
    def _plain(self) -> str:
        return plain(self.block.text)

    @cached_property
    def _recorded(self) -> list[tuple[int, int]]:
        own = [entries_summed_up(self.block)] if self.block.heads_entries else []
        return [span for each in (*self.records, *own) for span in each.spans(self.block)]

    @cached_property
    def _exempt(self) -> list[tuple[int, int]]:
        return [span for each in self.exceptions for span in each.spans(self.block)]


def _is_within(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _is_in_label(token: Token, text: str, labels: Sequence[str]) -> bool:
    """Whether words of the data stand here, around the number."""
    for label in labels:
        start = text.find(label)
        while start >= 0:
            if start <= token.start and token.end <= start + len(label):
                return True
            start = text.find(label, start + 1)
    return False
