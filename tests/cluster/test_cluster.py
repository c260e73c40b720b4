"""The smallest cohort, built on a cluster of processes: the bytes that one machine gives, or a sentence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cluster.loopback import REMOTE, Loopback, Worker, loopback
from tests.e2e.conftest import BUILD_SECONDS, SMALLEST, built, clone  # noqa: F401
from tests.e2e.test_build import digests

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="`make test-cluster` installs what a cluster needs"),
]
KILLED_IN = "analyse"


@dataclass
class Build:
    """A build on a cluster, with what became of it."""

    folder: Path
    said: str
    code: int
    others: Worker
    killed: Worker
    lost: str
    """The stage that the killed worker had begun."""
    survivor: Worker


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def begun(worker: Worker) -> str:
    """The stage that it is at, when it is one of those during which it is killed."""
    told = re.findall(rf"^({KILLED_IN}@\S+): (begun|ended)", worker.said, re.MULTILINE)
    return str(told[-1][0]) if told and told[-1][1] == "begun" else ""


def build_while_one_is_killed(running: Loopback, folder: Path) -> tuple[str, int, Worker, str]:
    command = [sys.executable, "-m", "pipeline", "run", "--cohort", SMALLEST]
    command += ["--scheduler", running.scheduler, "--remote", REMOTE]
    build = subprocess.Popen(
        command, cwd=folder, env=running.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until(lambda: any(map(begun, running.workers)) or build.poll() is not None, BUILD_SECONDS)
    victim = next(worker for worker in running.workers if begun(worker))
    lost = begun(victim)
    os.kill(victim.process.pid, signal.SIGKILL)
    said, _ = build.communicate(timeout=BUILD_SECONDS)
    return said, build.returncode, victim, lost


@pytest.fixture(scope="module")
def build() -> Iterator[Build]:
    """Two workers with the same files, one of which is killed in the midst of a stage; one with another lock file."""
    with loopback(worker_count=2) as running:
        alike = list(running.workers)
        elsewhere = clone(running.folder / "elsewhere")
        with (elsewhere / "requirements.lock").open("a", encoding="utf-8") as lock:
            lock.write("# another\n")
        other = running.start_worker(elsewhere)
        until(lambda: all("Waiting" in worker.said for worker in running.workers))
        folder = clone(running.folder / "driver")
        said, code, killed, lost = build_while_one_is_killed(running, folder)
        survivor = next(worker for worker in alike if worker is not killed)
        yield Build(folder, said, code, other, killed, lost, survivor)


def test_it_gives_the_bytes_that_one_machine_gives(build: Build, built: Path) -> None:  # noqa: F811
    assert build.code == 0, build.said
    assert digests(build.folder) == digests(built)
    assert (build.folder / "dvc.lock").read_bytes() == (built / "dvc.lock").read_bytes()


def test_what_a_killed_worker_had_begun_is_run_by_another(build: Build) -> None:
    assert build.killed.process.wait() == -signal.SIGKILL
    assert f"{build.lost}: ended" not in build.killed.said
    assert f"{build.lost}: ended (0)" in build.survivor.said


def test_a_worker_with_another_lock_file_gets_nothing_and_the_build_says_why(build: Build) -> None:
    assert re.search(
        r"The worker tcp://\S+ is not used: its files are not those of the build \(requirements.lock\)", build.said
    )
    assert ": begun" not in build.others.said


def test_a_build_that_no_worker_can_serve_is_refused_in_a_sentence(build: Build, tmp_path: Path) -> None:
    with loopback(worker_count=0) as running:
        command = [sys.executable, "-m", "pipeline", "run", "--cohort", SMALLEST, "--scheduler", running.scheduler]
        refused = subprocess.run(
            command, cwd=build.folder, env=running.environment, capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    assert "has no worker for this build" in refused.stderr
    assert "Traceback" not in refused.stderr
