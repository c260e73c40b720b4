"""Lay out many short documents of one staged project: each a PDF, and a body to put inside an HTML page.

Always the embedded engine, whatever lays out the booklets: starting Quarto for each of forty sheets takes two minutes.
pandoc reads and writes them without the code of a draft, which changes with what is only attached: it is put in
afterwards, so that what pandoc gave can serve the next draft.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.files import write_text
from pipeline.renderer import sources, subset
from pipeline.renderer.brand import load_brand
from pipeline.renderer.embedded import copy_templates, font_folders, typst_variables, write_as
from pipeline.renderer.fonts import require_fonts
from pipeline.renderer.html import with_header_scopes
from pipeline.renderer.metadata import front_matter, read_metadata
from pipeline.renderer.pandoc import parse
from pipeline.renderer.pdf import compile_pdf

DRAFT_CODE = "draft-code"
ANY_CODE = "xyxyx-yxyxy-xyxyx"
"""Stands for the code of a draft, of which it has the form and none of the letters."""

NO_CODES: Mapping[Path, str] = {}


@dataclass(frozen=True)
class Text:
    """A document as pandoc read it (JSON, with the metadata of one that is no draft), and as an HTML body."""

    tree: str
    body: str


class Press:
    """A staged project whose documents are laid out, several at once if need be; all PDFs carry `edition_date`."""

    def __init__(self, project: Path, edition_date: dt.date, codes: Mapping[Path, str] = NO_CODES) -> None:
        """Lay down the templates of the project, once for all its documents; `codes` has that of each draft.

        Raises:
            RenderError: one of the brand's fonts is not there, or not sound.
        """
        self.project, self.edition_date, self._codes = project, edition_date, codes
        self.brand = load_brand(project / "_brand.yml")
        require_fonts(project, self.brand)
        copy_templates(project)

    def code(self, document: Path) -> str:
        """The code that a draft shows; empty for what is approved."""
        return self._codes.get(document, "")

    def lay_out(self, document: Path, target: Path) -> str:
        """Write the PDF of `document` (relative to the project) to `target`; its text as an HTML body.

        Raises:
            RenderError: it uses something outside the subset (every use is listed), or cannot be laid out.
        """
        text = self.read(document)
        self.compile(document, self.typst(document, text), target)
        return text.body

    def read(self, document: Path) -> Text:
        """A document as it is whether it is approved or not.

        Raises:
            RenderError: it uses something outside the subset (every use is listed), or pandoc refused it.
        """
        source = sources.expand(self.project, document)
        tree = parse(front_matter(source.metadata) + source.text)
        if problems := subset.problems(self.project, source, tree):
            raise RenderError("\n".join(problems))
        folder, text = self.project / source.folder, json.dumps(tree, ensure_ascii=False)
        return Text(text, with_header_scopes(write_as(self.project, folder, tree, "html", {}, is_whole=False)))

    def typst(self, document: Path, text: Text) -> str:
        """Its Typst source, with `ANY_CODE` for the code of a draft.

        Raises:
            RenderError: pandoc refused it.
        """
        tree = json.loads(text.tree)
        if self.code(document):
            tree["meta"][DRAFT_CODE] = {"t": "MetaInlines", "c": [{"t": "Str", "c": ANY_CODE}]}
        variables = typst_variables(read_metadata(self.project, document), self.brand)
        folder = self.project / document.parent
        return write_as(self.project, folder, tree, "typst", variables)

    def compile(self, document: Path, typst: str, target: Path) -> None:
        """Write the PDF of a Typst source with the code of its draft.

        Raises:
            RenderError: Typst or the accessibility standard refused it.
        """
        source = self.project / document.with_suffix(".typ")
        write_text(source, typst.replace(ANY_CODE, self.code(document)))
        compile_pdf(self.project, source, target, font_folders(self.project, self.brand), self.edition_date)
