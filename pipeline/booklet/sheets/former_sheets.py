"""All sheets of a cohort as a former build laid them out, taken again while all that they are made from is the same.

DVC takes the releases for one thing: any number that changes in one would stage every sheet again. What a sheet gave is
kept with its layout (`former_layouts`); here is kept what all of them asked the releases, and which layouts those are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.editions.content import files_digest
from pipeline.editions.status import CONTENT
from pipeline.files import files_below, sha256, write_bytes, write_json, write_text
from pipeline.former_results import FormerResults, digest
from pipeline.released import Release

if TYPE_CHECKING:
    from pipeline.booklet.sheets.former_layouts import FormerLayouts
    from pipeline.renderer.sheets import Press

ALL = "_all"
"""No sheet is called so."""

Records = list[dict[str, Any]]
"""What each sheet is, in order."""


class FormerSheets:
    """What the sheets of a cohort gave, with the same code."""

    def __init__(self, former: FormerResults, releases: Sequence[Release], read: Iterable[Path]) -> None:
        """`former` are the cohort's sheets, made from these releases and from the files and folders `read`."""
        self._former, self._releases = former, releases
        files = {str(file): sha256(file) for path in read for file in files_below(path)}
        self._read = files_digest({**files, "audiences": " ".join(release.folder.name for release in releases)})
        self._layouts: FormerLayouts | None = None

    def take(self, output: Path) -> Records | None:
        """What the sheets of a former build are that were made from the same, once all is in `output`; else None.

        Raises:
            WriteError: the disk refused a file.
        """
        kept = self._former.answered(ALL, self._answer)
        if kept is None or kept["read"] != self._read:
            return None
        layouts = {slug: self._layout(slug, *staged) for slug, staged in kept["staged"].items()}
        if not all(layouts.values()):
            return None
        for slug, layout in layouts.items():
            write_bytes(output / f"{slug}.pdf", base64.b64decode(layout["pdf"]))
            write_text(output / f"{slug}.html", layout["body"])
        write_json(output / CONTENT, kept["contents"])
        records: Records = kept["records"]
        return records

    def layouts(self, press: Press, documents: Iterable[Path]) -> FormerLayouts:
        """The sheets of a staged project one by one, those that are staged as before from a former build."""
        from pipeline.booklet.sheets.former_layouts import FormerLayouts  # it brings all that lays out

        self._layouts = FormerLayouts(self._former, press, documents)
        return self._layouts

    def keep(self, records: Records, output: Path, asked: Iterable[str]) -> None:
        """Leave the sheets that were laid out to later builds; `asked` is what all of them asked of the releases."""
        contents = json.loads((output / CONTENT).read_text(encoding="utf-8"))
        staged = self._layouts.staged() if self._layouts else {}
        made = {"read": self._read, "staged": staged, "contents": contents, "records": records}
        self._former.keep_answered(ALL, self._answer, asked, made)

    def _layout(self, slug: str, read: str, whole: str) -> Mapping[str, str]:
        """What the sheet gave that was staged so; nothing where it is kept no more."""
        content = self._former.take(slug, read.encode())
        kept: Mapping[str, str] = json.loads(content) if content else {}
        return kept if kept.get("whole") == whole else {}

    def _answer(self, asked: str) -> str:
        """A digest of what all releases answer."""
        return digest(*(release.answer(asked).encode() for release in self._releases))
