"""One build at a time in a folder: two would undo each other's results."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import BusyError

LOCK = Path(".cache/build.lock")


@contextmanager
def one_build() -> Iterator[int]:
    """Hold the folder's lock; its descriptor, to be passed on to child processes that go on writing.

    The system lets go of the lock when the last process that holds it ends, however it ends: none is left behind.

    Raises:
        BusyError: another build, or what a killed build left running, still writes here.
    """
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError("Another build is running in this folder. Wait for its end, then run this again.") from None
