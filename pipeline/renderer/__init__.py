"""Lay out a staged Quarto project as PDF and HTML, with Quarto where it is installed, else with pandoc and Typst.

Imports are made on use: the stage that only asks which renderer is here must start fast.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.renderer.resolution import Resolved, resolve

__all__ = ["Resolved", "check", "render", "resolve"]


def check(project: Path, document: Path) -> list[str]:
    """Every use of something outside the subset in `document` (relative to `project`) and its includes."""
    from pipeline.renderer import subset

    return subset.check(project, document)


def render(project: Path, document: Path, output: Path, resolved: Resolved, edition_date: dt.date) -> None:
    """Write `<stem>.pdf` and `<stem>.html` of `document` (relative to `project`) into `output`.

    `project` is this render's own folder: intermediate files are left in it.

    Raises:
        RenderError: the document uses something outside the subset (every use is listed), or cannot be laid out.
    """
    from pipeline.renderer import embedded, quarto, sources, subset
    from pipeline.renderer.metadata import front_matter
    from pipeline.renderer.pandoc import parse

    source = sources.expand(project, document)
    tree = parse(front_matter(source.metadata) + source.text)
    if problems := subset.problems(project, source, tree):
        raise RenderError("\n".join(problems))
    if resolved.name == "quarto":
        quarto.lay_out(project, document, output, edition_date)
    else:
        embedded.lay_out(project, source, tree, document.stem, output, edition_date)
