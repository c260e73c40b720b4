"""French typography for text that comes from data: apostrophes, guillemets and the spaces before punctuation."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.booklet.wording import NARROW, NO_BREAK

RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    # Of a name that ends with one; two may be quotes, and one behind a digit is a minute or a foot.
    (re.compile(r"^((?:[^']|(?<=\d)')*[^\W\d_])'((?:[^']|(?<=\d)')*)$"), r"\1’\2"),
    (re.compile(r"«\s*"), f"«{NARROW}"),
    (re.compile(r"\s*»"), f"{NARROW}»"),
    (re.compile(r"\s+([;!?%])"), rf"{NARROW}\1"),
    (re.compile(r"(?<=\d)%"), f"{NARROW}%"),
    (re.compile(r"\s+:"), f"{NO_BREAK}:"),
)

SAID_AGAIN = 4_096
"""How many texts are remembered: methods and limits are those of hundreds of numbers."""


@lru_cache(maxsize=SAID_AGAIN)
def french(text: str) -> str:
    """The same words with French typography; text that already has it stays as it is."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
