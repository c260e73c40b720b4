"""Where made-up data shows, it says so: on every page, in the summary, near the head of each chapter that has any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.booklet.english.door import Door
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.files import write_text
from pipeline.released import Release

WHOLLY, PARTLY = "Données synthétiques", "Contient des données synthétiques"
NOTES = NOTE, AGAIN = "synthetic.qmd", "synthetic-again.qmd"
"""The note of the first chapter, and the line of those after it; in both, `WHAT` stands for what was made up."""
WHAT = "{made-up}"
ORIGIN_FR = "La couverture dit ce qui est réel et ce qui est inventé."
NAMED_FR = "Chaque chapitre qui contient des données inventées les nomme."
MADE_UP_FR = {
    "outcomes": "les résultats et les cibles qu’aucun document ne publie",
    "costs": "les budgets et les jours de travail",
    "holders": "les candidatures et les profils des porteurs",
    "deployment": "le registre des projets et ses dates",
    "purchases": "les achats",
    "survey": "les réponses",
    "skills": "les réponses des agents",
    "indicators": "les mesures",
    "sensors": "les relevés des capteurs",
    "comparison": "les réponses comparées",
    "models": "les réponses et les registres mis en modèle",
    "editions": "les résultats des éditions comparées",
    "replicability": "les notes",
    "interviews": "les entretiens",
    "procurement": "les dates des communes",
    "funding": "les profils des projets et les réponses",
    "response": "les invitations et les réponses",
}
"""What is made up in the chapter of a theme, and in one that borrows its facts."""
BORROWED_FR = {
    "advice": "les chiffres placés à côté des conseils",
    "criteria": "les résultats repris d’autres chapitres",
    "programme": "la part des projets évalués par une mesure",
    "recommendations": "les constats",
}
"""What is made up in a chapter that is better told in its own words than in those of the themes it borrows from."""
SOME_FR = "une partie des chiffres"
"""Of a theme that is not named above."""
END_OF_PAGE = "\n\n::::\n"
"""How a page of the summary ends."""
SUMMARY_TEXTS = ("lead", "openings", "monday", "limits")
"""Where the texts that the summary includes are staged."""
OTHER_BLOCKS = (":::", "#", "{{< embed", "{{< include", "- ", "|")
"""How what is no paragraph begins."""


def data_label(summary: Mapping[str, Any]) -> str:
    """What every page of a booklet says about its data; empty when all of it was really collected."""
    if summary["is_synthetic"]:
        return WHOLLY
    return PARTLY if summary["synthetic_themes"] else ""


def data_origin(summary: Mapping[str, Any], *, has_chapters: bool) -> str:
    """Where the data come from, for the first page: the cover tells it; where some are made up, chapters name them."""
    if not data_label(summary):
        return str(summary["notice_fr"])
    return f"{ORIGIN_FR} {NAMED_FR}" if has_chapters else ORIGIN_FR


def label_synthetic(
    texts: Path, release: Release, printed: Mapping[str, Sequence[str]], through: Door, target: Path
) -> None:
    """Put the note at the head of each chapter that rests on made-up data, and the label of every page.

    `printed`: the ids of the facts that each chapter prints, in the booklet's order.
    """
    label = through.text(data_label(release.summary))
    strip = f"::: {{.data-label}}\n{label}\n:::\n" if label else ""
    write_text(target / "generated" / "data-label.qmd", strip)
    words = made_up_words(release, printed)
    for position, (theme, said) in enumerate(words.items()):
        chapter, note = target / "chapters" / f"{theme}.qmd", f"synthetic-{theme}.qmd"
        form = (texts / (AGAIN if position else NOTE)).read_text(encoding="utf-8")
        write_text(target / "generated" / note, form.replace(WHAT, ", ".join(through.text(each) for each in said)))
        write_text(chapter, with_note(chapter.read_text(encoding="utf-8"), note))


def label_summary(texts: Path, release: Release, chapters: Sequence[str], through: Door, target: Path) -> None:
    """Say at the end of the staged summary what was made up among the numbers that it prints; nothing of real data."""
    path = target / "generated" / "summary.qmd"
    summary = path.read_text(encoding="utf-8")
    included = (each for folder in SUMMARY_TEXTS for each in sorted((target / folder).glob("*.qmd")))
    printed = cited_facts([summary, *(each.read_text(encoding="utf-8") for each in included)])
    if said := _summary_words(release, printed, chapters):
        line = (texts / AGAIN).read_text(encoding="utf-8").replace(WHAT, ", ".join(map(through.text, said)))
        page, end, rest = summary.rpartition(END_OF_PAGE)
        write_text(path, f"{page}\n\n{line.strip()}{end}{rest}")


def _summary_words(release: Release, printed: Sequence[str], chapters: Sequence[str]) -> list[str]:
    """What was made up, in the order of `chapters`; a theme that only borrows is told by those it borrows from."""
    sources = {str(fact["theme"]) for fact in map(release.fields, printed) if fact["is_synthetic"]}
    own = [theme for theme in chapters if theme in sources - set(BORROWED_FR)]
    said = list(dict.fromkeys(MADE_UP_FR.get(theme, SOME_FR) for theme in own))
    whole = [each for each in said if not any(each != other and each.startswith(other) for other in said)]
    return whole or ([SOME_FR] if sources else [])


def made_up_words(release: Release, printed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What is made up in each chapter that prints a made-up fact, its own or another theme's, or whose theme has any.

    A theme may be drawn without printing a fact: its own chapter then says so too.
    """
    words = {}
    for theme, fact_ids in printed.items():
        sources = {str(fact["theme"]) for fact in map(release.fields, fact_ids) if fact["is_synthetic"]}
        if sources or theme in release.summary["synthetic_themes"]:
            words[theme] = _words(theme, sources)
    return words


def _words(theme: str, sources: Collection[str]) -> list[str]:
    if theme in BORROWED_FR:
        return [BORROWED_FR[theme]]
    named = [theme] if theme in sources or not sources else sorted(sources)
    return [MADE_UP_FR.get(each, SOME_FR) for each in named]


def with_note(chapter: str, note: str) -> str:
    """The chapter with the note under its first paragraph, or under its title where something else comes first."""
    lines = chapter.split("\n")
    title = next(number for number, line in enumerate(lines) if line.startswith("# "))
    first = next((number for number in range(title + 1, len(lines)) if lines[number].strip()), title)
    is_paragraph = first > title and not lines[first].startswith(OTHER_BLOCKS)
    end = next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))
    after = end if is_paragraph else title + 1
    return "\n".join([*lines[:after], "", f"{{{{< include ../generated/{note} >}}}}", *lines[after:]])
