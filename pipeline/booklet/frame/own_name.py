"""What a document calls itself: texts that all share say « ce livret », and one called otherwise its own word."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.files import write_text

SHARED = "livret"
ITSELF = re.compile(rf"\b([Cc]e\s+){SHARED}\b")


def own_name(text: str, called: str) -> str:
    """The text with « ce cahier » for « ce livret », where the document is `called` so; another booklet keeps its own.

    `called` is masculine and begins with a consonant, as « livret »: nothing else of the sentence agrees with it.
    """
    return text if called == SHARED else ITSELF.sub(rf"\g<1>{called}", text)


def name_itself(project: Path, called: str) -> None:
    """The same in all sources and notebooks of a staged `project`."""
    if called == SHARED:
        return
    for path in sorted([*project.glob("*/*.qmd"), *project.glob("notebooks/*.ipynb")]):
        text = path.read_text(encoding="utf-8")
        if (named := own_name(text, called)) != text:
            write_text(path, named)
