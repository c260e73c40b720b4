"""A booklet as a former build laid it out, taken again while all that is staged for it is the same, its status too.

DVC takes the release for one thing: any number that changes in it stages every booklet again, those too that print
something else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from pipeline.editions.content import files_digest, hashes_below
from pipeline.files import write_bytes, write_text
from pipeline.former_results import FormerResults

FORMS = (".pdf", ".html")


class FormerBooklet:
    """What one booklet gave, with the same code."""

    def __init__(self, former: FormerResults | None, name: str) -> None:
        """`former` are booklets of one cohort, where any are kept; this is the one called `name`."""
        self._former, self._name = former, name

    def lay_out(self, project: Path, output: Path, anew: Callable[[], None]) -> None:
        """Write the booklet's files into `output`: those of a former build of the same `project`, else `anew`.

        The project is looked at first: laying it out leaves files in it.

        Raises:
            RenderError: it cannot be laid out.
            WriteError: the disk refused a file.
        """
        if self._former is None:
            anew()
            return
        staged = files_digest(hashes_below(project)).encode()
        kept = self._former.take(self._name, staged)
        if kept is not None:
            self._write(json.loads(kept), output)
            return
        anew()
        self._former.keep(self._name, json.dumps(self._read(output)).encode(), staged)

    def _read(self, output: Path) -> dict[str, str]:
        pdf, page = (output / f"{self._name}{form}" for form in FORMS)
        return {"pdf": base64.b64encode(pdf.read_bytes()).decode("ascii"), "page": page.read_text(encoding="utf-8")}

    def _write(self, kept: dict[str, str], output: Path) -> None:
        pdf, page = (output / f"{self._name}{form}" for form in FORMS)
        output.mkdir(parents=True, exist_ok=True)
        write_bytes(pdf, base64.b64decode(kept["pdf"]))
        write_text(page, kept["page"])
