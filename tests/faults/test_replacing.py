"""A process that replaces a folder is killed before each thing it asks of the system: the folder is never torn."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from pipeline.files import mend

REPLACING = """
import os, signal, sys
from pathlib import Path
from pipeline import files

target, left, can_exchange = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "exchanged"
if not can_exchange:
    files._exchanged = lambda aside, target: False

def count_down(event, arguments):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.scandir", "shutil.rmtree"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

import ctypes, shutil
sys.addaudithook(count_down)
with files.replacing_folder(target) as folder:
    for name in ("a", "b"):
        (folder / name).write_text("new")
"""


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.exists() else {}


OLD, NEW = {"a": "old", "c": "old"}, {"a": "new", "b": "new"}


@pytest.mark.parametrize("way", ["exchanged", "in two steps"])
def test_a_folder_is_whole_wherever_its_writer_is_killed(tmp_path: Path, root: Path, way: str) -> None:
    found = []
    for moment in count():
        target = tmp_path / f"{moment}"
        target.mkdir()
        for name in OLD:
            (target / name).write_text("old")
        command = [sys.executable, "-c", REPLACING, str(target), str(moment), way]
        if subprocess.run(command, cwd=root, check=False).returncode != -signal.SIGKILL:
            break
        if way == "exchanged":
            assert content(target) in (OLD, NEW), "whoever reads it finds one edition"
        mend(target)
        found.append(content(target))
    assert content(target) == NEW
    assert [each for each in found if each not in (OLD, NEW)] == []
    assert (OLD in found, NEW in found, len(found) > 8) == (True, True, True)
    assert {path.suffix for path in tmp_path.iterdir()} == {""}
