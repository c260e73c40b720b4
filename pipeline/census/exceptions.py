"""Numbers that are no results: reports/census.yml declares them, each with its reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.census.pages import Block
from pipeline.params import Strict
from pipeline.yaml_files import load_model


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as problem:
        raise ValueError(f"« {pattern} » is no regular expression: {problem}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Exempt(Strict):
    """What `pattern` matches in a block is no result. `part`, `heads`, `kind` limit where: all that are given hold."""

    pattern: Pattern
    reason: Annotated[str, Field(min_length=8)]
    part: Pattern = ""
    heads: Pattern = ""
    kind: Pattern = ""

    def spans(self, block: Block) -> list[tuple[int, int]]:
        """Where it matches in a block; nowhere when the block is not of its kind."""
        limits = ((self.part, block.part), (self.heads, block.heads), (self.kind, block.kind))
        if not all(re.search(pattern, text) for pattern, text in limits if pattern):
            return []
        return [found.span() for found in re.finditer(self.pattern, block.text)]


class Exceptions(Strict):
    """census.yml."""

    exceptions: list[Exempt]


def load_exceptions(path: Path) -> list[Exempt]:
    """The declared exceptions.

    Raises:
        ParamsError: the file is not what it should be.
    """
    return load_model(path, Exceptions).exceptions
