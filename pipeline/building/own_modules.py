"""Modules of the project, imported once for all stages that are forked, and anew when somebody edits one of them."""

from __future__ import annotations

import importlib
import sys
import time
from contextlib import suppress
from pathlib import Path

from pipeline.imported_code import forget, stage_module, stage_modules

PACKAGE = "pipeline"
State = tuple[int, int] | None
"""When a file was last written (ns) and its size in bytes; None for one that cannot be told from an edited one."""


class OwnModules:
    """What this process has imported of the project. It runs none of it."""

    def __init__(self) -> None:
        """What is imported now is what this process runs itself: it stays."""
        self._kept = set(_imported())
        self._states: dict[Path, State] = {}
        self._stages: set[str] = set()

    def import_for(self, stage: str) -> None:
        """Import what a stage needs, late or never as it may be; where a file was edited since, all of it anew.

        The module that runs the stage is not imported. What cannot be is left to the stage, which will say what is
        wrong with it.
        """
        if any(_state(file) != state for file, state in self._states.items()):
            self._forget()
        if stage in self._stages:
            return
        self._stages.add(stage)
        begun_at_ns = time.time_ns()
        for name in _needed(stage):
            with suppress(Exception):
                importlib.import_module(name)
        for file in {Path(sys.modules[name].__file__ or __file__) for name in _imported() - self._kept}:
            self._states.setdefault(file, _state(file, before_ns=begun_at_ns))

    def _forget(self) -> None:
        for name in _imported() - self._kept:
            del sys.modules[name]
        self._states.clear()
        self._stages.clear()
        forget()
        importlib.invalidate_caches()


def _needed(stage: str) -> list[str]:
    try:
        return sorted(stage_modules(stage) - {stage_module(stage)})
    except (OSError, SyntaxError):
        return []


def _imported() -> set[str]:
    return {name for name in sys.modules if name.partition(".")[0] == PACKAGE}


def _state(file: Path, before_ns: int | None = None) -> State:
    """How a file is now; one that was written while it was imported, or is gone, has no state that holds."""
    try:
        found = file.stat()
    except OSError:
        return None
    return None if before_ns and found.st_mtime_ns >= before_ns else (found.st_mtime_ns, found.st_size)
