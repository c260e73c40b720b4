"""Which renderer lays the booklets out here: Quarto where it is installed, else the embedded one.

Light to import: the stage that uses it runs at every build.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import pypandoc
import quarto

from pipeline.errors import RenderError

Choice = Literal["auto", "quarto", "embedded"]
OLDEST_QUARTO = (1, 9)


@dataclass(frozen=True)
class Resolved:
    """The renderer in use: `quarto` or `embedded`, and the version of what lays out."""

    name: str
    version: str


def resolve(choice: Choice) -> Resolved:
    """The renderer for `choice`; `auto` takes Quarto when it is installed and recent enough.

    Raises:
        RenderError: Quarto was asked for by name and is absent or too old.
    """
    found = None if choice == "embedded" else _quarto_version()
    if found is not None and _is_recent(found):
        return Resolved("quarto", found)
    if choice == "quarto":
        oldest = ".".join(map(str, OLDEST_QUARTO))
        state = f"version {found}" if found else "no « quarto » command"
        raise RenderError(
            f"params.yaml asks for the renderer quarto: found {state}, expected Quarto {oldest} or newer. "
            "Install it, or choose « auto » or « embedded »."
        )
    return Resolved("embedded", f"pandoc {pypandoc.get_pandoc_version()} + typst {version('typst')}")


def _quarto_version() -> str | None:
    command = quarto.path()
    if command is None:
        return None
    try:
        answer = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None


def _is_recent(found: str) -> bool:
    numbers = tuple(int(number) for number in re.findall(r"\d+", found)[:2])
    return numbers >= OLDEST_QUARTO
