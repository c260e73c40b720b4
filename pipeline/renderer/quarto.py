"""The Quarto renderer: call the `quarto` command through its Python wrapper, then collect what it made."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import quarto

from pipeline.errors import RenderError

FORMATS = {"typst": "pdf", "html": "html"}


def lay_out(project: Path, document: Path, output: Path, edition_date: dt.date) -> None:
    """Write `<stem>.pdf` and `<stem>.html` into `output`; `project` is this render's own folder.

    Raises:
        RenderError: Quarto made no such file.
    """
    output.mkdir(parents=True, exist_ok=True)
    for form, extension in FORMATS.items():
        with _edition_clock(edition_date):
            quarto.render(str(project / document), output_format=form, execute=False, quiet=True)
        made = (project / document).with_suffix(f".{extension}")
        if not made.is_file():
            raise RenderError(f"{document}: Quarto made no {extension.upper()}; its messages above say why.")
        shutil.move(made, output / made.name)


@contextlib.contextmanager
def _edition_clock(edition_date: dt.date) -> Iterator[None]:
    """Typst, which Quarto calls, dates the PDF with SOURCE_DATE_EPOCH; what was set before is set again."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    midnight = dt.datetime.combine(edition_date, dt.time(), tzinfo=dt.UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(midnight.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
