"""Kill a build at a moment of its life: the process that holds DVC, its process group, or everything it started."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.faults.projects import started

WAYS = ("build", "group", "everything")
SECONDS_TO_DIE = 20
STARTING_SECONDS = 4.0


@dataclass(frozen=True)
class Moment:
    """So many seconds after a stage began (after the build began, without one), and who is killed then."""

    stage: str
    seconds: float
    way: str


@dataclass(frozen=True)
class Killed:
    """A build that was killed (`was_running`), or that had ended by then; what it had started."""

    was_running: bool
    started: list[psutil.Process]

    def still_running(self) -> list[psutil.Process]:
        """What lives on after it, given a while to end."""
        _, alive = psutil.wait_procs(self.started, timeout=SECONDS_TO_DIE)
        return alive


def moment(seed: int, stages: Sequence[str], seconds: dict[str, float]) -> Moment:
    """A moment by chance, in any of the stages that are run with equal chances, or before the first."""
    chance = random.Random(seed)  # noqa: S311
    stage = chance.choice(["", *stages])
    lasting = seconds.get(stage, STARTING_SECONDS)
    return Moment(stage, chance.uniform(0, lasting), chance.choice(WAYS))


def killed_build(folder: Path, when: Moment) -> Killed:
    """Start a build in a group of its own and kill it, whatever it is doing then."""
    process = started(folder, start_new_session=True)
    assert process.stdout is not None
    for line in process.stdout if when.stage else ():
        if when.stage in line:
            break
    time.sleep(when.seconds)
    begun = _started_by(process.pid)
    was_running = process.poll() is None
    _kill(process, begun, when.way)
    process.wait()
    process.stdout.close()
    return Killed(was_running, begun)


def _started_by(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill(process: subprocess.Popen[str], started: Sequence[psutil.Process], way: str) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL) if way == "build" else os.killpg(process.pid, signal.SIGKILL)
    for each in started if way == "everything" else ():
        with suppress(psutil.NoSuchProcess):
            each.kill()
