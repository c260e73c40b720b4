"""How the command of a stage runs: in a process group of its own, with what it says kept, and stopped as a group."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from pipeline.building.guard import Guard

SECONDS_TO_STOP = 10


class Command:
    """One command under way."""

    def __init__(
        self,
        command: str,
        environment: Mapping[str, str],
        kept_open: Iterable[int],
        guard: Guard,
        when_over: Callable[[], None],
    ) -> None:
        """Start it; it holds the descriptors `kept_open` too. `when_over` is called from another thread."""
        self.said: list[str] = []
        self.process = subprocess.Popen(
            ["/bin/sh", "-ec", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            start_new_session=True,
            pass_fds=tuple(kept_open),
        )
        guard.watch(self.process.pid)
        self._guard = guard
        self._reader = threading.Thread(target=self._read, args=(when_over,), daemon=True)
        self._reader.start()

    def _read(self, when_over: Callable[[], None]) -> None:
        for line in self.process.stdout or ():
            self.said.append(line.rstrip("\n"))
        self.process.wait()
        self._guard.forget(self.process.pid)
        when_over()

    @property
    def code(self) -> int:
        """Its exit code, once it is over."""
        return self.process.wait()

    def bring_results(self) -> None:
        """Nothing to do: it worked in this folder."""

    def signal(self, number: signal.Signals) -> None:
        """Tell its whole group, if there is still one."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def stop(commands: Iterable[Command]) -> None:
    """Stop them all: they clear what they have half written, and are ended for good if they take too long."""
    commands = list(commands)
    for command in commands:
        command.signal(signal.SIGINT)
    until = time.monotonic() + SECONDS_TO_STOP
    for command in commands:
        with suppress(subprocess.TimeoutExpired):
            command.process.wait(max(0.0, until - time.monotonic()))
        command.signal(signal.SIGKILL)
        command.process.wait()
