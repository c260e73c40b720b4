"""Copies of the project to measure in: one with everything built, one with nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
PYTHON = Path(sys.executable)
LEFT_OUT = {".venv", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}


@contextmanager
def copied(*cohorts: str) -> Iterator[Path]:
    """The project with what is built of it, brought up to date first.

    DVC's copies of files are its own, without the runs that they came from: what an earlier measure built of the same
    edit is built again here, not found.
    """
    with tempfile.TemporaryDirectory(prefix="retex-bench-") as scratch:
        folder = Path(scratch) / "copy"
        shutil.copytree(ROOT, folder, ignore=_left_out, symlinks=True)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        dvc: list[str | Path] = [PYTHON, "-m", "dvc", "cache", "dir"]
        cache = subprocess.run(dvc, cwd=ROOT, capture_output=True, text=True, check=True)
        own = Path(scratch) / "cache"
        shutil.copytree((ROOT / cache.stdout.strip()).resolve() / "files", own / "files", copy_function=_linked)
        subprocess.run([*dvc, "--local", own], cwd=folder, check=True)
        names = [option for cohort in cohorts for option in ("--cohort", cohort)]
        subprocess.run([PYTHON, "-m", "pipeline", "run", *names], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        yield folder


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What a build does not read, and DVC's copies of files, which are taken apart."""
    return LEFT_OUT.intersection(names) | ({"cache"} if Path(folder).name == ".dvc" else set())


def _linked(source: str, target: str) -> None:
    """Nobody writes in a copy that DVC keeps: one file may stand in two folders, where one disk holds both."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def cloned() -> Iterator[Path]:
    """The committed state, in a folder of its own, with nothing built and an empty cache."""
    with tempfile.TemporaryDirectory(prefix="retex-bench-") as scratch:
        folder = Path(scratch) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        yield folder


def take_as_delivered(folder: Path, cohort: str) -> None:
    """Make up the deliveries of a cohort no longer: an edit of one of them lasts, as that of a person's file does."""
    yaml = YAML()
    params = yaml.load(folder / "params.yaml")
    params["synthetic"] = [each for each in params["synthetic"] if each != cohort]
    yaml.dump(params, folder / "params.yaml")


@contextmanager
def replaced(path: Path, found: str, instead: str) -> Iterator[None]:
    """Edit a file as a person would, and put it back; refuse an edit that changes nothing."""
    former = path.read_bytes()
    text = former.decode("utf-8")
    if found not in text:
        raise SystemExit(f"{path} does not hold « {found} »")
    path.write_bytes(text.replace(found, instead, 1).encode("utf-8"))
    try:
        yield
    finally:
        path.write_bytes(former)
