"""`python -m pipeline verify PATH`: whether a file, or a whole published folder, is what was published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from rich.console import Console

from pipeline.editions.signing import signature_findings
from pipeline.errors import MissingInputError
from pipeline.verifying.certified import CERTIFICATE, FILES, changed_bytes, changed_files, read_certificate
from pipeline.verifying.printed import changed_figures

MOST_TOLD = 20
PDF = ".pdf"
SAID = {
    "changed": "{} is not, byte for byte, what was published",
    "missing": "{} was published and is not there",
    "added": "{} was not published: the certificate does not know it",
}


def verify(path: Path, certificate: Path | None, console: Console, signers: Path | None = None) -> int:
    """Say what is wrong with `path`, a file or a published folder, beside `certificate`; 0 when nothing is.

    The certificate is by default certificate.json in the folder, or in the nearest folder above the file.

    A signature of the certificate is checked where there is one; `signers` says who may sign, and wants one.

    Raises:
        MissingInputError: there is nothing at `path`, or the certificate cannot be read.
    """
    if not path.exists():
        raise MissingInputError(f"There is nothing at {path}.")
    certificate = certificate or _certificate_of(path)
    beside = read_certificate(certificate)
    changed = list(_of_folder(path, beside) if path.is_dir() else _of_file(path, beside))
    wrong, said = signature_findings(certificate, signers)
    if not changed and not wrong:
        console.print(_sound(path, beside), soft_wrap=True)
        for sentence in [*_status(beside), *said]:
            console.print(f"- {sentence}", soft_wrap=True, markup=False)
        return 0
    verdict = "NOT what was published" if changed else "not signed as asked"
    console.print(f"{path} is {verdict}:", soft_wrap=True)
    findings = [*changed, *wrong]
    for finding in findings[:MOST_TOLD]:
        console.print(f"- {finding}", soft_wrap=True, markup=False)
    if len(findings) > MOST_TOLD:
        console.print(f"- and {len(findings) - MOST_TOLD} more", soft_wrap=True)
    return 1


def _certificate_of(path: Path) -> Path:
    """The nearest certificate: sheets are two folders below theirs."""
    folder = path if path.is_dir() else path.parent
    above = (folder,) if path.is_dir() else (folder, *list(folder.absolute().parents)[:2])
    return next((each / CERTIFICATE for each in above if (each / CERTIFICATE).is_file()), folder / CERTIFICATE)


def _sound(path: Path, certificate: dict[str, Any]) -> str:
    if path.is_dir():
        return (
            f"{path} is what was published: the {len(certificate[FILES])} files that its certificate lists, byte for "
            "byte, and no other."
        )
    told = ", with its numbers and their evidence" if path.suffix == PDF else ""
    return f"{path} is what was published: byte for byte{told}."


def _of_folder(folder: Path, certificate: dict[str, Any]) -> Iterator[str]:
    """Files changed, missing and added; of PDFs that were changed, the figures that no longer agree."""
    found = changed_files(folder, certificate)
    for kind, names in found.items():
        for name in names:
            yield SAID[kind].format(name)
            if kind == "changed" and Path(name).suffix == PDF:
                yield from (f"{name}: {figure}" for figure in _figures(folder / name))


def _of_file(file: Path, certificate: dict[str, Any]) -> Iterator[str]:
    findings = list(changed_bytes(file, certificate))
    yield from findings
    if findings and file.suffix == PDF:
        yield from _figures(file)


def _status(certificate: dict[str, Any]) -> list[str]:
    """Whether it is a draft, as its certificate says; those of former versions say nothing."""
    edition = certificate.get("edition", {})
    if approval := edition.get("approval"):
        return [f"edition {approval['edition']}, approved on {approval['on']} by {approval['by']}: {approval['why']}"]
    return [f"a draft, which nobody approved: content {edition['code']}"] if edition else []


def _figures(file: Path) -> list[str]:
    """Which figures no longer agree with their evidence; a file that is no PDF any more has none to read."""
    try:
        found = list(changed_figures(file))
    except (pikepdf.PdfError, ValueError, KeyError) as problem:
        return [f"it cannot be read as the PDF it was ({type(problem).__name__})"]
    return found or ["its numbers still agree with its annex and with the facts attached: the change is elsewhere"]
