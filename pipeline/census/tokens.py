"""Numbers in a text: where they stand, and a spelling in which the same number is always the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.booklet.wording import NARROW

AROUND = 40
SPACES = "\u202f\u00a0"
GROUPED = re.compile(r"(?<=\d) (?=\d{3})")
"""Thousands as documents and layouts print them, with ordinary spaces."""

DIGIT = re.compile(r"\d")
NO_DIGIT = re.compile(r"\D")
DIGEST = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\b")
"""The beginning of a SHA-256, or the whole: the name of a content, no number."""
TOKEN = re.compile(rf"\d+(?:[{SPACES}]\d{{3}}(?!\d))*(?:[.,]\d+)*")


@dataclass(frozen=True)
class Token:
    """A number as printed between `start` and `end`; `digits` is what it is compared by."""

    digits: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The numbers of a text, in order. A sign is not part of a number; thousands may be grouped."""
    for found in _found(text):
        yield Token(digits(found[0]), found.start(), found.end())


def _found(text: str) -> Iterator[re.Match[str]]:
    if DIGIT.search(text):
        yield from TOKEN.finditer(DIGEST.sub(lambda digest: "x" * len(digest[0]), text))


def digests(text: str) -> Iterator[Token]:
    """The digests of a text, whole or their beginnings; `digits` is the digest as printed."""
    for found in DIGEST.finditer(text):
        yield Token(found[0], found.start(), found.end())


def digits(number: str) -> str:
    """« 12 345,60 » and "12,345.60" both as "1234560": groups and decimal marks differ between languages."""
    return number if number.isdecimal() else NO_DIGIT.sub("", number)


@lru_cache(maxsize=1 << 16)
def digits_of(text: str) -> frozenset[str]:
    """The numbers of a text, as they are compared. Many facts say the same, but for their own number."""
    return frozenset(digits(found[0]) for found in _found(text))


def printed_digits(text: str) -> frozenset[str]:
    """The numbers of a text that shows one number, or little else: an ordinary space may group its thousands."""
    return digits_of(GROUPED.sub(NARROW, text))


def around(text: str, token: Token) -> str:
    """The words around a number, on one line."""
    return " ".join(text[max(0, token.start - AROUND) : token.end + AROUND].split())
