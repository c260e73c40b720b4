"""The embedded renderer: pandoc and Typst from their wheels, the same sources and theme as Quarto."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.cores import Cores
from pipeline.files import sha256, write_bytes, write_text
from pipeline.renderer.annexes import parted, written
from pipeline.renderer.brand import Brand, load_brand
from pipeline.renderer.html import html_variables, with_header_scopes
from pipeline.renderer.metadata import lookup
from pipeline.renderer.pandoc import pandoc
from pipeline.renderer.pdf import compile_pdf
from pipeline.renderer.sources import DRAWINGS, Source
from pipeline.renderer.tree import Element

HERE = Path(__file__).parent
FILTERS = ("crossrefs", "callouts", "tables", "figures")
THEME_FILTERS = ("bound_numbers", "figures_and_text", "blocks", "rows", "row_heads", "inert")
"""Filters that Quarto runs too (`filters:` in `_quarto.yml`)."""

WRITERS = {"typst": "typst-smart", "html": "html"}
TEMPLATES = "_templates"
TOC_LEVELS = 3
"""Headings in the HTML contents: the booklet's title is level 1 there, its chapters level 2, their sections level 3."""


def lay_out(project: Path, source: Source, tree: dict[str, Any], stem: str, output: Path, date: dt.date) -> None:
    """Write `<stem>.pdf` and `<stem>.html` into `output` from a checked document.

    Raises:
        RenderError: pandoc, Typst or PDF/UA-1 refused it.
    """
    brand = load_brand(project / "_brand.yml")
    prepare(project, source)
    output.mkdir(parents=True, exist_ok=True)

    def write_page() -> None:
        variables = html_variables(project, brand, json.dumps(tree, ensure_ascii=False))
        page = write_by_parts(project, project / source.folder, tree, "html", variables)
        write_bytes(output / f"{stem}.html", with_header_scopes(page).encode("utf-8"))

    def write_book() -> None:
        write_pdf(project, source, tree, brand, output / f"{stem}.pdf", date)

    # pandoc is a process and Typst leaves Python alone while it works: the page is made meanwhile, if a core is free.
    in_turn = Cores().in_turn
    with ThreadPoolExecutor(2) as pool:
        for laid_out in [pool.submit(in_turn(write)) for write in (write_book, write_page)]:
            laid_out.result()


def prepare(project: Path, source: Source) -> None:
    """Lay in the staged project what both forms need: templates, and the figures taken out of notebooks."""
    for name, svg in source.drawings.items():
        write_text(project / DRAWINGS / name, svg)
    copy_templates(project)


def write_pdf(project: Path, source: Source, tree: dict[str, Any], brand: Brand, target: Path, date: dt.date) -> None:
    """Write the PDF of a checked document to `target`.

    Raises:
        RenderError: pandoc, Typst or PDF/UA-1 refused it.
    """
    folder = project / source.folder
    typst = folder / f"{target.stem}.typ"
    write_text(typst, write_by_parts(project, folder, tree, "typst", typst_variables(source.metadata, brand)))
    compile_pdf(project, typst, target, font_folders(project, brand), date)


def font_folders(project: Path, brand: Brand) -> list[Path]:
    """The folders of the staged project that hold the brand's fonts."""
    return sorted({(project / font).parent for font in brand.font_files})


def copy_templates(project: Path) -> None:
    """Lay the templates of both forms, and the theme's Typst partials that they include, in the staged project."""
    shutil.copytree(HERE / "templates", project / TEMPLATES, dirs_exist_ok=True)
    for part in sorted((project / "theme").glob("*.typ")):
        shutil.copy(part, project / TEMPLATES)


def write_by_parts(project: Path, folder: Path, tree: dict[str, Any], form: str, variables: Mapping[str, Any]) -> str:
    """A whole document in `form`; the lists of its evidence annex as they were written before, where they are the same.

    Raises:
        RenderError: pandoc refused it.
    """

    def written_with(blocks: list[Element], **how: Any) -> str:
        document = json.dumps({**tree, "blocks": blocks}, ensure_ascii=False)
        return write_as(project, folder, document, form, **how)

    document = parted(tree["blocks"], form)
    write_body = partial(written_with, variables={}, is_whole=False)
    lists = written(document.lists, form, _theme(project), write_body)
    return document.filled(written_with(document.blocks, variables=variables), lists)


def _theme(project: Path) -> str:
    """Digests of the filters that what is written goes through."""
    return " ".join(map(sha256, _filters(project)))


def _filters(project: Path) -> list[Path]:
    ours = [HERE / "filters" / f"{name}.lua" for name in FILTERS]
    return [*ours, *((project / "theme" / f"{name}.lua").resolve() for name in THEME_FILTERS)]


def write_as(
    project: Path,
    folder: Path,
    document: str,
    form: str,
    variables: Mapping[str, Any],
    *,
    is_whole: bool = True,
) -> str:
    """The document (pandoc's JSON) in `form`, typst or html, through the filters; `folder` holds its images.

    A `is_whole` document goes through that form's template (`copy_templates` first); else it is a body alone.

    Raises:
        RenderError: pandoc refused it.
    """
    templates = project / TEMPLATES
    extension = "typ" if form == "typst" else form
    defaults = {
        "from": "json",
        "to": WRITERS[form],
        "standalone": is_whole,
        "filters": list(map(str, _filters(project))),
        "table-of-contents": form == "html" and is_whole,
        "toc-depth": TOC_LEVELS,
        "wrap": "none",
        "variables": variables,
    }
    if is_whole:
        defaults["template"] = str((templates / f"booklet.{extension}").resolve())
    path = templates / f"{folder.name}-{form}.yaml"
    write_text(path, json.dumps(defaults, ensure_ascii=False))
    return pandoc(["--defaults", str(path.resolve())], document, folder)


def typst_variables(metadata: Mapping[str, Any], brand: Brand) -> dict[str, Any]:
    """The names under which Quarto's own Typst template gives the brand and the numbering to a theme."""
    families = {"base": brand.body_family, "headings": brand.heading_family, "monospace": brand.mono_family}
    colours = ", ".join(f'{name}: rgb("{value}")' for name, value in brand.palette.items())
    return {
        "brand": {"typography": {use: {"family": f'("{family}",)'} for use, family in families.items()}},
        "brand-color": f"({colours})",
        "section-numbering": lookup(metadata, "format.typst.section-numbering") or "1.1",
    }
