"""A booklet as a former build laid it out, taken again while all that it is made from is the same.

DVC takes the release for one thing: any number that changes in it would stage every booklet again, those too that print
something else. Nothing is staged while the release answers the same to what the staging asked it; nothing is laid out
while all that is staged is the same, the booklet's status too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.editions.content import files_digest, hashes_below
from pipeline.files import files_below, sha256, write_bytes, write_text
from pipeline.former_results import Answer, FormerResults

FORMS = (".pdf", ".html")

Record = dict[str, Any]
"""What was built, beside its files."""


class FormerBooklet:
    """What one booklet gave, with the same code."""

    def __init__(self, former: FormerResults | None, name: str, answer: Answer, read: Iterable[Path]) -> None:
        """`former` are booklets of one cohort, where any are kept; this is the one called `name`.

        It is made from the files and folders `read`, and from what the release answers: `answer` gives a digest of
        what that is now.
        """
        self._former, self._name, self._answer = former, name, answer
        self._read = files_digest({str(file): sha256(file) for path in read for file in files_below(path)})
        self._staged = ""

    def take(self, output: Path) -> Record | None:
        """What a former build recorded that was made from the same, once its files are in `output`; None without one.

        Raises:
            WriteError: the disk refused a file.
        """
        kept = self._former.answered(self._name, self._answer) if self._former else None
        if kept is None or kept["read"] != self._read:
            return None
        self._write(kept, output)
        record: Record = kept["record"]
        return record

    def lay_out(self, project: Path, output: Path, anew: Callable[[], None]) -> None:
        """Write the booklet's files into `output`: those of a former build of the same `project`, else `anew`.

        The project is looked at first: laying it out leaves files in it.

        Raises:
            RenderError: it cannot be laid out.
            WriteError: the disk refused a file.
        """
        self._staged = files_digest(hashes_below(project))
        content = self._former.take(self._name) if self._former else None
        kept = json.loads(content) if content else {}
        if kept.get("staged") == self._staged:
            self._write(kept, output)
        else:
            anew()

    def keep(self, record: Record, output: Path, asked: Iterable[str]) -> None:
        """Leave what was laid out in `output` to later builds; `asked` is what all of it asked of the release."""
        if self._former is None:
            return
        pdf, page = (output / f"{self._name}{form}" for form in FORMS)
        files = {"pdf": base64.b64encode(pdf.read_bytes()).decode("ascii"), "page": page.read_text(encoding="utf-8")}
        made_from = {"read": self._read, "staged": self._staged}
        self._former.keep_answered(self._name, self._answer, asked, {**made_from, "record": record, **files})

    def _write(self, kept: Mapping[str, str], output: Path) -> None:
        pdf, page = (output / f"{self._name}{form}" for form in FORMS)
        output.mkdir(parents=True, exist_ok=True)
        write_bytes(pdf, base64.b64decode(kept["pdf"]))
        write_text(page, kept["page"])
