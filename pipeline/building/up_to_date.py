"""Has anything been touched since a build found every stage up to date? Told without DVC, in a fraction of a second.

DVC reads its lock file and compares every file with it, which takes seconds. A build that ends with nothing left to do
notes what all those files are (size, times, inode); as long as they are the same, so is the answer. In any doubt there
is none, and DVC is asked.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pipeline.building.file_states import States, look
from pipeline.files import write_json

NOTES = Path(".cache/up_to_date")


@dataclass(frozen=True)
class UpToDate:
    """What a build of `cohorts` found: its stages, all up to date, and the choice of the renderer in params.yaml."""

    cohorts: tuple[str, ...]
    stages: int
    renderer: str


def note(asked: Sequence[str], found: UpToDate, states: States) -> None:
    """Leave to the next build of what was `asked` what this one found, and what the files were then."""
    content = {"made_by": _maker(), "paths": sorted(states), "states": _digest(states), "found": asdict(found)}
    write_json(_file(asked), content)


def found_before(asked: Sequence[str]) -> UpToDate | None:
    """What the last such build found, if no file that mattered was touched since; None in any doubt."""
    try:
        noted = json.loads(_file(asked).read_text(encoding="utf-8"))
        if noted["made_by"] != _maker() or noted["states"] != _digest(look(noted["paths"])):
            return None
        return UpToDate(**{**noted["found"], "cohorts": tuple(noted["found"]["cohorts"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(asked: Sequence[str]) -> Path:
    return NOTES / f"{sha256(json.dumps(list(asked)).encode()).hexdigest()[:16]}.json"


def _maker() -> list[str]:
    """Who looks, and from where: another Python, another DVC or another folder may find something else."""
    told = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("DVC_"))
    return [str(Path.cwd()), sys.prefix, platform.python_version(), version("dvc"), *told]


def _digest(states: States) -> str:
    return sha256(repr(sorted(states.items())).encode("utf-8", "surrogateescape")).hexdigest()
