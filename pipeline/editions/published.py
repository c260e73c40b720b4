"""A gathered edition: what it says as a whole, and its mark on everything that has none of its own yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.editions.approvals import Approvals
from pipeline.editions.content import files_digest, hashes_below
from pipeline.editions.marks import csv_with_status, json_with_status, marked
from pipeline.editions.status import SITE, Status, status_of
from pipeline.files import write_text
from pipeline.site.data_files import pack

DATA = Path("site/donnees")


def edition_status(folder: Path, contents: Mapping[str, str], booklets: Iterable[str], approvals: Approvals) -> Status:
    """The status of all that was gathered in `folder` and marked nowhere yet.

    `contents` are digests that count beside these files: those of the `booklets` and sheets, whose files carry their
    own marks, and of what was delivered.
    """
    files = hashes_below(folder, without=_with_own_mark(folder, booklets))
    return status_of(SITE, files_digest({**files, **contents}), approvals)


def mark_edition(folder: Path, booklets: Iterable[str], status: Status) -> None:
    """Say the status on each page and in each row of open data, then pack these again."""
    own = _with_own_mark(folder, booklets)
    for page in sorted(folder.rglob("*.html")):
        if page not in own:
            write_text(page, marked(page.read_text(encoding="utf-8"), status))
    for table in sorted((folder / DATA).rglob("*.csv")):
        write_text(table, csv_with_status(table.read_text(encoding="utf-8"), status))
    for records in sorted((folder / DATA).rglob("*.json")):
        write_text(records, json_with_status(records.read_text(encoding="utf-8"), status))
    pack(folder / DATA)


def _with_own_mark(folder: Path, booklets: Iterable[str]) -> set[Path]:
    """PDFs, and the twins of booklets: at the root, and in the site."""
    twins = {place / f"{name}.html" for name in booklets for place in (folder, folder / "site" / "livrets")}
    return {*twins, *folder.rglob("*.pdf")}
