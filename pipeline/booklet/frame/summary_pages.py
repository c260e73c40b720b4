"""The two pages that stand alone: what this is about, five figures, five findings; what to do on Monday, what to mind.

In `reports/openings/<booklet>/`, `<theme>.qmd` is the finding of a chapter, `monday/<theme>.qmd` an action that it
leads to, `limits/<theme>.qmd` what its numbers do not say; `lead/<theme>.qmd` opens the first page. `figures.yml` says
which figures and which findings come before others. Each is shown when the booklet has that chapter, in the booklet's
order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from pipeline.booklet.english.door import Door
from pipeline.booklet.frame.agreement import agreed
from pipeline.booklet.markdown import escape
from pipeline.disclosure import SUPPRESSED
from pipeline.files import write_text
from pipeline.params import Once, Strict
from pipeline.released import Release
from pipeline.yaml_files import load_model

MOST_FIGURES = 5
MOST_FINDINGS = 5
MOST_ACTIONS = 5
MOST_LIMITS = 4
TITLE = "# L’essentiel {#sec-essentiel}"
FINDINGS = "## Ce qu’il faut retenir {#sec-essentiel-constats}"
NEXT_PAGE = "::: {.page-break}\n:::"
MONDAY = "## Que faire lundi {#sec-essentiel-lundi}"
LIMITS = "## Avant de citer un nombre {#sec-essentiel-limites}"


class Candidate(Strict):
    """A fact worth large print. `words` says what it counts; « projet/projets » when it must agree with the number."""

    fact: str
    words: str


class Candidates(Strict):
    """figures.yml: figures, and the chapters whose findings matter most, each in order of preference."""

    figures: list[Candidate] = Field(default_factory=list)
    findings: Annotated[list[str], Once] = Field(default_factory=list)


def stage_summary(texts: Path, release: Release, chapters: Sequence[str], through: Door, target: Path) -> None:
    """Copy the booklet's `texts` into `target`/openings and `target`/actions, and write `generated/summary.qmd`.

    The summary is empty when there is nothing to say.

    Raises:
        ParamsError: figures.yml is not what it should be.
    """
    candidates = _candidates(texts / "figures.yml")
    told = _with_text(texts, chapters, candidates.findings)[:MOST_FINDINGS]
    ordered = sorted(told, key=list(chapters).index)
    findings = _findings(ordered, _includes(texts, ordered, target / "openings"))
    first = [
        *_block("lead", _copied(texts / "lead", chapters, 1, target)),
        *_panel(big_figures(release, candidates.figures, chapters)),
        *([through.document(FINDINGS), *findings] if findings else []),
    ]
    second = [
        *_part(through.document(MONDAY), "actions", _copied(texts / "monday", chapters, MOST_ACTIONS, target)),
        *_part(through.document(LIMITS), "limits", _copied(texts / "limits", chapters, MOST_LIMITS, target)),
    ]
    pages = [":::: {.summary}\n\n" + "\n\n".join(page) + "\n\n::::" for page in (first, second) if page]
    parts = [through.document(TITLE), *(part for page in pages for part in (page, NEXT_PAGE))] if pages else []
    write_text(target / "generated" / "summary.qmd", "".join(f"{part}\n\n" for part in parts))


def big_figures(release: Release, candidates: Sequence[Candidate], chapters: Sequence[str]) -> list[str]:
    """List items « **number** what it counts », the first five that this booklet can show."""
    return list(_shown(release, candidates, chapters))[:MOST_FIGURES]


def _candidates(path: Path) -> Candidates:
    return load_model(path, Candidates) if path.is_file() else Candidates()


def _shown(release: Release, candidates: Sequence[Candidate], chapters: Sequence[str]) -> Iterator[str]:
    for candidate in candidates:
        if not release.has_fact(candidate.fact):
            continue
        fact = release.fact(candidate.fact)
        if fact["theme"] in chapters and fact["status"] != SUPPRESSED:
            yield _figure(release, fact, candidate.words)


def _figure(release: Release, fact: pd.Series, words: str) -> str:
    """The base of a share goes with its words: the large number stays short."""
    shown, has_base, base = release.display(str(fact["fact_id"])).partition(" (")
    said = agreed(release, words, str(fact["fact_id"])) if "/" in words else words
    return f"- **{release.link(str(fact['fact_id']), shown)}** {escape(f'{said} ({base}' if has_base else said)}"


def _panel(items: Sequence[str]) -> list[str]:
    return ["::: {.big-figures}\n" + "\n".join(items) + "\n:::"] if items else []


def _findings(themes: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Each finding in a block that says which chapter it comes from."""
    return [
        f'::: {{.finding chapter="{theme.replace("_", "-")}"}}\n{text}\n:::'
        for theme, text in zip(themes, texts, strict=True)
    ]


def _with_text(texts: Path, chapters: Sequence[str], preferred: Sequence[str] = ()) -> list[str]:
    """The chapters that `texts` has a text for: the `preferred` ones first, then the others as the booklet has them."""
    first = [theme for theme in preferred if theme in chapters]
    ordered = [*first, *(theme for theme in chapters if theme not in first)]
    return [theme for theme in ordered if (texts / f"{theme}.qmd").is_file()]


def _copied(texts: Path, chapters: Sequence[str], most: int, target: Path) -> list[str]:
    """The includes of the first `most` texts for these chapters, copied to a folder of the same name in `target`."""
    return _includes(texts, _with_text(texts, chapters)[:most], target / texts.name)


def _block(name: str, includes: Sequence[str]) -> list[str]:
    return [f"::: {{.{name}}}", *includes, ":::"] if includes else []


def _part(title: str, name: str, includes: Sequence[str]) -> list[str]:
    """A heading, then a block of that class; nothing where there is nothing to include."""
    return [title, *_block(name, includes)] if includes else []


def _includes(texts: Path, themes: Sequence[str], target: Path) -> list[str]:
    """The include of each theme's text, once copied."""
    target.mkdir()
    for theme in themes:
        shutil.copy(texts / f"{theme}.qmd", target)
    return [f"{{{{< include ../{target.name}/{theme}.qmd >}}}}" for theme in themes]
