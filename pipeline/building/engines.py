"""Where the commands of stages run: on this machine, side by side, each on a core that it shares with no other."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from dvc.stage import Stage

from pipeline import cores
from pipeline.build_lock import PASSED_ON
from pipeline.building.commands import Command, ForkedCommand, ShellCommand, stop
from pipeline.building.fork_server import ForkServerEndedError, ForkServers, stage_arguments
from pipeline.building.guard import Guard, guarded

CORES = Path(".cache/cores")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")


class UnderWay(Protocol):
    """A command that was started; `code` and all that it said are there when it is over."""

    said: list[str]

    @property
    def code(self) -> int:
        """Its exit code."""

    def bring_results(self) -> None:
        """Lay out what it made, where the stage's outputs are.

        Raises:
            RetexError: what came is not what was made.
        """


class Engine(Protocol):
    """What runs commands for a scheduler of stages, at most so many at once."""

    places: int

    def room(self, stage: Stage) -> ExitStack | None:
        """What to let go of when one more command is over; None when it must wait."""

    def begin(self, stages: Sequence[str]) -> None:
        """Get ready while nothing is planned yet: for any stage, then for those with these names, most likely."""

    def expect(self, stages: Iterable[Stage]) -> None:
        """Get ready for stages that will have to run, these first."""

    def start(self, stage: Stage, urgency: float, when_over: Callable[[], None]) -> UnderWay:
        """Start the stage's command; `when_over` is called from another thread. The most urgent may go first."""

    def stop(self, under_way: Iterable[UnderWay]) -> None:
        """End them."""


class Here:
    """This machine, on so many cores."""

    def __init__(self, core_count: int, environment: Mapping[str, str], build_lock: int, guard: Guard) -> None:
        """Commands hold the build's lock too; `guard` ends them when the build is killed."""
        shared = {cores.SHARED: str(CORES.absolute()), PASSED_ON: str(build_lock)}
        self._environment = {**environment, **ONE_THREAD, **shared}
        self._build_lock, self._guard = build_lock, guard
        self._fork_servers = ForkServers(self._environment, build_lock, guard)
        self._is_our_python = _is_our_python(environment)
        self.places = core_count
        cores.share(CORES, core_count)

    def room(self, stage: Stage) -> ExitStack | None:  # noqa: ARG002
        """A core, when one is free."""
        core = cores.take(CORES)
        if core is None:
            return None
        held = ExitStack()
        held.callback(os.close, core)
        return held

    def begin(self, stages: Sequence[str]) -> None:
        """Import what all of them need, then what these do."""
        if self._is_our_python:
            self._fork_servers.expect(list(stages))

    def expect(self, stages: Iterable[Stage]) -> None:
        """Import what they need beside what runs meanwhile, before the first of them waits for it."""
        commands = (command_of(stage) for stage in stages if stage.cmd)  # data that DVC tracks have none
        forked = filter(None, map(stage_arguments, commands))
        self.begin(list(dict.fromkeys(name for name, *_ in forked)))

    def start(self, stage: Stage, urgency: float, when_over: Callable[[], None]) -> Command:  # noqa: ARG002
        """Start it in this folder."""
        return self.command(command_of(stage), when_over)

    @contextmanager
    def a_core(self) -> Iterator[None]:
        """Hold a core, once one is free; for threads."""
        while (core := cores.take(CORES)) is None:
            time.sleep(cores.SECONDS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            os.close(core)

    def command(self, command: str, when_over: Callable[[], None]) -> Command:
        """Start a command that is no stage of this process; a stage's module is forked, a shell runs any other."""
        arguments = stage_arguments(command) if self._is_our_python else None
        if arguments is not None:
            with suppress(ForkServerEndedError):
                return ForkedCommand(arguments, self._fork_servers, self._guard, when_over)
        return ShellCommand(command, self._environment, [self._build_lock], self._guard, when_over)

    def close(self) -> None:
        """Nothing is started any more."""
        self._fork_servers.close()

    def stop(self, under_way: Iterable[UnderWay]) -> None:
        """End them with all that they started."""
        stop(command for command in under_way if isinstance(command, Command))


@contextmanager
def this_machine(core_count: int, environment: Mapping[str, str], build_lock: int) -> Iterator[Here]:
    """This machine while a build lasts, which holds `build_lock`: what it starts ends with it."""
    with guarded() as guard, closing(Here(core_count, environment, build_lock, guard)) as here:
        yield here


def _is_our_python(environment: Mapping[str, str]) -> bool:
    """Whether `python` in a command is the interpreter that runs this."""
    found = shutil.which("python", path=environment.get("PATH", os.defpath))
    return found is not None and Path(found).parent == Path(sys.executable).parent


def command_of(stage: Stage) -> str:
    """What the shell is to run."""
    return "\n".join([stage.cmd] if isinstance(stage.cmd, str) else stage.cmd)
