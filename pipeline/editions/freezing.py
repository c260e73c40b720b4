"""Freeze an approved edition: a copy that nobody writes again, and the record of it that git keeps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from pipeline.editions.content import hashes_below
from pipeline.editions.provenance import provenance
from pipeline.errors import EditionError
from pipeline.files import replacing_folder, write_json
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE, read_certificate

READ_ONLY = 0o444
PROVENANCE = ".provenance.json"
"""Beside the record of an edition: the same as an in-toto statement."""


def freeze(paths: CohortPaths, edition: str, commit: str) -> None:
    """Copy what is published to `reports/editions/`, then write the record. Interrupted, it can be run again.

    `commit` is what the edition was built from.

    Raises:
        EditionError: another edition is frozen under this name.
    """
    target = paths.frozen(edition)
    if not target.exists():
        with replacing_folder(target) as folder:
            shutil.copytree(paths.published, folder, dirs_exist_ok=True)
            for file in filter(Path.is_file, folder.rglob("*")):
                file.chmod(READ_ONLY)
    frozen, published = hashes_below(target), hashes_below(paths.published)
    if frozen != published:
        raise EditionError(f"{target} holds another edition « {edition} » already; an approved edition never changes.")
    certificate = read_certificate(target / CERTIFICATE)
    record = paths.frozen_certificate(edition)
    write_json(record.with_name(f"{edition}{PROVENANCE}"), provenance(certificate, commit, frozen))
    write_json(record, {"certificate": certificate, "commit": commit, "files": frozen})


def frozen_record(paths: CohortPaths, edition: str) -> dict[str, Any]:
    """The record of a frozen edition: its `certificate`, the `commit` it was built from, the SHA-256 of its `files`.

    Raises:
        EditionError: there is none.
    """
    path = paths.frozen_certificate(edition)
    if not path.is_file():
        raise EditionError(f"{paths.cohort} has no approved edition « {edition} »: there is no {path}.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
