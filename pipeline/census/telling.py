"""Say which numbers could not be traced: the file, the page, the words around each, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.census.census import Untraced
from pipeline.errors import CensusError

MOST_TOLD = 40
TO_DO = (
    "Print a fact instead ({{{{< var fact-id >}}}} in a text, release.link() in code); or, when it is no "
    "result, declare in {exceptions} where it may stand and why"
)


def refuse_untraced(title: str, untraced: Sequence[Untraced], exceptions: str) -> None:
    """Go on only when every number was traced.

    Raises:
        CensusError: with each number that nothing accounts for, where it stands, and what to do.
    """
    if untraced:
        head = f"{title}: {len(untraced)} numbers come from no fact. {TO_DO.format(exceptions=exceptions)}:"
        more = [f"  and {len(untraced) - MOST_TOLD} more"] if len(untraced) > MOST_TOLD else []
        raise CensusError("\n".join([head, *map(_told, untraced[:MOST_TOLD]), *more]))


def _told(each: Untraced) -> str:
    """« 84 » (technical.html, sec-survey, page 12 of the PDF): … words … »."""
    places = [each.file, each.part, f"page {each.page} of the PDF" if each.page else ""]
    return f"  « {each.number} » ({', '.join(filter(None, places))}): … {each.words} …"
