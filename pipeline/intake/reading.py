"""One delivered file to one text table with canonical columns. Only how the file is written is told here.

Every reading problem is a record in `findings`; nothing raises, so that all files are read and all problems told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.intake.delimited_text import EXPECTED_TEXT_FR, Records, decode, delimiter_of, records
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.problems import MISALIGNED, Findings
from pipeline.tables import TABLES


@dataclass(frozen=True)
class Sheet:
    """A delivered table: text cells under canonical columns, with `source_file` and `source_row`.

    `headers` maps canonical columns to headers as delivered; `encoding` is the one the file was read with.
    """

    frame: pd.DataFrame
    headers: dict[str, str]
    encoding: str


def read_sheet(path: Path, delivery: Delivery, reader: Reader, findings: Findings) -> Sheet | None:
    """The table of one delivered file, or None when no table can be made of it (the reason is in `findings`)."""
    content = _content(path, findings)
    decoded = None if content is None else decode(content, reader.encoding, findings)
    if decoded is None:
        return None
    text, encoding = decoded
    known = [*delivery.columns, *delivery.ignore]
    delimiter = delimiter_of(text, reader.delimiter, known, findings)
    rows = records(text, delimiter, findings)
    if rows is None:
        return None
    if not rows:
        findings.block("FIC-004", "Le fichier est vide.", expected_fr=EXPECTED_TEXT_FR)
        return None
    headers = _headers(rows, delivery, findings)
    return Sheet(_frame(rows, headers, delivery, findings), headers, encoding)


def _content(path: Path, findings: Findings) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        findings.block("FIC-001", "Le fichier annoncé n’a pas été reçu.", expected_fr=f"un fichier nommé {path.name}")
        return None
    except OSError as problem:
        findings.block(
            "FIC-003",
            f"Le fichier existe mais ne peut pas être ouvert ({problem.strerror}).",
            expected_fr="un fichier lisible, qu’aucun autre programme ne verrouille",
        )
        return None
    return content


def _headers(rows: Records, delivery: Delivery, findings: Findings) -> dict[str, str]:
    """Delivered headers by canonical column, in the order of the table; tells what is missing, extra or twice there."""
    _, cells = rows[0]
    names = [_plain(cell) for cell in cells]
    _tell_repeated(names, rows, findings)
    _tell_extra(names, rows, delivery, findings)
    _tell_missing(names, delivery, findings)
    delivered = {canonical: header for header, canonical in delivery.columns.items() if _plain(header) in names}
    return {
        column.name: delivered[column.name] for column in TABLES[delivery.table].columns if column.name in delivered
    }


def _plain(header: str) -> str:
    return unicodedata.normalize("NFC", header).strip()


def _tell_repeated(names: Sequence[str], rows: Records, findings: Findings) -> None:
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        findings.block(
            "COL-001",
            f"Deux colonnes portent le même en-tête ; rien ne dit laquelle est la bonne. Seule la première "
            f"(colonne {names.index(name) + 1}) a été contrôlée.",
            row=rows[0][0],
            column=name,
            found=f"{names.count(name)} fois « {name} »",
            expected_fr="un seul en-tête de ce nom",
        )


def _tell_extra(names: Sequence[str], rows: Records, delivery: Delivery, findings: Findings) -> None:
    known = {_plain(header) for header in (*delivery.columns, *delivery.ignore)}
    for position, name in enumerate(names):
        if name in known or (not name and not any(_cell(cells, position) for _, cells in rows[1:])):
            continue
        findings.warn(
            "COL-003" if name else "COL-004",
            "Cette colonne n’était pas annoncée ; elle n’est pas utilisée."
            if name
            else "Une colonne remplie n’a pas d’en-tête ; elle n’est pas utilisée.",
            row=rows[0][0],
            column=name or f"colonne {position + 1}",
            found=name,
            expected_fr=f"une colonne parmi : {', '.join(delivery.columns)}",
        )


def _tell_missing(names: Sequence[str], delivery: Delivery, findings: Findings) -> None:
    table = TABLES[delivery.table]
    for header, canonical in delivery.columns.items():
        if _plain(header) in names:
            continue
        tell = findings.block if table.column(canonical).is_required else findings.warn
        tell(
            "COL-002",
            "La colonne annoncée n’est pas dans le fichier.",
            column=header,
            found=f"en-têtes reçus : {', '.join(name for name in names if name)}",
            expected_fr=f"un en-tête « {header} »",
        )


def _cell(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _frame(rows: Records, headers: dict[str, str], delivery: Delivery, findings: Findings) -> pd.DataFrame:
    names = [_plain(cell) for cell in rows[0][1]]
    body = rows[1:]
    for number, cells in body:
        _tell_ragged(number, cells, len(names), findings)
    positions = {canonical: names.index(_plain(header)) for canonical, header in headers.items()}
    columns = {
        canonical: pd.Series([_cell(cells, position) for _, cells in body], dtype=str)
        for canonical, position in positions.items()
    }
    return pd.DataFrame(
        {
            **columns,
            "source_file": pd.Series([delivery.file] * len(body), dtype=str),
            "source_row": pd.Series([number for number, _ in body], dtype="int64"),
        }
    )


def _tell_ragged(number: int, cells: Sequence[str], width: int, findings: Findings) -> None:
    is_short, is_long = len(cells) < width, any(cell.strip() for cell in cells[width:])
    if is_short or is_long:
        findings.block(
            MISALIGNED,
            f"La ligne a {len(cells)} cellules, l’en-tête en a {width} : une cellule manque, ou un séparateur figure "
            "dans un texte sans guillemets.",
            row=number,
            found=f"{len(cells)} cellules",
            expected_fr=f"{width} cellules",
        )
