"""Bytes to cells: encoding, delimiter, quoting. What the cells mean belongs in `reading` and `values`."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid, Record, grid_of
from pipeline.intake.problems import Findings

BOM = b"\xef\xbb\xbf"
DELIMITERS_FR = {",": "la virgule", ";": "le point-virgule", "\t": "la tabulation", "|": "la barre verticale"}
ENCODINGS_FR = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
SIGNATURES_FR = {
    b"PK\x03\x04": "un classeur (Excel, LibreOffice) ou une archive zip",
    b"\xd0\xcf\x11\xe0": "un ancien classeur Excel (.xls)",
    b"%PDF": "un PDF",
    b"\xff\xfe": "un texte en UTF-16",
    b"\xfe\xff": "un texte en UTF-16",
    b"PAR1": "un fichier parquet",
    b"\x1f\x8b": "une archive gzip",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
}
OTHER_DELIMITER = "FIC-008"
"""Code of a file whose columns are separated otherwise than announced."""

LONGEST_CELL = 131_072
"""Signs; no answer is longer, but all that follows a quote left open is one cell."""

LONGEST_LINE = 4_000_000
"""Signs; thirty cells of the longest kind, and so many columns that no table has them."""

MOST_CELLS = 10_000_000
"""Rows times columns of one file: a year of one measurement a minute, twenty columns wide."""

CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1a"))
LINE_END = re.compile(r"\r\n|\n|\r")
EXPECTED_TEXT_FR = "un fichier CSV (texte), enregistré en UTF-8"


def read_text(content: bytes, reader: Reader, known: Collection[str], findings: Findings) -> tuple[Grid, str] | None:
    """The grid of a text file and its encoding; None when it holds no rows (the reason is in `findings`)."""
    decoded = decode(content, reader.encoding, findings)
    if decoded is None:
        return None
    text, encoding = decoded
    delimiter = delimiter_of(text, reader.delimiter, known, findings)
    before = len(findings.problems)
    grid = grid_of(records(text, delimiter, findings), reader.header_rows)
    if len(findings.problems) > before:
        return None
    if grid is None:
        findings.block("FIC-004", "Le fichier est vide.", expected_fr=EXPECTED_TEXT_FR)
        return None
    return grid, encoding


def decode(content: bytes, declared: str, findings: Findings) -> tuple[str, str] | None:
    """The text and the encoding it was read with; None when the bytes are no text. A byte order mark is accepted.

    UTF-8 is tried first, strictly: text in another encoding practically never passes for it. Then Windows-1252, whose
    five unused bytes are refused.
    """
    if kind := _not_text(content):
        findings.block(
            "FIC-005", f"Le fichier n’est pas du texte : c’est {kind}.", found=kind, expected_fr=EXPECTED_TEXT_FR
        )
        return None
    for encoding in ENCODINGS_FR:
        try:
            text = content.removeprefix(BOM).decode(encoding)
        except UnicodeDecodeError as problem:
            unreadable = problem
            continue
        if encoding != declared and not content.isascii():
            _warn_encoding(encoding, declared, findings)
        return text, encoding
    _block_encoding(content, unreadable, findings)
    return None


def _not_text(content: bytes) -> str:
    """What the bytes are instead of text, in French; empty when they may be text."""
    for signature, kind in SIGNATURES_FR.items():
        if content.startswith(signature):
            return kind
    return "un contenu binaire" if len(content.translate(None, CONTROLS)) < len(content) else ""


def _warn_encoding(encoding: str, declared: str, findings: Findings) -> None:
    findings.warn(
        "FIC-007",
        f"Le fichier est en {ENCODINGS_FR[encoding]} ; il a été lu ainsi. Vérifiez que les accents sont justes.",
        found=ENCODINGS_FR[encoding],
        expected_fr=ENCODINGS_FR[declared],
    )


def _block_encoding(content: bytes, problem: UnicodeDecodeError, findings: Findings) -> None:
    findings.block(
        "FIC-006",
        "Un caractère ne se lit ni en UTF-8 ni en Windows-1252. Enregistrez de nouveau le fichier en UTF-8.",
        row=content[: problem.start].count(b"\n") + 1,
        found=f"octet {content[problem.start]:#04x}",
        expected_fr=EXPECTED_TEXT_FR,
    )


def delimiter_of(text: str, declared: str, headers: Collection[str], findings: Findings) -> str:
    """The delimiter to read with: the declared one, unless another finds more of the expected headers."""
    first_line = re.split(r"[\r\n]", text[:LONGEST_LINE].lstrip(), maxsplit=1)[0]

    def matches(delimiter: str) -> int:
        # No cell is larger than the line; `records` tells those that are too large.
        csv.field_size_limit(LONGEST_LINE)
        cells = next(csv.reader([first_line], delimiter=delimiter), [])
        return len({cell.strip() for cell in cells} & set(headers))

    best = max([declared, *DELIMITERS_FR], key=matches)
    if best != declared:
        findings.block(
            OTHER_DELIMITER,
            f"Le séparateur des colonnes est {DELIMITERS_FR[best]}. Les autres contrôles ont été faits avec lui.",
            found=DELIMITERS_FR[best],
            expected_fr=DELIMITERS_FR[declared],
        )
    return best


class _TooLargeError(Exception):
    """A line or a file holds more than any table does."""


def _bounded(text: str) -> Iterator[str]:
    """The lines with their ends, one at a time: a copy of the whole would take four times its room.

    Raises:
        _TooLargeError: a line is longer than any row of a table.
    """
    start = 0
    while start < len(text):
        found = LINE_END.search(text, start)
        end = found.end() if found else len(text)
        if end - start > LONGEST_LINE:
            raise _TooLargeError(f"une ligne de {end - start} signes")
        yield text[start:end]
        start = end


def records(text: str, delimiter: str, findings: Findings) -> Iterator[Record]:
    """The rows that hold something, numbered as in a spreadsheet; what `csv` refuses is told and ends them."""
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: other libraries lift it
    lines = csv.reader(_bounded(text), delimiter=delimiter, strict=True)
    number = held = 0
    try:
        for number, cells in enumerate(lines, start=1):
            if any(cell.strip() for cell in cells):
                held += len(cells)
                if held > MOST_CELLS:
                    raise _TooLargeError(f"plus de {MOST_CELLS} cellules")
                yield number, cells
    except _TooLargeError as problem:
        findings.block(
            "FIC-013",
            "Le fichier est trop grand pour être lu\u202f; sa lecture a été arrêtée à cette ligne.",
            row=number + 1,
            found=str(problem),
            expected_fr=f"au plus {MOST_CELLS} cellules, et {LONGEST_LINE} signes par ligne",
        )
    except csv.Error:
        findings.block(
            "FIC-009",
            "Les guillemets sont mal formés : un guillemet ouvert n’est pas refermé, un guillemet figure seul dans une "
            "cellule, ou une cellule a plus de 131 072 signes. À partir de cette ligne, le fichier n’a pas pu être lu.",
            row=number + 1,
            expected_fr='une cellule entre guillemets (") y double ceux qu’elle contient ("")',
        )
