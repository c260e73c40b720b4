"""One build at a time in a folder: two would undo each other's results."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import BusyError
from pipeline.files import write_error

LOCK = Path(".cache/build.lock")
PASSED_ON = "RETEX_BUILD_LOCK"
"""Environment variable: the descriptor through which a build's stages hold its lock too."""

SECONDS_TO_LET_GO = 2.0
"""How long what a killed build had started may take to end; another build is not waited for any longer."""
SECONDS_BETWEEN_LOOKS = 0.05


@contextmanager
def one_build() -> Iterator[int]:
    """Hold the folder's lock; its descriptor, to be passed on to child processes that go on writing.

    The system lets go of the lock when the last process that holds it ends, however it ends: none is left behind.

    Raises:
        BusyError: another build, or what a killed build left running, still writes here.
        WriteError: the folder is read-only, or the disk is full.
    """
    try:
        LOCK.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise write_error(LOCK, problem) from problem
    try:
        _take(descriptor)
        with suppress(OSError):  # on a full disk: who holds the lock is only told, the lock itself needs no room
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def part_of_a_build() -> Iterator[None]:
    """For a stage: its build holds the lock, and passed it on; one that was started alone is a build of its own.

    Raises:
        BusyError: a build, or what a killed one left running, still writes here.
    """
    if _is_passed_on():
        yield
    else:
        with one_build():
            yield


def _is_passed_on() -> bool:
    try:
        return os.path.samestat(os.fstat(int(os.environ[PASSED_ON])), LOCK.stat())
    except (KeyError, ValueError, OSError):
        return False


def _take(descriptor: int) -> None:
    until = time.monotonic() + SECONDS_TO_LET_GO
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise BusyError(_who_holds(os.pread(descriptor, 20, 0).decode("ascii", "replace"))) from None
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _who_holds(holder: str) -> str:
    if holder.isdigit() and not _is_alive(int(holder)):
        return (
            f"A build that was killed (process {holder}) left something running in this folder. Wait for its end, "
            f"or end it (`fuser {LOCK}` names it); then run this again."
        )
    who = f" (process {holder})" if holder.isdigit() else ""
    return f"Another build is running in this folder{who}. Wait for its end, then run this again."


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
