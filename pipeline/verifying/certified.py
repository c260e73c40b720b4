"""A file beside its certificate: any changed byte changes its SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import MissingInputError
from pipeline.files import sha256

CERTIFICATE = "certificate.json"


def read_certificate(path: Path) -> dict[str, Any]:
    """The certificate.

    Raises:
        MissingInputError: there is none at `path`, or it is not JSON.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise MissingInputError(f"{path} is no certificate; every edition is published with a {CERTIFICATE}.") from None
    return content


def certified_hashes(certificate: dict[str, Any]) -> dict[str, str]:
    """The SHA-256 of every file that a certificate vouches for, by its name in the published folder."""
    booklets = {name: digest for booklet in certificate["booklets"] for name, digest in booklet["outputs"].items()}
    return {**certificate.get("pages", {}), **booklets}


def changed_bytes(file: Path, certificate: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the file as a whole; nothing when it is, byte for byte, what was published."""
    hashes = certified_hashes(certificate)
    named = [name for name in hashes if Path(name).name == file.name]
    found = sha256(file)
    if found in hashes.values():
        return
    if not named:
        yield f"the certificate of {certificate['cohort']} knows no file called {file.name}"
    for name in named:
        yield f"its SHA-256 is {found}, the certificate says {hashes[name]} for {name}"
