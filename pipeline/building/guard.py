"""Ends what a build started when the build itself is killed: no orphan goes on to write.

A guard is a process of its own, in a session of its own, that runs this file with nothing but Python's standard
library. It reads a pipe: the process group of each command that begins and ends. When the pipe closes, the build is
over, in whatever way; the groups that had not ended are killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

BEGUN, ENDED = "+", "-"


class Guard:
    """The build's end of the pipe."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def watch(self, group: int) -> None:
        """End this process group when the build is killed."""
        self._tell(BEGUN, group)

    def forget(self, group: int) -> None:
        """It has ended."""
        self._tell(ENDED, group)

    def _tell(self, what: str, group: int) -> None:
        # Without its guard a build is still a build: an orphan holds the build's lock as long as it lives.
        # One call a line: threads tell it too.
        with suppress(BrokenPipeError):
            os.write(self._pipe, f"{what}{group}\n".encode("ascii"))


@contextmanager
def guarded() -> Iterator[Guard]:
    """A guard as long as a build runs commands."""
    listening, telling = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__], stdin=listening, stdout=subprocess.DEVNULL, start_new_session=True
    )
    os.close(listening)
    try:
        yield Guard(telling)
    finally:
        os.close(telling)
        process.wait()


def unended(told: Iterable[str]) -> set[int]:
    """The process groups that began and did not end."""
    groups: set[int] = set()
    for line in told:
        (groups.add if line.startswith(BEGUN) else groups.discard)(int(line[1:]))
    return groups


def main() -> None:
    """Wait for the end of the build, then kill what it left."""
    for group in unended(sys.stdin):
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
