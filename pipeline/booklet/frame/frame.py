"""What stands around the chapters of a booklet: summary, reading, method, glossary, evidence, certificate, cover."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.booklet.english.door import Door, as_made
from pipeline.booklet.frame.certificate_page import Making, stage_certificate
from pipeline.booklet.frame.cover_art import counted, cover_art, cover_words
from pipeline.booklet.frame.evidence import annex, cited_facts
from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME, facts_csv, facts_json, facts_table, in_language
from pipeline.booklet.frame.glossary import TITLE as GLOSSARY_TITLE
from pipeline.booklet.frame.glossary import glossary
from pipeline.booklet.frame.method_annex import method_annex
from pipeline.booklet.frame.reading_example import reading_example
from pipeline.booklet.frame.summary_pages import stage_summary
from pipeline.booklet.frame.synthetic_labels import label_summary
from pipeline.files import write_text
from pipeline.released import Release

READING, METHOD = "reading.qmd", "method.qmd"
GLOSSARY = "glossary.yml"
OF_INTERVALS = re.compile(r'\[([^\[\]]+)\]\{when="intervals"\}( ?)')


def stage_front(
    texts: Path,
    openings: Path,
    release: Release,
    chapters: Sequence[str],
    printed: Sequence[str],
    through: Door,
    target: Path,
    *,
    is_summary: bool,
) -> None:
    """What comes before the chapters: the summary, and how to read with an example taken from what is `printed`.

    A booklet that `is_summary` has nothing but that. One that says itself how it is read has no example: its annex
    would hold a number that nobody prints.
    """
    stage_summary(openings, release, chapters, through, target, is_alone=is_summary)
    label_summary(texts, release, chapters, through, target)
    if not includes(target, READING):
        return
    told = cited_facts(printed)
    has_intervals = any(release.fields(fact_id)["interval_method"] for fact_id in told)
    reading = of_intervals((texts / READING).read_text(encoding="utf-8"), has_intervals)
    example = through.document(reading_example(as_made(release), chapters, told))
    write_text(target / "generated" / READING, f"{reading}\n{example}")


def of_intervals(text: str, has_intervals: bool) -> str:
    """A text on how to read, with what it says `{when="intervals"}` only where numbers of the booklet have one."""
    return OF_INTERVALS.sub(r"\1\2" if has_intervals else "", text)


def includes(project: Path, generated: str) -> bool:
    """Whether the booklet itself includes what is generated under this name."""
    include = f"{{{{< include ../generated/{generated} >}}}}"
    return any(include in path.read_text(encoding="utf-8") for path in (project / "booklets").glob("*.qmd"))


def stage_back(
    texts: Path,
    release: Release,
    titles: Mapping[str, str],
    making: Making,
    printed: Sequence[str],
    through: Door,
    target: Path,
) -> None:
    """What comes after the chapters and beside them, from `printed`: every text of the booklet so far.

    It goes `through` the door of the booklet's language, but for the glossary's entries, which are written in it. The
    method annex, where the booklet has it, cites facts of its own: they get their evidence like any other.

    Raises:
        FactError: a text or notebook prints a fact that the release does not hold.
    """
    generated, made = target / "generated", as_made(release)
    asks = includes(target, METHOD)
    method = through.document(method_annex(made, cited_facts(printed), making.tools)) if asks else ""
    cited = cited_facts([*printed, method])
    write_text(generated / METHOD, method)
    words = glossary(texts / GLOSSARY, [*printed, method], titles)
    write_text(generated / "glossary.qmd", words.replace(GLOSSARY_TITLE, through.document(GLOSSARY_TITLE), 1))
    write_text(generated / "evidence.qmd", annex(release, cited, titles, through))
    drawn = counted(made)
    write_text(target / "theme" / "cover.svg", cover_art(drawn))
    stage_certificate(made, making, cited, cover_words(drawn), through, target)
    table = in_language(facts_table(made, cited), release, through)
    write_text(generated / CSV_NAME, facts_csv(table))
    write_text(generated / JSON_NAME, facts_json(table))
