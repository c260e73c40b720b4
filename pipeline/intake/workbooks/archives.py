"""Is this zip archive what it claims to be, and harmless to unpack? Looks at its directory and first bytes only."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

from pipeline.intake.problems import Findings
from pipeline.intake.workbooks.limits import Limits

WorkbookFormat = Literal["xlsx", "ods"]
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_FLAG = 0x1
NAMES_FR = {"xlsx": "classeur Excel (.xlsx)", "ods": "classeur LibreOffice (.ods)"}
SAVE_AGAIN_FR = "le classeur ouvert puis enregistré de nouveau au même format, ou sa feuille enregistrée en CSV"
SAVE_SHEET_FR = "la feuille seule, enregistrée en CSV (UTF-8)"

DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, NotImplementedError, RuntimeError),
)
"""What zipfile and the decompressors raise on archives that are cut or altered."""


@dataclass(frozen=True)
class Refusal:
    """Why a workbook is not opened: code, sentence, what was found, what was expected."""

    code: str
    message_fr: str
    found: str
    expected_fr: str


def refuse_archive(content: bytes, form: WorkbookFormat, limits: Limits, findings: Findings) -> bool:
    """Whether the workbook must not be opened; the reason is then in `findings`."""
    refusal = refusal_of(content, form, limits)
    if refusal is not None:
        findings.block(refusal.code, refusal.message_fr, found=refusal.found, expected_fr=refusal.expected_fr)
    return refusal is not None


def refusal_of(content: bytes, form: WorkbookFormat, limits: Limits) -> Refusal | None:
    """Why these bytes are not handed to a parser, or None when they may be."""
    if len(content) > limits.file_bytes:
        return _too_large(f"fichier de {len(content) >> 20} Mo")
    if is_locked(content):
        return _locked()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            return (
                _unsafe_directory(members, limits)
                or _other_format(archive, form, limits)
                or _unsafe_members(archive, limits)
            )
    except DAMAGE:
        return damaged("archive incomplète ou altérée")


def is_locked(content: bytes) -> bool:
    """Whether this is an Excel workbook under a password: it is then no zip any more."""
    return content.startswith(OLE) and ENCRYPTED_PACKAGE in content


def damaged(found: str) -> Refusal:
    """The refusal of a workbook that cannot be read to its end."""
    return Refusal("CLA-002", "Le classeur est incomplet ou endommagé ; il n’a pas été lu.", found, SAVE_AGAIN_FR)


def _too_large(found: str) -> Refusal:
    message = "Le classeur dépasse ce qui peut être ouvert sans risque ; il n’a pas été lu."
    return Refusal("CLA-001", message, found, SAVE_SHEET_FR)


def _locked() -> Refusal:
    message = "Le classeur est protégé par un mot de passe ; il n’a pas été lu."
    return Refusal("CLA-003", message, "classeur chiffré", "le même classeur sans mot de passe")


def _unsafe_directory(members: list[zipfile.ZipInfo], limits: Limits) -> Refusal | None:
    """What the archive's own directory gives away."""
    if len(members) > limits.members:
        return _too_large(f"{len(members)} parties")
    if len({member.filename for member in members}) < len(members):
        return damaged("deux parties du même nom")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        return _locked()
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        return _too_large(f"{unpacked >> 20} Mo une fois décompressé")
    for member in members:
        ratio = member.file_size // max(member.compress_size, 1)
        if member.file_size > limits.ratio_from_bytes and ratio > limits.ratio:
            return _too_large(f"une partie {ratio} fois plus grande une fois décompressée")
    return None


def _other_format(archive: zipfile.ZipFile, form: WorkbookFormat, limits: Limits) -> Refusal | None:
    found = _format_of(archive, limits)
    if found == form:
        return None
    if found == "encrypted":
        return _locked()
    message = f"L’extension annonce un {NAMES_FR[form]} ; le contenu est autre chose."
    return Refusal("FIC-011", message, NAMES_FR.get(found, found), f"un {NAMES_FR[form]}")


def _format_of(archive: zipfile.ZipFile, limits: Limits) -> str:
    """`xlsx`, `ods`, `encrypted`, or in French what the archive holds instead."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)):
        return "classeur Excel binaire (.xlsb)" if "xl/workbook.bin" in names else "xlsx"
    if "encrypted-package" in names:
        return "encrypted"
    if "mimetype" not in names or "content.xml" not in names:
        return "une archive zip"
    if _start(archive, "mimetype", limits).strip() != b"application/vnd.oasis.opendocument.spreadsheet":
        return "un document LibreOffice qui n’est pas un classeur"
    manifest = _start(archive, "META-INF/manifest.xml", limits) if "META-INF/manifest.xml" in names else b""
    return "encrypted" if b"encryption-data" in manifest else "ods"


def _start(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """The first bytes of a part, never more: its announced size may be a lie."""
    with archive.open(name) as stream:
        return stream.read(limits.prolog_bytes)


def _unsafe_members(archive: zipfile.ZipFile, limits: Limits) -> Refusal | None:
    """What the first bytes of the parts give away: an archive in the archive, entities declared in XML."""
    for name in archive.namelist():
        start = _start(archive, name, limits)
        if start.startswith(ZIP):
            message = "Le classeur contient une autre archive ou un autre document ; il n’a pas été lu."
            return Refusal("CLA-004", message, "un document incorporé", SAVE_SHEET_FR)
        if _declares_type(start, limits):
            message = "Le classeur contient des déclarations qu’aucun tableur n’écrit ; il n’a pas été lu."
            return Refusal("CLA-005", message, "déclaration DOCTYPE dans le XML", SAVE_SHEET_FR)
    return None


class _RootReachedError(Exception):
    """The first element begins: nothing can be declared after it."""


class _TypeDeclaredError(Exception):
    """A document type is declared, and with it perhaps entities that multiply."""


def _declares_type(start: bytes, limits: Limits) -> bool:
    """Whether XML declares a document type before its first element, in any encoding that expat reads.

    Something that goes on and on without an element may hide one behind it: it is refused too.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        parser.Parse(start, False)
    except _TypeDeclaredError:
        return True
    except (_RootReachedError, expat.ExpatError):
        # An element, or no XML at all: parsers that stumble on the latter are in the child.
        return False
    return len(start) == limits.prolog_bytes


def _refuse(*_declaration: object) -> None:
    raise _TypeDeclaredError


def _stop(*_element: object) -> None:
    raise _RootReachedError
