"""Two builds in one folder would undo each other's results."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from pipeline.build_lock import one_build
from pipeline.errors import BusyError

HOLDER = """
import subprocess, sys
from pipeline.build_lock import one_build
with one_build() as lock:
    child = subprocess.Popen(["sleep", "60"], pass_fds=(lock,))
    print(child.pid, flush=True)
    child.wait()
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.chdir(tmp_path)


def test_one_build_follows_another() -> None:
    for _ in range(2):
        with one_build():
            pass


def test_a_second_build_at_once_is_refused_with_a_sentence() -> None:
    with one_build(), pytest.raises(BusyError, match="Another build is running"), one_build():
        pass


def test_what_a_killed_build_left_running_still_holds_the_lock() -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    try:
        with pytest.raises(BusyError), one_build():
            pass
    finally:
        left = psutil.Process(child)
        left.kill()
        psutil.wait_procs([left], timeout=30)
    with one_build():
        pass
