"""Lay out many short documents of one staged project: each a PDF, and a body to put inside an HTML page.

Always the embedded engine, whatever lays out the booklets: starting Quarto for each of forty sheets takes two minutes.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.files import write_text
from pipeline.renderer import sources, subset
from pipeline.renderer.brand import load_brand
from pipeline.renderer.embedded import copy_templates, font_folders, typst_variables, write_as
from pipeline.renderer.fonts import require_fonts
from pipeline.renderer.html import with_header_scopes
from pipeline.renderer.metadata import front_matter
from pipeline.renderer.pandoc import parse
from pipeline.renderer.pdf import compile_pdf


class Press:
    """A staged project whose documents are laid out, several at once if need be; all PDFs carry `edition_date`."""

    def __init__(self, project: Path, edition_date: dt.date) -> None:
        """Lay down the templates of the project, once for all its documents.

        Raises:
            RenderError: one of the brand's fonts is not there, or not sound.
        """
        self.project, self.edition_date = project, edition_date
        self.brand = load_brand(project / "_brand.yml")
        require_fonts(project, self.brand)
        copy_templates(project)

    def lay_out(self, document: Path, target: Path) -> str:
        """Write the PDF of `document` (relative to the project) to `target`; its text as an HTML body.

        Raises:
            RenderError: it uses something outside the subset (every use is listed), or cannot be laid out.
        """
        source = sources.expand(self.project, document)
        tree = parse(front_matter(source.metadata) + source.text)
        if problems := subset.problems(self.project, source, tree):
            raise RenderError("\n".join(problems))
        variables = typst_variables(source.metadata, self.brand)
        folder, text = self.project / source.folder, json.dumps(tree, ensure_ascii=False)
        typst = folder / f"{document.stem}.typ"
        write_text(typst, write_as(self.project, folder, text, "typst", variables))
        compile_pdf(self.project, typst, target, font_folders(self.project, self.brand), self.edition_date)
        return with_header_scopes(write_as(self.project, folder, text, "html", {}, is_whole=False))
