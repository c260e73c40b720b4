"""Put together one booklet as a plain Quarto project: sources, executed notebooks, facts as variables, annex.

Everything sits one folder deep (`booklets/`, `chapters/`, `generated/`, `lead/`, `limits/`, `monday/`, `notebooks/`,
`openings/`), so that a relative path means the same whether it is taken from the including file or from the document.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.booklet import wording
from pipeline.booklet.chapters import pages
from pipeline.booklet.documents import Document, heading
from pipeline.booklet.english.door import Door, as_made, door
from pipeline.booklet.frame.agreement import agreements
from pipeline.booklet.frame.audience_parts import parts_for
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.booklet.frame.frame import stage_back, stage_front
from pipeline.booklet.frame.held_sentences import held_sentences
from pipeline.booklet.frame.own_name import name_itself, own_name
from pipeline.booklet.frame.pull_quotes import stage_quotes
from pipeline.booklet.frame.synthetic_labels import data_label, data_origin, label_synthetic
from pipeline.booklet.frame.with_intervals import with_intervals
from pipeline.booklet.markdown import escape
from pipeline.errors import FactError
from pipeline.files import write_text
from pipeline.released import FRENCH, Release
from pipeline.renderer.metadata import read_yaml
from pipeline.renderer.notebooks import shown_markdown, told_labels
from pipeline.themes import PAGE_THEMES

EMBEDDED = re.compile(r"embed \.\./notebooks/([\w-]+\.ipynb)#([\w-]+)")
RAW_LINK = re.compile(r"\\\]\\\(\\#fait\\-[\w\\-]+")
CARDS = Path("generated/solution_cards.qmd")
LABELS = "labels.yml"
"""In a folder of texts of another language: what Quarto and the theme print by themselves (« Contents »)."""

PROJECT_FILES = ("_quarto.yml", "_brand.yml")


def stage_booklet(
    reports: Path, booklet: Document, release: Release, executed: Path, making: Making, target: Path
) -> Path:
    """Fill `target` with the Quarto project of one booklet; its document, relative to `target`.

    Raises:
        FactError: a text or notebook prints a fact that the release does not hold, or a link that is none.
        TranslationError: something that the booklet shows has no translation.
    """
    themes, texts = booklet.chapters(release.summary), booklet.texts(reports)
    chapters = themes if booklet.has_chapters else []
    _copy_sources(reports, booklet, chapters, target)
    _keep_parts(chapters, booklet, told_labels(executed), release, target)
    through = door(release, [*making.tools, *making.tools.values()])
    titles = {theme: _title(target / "chapters" / f"{theme}.qmd") for theme in chapters}
    titles |= {theme: through.text(_title(reports / "chapters" / f"{theme}.qmd")) for theme in themes if not chapters}
    shutil.copytree(executed, target / "notebooks")
    _write_generated(as_made(release), chapters, through, target)
    printed_by = {theme: cited_facts(_chapter_texts(target, theme)) for theme in chapters}
    label_synthetic(texts, release, printed_by, through, target)
    if release.language == FRENCH:
        stage_quotes(texts, release, chapters, target)
    if booklet.shows == "solutions":
        from pipeline.booklet.sheets.solution_pages import stage_solutions  # it brings all that draws: 2 s

        stage_solutions(as_made(release), target)
    read = list(_printed_texts(target))
    openings, is_summary = booklet.openings(reports), booklet.shows == "summary"
    stage_front(texts, openings, release, themes, read, through, target, is_summary=is_summary)
    printed = list(_printed_texts(target))
    refuse_raw_links(printed)
    stage_back(texts, release, titles, making, printed, through, target)
    name_itself(target, booklet.called)
    write_text(target / "_variables.yml", variables(release, _printed_texts(target)))
    said = metadata(booklet, release, through) | read_yaml(texts / LABELS)
    write_text(target / "booklets" / "_metadata.yml", json.dumps(said, ensure_ascii=False, indent=2))
    through.require_complete()
    return booklet.path


def variables(release: Release, texts: Iterable[str]) -> str:
    """`_variables.yml` (JSON is YAML) of `texts`: each fact that they print, as a Markdown link to its entry in the
    annex, with its interval where they ask for it, and the words that they make agree with a count.

    Raises:
        FactError: a text prints a fact that the release does not hold, or a word agrees with what is no number of it.
    """
    printed = list(texts)
    links = {fact_id: str(release.link(fact_id)) for fact_id in cited_facts(printed)}
    intervals = with_intervals(release, printed)
    told = {"interval": intervals} if intervals else {}
    return json.dumps({**links, **told, **agreements(release, printed)}, ensure_ascii=False, indent=2) + "\n"


def metadata(booklet: Document, release: Release, through: Door) -> dict[str, Any]:
    """Quarto metadata of the booklet: what its cover says. Metadata is Markdown too: cohort.yml's texts are escaped."""
    summary = release.summary
    return {
        "lang": booklet.lang,
        "audience-label": booklet.title,
        "title": escape(through.text(summary["title_fr"])),
        "subtitle": escape(through.text(summary["subtitle_fr"])),
        "author": escape(through.text(summary["publisher"])),
        "date": summary["edition_date"],
        "edition": through.text(wording.date(summary["edition_date"])),
        "programme": escape(through.text(summary["programme"])),
        "notice": escape(own_name(through.text(summary["notice_fr"]), booklet.called)),
        "origin": escape(through.text(data_origin(summary, has_chapters=booklet.has_chapters))),
        "licence": escape(through.text(summary["licence"])),
        "cohort": summary["cohort"],
        "percent-base-min": str(summary["percent_base_min"]),
        "data-label": through.text(data_label(summary)),
        "facts-attached": True,
        "for": dict.fromkeys(sorted(booklet.names), True),
        "plan-declared": through.text(wording.plan_declared(summary["plan_declared"])),
    }


def _title(chapter: Path) -> str:
    """A chapter's first heading, without its mark and label."""
    return heading(chapter).removeprefix("# ").partition("{#")[0].strip()


def _copy_sources(reports: Path, booklet: Document, chapters: list[str], target: Path) -> None:
    for folder in ("booklets", "chapters", "generated"):
        (target / folder).mkdir(parents=True)
    for name in [*map(Path, PROJECT_FILES), booklet.path]:
        shutil.copy(reports / name, target / name)
    for theme in chapters:
        shutil.copy(booklet.texts(reports) / "chapters" / f"{theme}.qmd", target / "chapters")
    shutil.copytree(reports / "theme", target / "theme")


def _keep_parts(chapters: list[str], booklet: Document, told: set[str], release: Release, target: Path) -> None:
    """Leave of each text what this booklet, and this cohort, has to say."""
    for path in (target / booklet.path, *(target / "chapters" / f"{theme}.qmd" for theme in chapters)):
        parts = parts_for(path.read_text(encoding="utf-8"), booklet.names | told)
        write_text(path, held_sentences(parts, release, path.relative_to(target)))


def _write_generated(release: Release, chapters: list[str], through: Door, target: Path) -> None:
    includes = [f"{{{{< include ../chapters/{theme}.qmd >}}}}\n" for theme in chapters]
    write_text(target / "generated" / "chapters.qmd", "\n".join(includes))
    for theme in chapters:
        if theme in PAGE_THEMES:
            write_text(target / "generated" / f"{theme}.qmd", through.document(getattr(pages, theme)(release)))
    if any(str(CARDS) in (target / "chapters" / f"{theme}.qmd").read_text(encoding="utf-8") for theme in chapters):
        from pipeline.booklet.sheets.solution_cards import stage_cards  # it brings all that draws: 2 s

        stage_cards(release, target, CARDS)


def refuse_raw_links(texts: Iterable[str]) -> None:
    """Refuse a link whose marks were escaped: it would be printed as « [84 %](#fait-…) ».

    Raises:
        FactError: naming the links.
    """
    if found := [raw[0] for text in texts for raw in RAW_LINK.finditer(text)]:
        raise FactError(f"Readers would see the marks of these links: {', '.join(sorted(set(found)))}.")


def _printed_texts(project: Path) -> Iterator[str]:
    """Every Markdown text of the staged project that readers will see: sources, and the cells that they embed."""
    yield from _with_cells([path.read_text(encoding="utf-8") for path in sorted(project.glob("*/*.qmd"))], project)


def _chapter_texts(project: Path, theme: str) -> Iterator[str]:
    """What one chapter of the staged project shows: its text, the page made for it, the cells that it embeds."""
    paths = (project / folder / f"{theme}.qmd" for folder in ("chapters", "generated"))
    yield from _with_cells([path.read_text(encoding="utf-8") for path in paths if path.is_file()], project)


def _with_cells(sources: list[str], project: Path) -> Iterator[str]:
    yield from sources
    embedded = {cell for source in sources for cell in EMBEDDED.findall(source)}
    for path in sorted(project.glob("notebooks/*.ipynb")):
        yield from shown_markdown(path, {label for name, label in embedded if name == path.name})
