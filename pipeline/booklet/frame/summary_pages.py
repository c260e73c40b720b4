"""The two pages that stand alone: five figures, what each chapter found, what to do on Monday.

In `reports/openings/<booklet>/`, `<theme>.qmd` is the finding of a chapter, `monday/<theme>.qmd` an action that it
leads to, and `figures.yml` the figures to choose from. Each is shown when the booklet has that chapter, in the
booklet's order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from pipeline.booklet.english.door import Door
from pipeline.booklet.frame.agreement import agreed
from pipeline.booklet.markdown import escape
from pipeline.disclosure import SUPPRESSED
from pipeline.files import write_text
from pipeline.params import Strict
from pipeline.released import Release
from pipeline.yaml_files import load_model

MOST_FIGURES = 5
MOST_ACTIONS = 5
TITLE = "# L’essentiel {#sec-essentiel}"
FINDINGS = "## Ce qu’il faut retenir {#sec-essentiel-constats}"
MONDAY = "## Que faire lundi {#sec-essentiel-lundi}"


class Candidate(Strict):
    """A fact worth large print. `words` says what it counts; « projet/projets » when it must agree with the number."""

    fact: str
    words: str


class Candidates(Strict):
    """figures.yml: in order of preference."""

    figures: list[Candidate]


def stage_summary(texts: Path, release: Release, chapters: Sequence[str], through: Door, target: Path) -> None:
    """Copy the booklet's `texts` into `target`/openings and `target`/actions, and write `generated/summary.qmd`.

    The summary is empty when there is nothing to say.

    Raises:
        ParamsError: figures.yml is not what it should be.
    """
    findings = _includes(texts, chapters, target / "openings")
    actions = _includes(texts / "monday", chapters, target / "actions")[:MOST_ACTIONS]
    parts = [
        *_panel(big_figures(release, texts / "figures.yml", chapters)),
        *([through.document(FINDINGS), "::: {.findings}", *findings, ":::"] if findings else []),
        *([through.document(MONDAY), "::: {.actions}", *actions, ":::"] if actions else []),
    ]
    write_text(
        target / "generated" / "summary.qmd", "\n\n".join([through.document(TITLE), *parts]) + "\n" if parts else ""
    )


def big_figures(release: Release, path: Path, chapters: Sequence[str]) -> list[str]:
    """List items « **number** what it counts », the first five that this booklet can show.

    Raises:
        ParamsError: the file is not a list of facts and words.
    """
    candidates = load_model(path, Candidates).figures if path.is_file() else []
    return list(_shown(release, candidates, chapters))[:MOST_FIGURES]


def _shown(release: Release, candidates: Sequence[Candidate], chapters: Sequence[str]) -> Iterator[str]:
    for candidate in candidates:
        if candidate.fact not in release.facts.index:
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


def _includes(texts: Path, chapters: Sequence[str], target: Path) -> list[str]:
    """The include of each chapter's text, once copied."""
    target.mkdir()
    found = [theme for theme in chapters if (texts / f"{theme}.qmd").is_file()]
    for theme in found:
        shutil.copy(texts / f"{theme}.qmd", target)
    return [f"{{{{< include ../{target.name}/{theme}.qmd >}}}}" for theme in found]
