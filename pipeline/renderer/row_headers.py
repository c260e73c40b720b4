"""Name the rows of a PDF's tables: the cells of a first column that names them become headers of their rows.

Typst marks the cells of head rows only; what would let it mark others is not open to its wheel. It writes structure
elements as plain text, so that a cell is changed where it stands, into as many bytes: nothing in the file moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import RenderError

DECISION = re.compile(r"/\* rows: (named|unnamed) \*/")
"""What `row_heads.lua` writes before each table of the Typst source."""

CELL = re.compile(rb"(/Type/StructElem/S)/TD(/[^\n]*?/O/Table[^\n>]*?)(/Headers\[\(U(\d+)x(\d+)y\d+\)\])")
"""A cell of data: the id of the header above tells its table (U, from 1) and its column (x, from 0)."""

DATA, ROW_SCOPE = b"/S/TD/", b"/Scope/Row"


def named_rows(source: str) -> list[bool]:
    """For each table of a Typst source, in order, whether its first column names its rows."""
    return [decision == "named" for decision in DECISION.findall(source)]


def with_row_headers(pdf: bytes, are_named: Sequence[bool]) -> bytes:
    """The PDF with first cells as headers in the tables whose rows `are_named`.

    Their other cells lose the list of their headers: readers then find both headers by where these stand, and a list
    would name the one above alone.

    Raises:
        RenderError: cells or tables are not as Typst writes them.
    """
    found: set[int] = set()
    count = 0

    def change(cell: re.Match[bytes]) -> bytes:
        nonlocal count
        opening, middle, headers, table, column = cell.groups()
        found.add(int(table))
        count += 1
        if int(table) > len(are_named) or not are_named[int(table) - 1]:
            return cell.group()
        if int(column):
            return opening + b"/TD" + middle + b" " * len(headers)
        return opening + b"/TH" + middle + ROW_SCOPE.ljust(len(headers))

    changed = CELL.sub(change, pdf)
    if found != set(range(1, len(are_named) + 1)) or count != pdf.count(DATA):
        raise RenderError(
            f"The rows of tables could not be named in the PDF: found {len(found)} tables with {count} cells under a "
            f"header, expected {len(are_named)} with {pdf.count(DATA)}. Is Typst another than requirements.lock has?"
        )
    return changed
