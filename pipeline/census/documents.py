"""A PDF beside its HTML twin: its pages show the numbers of the twin, and tell on which page words stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pikepdf
import pypdfium2

from pipeline.census.census import Untraced
from pipeline.census.pages import Block
from pipeline.census.tokens import around, digits_of, tokens

NO_WORD = re.compile(r"[\W_]")
REACHES = (30, 20, 12, 6, 0)
"""How many letters on each side of a number are looked for, the most first."""


def page_texts(path: Path) -> list[str]:
    """The text of each page of a PDF."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def twin_numbers(blocks: Collection[Block]) -> set[str]:
    """Every number that the HTML twin shows, in text or links."""
    texts = [text for block in blocks for text in (block.text, *(shown for _, shown in block.links))]
    return {digits for text in texts for digits in digits_of(text)}


def only_in_pdf(texts: list[str], twin: Collection[str], layout: Collection[str]) -> Iterator[Untraced]:
    """Numbers that stand on a page but not in the twin. `layout` are those that the layout itself may print.

    Two cells side by side may be read as one number, so a number that two of the twin make up is one of its own.
    """
    for page, text in enumerate(texts, start=1):
        known = {*twin, *layout, str(page), str(len(texts))}
        for token in tokens(text):
            if token.digits not in known and not _is_pair(token.digits, known):
                yield Untraced(text[token.start : token.end], "", around(text, token), page=page)


def attached(path: Path) -> dict[str, str]:
    """The text of each file attached to a PDF, by its name without folder."""
    with pikepdf.open(path) as pdf:
        contents = {name: attachment.get_file().read_bytes() for name, attachment in pdf.attachments.items()}
    return {name.rpartition("/")[2]: content.decode("utf-8", "replace") for name, content in contents.items()}


def page_of(texts: list[str], words: str, number: str) -> int:
    """The page, from 1, on which `words` stand, or as many of those around the number as one page has; 0 for none."""
    pages, sought = [_squashed(text) for text in texts], _squashed(words)
    place = sought.find(_squashed(number))
    for reach in (len(sought), *REACHES):
        part = sought[max(0, place - reach) : place + len(_squashed(number)) + reach]
        found = [page for page, text in enumerate(pages, start=1) if part in text]
        if found and place >= 0:
            return found[0]
    return 0


def _squashed(text: str) -> str:
    """Letters and digits alone: a layout breaks lines, hyphenates and turns apostrophes as it likes."""
    return NO_WORD.sub("", text)


def _is_pair(digits: str, known: Collection[str]) -> bool:
    return any(digits[:cut] in known and digits[cut:] in known for cut in range(1, len(digits)))
