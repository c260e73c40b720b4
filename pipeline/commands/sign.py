"""`python -m pipeline sign`: sign the certificate of a frozen edition with an SSH key."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.editions.finding import find
from pipeline.editions.signing import sign
from pipeline.errors import EditionError
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE


def sign_edition(name: str, key: Path) -> list[Path]:
    """Sign an edition; where its signature is: in its folder, and beside its record, for git.

    Raises:
        EditionError: it is a draft, or cannot be signed.
    """
    edition = find(name)
    if not edition.edition:
        raise EditionError(f"« {name} » is no frozen edition: only what was approved is signed (COHORT/EDITION).")
    signature = sign(edition.folder / CERTIFICATE, key)
    record = CohortPaths(edition.cohort).frozen_certificate(edition.edition)
    kept = record.with_name(f"{record.name}.sig")
    shutil.copyfile(signature, kept)
    return [signature, kept]
