"""Are the packages that are installed those that a lock file fixes?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)[ ]*(;)?", re.MULTILINE)


@dataclass(frozen=True)
class OtherVersion:
    """A package that is installed in another version than the locked one; `installed` is empty where it is absent."""

    name: str
    locked: str
    installed: str


def other_versions(lock: str) -> Iterator[OtherVersion]:
    """What differs from the text of a lock file; a package that is locked for some systems may be absent."""
    for name, locked, is_conditional in LOCKED.findall(lock):
        installed = _installed(name)
        if installed != locked and (installed or not is_conditional):
            yield OtherVersion(name, locked, installed)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
