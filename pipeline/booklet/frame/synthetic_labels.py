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
"""The note of the first chapter, and the line of those after it, in which `WHAT` stands for what was made up."""
WHAT = "{made-up}"
MADE_UP_FR = {
    "outcomes": "les résultats face aux cibles",
    "costs": "les budgets et les jours de travail",
    "holders": "le registre des projets et les candidatures",
    "deployment": "le registre des projets et ses dates",
    "purchases": "les achats",
    "advice": "les chiffres placés à côté des conseils",
    "survey": "les réponses",
    "skills": "les réponses des agents",
    "indicators": "les mesures",
    "sensors": "les relevés des capteurs",
    "comparison": "les réponses comparées",
    "models": "les réponses et les registres mis en modèle",
    "editions": "les résultats des éditions comparées",
    "replicability": "les notes",
    "interviews": "les entretiens",
    "procurement": "les achats",
    "funding": "les profils des projets et les réponses",
    "criteria": "les résultats repris d’autres chapitres",
    "recommendations": "les constats",
    "response": "les invitations et les réponses",
}
SOME_FR = "une partie des chiffres"
"""Of a chapter that is not named above."""
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
    shutil.copy(texts / NOTE, target / "generated" / NOTE)
    again = (texts / AGAIN).read_text(encoding="utf-8")
    made_up = [theme for theme in chapters if theme in release.summary["synthetic_themes"]]
    for position, theme in enumerate(made_up):
        chapter = target / "chapters" / f"{theme}.qmd"
        note = f"synthetic-{theme}.qmd" if position else NOTE
        if position:
            made = again.replace(WHAT, through.text(MADE_UP_FR.get(theme, SOME_FR)))
            write_text(target / "generated" / note, made)
        write_text(chapter, with_note(chapter.read_text(encoding="utf-8"), note))


def with_note(chapter: str, note: str = NOTE) -> str:
    """The chapter with the note under its first paragraph, or under its title where something else comes first."""
    lines = chapter.split("\n")
    title = next(number for number, line in enumerate(lines) if line.startswith("# "))
    first = next((number for number in range(title + 1, len(lines)) if lines[number].strip()), title)
    is_paragraph = first > title and not lines[first].startswith(OTHER_BLOCKS)
    end = next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))
    after = end if is_paragraph else title + 1
    return "\n".join([*lines[:after], "", f"{{{{< include ../generated/{note} >}}}}", *lines[after:]])
