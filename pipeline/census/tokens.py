"""Numbers in a text: where they stand, and a spelling in which the same number is always the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SPACES = "\u202f\u00a0"
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
    text = DIGEST.sub(lambda digest: "x" * len(digest[0]), text)
    for found in TOKEN.finditer(text):
        yield Token(digits(found[0]), found.start(), found.end())


def digits(number: str) -> str:
    """« 12 345,60 » and "12,345.60" both as "1234560": groups and decimal marks differ between languages."""
    return re.sub(r"\D", "", number)


def digits_of(text: str) -> set[str]:
    """The numbers of a text, as they are compared."""
    return {token.digits for token in tokens(text)}
