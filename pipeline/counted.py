"""How many of what, in a sentence of the command line: « 1 row is », « 2 rows are »."""

from __future__ import annotations


def counted(count: int, one: str, several: str) -> str:
    """The count and the words that agree with it."""
    return f"{count} {one if count == 1 else several}"
