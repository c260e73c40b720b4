"""`python -m pipeline verify FILE.pdf`: whether a PDF is what was published, and which figure was changed if not."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from rich.console import Console

from pipeline.errors import MissingInputError
from pipeline.verifying.certified import CERTIFICATE, changed_bytes, read_certificate
from pipeline.verifying.printed import changed_figures

MOST_TOLD = 20


def verify(file: Path, certificate: Path | None, console: Console) -> int:
    """Say what is wrong with `file`, beside `certificate` (default: certificate.json in its folder); 0 when nothing is.

    Raises:
        MissingInputError: the file or the certificate cannot be read.
    """
    if not file.is_file():
        raise MissingInputError(f"There is no file {file}.")
    findings = list(changed_bytes(file, read_certificate(certificate or file.parent / CERTIFICATE)))
    if not findings:
        console.print(
            f"{file} is what was published: byte for byte, with its numbers and their evidence.", soft_wrap=True
        )
        return 0
    console.print(f"{file} is NOT what was published:", soft_wrap=True)
    for finding in [*findings, *_figures(file)][:MOST_TOLD]:
        console.print(f"- {finding}", soft_wrap=True, markup=False)
    return 1


def _figures(file: Path) -> list[str]:
    """Which figures no longer agree with their evidence; a file that is no PDF any more has none to read."""
    try:
        found = list(changed_figures(file))
    except (pikepdf.PdfError, ValueError, KeyError) as problem:
        return [f"it cannot be read as the PDF it was ({type(problem).__name__})"]
    return found or ["its numbers still agree with its annex and with the facts attached: the change is elsewhere"]
