"""Refuse to publish traces of persons and firms; what they say is never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.disclosure.personal import personal_traces
from pipeline.errors import CensusError

MADE_OF_DIGITS = frozenset({"phone", "registration", "social-security"})
"""On a page as laid out, numbers of neighbouring cells read as one: these are looked for in the twin."""

DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")


def refuse_persons(title: str, texts: Mapping[str, str], pages: Sequence[str] = ()) -> None:
    """Look for traces in `texts`, by the file they stand in, and in the text of a PDF's `pages`.

    Raises:
        CensusError: with the kind and place of each trace.
    """
    by_page = {f"page {number}": text for number, text in enumerate(pages, start=1)}
    found = _traces(texts) | _traces(by_page, without=MADE_OF_DIGITS)
    if found:
        raise CensusError(f"{title}: traces of persons or firms would be published: {'; '.join(sorted(found))}.")


def _traces(texts: Mapping[str, str], without: frozenset[str] = frozenset()) -> set[str]:
    return {
        f"{trace.kind} ({place})"
        for place, text in texts.items()
        for trace in personal_traces(without_data(text))
        if trace.kind not in without
    }


def without_data(page: str) -> str:
    """A page without the fonts and images that it holds, which are three quarters of it and say nothing."""
    return DATA_URI.sub("", page)
