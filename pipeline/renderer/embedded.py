"""The embedded renderer: pandoc and Typst from their wheels, the same sources and theme as Quarto."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.cores import Cores
from pipeline.files import sha256, write_bytes, write_text
from pipeline.renderer.brand import Brand, load_brand
from pipeline.renderer.html import html_variables, with_header_scopes, with_images
from pipeline.renderer.metadata import lookup
from pipeline.renderer.numbers import as_metadata, numbered
from pipeline.renderer.pandoc import pandoc
from pipeline.renderer.parts import is_in_parts, parted, written
from pipeline.renderer.pdf import compile_pdf
from pipeline.renderer.sources import DRAWINGS, Source
from pipeline.renderer.tree import Element, Tree, outline

HERE = Path(__file__).parent
FILTERS = ("crossrefs", "callouts", "tables", "figures")
THEME_FILTERS = ("bound_numbers", "figures_and_text", "blocks", "rows", "row_heads", "inert")
"""Filters that Quarto runs too (`filters:` in `_quarto.yml`)."""

IN_ONE_STATE = HERE / "in_one_state.lua"

WRITERS = {"typst": "typst-smart", "html": "html"}
TEMPLATES = "_templates"
DEFINITIONS, DEFINITIONS_MARK = "typst-template.typ", "// instead of what the theme defines"
"""What the theme defines comes in place of the mark when pandoc is done, which reads such a long template slowly."""

BODY, BODY_MARK = "instead-of-body", "written-part-by-part"
TOLD = ("crossref", "language", "lang", "words")
"""What filters ask of a document's metadata."""

TOC_LEVELS = 3
"""Headings in the HTML contents: the booklet's title is level 1 there, its chapters level 2, their sections level 3."""


def lay_out(project: Path, source: Source, tree: Tree, stem: str, output: Path, date: dt.date) -> None:
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


def write_pdf(project: Path, source: Source, tree: Tree, brand: Brand, target: Path, date: dt.date) -> None:
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
    templates = project / TEMPLATES
    shutil.copytree(HERE / "templates", templates, dirs_exist_ok=True)
    for part in sorted((project / "theme").glob("*.typ")):
        shutil.copy(part, templates)
    if _defined(project) is not None:
        write_text(templates / DEFINITIONS, f"{DEFINITIONS_MARK}\n")


def _defined(project: Path) -> str | None:
    """What the theme defines, as pandoc would write it; None where it asks for variables, which pandoc fills in."""
    parts = (project / "theme" / DEFINITIONS).read_text(encoding="utf-8").split("$$")
    return None if any("$" in part for part in parts) else "$".join(parts).removesuffix("\n")


def write_by_parts(project: Path, folder: Path, tree: Tree, form: str, variables: Mapping[str, Any]) -> str:
    """A whole document in `form`; its parts as they were written before, where they are the same.

    Raises:
        RenderError: pandoc refused it.
    """
    if not is_in_parts(tree["blocks"], form):
        return write_as(project, folder, tree, form, variables)
    numbers, meta, document = numbered(tree["blocks"], form), tree["meta"], parted(tree["blocks"], form)
    told = {name: meta[name] for name in TOLD if name in meta}

    def written_with(meta: Mapping[str, Any], blocks: list[Element], **how: Any) -> str:
        return _written(
            project, folder, {**tree, "meta": {**meta, **as_metadata(numbers)}, "blocks": blocks}, form, **how
        )

    parts = written(
        document.parts,
        numbers,
        form,
        f"{_theme(project)} {json.dumps(told)}",
        partial(written_with, told, variables={}, is_whole=False),
    )
    frame = written_with(meta, outline(tree["blocks"]), variables={**variables, BODY: BODY_MARK})
    return _with_images(frame.replace(BODY_MARK, document.text(parts)), folder, form)


def _theme(project: Path) -> str:
    """Digests of the filters that what is written goes through, and of how they are run."""
    return " ".join(map(sha256, [IN_ONE_STATE, *_filters(project)]))


def _filters(project: Path) -> list[Path]:
    ours = [(HERE / "filters" / f"{name}.lua").resolve() for name in FILTERS]
    return [*ours, *((project / "theme" / f"{name}.lua").resolve() for name in THEME_FILTERS)]


def _in_one_state(filters: Sequence[Path]) -> str:
    """A filter that is all of these."""
    paths = ", ".join(json.dumps(str(path), ensure_ascii=False) for path in filters)
    return f"return dofile({json.dumps(str(IN_ONE_STATE), ensure_ascii=False)})({{ {paths} }})\n"


def write_as(
    project: Path, folder: Path, tree: Tree, form: str, variables: Mapping[str, Any], *, is_whole: bool = True
) -> str:
    """The document in `form`, typst or html, through the filters; `folder` holds its images.

    A `is_whole` document goes through that form's template (`copy_templates` first); else it is a body alone.

    Raises:
        RenderError: pandoc refused it.
    """
    meta = {**tree["meta"], **as_metadata(numbered(tree["blocks"], form))}
    text = _written(project, folder, {**tree, "meta": meta}, form, variables=variables, is_whole=is_whole)
    return _with_images(text, folder, form)


def _with_images(text: str, folder: Path, form: str) -> str:
    return with_images(text, folder) if form == "html" else text


def _written(
    project: Path, folder: Path, tree: Tree, form: str, variables: Mapping[str, Any], *, is_whole: bool = True
) -> str:
    templates = project / TEMPLATES
    filters = templates / f"{folder.name}-{form}.lua"
    extension = "typ" if form == "typst" else form
    defaults = {
        "from": "json",
        "to": WRITERS[form],
        "standalone": is_whole,
        "filters": [str(filters.resolve())],
        "table-of-contents": form == "html" and is_whole,
        "toc-depth": TOC_LEVELS,
        "wrap": "none",
        "variables": variables,
    }
    if is_whole:
        defaults["template"] = str((templates / f"booklet.{extension}").resolve())
    write_text(filters, _in_one_state(_filters(project)))
    path = filters.with_suffix(".yaml")
    write_text(path, json.dumps(defaults, ensure_ascii=False))
    text = pandoc(["--defaults", str(path.resolve())], json.dumps(tree, ensure_ascii=False), folder)
    defined = _defined(project) if is_whole and form == "typst" else None
    return text if defined is None else text.replace(DEFINITIONS_MARK, defined, 1)


def typst_variables(metadata: Mapping[str, Any], brand: Brand) -> dict[str, Any]:
    """The names under which Quarto's own Typst template gives the brand and the numbering to a theme."""
    families = {"base": brand.body_family, "headings": brand.heading_family, "monospace": brand.mono_family}
    colours = ", ".join(f'{name}: rgb("{value}")' for name, value in brand.palette.items())
    return {
        "brand": {"typography": {use: {"family": f'("{family}",)'} for use, family in families.items()}},
        "brand-color": f"({colours})",
        "section-numbering": lookup(metadata, "format.typst.section-numbering") or "1.1",
    }
