"""The evidence annex of a booklet: one entry for each number it prints, then methods and files that they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.booklet import wording
from pipeline.booklet.english.door import FRENCH_DOOR, Door
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.evidence_entries import entries
from pipeline.booklet.frame.evidence_marks import Marks, files_list, marks_of, methods_list
from pipeline.booklet.markdown import escape
from pipeline.corrected import corrections_counted
from pipeline.released import ANCHOR, Fact, Release

CITED = re.compile(rf"\(#{ANCHOR}([a-z0-9-]+)\)|\{{\{{<\s*var\s+(?:interval\.)?([a-z0-9-]+)\s*>\}}\}}")
OTHERS = "Autres nombres"
DIGESTS = (
    "L’empreinte (SHA-256) de chaque fichier, qui identifie ses octets, est dans le certificat de l’édition "
    "(certificate.json), publié avec ce livret."
)
OPENING = (
    "Chaque nombre souligné de ce livret mène à l’une de ces entrées. Au-dessus d’un groupe d’entrées, "
    "les repères disent ce qu’elles partagent\u00a0: la méthode (M), les fichiers reçus (F), puis la table nettoyée "
    "qui en est tirée. Chaque entrée donne la valeur et sa base, puis le nombre de lignes qui la fondent et le début "
    "de l’empreinte de ces lignes. Les limites sont dites avec la méthode."
)
CORRECTED = "Le nombre de corrections suit, là où elles ont touché ces lignes."
LONG = 800
"""With more numbers than this, making the columns of the annex end level would take a fourth of a layout’s time."""


def cited_facts(texts: Iterable[str]) -> list[str]:
    """Ids of the facts that these Markdown texts print, as variables or as links, each once, as first met."""
    found = (link or variable for text in texts for link, variable in CITED.findall(text))
    return list(dict.fromkeys(found))


def annex(release: Release, cited: Iterable[str], chapters: Mapping[str, str], through: Door = FRENCH_DOOR) -> str:
    """The annex as plain Quarto Markdown: numbers by chapter, methods, the delivered files that these rest on.

    `chapters` gives the title of each theme, in the booklet's order. What many numbers share is said once and
    referred to: method, design, filter, interval, limits and function as M1, M2, …; files as F1, F2, … It goes
    `through` the door of the booklet's language.

    Raises:
        FactError: a cited fact does not exist.
    """
    facts = [release.fields(fact_id) for fact_id in cited]
    sources = sources_of(release, (str(fact["fact_id"]) for fact in facts))
    marks = marks_of(facts, sources)
    none = through.document("Ce livret ne publie aucun nombre.")
    sections = (
        through.document("# Annexe\u00a0: d’où vient chaque nombre {#sec-preuves}"),
        through.document(f"{OPENING} {CORRECTED}" if any(map(_is_corrected, facts)) else OPENING),
        "::::: {.evidence .long}" if len(facts) > LONG else "::::: {.evidence}",
        through.document("## Les nombres, par sujet {#sec-preuves-nombres}"),
        _numbers(release, facts, chapters, marks, through) or none,
        through.document("## Les méthodes et leurs limites {#sec-preuves-methodes}"),
        through.document(methods_list(marks) or "Aucune méthode n’a été employée."),
        through.document("## Les fichiers reçus {#sec-preuves-fichiers}"),
        through.document(DIGESTS),
        through.document(files_list(sources, marks) or "Aucun fichier n’a été reçu."),
        ":::::",
    )
    return "\n\n".join(sections) + "\n"


def _is_corrected(fact: Fact) -> bool:
    return bool(corrections_counted(fact.get("corrections")))


def _numbers(release: Release, facts: list[Fact], chapters: Mapping[str, str], marks: Marks, through: Door) -> str:
    """One group of entries a chapter, under its title; numbers of no chapter of the booklet come last."""
    groups: dict[str, list[Fact]] = {title: [] for title in (*chapters.values(), through.text(OTHERS))}
    for fact in facts:
        groups[chapters.get(str(fact["theme"]), through.text(OTHERS))].append(fact)
    found = [(title, group) for title, group in groups.items() if group]
    return "\n\n".join(
        f"### {escape(title)} {{#sec-preuves-chapitre-{position}}}\n\n"
        f'::: {{.evidence-group summary="{through.text(wording.plural(len(group), "nombre"))}"}}\n\n'
        f"{entries(release, group, marks, through)}\n\n:::"
        for position, (title, group) in enumerate(found, start=1)
    )
