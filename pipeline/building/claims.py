"""Who uses which files now, as told to other commands of DVC: a killed build's claims must not outlive it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dvc.lock import make_lock
from dvc.repo import Repo
from dvc.rwlock import RWLOCK_FILE, RWLOCK_LOCK, rwlock
from dvc.stage import Stage

from pipeline.files import write_text


@contextmanager
def claimed(stage: Stage) -> Iterator[None]:
    """Tell other commands of DVC what the stage reads and writes, as DVC itself does while a stage runs."""
    reads = [dep.fs_path for dep in stage.deps]
    writes = [out.fs_path for out in stage.outs]
    command = " ".join(sys.argv)  # as `Stage` itself names it: stages of one build do not stand in each other's way
    with rwlock(stage.repo.tmp_dir, stage.repo.fs, command, reads, writes, False):
        yield


def forget_killed_builds(repo: Repo) -> None:
    """Drop what former builds claimed. This one holds the folder's lock: none of them is alive.

    DVC drops the claims of processes that are gone, but not when another process has the same number by now, and stops
    at a file of claims that was cut short.
    """
    file = Path(repo.tmp_dir, RWLOCK_FILE)
    with make_lock(str(file.with_name(RWLOCK_LOCK)), tmp_dir=repo.tmp_dir):
        if file.is_file():
            write_text(file, json.dumps(_of_others(file.read_text(encoding="utf-8"))))


def _of_others(claims: str) -> dict[str, Any]:
    try:
        told = json.loads(claims)
    except ValueError:
        return {}
    write = {path: claim for path, claim in told.get("write", {}).items() if not _is_of_a_build(claim)}
    read = {path: [each for each in those if not _is_of_a_build(each)] for path, those in told.get("read", {}).items()}
    return {"write": write, "read": {path: those for path, those in read.items() if those}}


def _is_of_a_build(claim: dict[str, Any]) -> bool:
    return f"{claim['cmd']} ".startswith(f"{sys.argv[0]} ")
