"""Lay out a staged Quarto project as PDF and HTML, with Quarto where it is installed, else with pandoc and Typst.

Imports are made on use: the stage that only asks which renderer is here must start fast.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import RenderError
from pipeline.renderer.resolution import Resolved, resolve

if TYPE_CHECKING:
    from pipeline.renderer.sources import Source

LAYOUT = (Path(__file__).parent / "filters", Path(__file__).parent / "templates")
"""What lays a staged project out, beside its own theme."""

__all__ = ["LAYOUT", "Resolved", "check", "render", "render_pdf", "resolve"]


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
    from pipeline.renderer import embedded, quarto

    _require_fonts(project)
    source, tree = _checked(project, document)
    if resolved.name == "quarto":
        quarto.lay_out(project, document, output, edition_date)
    else:
        embedded.lay_out(project, source, tree, document.stem, output, edition_date)


def render_pdf(project: Path, document: Path, target: Path, edition_date: dt.date) -> None:
    """Write the PDF of `document` (relative to `project`) to `target`, with the embedded engine whatever is installed.

    A process that does it again after an edit lays out only what changed: Typst remembers the rest.

    Raises:
        RenderError: the document uses something outside the subset (every use is listed), or cannot be laid out.
    """
    from pipeline.renderer import embedded
    from pipeline.renderer.brand import load_brand

    _require_fonts(project)
    source, tree = _checked(project, document)
    embedded.prepare(project, source)
    embedded.write_pdf(project, source, tree, load_brand(project / "_brand.yml"), target, edition_date)


def _require_fonts(project: Path) -> None:
    from pipeline.renderer.brand import load_brand
    from pipeline.renderer.fonts import require_fonts

    require_fonts(project, load_brand(project / "_brand.yml"))


def _checked(project: Path, document: Path) -> tuple[Source, dict[str, Any]]:
    from pipeline.renderer import sources, subset
    from pipeline.renderer.metadata import front_matter
    from pipeline.renderer.pandoc import parse_parts

    source = sources.expand(project, document)
    first, *others = source.parts
    tree = parse_parts([front_matter(source.metadata) + first, *others])
    if problems := subset.problems(project, source, tree):
        raise RenderError("\n".join(problems))
    return source, tree
