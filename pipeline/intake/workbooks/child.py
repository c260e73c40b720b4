"""The process that parses one workbook: limited in memory and time, given bytes, giving back two files of plain text.

Started by `sandbox` as `python -m pipeline.intake.workbooks.child REQUEST FOLDER`, the workbook on standard input.
"""

from __future__ import annotations

import errno
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.intake.workbooks.archives import WorkbookFormat
from pipeline.intake.workbooks.blocks import Blocks
from pipeline.intake.workbooks.cells import Cell, Row, Written
from pipeline.intake.workbooks.limits import Limits
from pipeline.intake.workbooks.sightings import SheetRefusedError, Sightings

ROWS, NOTES = "rows.jsonl", "notes.json"
OUT_OF_MEMORY, OUT_OF_ROOM = 3, 4
"""How it ends when the machine, not the workbook, is short of something."""

DAY_ONLY = "T00:00:00"


@dataclass(frozen=True)
class Request:
    """What the child is asked: which format and sheet, how the delivery writes values, and its limits."""

    form: WorkbookFormat
    sheet: str
    header_rows: int
    written: Written
    limits: Limits

    def to_json(self) -> str:
        """The request as an argument of the command."""
        return json.dumps(asdict(self))


def request_from(text: str) -> Request:
    """The request read back."""
    record = json.loads(text)
    return Request(**{**record, "written": Written(**record["written"]), "limits": Limits(**record["limits"])})


def restrict(limits: Limits) -> None:
    """Give up, for good, the right to use more than the limits."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.text_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def run(request: Request, content: bytes, folder: Path) -> None:
    """Parse the workbook; rows and notes are written to `folder`."""
    notes: dict[str, Any] = {}
    try:
        notes = _parsed(request, content, folder / ROWS)
    except SheetRefusedError as refusal:
        notes = {"refusal": refusal.kind, "found": refusal.found}
    except MemoryError:
        raise
    except Exception as problem:  # whatever a parser raises on hostile bytes is an answer: the workbook is damaged
        if _is_full_disk(problem):
            raise
        notes = {"refusal": _refusal_of(problem), "found": type(problem).__name__}
    (folder / NOTES).write_text(json.dumps(notes), encoding="utf-8")


def _is_full_disk(problem: Exception) -> bool:
    return isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)


def _refusal_of(problem: Exception) -> str:
    """Limits reach a parser as errors of the system."""
    number = problem.errno if isinstance(problem, OSError) else None
    return {errno.EFBIG: "text", errno.ENOMEM: "memory"}.get(number or 0, "damaged")


def _parsed(request: Request, content: bytes, target: Path) -> dict[str, Any]:
    book = opener(request.form)(content, request.written, request.limits)
    states = book.states()
    notes: dict[str, Any] = {"sheets": [{"name": name, "is_visible": shown} for name, shown in states.items()]}
    sheet = request.sheet or _only_one(book, states)
    if sheet not in states:
        return notes
    sightings = Sightings(request.limits.told)
    book.look(sheet, sightings)
    extent = _write_rows(book.rows(sheet), Blocks(request.header_rows, sightings), target)
    beside = [name for name, is_visible in states.items() if is_visible and name != sheet and book.is_filled(name)]
    return {**notes, "sheet": sheet, "beside": beside, **extent, **sightings.record()}


def opener(form: WorkbookFormat) -> Callable[[bytes, Written, Limits], Any]:
    """What opens a workbook of this format; only the library that it needs is imported."""
    if form == "ods":
        from pipeline.intake.workbooks.ods import OdsBook

        return OdsBook
    # openpyxl imports numpy when it is there, only to accept its numbers when writing: it doubles start and memory.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from pipeline.intake.workbooks.xlsx import XlsxBook

    return XlsxBook


def _only_one(book: Any, states: dict[str, bool]) -> str:
    """The one visible sheet that holds something; empty when several do. Empty sheets lose nothing."""
    shown = [name for name, is_visible in states.items() if is_visible]
    filled = shown if len(shown) == 1 else [name for name in shown if book.is_filled(name)]
    return filled[0] if len(filled) == 1 else ""


def _write_rows(rows: Any, blocks: Blocks, target: Path) -> dict[str, Any]:
    """One JSON line a row that is not blank; instants stand as [instant], since their column decides their writing."""
    timed: set[int] = set()
    width = 0
    with target.open("w", encoding="utf-8") as lines:
        for number, cells in rows:
            filled = _trimmed((number, cells))
            if not filled:
                continue
            blocks.add(number, filled)
            width = max(width, len(filled))
            timed.update(
                column
                for column, cell in enumerate(filled)
                if cell and cell.form == "moment" and not cell.text.endswith(DAY_ONLY)
            )
            lines.write(json.dumps([number, [_handed(cell) for cell in filled]], ensure_ascii=False) + "\n")
    blocks.tell_gaps()
    return {"width": width, "timed": sorted(timed)}


def _trimmed(row: Row) -> list[Cell | None]:
    """The cells up to the last that holds more than white space."""
    _, cells = row
    last = max((place for place, cell in enumerate(cells, start=1) if cell and cell.text.strip()), default=0)
    return cells[:last]


def _handed(cell: Cell | None) -> str | list[str]:
    if cell is None:
        return ""
    return [cell.text] if cell.form == "moment" else cell.text


def main() -> None:
    """Entry of the child process."""
    request = request_from(sys.argv[1])
    opener(request.form)
    restrict(request.limits)
    try:
        run(request, sys.stdin.buffer.read(), Path(sys.argv[2]))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except OSError as problem:
        if _is_full_disk(problem):
            sys.exit(OUT_OF_ROOM)
        raise


if __name__ == "__main__":
    main()
