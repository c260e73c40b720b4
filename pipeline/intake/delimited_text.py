"""Bytes to cells: encoding, delimiter, quoting. What the cells mean belongs in `reading` and `values`.

A file is read piece by piece: only its cells are held, never its text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, TextIO

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
"""Signs; thirty cells of the longest kind."""

MOST_COLUMNS = 4_096
"""A questionnaire of some hundred questions, each choice of which has its column, does not have so many."""

CELL_BYTES = 8
"""What an empty cell takes in memory; the text of all cells takes no more than the file."""

MOST_CELLS = (1 << 29) // CELL_BYTES
"""Half a gigabyte of cells, whatever they hold: a million answers to sixty questions."""

ROW_CELLS, ODD_ROW_CELLS = 5, 1_000
"""What a row takes besides its cells, for its number; and one that is told because its width is not the header's."""

PIECE_BYTES = 1 << 20
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1a"))
EXPECTED_TEXT_FR = "un fichier CSV (texte), enregistré en UTF-8"


def read_text(content: BinaryIO, reader: Reader, known: Collection[str], findings: Findings) -> tuple[Grid, str] | None:
    """The grid of a text file and its encoding; None when it holds no rows (the reason is in `findings`).

    The file is closed when it was read to its end.
    """
    encoding = encoding_of(content, reader.encoding, findings)
    if encoding is None:
        return None
    content.seek(0)
    content.seek(len(BOM) if content.read(len(BOM)) == BOM else 0)
    text = io.TextIOWrapper(content, encoding, newline="")
    start = text.tell()
    delimiter = delimiter_of(text.read(LONGEST_LINE), reader.delimiter, known, findings)
    text.seek(start)
    before = len(findings.problems)
    grid = grid_of(records(text, delimiter, findings, reader.header_rows), reader.header_rows)
    if len(findings.problems) > before:
        return None
    if grid is None:
        findings.block("FIC-004", "Le fichier est vide.", expected_fr=EXPECTED_TEXT_FR)
        return None
    return grid, encoding


def decode(content: bytes, declared: str, findings: Findings) -> tuple[str, str] | None:
    """The text and the encoding it was read with; None when the bytes are no text. A byte order mark is accepted."""
    encoding = encoding_of(io.BytesIO(content), declared, findings)
    return None if encoding is None else (content.removeprefix(BOM).decode(encoding), encoding)


def encoding_of(content: BinaryIO, declared: str, findings: Findings) -> str | None:
    """The encoding that every byte reads in; None when the bytes are no text.

    UTF-8 is tried first, strictly: text in another encoding practically never passes for it. Then Windows-1252, whose
    five unused bytes are refused.
    """
    if kind := _not_text(content):
        findings.block(
            "FIC-005", f"Le fichier n’est pas du texte : c’est {kind}.", found=kind, expected_fr=EXPECTED_TEXT_FR
        )
        return None
    for encoding in ENCODINGS_FR:
        if unreadable := _unreadable(content, encoding):
            continue
        if encoding != declared and not all(piece.isascii() for piece in _pieces(content)):
            _warn_encoding(encoding, declared, findings)
        return encoding
    _block_encoding(unreadable, findings)
    return None


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    """The bytes from their beginning, some at a time."""
    content.seek(0)
    while piece := content.read(PIECE_BYTES):
        yield piece


def _not_text(content: BinaryIO) -> str:
    """What the bytes are instead of text, in French; empty when they may be text."""
    start = next(_pieces(content), b"")
    for signature, kind in SIGNATURES_FR.items():
        if start.startswith(signature):
            return kind
    is_binary = any(len(piece.translate(None, CONTROLS)) < len(piece) for piece in _pieces(content))
    return "un contenu binaire" if is_binary else ""


def _unreadable(content: BinaryIO, encoding: str) -> tuple[int, ...]:
    """(line, byte) of the first that this encoding does not have; nothing when it reads them all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for piece in _pieces(content):
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as problem:
            return line + problem.object[: problem.start].count(b"\n"), problem.object[problem.start]
        line += piece.count(b"\n")
    held, _ = decoder.getstate()
    return (line, held[0]) if held else ()


def _warn_encoding(encoding: str, declared: str, findings: Findings) -> None:
    findings.warn(
        "FIC-007",
        f"Le fichier est en {ENCODINGS_FR[encoding]} ; il a été lu ainsi. Vérifiez que les accents sont justes.",
        found=ENCODINGS_FR[encoding],
        expected_fr=ENCODINGS_FR[declared],
    )


def _block_encoding(unreadable: tuple[int, ...], findings: Findings) -> None:
    line, byte = unreadable
    findings.block(
        "FIC-006",
        "Un caractère ne se lit ni en UTF-8 ni en Windows-1252. Enregistrez de nouveau le fichier en UTF-8.",
        row=line,
        found=f"octet {byte:#04x}",
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


def _lines(text: TextIO) -> Iterator[str]:
    """The lines with their ends, one at a time.

    Raises:
        _TooLargeError: a line is longer than any row of a table.
    """
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise _TooLargeError(f"une ligne de plus de {LONGEST_LINE} signes")
        yield line


def records(text: TextIO, delimiter: str, findings: Findings, header_rows: int = 1) -> Iterator[Record]:
    """The rows that hold something, numbered as in a spreadsheet; what `csv` refuses is told and ends them."""
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: other libraries lift it
    lines = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number, room = 0, _Room(header_rows)
    try:
        for number, cells in enumerate(lines, start=1):
            is_filled = any(cell.strip() for cell in cells)
            room.take(cells, is_filled)
            if is_filled:
                yield number, cells
    except _TooLargeError as problem:
        findings.block(
            "FIC-013",
            "Le fichier est trop grand pour être lu\u202f; sa lecture a été arrêtée à cette ligne.",
            row=number + 1,
            found=str(problem),
            expected_fr=f"au plus {MOST_CELLS} cellules, {MOST_COLUMNS} colonnes et {LONGEST_LINE} signes par ligne",
        )
    except csv.Error:
        findings.block(
            "FIC-009",
            "Les guillemets sont mal formés : un guillemet ouvert n’est pas refermé, un guillemet figure seul dans une "
            "cellule, ou une cellule a plus de 131 072 signes. À partir de cette ligne, le fichier n’a pas pu être lu.",
            row=number + 1,
            expected_fr='une cellule entre guillemets (") y double ceux qu’elle contient ("")',
        )


class _Room:
    """How many cells the rows of a file have taken, in time or in memory."""

    def __init__(self, header_rows: int) -> None:
        self._headers_left, self._width, self._taken = header_rows, 0, 0

    def take(self, cells: list[str], is_filled: bool) -> None:
        """Count a row.

        Raises:
            _TooLargeError: no table has so many columns, or all rows together hold more than memory should.
        """
        self._taken += ROW_CELLS + len(cells)
        if is_filled and self._headers_left:
            self._headers_left, self._width = self._headers_left - 1, len(cells)
        elif is_filled and len(cells) != self._width:
            self._taken += ODD_ROW_CELLS
        if len(cells) > MOST_COLUMNS:
            raise _TooLargeError(f"{len(cells)} colonnes")
        if self._taken > MOST_CELLS:
            raise _TooLargeError(f"plus de {MOST_CELLS} cellules")
