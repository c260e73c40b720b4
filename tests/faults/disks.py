"""Disks that are too small, and folders that may not be written, whoever runs the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

BALLAST = "ballast"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, mounted in `folder`; the test is skipped where disks cannot be mounted."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False) if shutil.which("mount") else None
    if mounted is None or mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip() if mounted else 'no command « mount »'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, spare_bytes: int) -> None:
    """Leave so many bytes free."""
    free = shutil.disk_usage(disk).free
    with (disk / BALLAST).open("wb") as stream:
        stream.write(bytes(max(0, free - spare_bytes)))


def empty(disk: Path) -> None:
    """Take the ballast away."""
    (disk / BALLAST).unlink()


def as_other_users(command: Sequence[str]) -> list[str]:
    """The command, for which modes of files hold: they do not for root. Skips the test where that cannot be had."""
    if os.geteuid() != 0:
        return list(command)
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no command « setpriv » to take that away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Folders in which nothing can be made, replaced or deleted."""
    modes = {folder: folder.stat().st_mode for folder in folders}
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)
