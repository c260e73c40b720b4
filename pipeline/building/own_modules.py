"""Modules of the project, imported once for all stages that are forked, and anew when somebody edits one of them."""

from __future__ import annotations

import ast
import importlib
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PACKAGE = "pipeline"
State = tuple[int, int] | None
"""When a file was last written (ns) and its size in bytes; None for one that cannot be told from an edited one."""


class OwnModules:
    """What this process has imported of the project. It runs none of it."""

    def __init__(self) -> None:
        """What is imported now is what this process runs itself: it stays."""
        self._kept = set(_imported())
        self._states: dict[Path, State] = {}

    def import_for(self, stage: str) -> None:
        """Import what the module of a stage imports, itself not; where a file was edited since, all of it anew.

        What cannot be imported is left to the stage, which will say what is wrong with it.
        """
        if any(_state(file) != state for file, state in self._states.items()):
            self._forget()
        begun_at_ns = time.time_ns()
        for name in _imports(module_of(stage)):
            with suppress(Exception):
                importlib.import_module(name)
        for file in {Path(sys.modules[name].__file__ or __file__) for name in _imported() - self._kept}:
            self._states.setdefault(file, _state(file, before_ns=begun_at_ns))

    def _forget(self) -> None:
        for name in _imported() - self._kept:
            del sys.modules[name]
        self._states.clear()
        importlib.invalidate_caches()


def module_of(stage: str) -> str:
    """The module that runs a stage: that of a package is its `__main__`."""
    return f"{PACKAGE}.{stage}.__main__" if Path(PACKAGE, stage, "__main__.py").is_file() else f"{PACKAGE}.{stage}"


def _imports(module: str) -> Iterator[str]:
    """What may be modules of the project, of the statements at the top of a module."""
    try:
        statements = ast.parse(Path(*module.split(".")).with_suffix(".py").read_bytes()).body
    except (OSError, SyntaxError):
        return
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == PACKAGE:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imported() -> set[str]:
    return {name for name in sys.modules if name.partition(".")[0] == PACKAGE}


def _state(file: Path, before_ns: int | None = None) -> State:
    """How a file is now; one that was written while it was imported, or is gone, has no state that holds."""
    try:
        found = file.stat()
    except OSError:
        return None
    return None if before_ns and found.st_mtime_ns >= before_ns else (found.st_mtime_ns, found.st_size)
