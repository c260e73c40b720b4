"""How the command of a stage runs: in a process group of its own, with what it says kept, and stopped as a group."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection

from pipeline.building.fork_server import ForkServers
from pipeline.building.guard import Guard

SECONDS_TO_STOP = 10
ENDED_EARLY = "How it ended is not known: the process it was forked from was killed, or found no memory. Run again."


class Command(ABC):
    """One command under way."""

    def __init__(self, guard: Guard, when_over: Callable[[], None]) -> None:
        """Follow it; `when_over` is called from another thread."""
        self.said: list[str] = []
        self.code = 1
        self._guard, self._when_over = guard, when_over
        self._follower = threading.Thread(target=self._follow, daemon=True)
        self._follower.start()

    def _follow(self) -> None:
        self.code = self._ended()
        self._when_over()

    @abstractmethod
    def _ended(self) -> int:
        """Its exit code, once all that it says was read."""

    @abstractmethod
    def signal(self, number: signal.Signals) -> None:
        """Tell its whole group, if there is still one."""

    def wait(self, seconds: float) -> None:
        """Wait for its end, so long at most."""
        self._follower.join(seconds)

    def bring_results(self) -> None:  # noqa: B027
        """Nothing to do: it worked in this folder."""

    def _read(self, output: Iterable[str]) -> None:
        for line in output:
            self.said.append(line.rstrip("\n"))


class ShellCommand(Command):
    """What a shell runs."""

    def __init__(
        self,
        command: str,
        environment: Mapping[str, str],
        kept_open: Iterable[int],
        guard: Guard,
        when_over: Callable[[], None],
    ) -> None:
        """Start it; it holds the descriptors `kept_open` too."""
        self._process = subprocess.Popen(
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
        guard.watch(self._process.pid)
        super().__init__(guard, when_over)

    def _ended(self) -> int:
        self._read(self._process.stdout or ())
        code = self._process.wait()
        self._guard.forget(self._process.pid)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Tell its whole group, if there is still one."""
        _signal(self._process.pid, number)


class ForkedCommand(Command):
    """A stage whose process is forked from one that has imported its libraries."""

    def __init__(self, arguments: list[str], servers: ForkServers, guard: Guard, when_over: Callable[[], None]) -> None:
        """Have it started.

        Raises:
            ForkServerEndedError: nothing forks any more.
        """
        self._output, output = os.pipe()
        try:
            self._process: Connection = servers.fork(arguments, output)
        finally:
            os.close(output)
        self._group, self._is_wanted = 0, True
        super().__init__(guard, when_over)

    def _ended(self) -> int:
        try:
            with os.fdopen(self._output, encoding="utf-8", errors="replace") as output, self._process:
                return self._lived(output)
        except (EOFError, OSError):
            self.signal(signal.SIGKILL)
            self.said.append(ENDED_EARLY)
            return 1
        finally:
            self._guard.forget(self._group)

    def _lived(self, output: Iterable[str]) -> int:
        self._group = int(self._process.recv())
        self._guard.watch(self._group)
        if not self._is_wanted:
            return 1
        self._process.send("begin")
        self._read(output)
        return int(self._process.recv())

    def signal(self, number: signal.Signals) -> None:
        """Tell its whole group; it does not begin if it has not begun."""
        self._is_wanted = False
        if self._group:
            _signal(self._group, number)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def stop(commands: Iterable[Command]) -> None:
    """Stop them all: they clear what they have half written, and are ended for good if they take too long."""
    commands = list(commands)
    for command in commands:
        command.signal(signal.SIGINT)
    until = time.monotonic() + SECONDS_TO_STOP
    for command in commands:
        command.wait(max(0.0, until - time.monotonic()))
        command.signal(signal.SIGKILL)
        command.wait(SECONDS_TO_STOP)
