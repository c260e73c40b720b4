"""Which cores may be used: a build and the stages it runs share them, through locks that end with who holds them.

A build counts one core for each stage it runs. A stage that can use more takes them one by one, as they come free, and
gives them back: together they never work on more cores than the build was given, and leave none idle.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
SHARED = "RETEX_CORES"
"""Environment variable: the folder with one file a core, set by a build for its stages."""
SECONDS_BETWEEN_LOOKS = 0.05


def usable() -> int:
    """How many cores this process may use."""
    folder = os.environ.get(SHARED)
    if folder and (shared := len(list(Path(folder).glob("core-*")))):
        return shared
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(folder: Path, count: int) -> None:
    """Lay out the files of `count` cores in `folder`, and no other."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"core-{number}" for number in range(count)}
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name in wanted:
        (folder / name).touch()


def take(folder: Path) -> int | None:
    """Take a free core; the descriptor to close when it is free again, or None when all are busy."""
    for file in sorted(folder.glob("core-*")):
        descriptor = os.open(file, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    return None


class Cores:
    """The cores of one stage: its own one, and those that others leave."""

    def __init__(self) -> None:
        self._own = Lock()
        self._shared = os.environ.get(SHARED)

    def try_one(self) -> int | None:
        """One core if there is one: what to give to `give_back`, or None."""
        if self._own.acquire(blocking=False):
            return OWN
        return take(Path(self._shared)) if self._shared else SPARE

    def give_back(self, core: int) -> None:
        """Let others have it."""
        if core == OWN:
            self._own.release()
        elif core != SPARE:
            fcntl.flock(core, fcntl.LOCK_UN)  # processes that were forked meanwhile have the descriptor too
            os.close(core)

    def in_turn(self, function: Callable[..., T]) -> Callable[..., T]:
        """The same function, which waits for a core before it works; for threads."""

        @wraps(function)
        def waiting(*arguments: object) -> T:
            while (core := self.try_one()) is None:
                time.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                return function(*arguments)
            finally:
                self.give_back(core)

        return waiting


OWN, SPARE = -1, -2
"""The stage's own core; one of a stage that was started by hand, which shares with nobody."""
