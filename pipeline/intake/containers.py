"""Which format a delivered file has, by its extension, and its sheet as a grid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.intake.delimited_text import read_text
from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings


@dataclass(frozen=True)
class Content:
    """A sheet, and the encoding its file was read with (empty where the format has none of its own)."""

    grid: Grid
    encoding: str = ""


def read_container(path: Path, reader: Reader, known: Collection[str], findings: Findings) -> Content | None:
    """The delivered sheet, or None when the file holds none (the reason is in `findings`).

    `known` are the expected headers. Nothing raises: every problem is told in `findings`.
    """
    content = _bytes(path, findings)
    if content is None:
        return None
    read = read_text(content, reader, known, findings)
    return None if read is None else Content(*read)


def _bytes(path: Path, findings: Findings) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        findings.block("FIC-001", "Le fichier annoncé n’a pas été reçu.", expected_fr=f"un fichier nommé {path.name}")
    except OSError as problem:
        findings.block(
            "FIC-003",
            f"Le fichier existe mais ne peut pas être ouvert ({problem.strerror}).",
            expected_fr="un fichier lisible, qu’aucun autre programme ne verrouille",
        )
    return None
