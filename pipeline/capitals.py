"""The first letter of a text, large where it begins a sentence and small inside one; every other letter stays."""

from __future__ import annotations


def capitalised(text: str) -> str:
    """The first letter alone: `str.capitalize` would lower the names of places."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The first letter alone: `str.lower` would lower the names of places and persons."""
    return text[:1].lower() + text[1:]
