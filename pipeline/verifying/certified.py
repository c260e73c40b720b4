"""A file beside its certificate: any changed byte changes its SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.editions.content import hashes_below
from pipeline.errors import MissingInputError
from pipeline.files import sha256

CERTIFICATE = "certificate.json"
NOT_LISTED = {CERTIFICATE, f"{CERTIFICATE}.sig"}
"""What no certificate can vouch for: itself, and the signature made of it afterwards."""
FILES = "files"
"""In a certificate: the SHA-256 of every other file of the published folder, by its path in it."""


def read_certificate(path: Path) -> dict[str, Any]:
    """The certificate.

    Raises:
        MissingInputError: there is none at `path`, or it is none that vouches for files.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise MissingInputError(f"{path} is no certificate; every edition is published with a {CERTIFICATE}.") from None
    if not isinstance(content, dict) or not isinstance(content.get(FILES), dict):
        raise MissingInputError(f"{path} vouches for no file: it is no certificate, or one of a version before.")
    return content


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a published folder but its certificate and the signature, by its path in it."""
    return {name: digest for name, digest in hashes_below(folder).items() if name not in NOT_LISTED}


def changed_bytes(file: Path, certificate: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the file as a whole; nothing when it is, byte for byte, what was published."""
    certified: dict[str, str] = certificate[FILES]
    named = [name for name in certified if Path(name).name == file.name]
    found = sha256(file)
    if found in certified.values():
        return
    if not named:
        yield f"the certificate of {certificate['cohort']} knows no file called {file.name}"
    for name in named:
        yield f"its SHA-256 is {found}, the certificate says {certified[name]} for {name}"


def changed_files(folder: Path, certificate: dict[str, Any]) -> dict[str, list[str]]:
    """Which files of a published folder are `changed`, `missing` or `added`, by their path in it."""
    certified, found = certificate[FILES], hashes(folder)
    return {
        "changed": sorted(name for name in certified.keys() & found.keys() if certified[name] != found[name]),
        "missing": sorted(certified.keys() - found.keys()),
        "added": sorted(found.keys() - certified.keys()),
    }
