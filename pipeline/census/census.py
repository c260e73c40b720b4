"""Trace each number of a page: to the fact it links to, to one beside it, to words of the data, or to an exception."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.census.exceptions import Exempt
from pipeline.census.known import Known, plain
from pipeline.census.pages import FIGURE, Block
from pipeline.census.tokens import Token, around, printed_digits, tokens


@dataclass(frozen=True)
class Untraced:
    """A number that nothing accounts for: what it is, in which part, the words around it."""

    number: str
    part: str
    words: str


@dataclass(frozen=True)
class Census:
    """How many numbers were traced, in each way, and those that were not."""

    traced: Counter[str]
    untraced: list[Untraced]


def count(blocks: Sequence[Block], known: Known, exceptions: Sequence[Exempt]) -> Census:
    """Trace every number of a page's blocks."""
    traced: Counter[str] = Counter()
    untraced: list[Untraced] = []
    told = {part: numbers | known.of_tables(part) for part, numbers in _told_by_part(blocks, known).items()}
    for block in blocks:
        for way, found in _of_block(block, known, exceptions, told[block.part]):
            if way:
                traced[way] += 1
            else:
                untraced.append(found)
    return Census(traced, untraced)


def _told_by_part(blocks: Iterable[Block], known: Known) -> dict[str, set[str]]:
    """For each part, the numbers of all facts that it links to: its figures are drawn from them."""
    told: dict[str, set[str]] = {}
    for block in blocks:
        numbers = told.setdefault(block.part, set())
        for fact_id, _ in block.links:
            numbers |= known.of_fact(fact_id)
    return told


def _of_block(
    block: Block, known: Known, exceptions: Sequence[Exempt], told: set[str]
) -> Iterator[tuple[str, Untraced]]:
    """(how it was traced, or nothing; what to say when it was not) of each number of a block."""
    for fact_id, shown in block.links:
        for number in printed_digits(shown):
            is_its = number in known.of_fact(fact_id)
            yield ("fact" if is_its else ""), Untraced(shown, block.part, f"link to {fact_id}")
    beside = set().union(*(known.of_fact(fact_id) for fact_id in block.beside))
    numbers, text = list(tokens(block.text)), plain(block.text)
    exempt = [span for each in exceptions for span in each.spans(block)] if numbers else []
    for token in numbers:
        way = (
            "beside its fact" if token.digits in beside
            else "figure" if block.kind == FIGURE and token.digits in told
            else "data" if _is_in_label(token, text, known.labels(token.digits))
            else "exception" if any(start <= token.start and token.end <= end for start, end in exempt)
            else ""
        )  # fmt: skip
        yield way, Untraced(block.text[token.start : token.end], block.part, around(block.text, token))


def _is_in_label(token: Token, text: str, labels: Sequence[str]) -> bool:
    """Whether words of the data stand here, around the number."""
    for label in labels:
        start = text.find(label)
        while start >= 0:
            if start <= token.start and token.end <= start + len(label):
                return True
            start = text.find(label, start + 1)
    return False
