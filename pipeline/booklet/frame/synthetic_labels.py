"""Where made-up data shows, it says so: on every page, and near the head of each chapter that rests on it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.booklet.english.door import Door
from pipeline.files import write_text
from pipeline.released import Release

WHOLLY, PARTLY = "Données synthétiques", "Contient des données synthétiques"
NOTES = NOTE, AGAIN = "synthetic.qmd", "synthetic-again.qmd"
"""The note of the first chapter, and the short one of those after it."""
OTHER_BLOCKS = (":::", "#", "{{< embed", "{{< include", "- ", "|")
"""How what is no paragraph begins."""


def data_label(summary: Mapping[str, Any]) -> str:
    """What every page of a booklet says about its data; empty when all of it was really collected."""
    if summary["is_synthetic"]:
        return WHOLLY
    return PARTLY if summary["synthetic_themes"] else ""


def label_synthetic(texts: Path, release: Release, chapters: Sequence[str], through: Door, target: Path) -> None:
    """Put the note at the head of each chapter that rests on made-up data, and the label of every page."""
    label = through.text(data_label(release.summary))
    strip = f"::: {{.data-label}}\n{label}\n:::\n" if label else ""
    write_text(target / "generated" / "data-label.qmd", strip)
    for note in NOTES:
        shutil.copy(texts / note, target / "generated" / note)
    made_up = [theme for theme in chapters if theme in release.summary["synthetic_themes"]]
    for position, theme in enumerate(made_up):
        chapter = target / "chapters" / f"{theme}.qmd"
        write_text(chapter, with_note(chapter.read_text(encoding="utf-8"), AGAIN if position else NOTE))


def with_note(chapter: str, note: str = NOTE) -> str:
    """The chapter with the note under its first paragraph, or under its title where something else comes first."""
    lines = chapter.split("\n")
    title = next(number for number, line in enumerate(lines) if line.startswith("# "))
    first = next((number for number in range(title + 1, len(lines)) if lines[number].strip()), title)
    is_paragraph = first > title and not lines[first].startswith(OTHER_BLOCKS)
    end = next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))
    after = end if is_paragraph else title + 1
    return "\n".join([*lines[:after], "", f"{{{{< include ../generated/{note} >}}}}", *lines[after:]])
