"""Sheets as a former build laid them out, taken again while all that is staged for them is the same."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.editions.content import files_digest, hashes_below
from pipeline.files import write_bytes
from pipeline.former_results import FormerResults


class FormerLayouts:
    """What sheets of a staged project gave: each rests on its own folder, on what all of them share, and on a date."""

    def __init__(self, former: FormerResults, project: Path, documents: Iterable[Path], edition_date: dt.date) -> None:
        """`former` are layouts with the same code; `documents` are relative to `project`, each in a folder of its own.

        The project is looked at now: laying it out leaves files in it.
        """
        self._former = former
        dated = edition_date.isoformat().encode()
        self._staged = {document: (*each, dated) for document, each in _staged(project, documents).items()}

    def take(self, document: Path, target: Path) -> str | None:
        """Write the former PDF of a sheet to `target`; its HTML body, or None where there is none that is the same now.

        Raises:
            WriteError: the disk refused it.
        """
        kept = self._former.take(document.stem, *self._staged[document])
        if kept is None:
            return None
        layout = json.loads(kept)
        write_bytes(target, base64.b64decode(layout["pdf"]))
        return str(layout["body"])

    def keep(self, document: Path, pdf: Path, body: str) -> None:
        """Leave a layout to later builds."""
        layout = {"pdf": base64.b64encode(pdf.read_bytes()).decode("ascii"), "body": body}
        self._former.keep(document.stem, json.dumps(layout).encode(), *self._staged[document])


def _staged(project: Path, documents: Iterable[Path]) -> Mapping[Path, tuple[bytes, bytes]]:
    """For each document, digests of what is staged for it alone and for all."""
    folders = {str(document.parent): document for document in documents}
    own: dict[Path, dict[str, str]] = {document: {} for document in folders.values()}
    shared: dict[str, str] = {}
    for name, digest in hashes_below(project).items():
        document = folders.get(name.partition("/")[0])
        (shared if document is None else own[document])[name] = digest
    for_all = files_digest(shared).encode()
    return {document: (files_digest(files).encode(), for_all) for document, files in own.items()}
