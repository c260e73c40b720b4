"""A booklet's PDF beside its HTML twin: pages show the numbers of the twin, attached facts are those of the release."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from pipeline.booklet.frame.facts_file import JSON_NAME
from pipeline.census.census import Untraced
from pipeline.census.pages import Block
from pipeline.census.tokens import around, digits_of, tokens
from pipeline.released import Release


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
                yield Untraced(text[token.start : token.end], f"page {page}", around(text, token))


def wrongly_attached(path: Path, release: Release) -> Iterator[Untraced]:
    """Facts attached to the PDF whose number is not that of the release."""
    facts: list[dict[str, Any]] = json.loads(attached(path).get(JSON_NAME, "[]"))
    for fact in facts:
        held = release.fact(fact["id"])
        told = fact.get("value")
        if (
            told is not None
            and held["value"] == held["value"]
            and not math.isclose(float(told), float(held["value"]), rel_tol=1e-9)
        ):
            yield Untraced(str(told), JSON_NAME, f"{fact['id']} is {held['value']:g}")


def attached(path: Path) -> dict[str, str]:
    """The text of each file attached to a PDF, by its name without folder."""
    with pikepdf.open(path) as pdf:
        contents = {name: attachment.get_file().read_bytes() for name, attachment in pdf.attachments.items()}
    return {name.rpartition("/")[2]: content.decode("utf-8", "replace") for name, content in contents.items()}


def _is_pair(digits: str, known: Collection[str]) -> bool:
    return any(digits[:cut] in known and digits[cut:] in known for cut in range(1, len(digits)))
