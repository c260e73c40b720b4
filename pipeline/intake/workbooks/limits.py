"""How large a workbook may be, and how much its parsing may use. Beyond, its owner is told to send CSV."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds that any real delivery stays far below, and that stop a hostile one before it harms the machine.

    Attributes:
        file_bytes: the file as received; 50 000 answers to 60 questions take about 20 MB.
        members: parts of the zip archive; a workbook has about ten, one more a sheet, drawing or picture.
        unpacked_bytes: all parts together, once unpacked.
        ratio: unpacked bytes for one packed byte; the XML of a repetitive sheet reaches about 50, a bomb 1000.
        ratio_from_bytes: parts below this size may have any ratio: they cannot harm.
        prolog_bytes: what may stand before the first XML element; only there can entities be declared.
        cells: rows times columns of one sheet; also what a false or far-away cell may stretch it to.
        text_bytes: the text of a sheet: one long text may be shared by every cell.
        memory_bytes: address space of the child; libraries take 200 MB of it.
        cpu_seconds: of the child; a sheet of `cells` cells takes about a minute, several on a busy machine.
        wall_seconds: of the child, also when it waits.
        told: problems of one kind told one by one; the others are counted.
    """

    file_bytes: int = 100 * MEGABYTE
    members: int = 2_000
    unpacked_bytes: int = 1_000 * MEGABYTE
    ratio: int = 200
    ratio_from_bytes: int = MEGABYTE
    prolog_bytes: int = 64 * 1024
    cells: int = 3_000_000
    text_bytes: int = 500 * MEGABYTE
    memory_bytes: int = 1_500 * MEGABYTE
    cpu_seconds: int = 300
    wall_seconds: int = 1_200
    told: int = 50


LIMITS = Limits()
