"""Builds on a cluster that cannot go on: a sentence, an exit code, and what had ended is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from tests.cluster.loopback import REMOTE, Loopback, free_port, loopback
from tests.e2e.conftest import BUILD_SECONDS, SMALLEST, clone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="`make test-cluster` installs what a cluster needs"),
]
ENDED, UNDER_WAY = "ingest", "estimate"
"""A stage that has ended when the build is stopped, and the one during which it is."""


@pytest.fixture
def running() -> Iterator[Loopback]:
    with loopback(worker_count=2) as started:
        until(lambda: all("Waiting" in worker.said for worker in started.workers))
        yield started


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def begun(running: Loopback) -> subprocess.Popen[str]:
    """A build, once a worker is at the stage during which it will be stopped."""
    folder = clone(running.folder / "driver")
    command = [sys.executable, "-m", "pipeline", "run", "--cohort", SMALLEST]
    command += ["--scheduler", running.scheduler, "--remote", REMOTE]
    build = subprocess.Popen(
        command, cwd=folder, env=running.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until(lambda: _is_at(running, UNDER_WAY) or build.poll() is not None, BUILD_SECONDS)
    assert build.poll() is None, build.communicate()[0]
    return build


def _is_at(running: Loopback, stage: str) -> bool:
    said = "".join(worker.said for worker in running.workers)
    return f"{stage}@{SMALLEST}: begun" in said and f"{stage}@{SMALLEST}: ended" not in said


def stopped(build: subprocess.Popen[str], running: Loopback) -> str:
    """What the build said, once it ended by itself, with an error, and kept what had ended."""
    said, _ = build.communicate(timeout=BUILD_SECONDS)
    assert build.returncode == 1, said
    assert "Traceback" not in said
    kept = (running.folder / "driver/dvc.lock").read_text(encoding="utf-8")
    assert f"  {ENDED}@{SMALLEST}:" in kept
    return said


def test_ctrl_c_ends_what_runs_on_the_workers_and_leaves_them_ready(running: Loopback) -> None:
    build = begun(running)
    build.send_signal(signal.SIGINT)
    said = stopped(build, running)
    assert "Interrupted. No half-built result is kept" in said
    until(lambda: not any(_commands(worker.process.pid) for worker in running.workers), 30)
    assert all(worker.process.poll() is None for worker in running.workers)


def _commands(worker: int) -> list[psutil.Process]:
    return [each for each in psutil.Process(worker).children(recursive=True) if f"pipeline.{UNDER_WAY}" in _line(each)]


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_a_build_whose_workers_are_all_lost_says_so_and_stops(running: Loopback) -> None:
    build = begun(running)
    for worker in running.workers:
        os.killpg(worker.process.pid, signal.SIGKILL)
    assert "No worker is left. Start one, then run this again." in stopped(build, running)


def test_a_build_whose_scheduler_is_lost_says_so_and_stops(running: Loopback) -> None:
    build = begun(running)
    port = running.scheduler.rpartition(":")[2]
    line = next(each for each in psutil.Process().children() if f"--port {port}" in _line(each))
    line.kill()
    assert "No scheduler answers any more. Start one, then run this again." in stopped(build, running)


def test_a_build_that_finds_no_scheduler_is_refused_in_a_sentence(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with loopback(worker_count=0) as running:
        command = [sys.executable, "-m", "pipeline", "run", "--cohort", SMALLEST, "--scheduler", address]
        refused = subprocess.run(
            [*command, "--remote", REMOTE],
            cwd=clone(tmp_path / "driver"),
            env=running.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert f"No scheduler of Dask answers at {address}" in refused.stderr
    assert "Traceback" not in refused.stderr
