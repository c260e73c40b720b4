"""Texts: gather the sources that one booklet is laid out from, so that another chapter's edit leaves it alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline import stage
from pipeline.booklet.documents import Document, document, heading
from pipeline.files import replacing_folder, write_text
from pipeline.paths import texts

REPORTS = Path("reports")
SHARED = ("_brand.yml", "_quarto.yml", "theme")
TEXTS = ("glossary.yml", "labels.yml", "quotes.yml", "reading.qmd", "synthetic.qmd", "synthetic-again.qmd")
"""Beside the chapters of a language; French needs no labels."""


def main(booklet: stage.BookletOption) -> None:
    """Copy what `reports/` holds for one booklet."""
    gather(document(booklet, REPORTS), REPORTS, texts(booklet))


def gather(booklet: Document, reports: Path, target: Path) -> None:
    """Fill `target`, laid out as `reports` is, with the sources of `booklet` and nothing else."""
    with replacing_folder(target) as folder:
        for path in sources(booklet, reports):
            copy = folder / path.relative_to(reports)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, copy)
            else:
                shutil.copy(path, copy)
        if not booklet.has_chapters:
            _keep_titles(folder / "chapters")


def _keep_titles(chapters: Path) -> None:
    """Leave of each chapter its title: what a chapter says is of no concern to a booklet that does not show it."""
    for path in chapters.glob("*.qmd"):
        write_text(path, f"{heading(path)}\n")


def sources(booklet: Document, reports: Path) -> Iterator[Path]:
    """Files and folders of `reports`: what all booklets share, its own, and its chapters in its language.

    One that shows no chapter (a summary, pages of solutions) still names them: their French titles are needed.
    """
    yield from (reports / name for name in SHARED)
    yield from (reports / booklet.path, reports / booklet.path.with_suffix(".yml"), booklet.openings(reports))
    own = booklet.texts(reports)
    yield from (own / name for name in TEXTS if (own / name).is_file())
    written = own if booklet.has_chapters else reports
    yield from (written / "chapters" / f"{theme}.qmd" for theme in booklet.themes)


if __name__ == "__main__":
    stage.run(main)
