"""Which format a delivered file has, by its extension, and its sheet as a grid."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.intake.delimited_text import SIGNATURES_FR, read_text
from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.parquet_files import read_parquet, read_parquet_in_pieces
from pipeline.intake.problems import Findings
from pipeline.intake.workbooks.archives import NAMES_FR, WorkbookFormat, is_locked
from pipeline.intake.workbooks.limits import LIMITS, MEGABYTE
from pipeline.intake.workbooks.workbook import read_workbook

DELIMITED_TEXT = frozenset({".csv", ".tsv", ".txt"})
READ_FR = "un fichier .csv, .tsv, .txt, .xlsx, .ods ou .parquet"
REFUSED_FR = {
    ".xls": "un ancien classeur Excel : ouvrez-le et enregistrez-le en .xlsx",
    ".xlsb": "un classeur Excel binaire : ouvrez-le et enregistrez-le en .xlsx",
    ".xlsm": "un classeur Excel avec macros : enregistrez-le en .xlsx, sans macro",
    ".numbers": "un classeur Numbers : exportez-le en .xlsx",
    ".pdf": "un PDF : demandez les données dont il a été tiré",
    ".zip": "une archive : décompressez-la et déclarez chaque fichier",
}
SIGNATURES = {".xlsx": b"PK\x03\x04", ".ods": b"PK\x03\x04", ".parquet": b"PAR1"}
FORMATS_FR = {**{f".{form}": name for form, name in NAMES_FR.items()}, ".parquet": "fichier Parquet (.parquet)"}


MOST_BYTES = {**dict.fromkeys(DELIMITED_TEXT, 1_000 * MEGABYTE), ".parquet": 400 * MEGABYTE}
"""Of a file by extension, where it is more than a workbook may have; one that is larger is not opened. The cells of a
text take as much memory as the file, and a little for each; Parquet, held as it is, packs a cell in four bytes."""


@dataclass(frozen=True)
class Content:
    """A sheet, and the encoding its file was read with (empty where the format has none of its own)."""

    grid: Grid
    encoding: str = ""


def read_container(
    path: Path,
    reader: Reader,
    known: Collection[str],
    findings: Findings,
    sheet: str = "",
    moments: Collection[str] = (),
) -> Content | None:
    """The delivered sheet, or None when the file holds none (the reason is in `findings`).

    `known` are the expected headers, `sheet` the declared sheet of a workbook, `moments` the headers of columns that
    hold instants, not days. Nothing raises: every problem is told in `findings`.
    """
    file = _opened(path, findings)
    if file is None:
        return None
    with file:
        extension = path.suffix.lower()
        if extension in DELIMITED_TEXT:
            read = read_text(file, reader, known, findings)
            return None if read is None else Content(*read)
        content = file.read()
    if _is_refused(extension, content, findings):
        return None
    if extension == ".parquet":
        grid = read_parquet(content, reader, findings, moments)
    else:
        form: WorkbookFormat = "xlsx" if extension == ".xlsx" else "ods"
        grid = read_workbook(content, form, sheet, reader, findings, moments)
    return None if grid is None else Content(grid)


def read_in_pieces(
    path: Path, reader: Reader, findings: Findings, moments: Collection[str], rows: int
) -> Iterator[Grid | None]:
    """The sheet of a Parquet file, so many rows at a time; None when it cannot be read (on)."""
    file = _opened(path, findings)
    if file is None:
        yield None
        return
    with file:
        content = file.read()
    if _is_refused(path.suffix.lower(), content, findings):
        yield None
    else:
        yield from read_parquet_in_pieces(content, reader, findings, moments, rows)


def _opened(path: Path, findings: Findings) -> BinaryIO | None:
    try:
        return None if _is_no_plain_file(path, findings) else path.open("rb")
    except FileNotFoundError:
        findings.block("FIC-001", "Le fichier annoncé n’a pas été reçu.", expected_fr=f"un fichier nommé {path.name}")
    except OSError as problem:
        findings.block(
            "FIC-003",
            f"Le fichier existe mais ne peut pas être ouvert ({problem.strerror}).",
            expected_fr="un fichier lisible, qu’aucun autre programme ne verrouille",
        )
    return None


def _is_no_plain_file(path: Path, findings: Findings) -> bool:
    """Whether it must not be opened: a link shows another file of this machine, a pipe or a device has no end."""
    about = path.lstat()
    most = MOST_BYTES.get(path.suffix.lower(), LIMITS.file_bytes)
    if not stat.S_ISREG(about.st_mode):
        findings.block(
            "FIC-003",
            "Ce n’est pas un fichier mais un lien, un dossier ou un appareil\u202f; il n’a pas été ouvert.",
            expected_fr="le fichier lui-même",
        )
        return True
    if about.st_size > most:
        findings.block(
            "FIC-013",
            "Le fichier est trop grand pour être lu\u202f; il n’a pas été ouvert.",
            found=f"{about.st_size >> 20} Mo",
            expected_fr=f"au plus {most >> 20} Mo\u00a0: livrez-le en plusieurs fichiers",
        )
        return True
    return False


def _is_refused(extension: str, content: bytes, findings: Findings) -> bool:
    """Whether the extension is of no format read here, or announces another content; told in that case."""
    if extension not in SIGNATURES:
        findings.block(
            "FIC-010",
            "Ce format de fichier n’est pas lu.",
            found=REFUSED_FR.get(extension, f"extension « {extension} »" if extension else "un nom sans extension"),
            expected_fr=READ_FR,
        )
        return True
    if not content:
        findings.block("FIC-004", "Le fichier est vide.", expected_fr=f"un {FORMATS_FR[extension]}")
        return True
    return _is_something_else(extension, content, findings)


def _is_something_else(extension: str, content: bytes, findings: Findings) -> bool:
    # A password turns a workbook into another container; `workbooks.archives` tells which it is.
    is_workbook = extension != ".parquet"
    if content.startswith(SIGNATURES[extension]) or (is_workbook and is_locked(content)):
        return False
    kind = next((kind for start, kind in SIGNATURES_FR.items() if content.startswith(start)), "un contenu inconnu")
    findings.block(
        "FIC-011",
        f"L’extension annonce un {FORMATS_FR[extension]} ; le contenu est autre chose.",
        found=kind,
        expected_fr=f"un {FORMATS_FR[extension]}, ou l’extension de ce que contient le fichier",
    )
    return True
