"""What a quantified statement (« la majorité », « deux ») implies, and what a count of named entities says of it."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.booklet.wording import NO_BREAK

CONSISTENT, BEYOND, CONTRADICTED, UNBOUNDED = "cohérent", "au-delà du codage", "contredit", "sans borne"
COMPARED = (BEYOND, CONSISTENT, CONTRADICTED)
"""Verdicts of a comparison, from the fewest named to the most."""

OWN_BASE = "collectivités interrogées"
"""The base of a statement about all that the study met."""

NO_NUMBER = "aucun"
"""What is told where no whole number rounds to a printed percentage."""

PERCENT = re.compile(r"(\d+)\s*%")
BASE_SIZE = re.compile(r"\s*\((\d+)\)$")


def judge(k: int, low: int | None, high: int | None) -> str:
    """The verdict on a statement about `low` to `high` entities (None: no such bound) when `k` are named.

    Below the range the text names fewer than it claims, which proves nothing against it; above, it names more.
    """
    if low is None and high is None:
        return UNBOUNDED
    if low is not None and k < low:
        return BEYOND
    return CONTRADICTED if high is not None and k > high else CONSISTENT


def implied(low: int | None, high: int | None) -> str:
    """A range in French: « 2 », « de 8 à 14 », « au moins 3 », « au plus 7 »; empty without bounds."""
    if low is not None and high is not None:
        return str(low) if low == high else f"de{NO_BREAK}{low} à{NO_BREAK}{high}"
    if low is None and high is None:
        return ""
    return f"au moins{NO_BREAK}{low}" if high is None else f"au plus{NO_BREAK}{high}"


def unsized(base: str) -> str:
    """« communes sondées (84) » without its size, for a sentence that tells it beside."""
    return BASE_SIZE.sub("", base)


def printed_share(quantifier: str, base: str) -> tuple[Fraction, int] | None:
    """« 60 % » and « communes sondées (84) » as (3/5, 84); None when one of them is not printed as a number."""
    share, size = PERCENT.fullmatch(quantifier), BASE_SIZE.search(base)
    return (Fraction(int(share.group(1)), 100), int(size.group(1))) if share and size else None
