"""French spaces in the site's templates: they are typed with plain ones, and read with those that typography wants."""

from __future__ import annotations

import re

from jinja2.ext import Extension

from pipeline.booklet.wording import NARROW, NO_BREAK

RULES = (
    (re.compile(r" ([;!?])(?!=)"), rf"{NARROW}\1"),
    (re.compile(r" :"), f"{NO_BREAK}:"),
    (re.compile(r"« "), f"«{NARROW}"),
    (re.compile(r" »"), f"{NARROW}»"),
)
"""Fewer than those of `typography.french`, which would set the spaces of Jinja too: ` %}` ends, ` !=` compares."""


class FrenchSpaces(Extension):
    """Sets the spaces of each template before it is read."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The template with French spaces before punctuation and inside guillemets."""
        for pattern, replacement in RULES:
            source = pattern.sub(replacement, source)
        return source
