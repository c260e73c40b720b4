"""Sheets as a former build laid them out, taken again while all that is staged for them is the same.

What pandoc gave is taken for another draft of a sheet too, since nothing of it depends on its code, nor on what is
attached.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME
from pipeline.editions.content import files_digest, files_of_each
from pipeline.editions.staging_status import DRAWING
from pipeline.files import write_bytes
from pipeline.former_results import FormerResults
from pipeline.renderer.sheets import Press, Text

NOT_READ = (CSV_NAME, JSON_NAME, DRAWING.name)
"""Files that Typst alone puts in: they say whether this is a draft, and which."""


@dataclass(frozen=True)
class Staged:
    """Digests of what is staged for a sheet, alone or for all: what pandoc reads; all that its PDF rests on."""

    read: str
    whole: str


@dataclass(frozen=True)
class Layout:
    """What a sheet gave; `typst` is that of a draft or not, `pdf` (base64) that of one draft or edition."""

    text: Text
    is_draft: bool
    typst: str
    whole: str
    pdf: str


class FormerLayouts:
    """What the sheets of a staged project gave: each rests on its own folder and on what all of them share."""

    def __init__(self, former: FormerResults, press: Press, documents: Iterable[Path]) -> None:
        """`former` are layouts with the same code; each document has a folder of its own in the project of `press`.

        The project is looked at now: laying it out leaves files in it.
        """
        self._former, self._press = former, press
        self._staged = _staged(press, documents)

    def lay_out(self, document: Path, target: Path) -> str:
        """As `Press.lay_out`, without what was done before.

        Raises:
            RenderError: it uses something outside the subset (every use is listed), or cannot be laid out.
            WriteError: the disk refused the PDF.
        """
        press, staged, kept = self._press, self._staged[document], self._take(document)
        if kept and kept.whole == staged.whole:
            write_bytes(target, base64.b64decode(kept.pdf))
            return kept.text.body
        text = kept.text if kept else press.read(document)
        is_draft = bool(press.code(document))
        typst = kept.typst if kept and kept.is_draft == is_draft else press.typst(document, text)
        press.compile(document, typst, target)
        pdf = base64.b64encode(target.read_bytes()).decode("ascii")
        self._keep(document, Layout(text, is_draft, typst, staged.whole, pdf))
        return text.body

    def staged(self) -> dict[str, tuple[str, str]]:
        """Under which digests the layout of each document is kept, by its name: of what is read, and of all."""
        return {document.stem: (staged.read, staged.whole) for document, staged in self._staged.items()}

    def _take(self, document: Path) -> Layout | None:
        kept = self._former.take(document.stem, self._staged[document].read.encode())
        if kept is None:
            return None
        found = json.loads(kept)
        return Layout(Text(found.pop("tree"), found.pop("body")), **found)

    def _keep(self, document: Path, made: Layout) -> None:
        others = {"is_draft": made.is_draft, "typst": made.typst, "whole": made.whole, "pdf": made.pdf}
        content = {"tree": made.text.tree, "body": made.text.body, **others}
        self._former.keep(document.stem, json.dumps(content).encode(), self._staged[document].read.encode())


def _staged(press: Press, documents: Iterable[Path]) -> Mapping[Path, Staged]:
    folders = {str(document.parent): document for document in documents}
    files = files_of_each(press.project, folders)
    return {document: _of_one(press, document, files[folder]) for folder, document in folders.items()}


def _of_one(press: Press, document: Path, files: Mapping[str, str]) -> Staged:
    code = press.code(document)
    read = {name: digest for name, digest in files.items() if Path(name).name not in NOT_READ}
    shown = {name: digest for name, digest in files.items() if code or Path(name) != DRAWING}
    dated = {"edition_date": press.edition_date.isoformat(), "code": code}
    return Staged(files_digest(read), files_digest({**shown, **dated}))
