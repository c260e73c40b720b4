"""Typst source to an accessible PDF: PDF/UA-1, the edition's date, only the brand's fonts, same bytes everywhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import typst

from pipeline.errors import RenderError

STANDARD: Final = "ua-1"


def compile_pdf(project: Path, source: Path, target: Path, font_folders: list[Path], edition_date: dt.date) -> None:
    """Compile `source` (a file of `project`, which it may not leave) to `target`.

    Raises:
        RenderError: Typst or the accessibility standard refused it, with the reason given.
    """
    timestamp = dt.datetime.combine(edition_date, dt.time(), tzinfo=dt.UTC)
    try:
        typst.compile(
            str(source),
            output=str(target),
            root=str(project),
            font_paths=[str(folder) for folder in font_folders],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=timestamp,
        )
    except typst.TypstError as problem:
        raise RenderError(_sentence(target, problem)) from problem


def _sentence(target: Path, problem: typst.TypstError) -> str:
    message = str(problem.message).strip().rstrip(".")
    hints = "".join(f" ({hint})" for hint in problem.hints)
    standard = message.removeprefix("PDF/UA-1 error: ")
    if standard != message:
        return f"{target.name} would not be accessible, PDF/UA-1 refuses it: {standard}{hints}."
    return f"{target.name} could not be laid out by Typst: {message}{hints}."
