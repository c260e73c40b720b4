"""What stands around the chapters of a booklet: summary, reading, method, glossary, evidence, certificate, cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.booklet.frame.certificate_page import Making, stage_certificate
from pipeline.booklet.frame.cover_art import counted, cover_art, cover_words
from pipeline.booklet.frame.evidence import annex, cited_facts
from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME, facts_csv, facts_json, facts_table
from pipeline.booklet.frame.glossary import glossary
from pipeline.booklet.frame.method_annex import method_annex
from pipeline.booklet.frame.reading_example import reading_example
from pipeline.booklet.frame.summary_pages import stage_summary
from pipeline.files import write_text
from pipeline.released import Release

READING = "reading.qmd"
GLOSSARY = "glossary.yml"


def stage_front(texts: Path, openings: Path, release: Release, chapters: Sequence[str], target: Path) -> None:
    """What comes before the chapters: the summary, and how to read with an example taken from the booklet."""
    stage_summary(openings, release, chapters, target)
    reading = (texts / READING).read_text(encoding="utf-8")
    example = reading_example(release, chapters)
    write_text(target / "generated" / READING, f"{reading}\n{example}")


def stage_back(
    texts: Path, release: Release, titles: Mapping[str, str], making: Making, printed: Sequence[str], target: Path
) -> None:
    """What comes after the chapters and beside them, from `printed`: every text of the booklet so far.

    The method annex cites facts of its own: they get their evidence like any other.

    Raises:
        FactError: a text or notebook prints a fact that the release does not hold.
    """
    generated = target / "generated"
    method = method_annex(release, cited_facts(printed), making.tools)
    cited = cited_facts([*printed, method])
    write_text(generated / "method.qmd", method)
    write_text(generated / "glossary.qmd", glossary(texts / GLOSSARY, [*printed, method]))
    write_text(generated / "evidence.qmd", annex(release, cited, titles))
    drawn = counted(release)
    write_text(target / "theme" / "cover.svg", cover_art(drawn))
    stage_certificate(release, making, len(cited), cover_words(drawn), target)
    table = facts_table(release, cited)
    write_text(generated / CSV_NAME, facts_csv(table))
    write_text(generated / JSON_NAME, facts_json(table))
