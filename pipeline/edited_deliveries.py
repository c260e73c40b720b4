"""Made-up deliveries that somebody edited: kept aside before they are made up again, and told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.files import sha256, write_bytes
from pipeline.paths import CohortPaths

DIGEST_LENGTH = 8


def kept_aside(edited: Sequence[Path], paths: CohortPaths) -> list[str]:
    """Copy these files to `data/processed/<cohort>/edited/`; the sentence that says so, none where there is no file.

    A copy bears the beginning of its digest: one edit never takes the place of another.

    Raises:
        WriteError: the disk refused; nothing was made up again.
    """
    for file in edited:
        name = f"{file.stem}-{sha256(file)[:DIGEST_LENGTH]}{file.suffix}"
        write_bytes(paths.edited / name, file.read_bytes())
    return [_sentence(edited, paths)] if edited else []


def _sentence(edited: Sequence[Path], paths: CohortPaths) -> str:
    names, cohort = ", ".join(map(str, edited)), paths.cohort
    are, they = ("is", "it is") if len(edited) == 1 else ("are", "they are")
    return (
        f"{names} {are} not what pipeline.synthetic makes: {they} made up again, since params.yaml lists {cohort} "
        f"under `synthetic`. What was written there is kept in {paths.edited}. To build on data of your own, take "
        f"{cohort} off that list, put your files in {paths.raw} (git does not hold {paths.synthetic.name}/) and name "
        "them in its delivery.yml."
    )
