"""Typst source to an accessible PDF that can be kept: PDF/UA-1, PDF/A-3a, the edition's date, the brand's fonts."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

import typst

from pipeline.errors import RenderError
from pipeline.files import write_bytes
from pipeline.renderer.row_headers import named_rows, with_row_headers

STANDARDS: Final = ("ua-1", "a-3a")
"""Accessible, and made to be kept with files attached. Quarto's Typst takes one standard at a time: the first."""

UNSETTLED = "did not converge"
"""What Typst warns of when page numbers still moved after its last attempt: some that it printed are wrong."""

REFUSED = re.compile(r"(PDF/A-3a, PDF/UA-1|PDF/UA-1|PDF/A-3a) error: ")


def compile_pdf(project: Path, source: Path, target: Path, font_folders: list[Path], edition_date: dt.date) -> None:
    """Compile `source` (a file of `project`, which it may not leave) to `target`.

    Raises:
        RenderError: Typst or the accessibility standard refused it, with the reason given, or it never settled.
        WriteError: the disk refused it.
    """
    timestamp = dt.datetime.combine(edition_date, dt.time(), tzinfo=dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(source),
            root=str(project),
            font_paths=[str(folder) for folder in font_folders],
            ignore_system_fonts=True,
            pdf_standards=list(STANDARDS),
            timestamp=timestamp,
        )
    except typst.TypstError as problem:
        raise RenderError(_sentence(target, problem)) from problem
    if any(UNSETTLED in warning.message for warning in warnings):
        raise RenderError(
            f"{target.name} could not be laid out by Typst: its page numbers never settle. Something in the theme "
            "looks where it stands on the page, and moves as a result."
        )
    write_bytes(target, with_row_headers(pdf, named_rows(source.read_text(encoding="utf-8"))))


def _sentence(target: Path, problem: typst.TypstError) -> str:
    message = str(problem.message).strip().rstrip(".")
    hints = "".join(f" ({hint})" for hint in problem.hints)
    if refused := REFUSED.match(message):
        why = message.removeprefix(refused.group())
        return f"{target.name} would not be accessible and kept, {refused.group(1)} refuses it: {why}{hints}."
    return f"{target.name} could not be laid out by Typst: {message}{hints}."
