"""Clones of the project in which the smallest cohort is built for real."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.files import ASIDE
from tests.conftest import ROOT

SMALLEST, AUDIENCE = "villes-intelligentes", "institutions"
BUILD_SECONDS = 600


def clone(target: Path) -> Path:
    """The project as git would give it (the working tree's tracked and new files), without any result."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    subprocess.run(["git", "init", "--quiet"], cwd=target, check=True)
    return target


def pipeline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)


def changed_stages(folder: Path) -> set[str]:
    """Stages that DVC would run again, but for the one that always looks for the renderer."""
    command = [sys.executable, "-m", "dvc", "status", "--json"]
    status = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return {stage for stage in json.loads(status.stdout or "{}") if stage != "resolve_renderer"}


def interrupted_build(folder: Path, until: str, writes: Path) -> None:
    """Start a build and stop it with Ctrl-C while the stage `until` writes in the folder `writes`."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pipeline", "run", "--cohort", SMALLEST],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if until in line:
            while process.poll() is None and not list(writes.glob(f"*{ASIDE}")):
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGINT)
            break
    said = process.stdout.read()
    process.stdout.close()
    assert process.wait(timeout=60) != 0
    assert "Interrupted" in said


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with the smallest cohort built."""
    folder = clone(tmp_path_factory.mktemp("premier"))
    result = pipeline(folder, "run", "--cohort", SMALLEST)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="session")
def built_after_interruption(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another clone, elsewhere, whose build was interrupted with Ctrl-C once, then run to its end."""
    folder = clone(tmp_path_factory.mktemp("second") / "ailleurs plus loin")
    executed = folder / "data/processed" / SMALLEST / "executed"
    interrupted_build(folder, until=f"analyse@{SMALLEST}-{AUDIENCE}", writes=executed)
    assert not list(folder.glob(f"data/processed/**/*{ASIDE}"))
    assert not (executed / AUDIENCE).exists()
    result = pipeline(folder, "run", "--cohort", SMALLEST)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder
