"""Projects to break, each built once; how many faults were tried and how many did harm, told at the end."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import rmtree

import pytest
from _pytest.terminal import TerminalReporter

from pipeline.files import write_json
from tests.faults.projects import EDITS, PUBLISHED, Bytes, build, bytes_of, copy_of, small_project

KIND = "fault"


@dataclass(frozen=True)
class Undisturbed:
    """What an undisturbed build gives: its bytes, the stages it ran, how long each took."""

    bytes: Bytes
    stages: list[str]
    seconds: dict[str, float]

    @property
    def published(self) -> Bytes:
        return {name: digest for name, digest in self.bytes.items() if name.startswith(f"{PUBLISHED}/")}


@dataclass(frozen=True)
class Projects:
    """A project before its first build and after it, below `root`; each build is made once, when first asked for."""

    root: Path

    @property
    def bare(self) -> Path:
        return self._once("bare", small_project)

    @property
    def built(self) -> Path:
        self.undisturbed("first")
        return self.root / "first"

    def undisturbed(self, edit: str) -> Undisturbed:
        """What a build gives after this edit (« first »: of the project as it is)."""
        folder = self._once(edit, lambda target: self._build(edit, target))
        return Undisturbed(**json.loads(folder.with_suffix(".json").read_text(encoding="utf-8")))

    def _build(self, edit: str, target: Path) -> None:
        copy_of(self.bare if edit == "first" else self.built, target)
        if edit != "first":
            EDITS[edit].apply(target)
        stages = re.findall(r"^\[ *\d+/\d+\] (\S+)", build(target), re.MULTILINE)
        seconds = json.loads((target / ".cache/stage_seconds.json").read_text(encoding="utf-8"))
        write_json(target.with_suffix(".json"), asdict(Undisturbed(bytes_of(target), stages, seconds)))

    def _once(self, name: str, make: Callable[[Path], object]) -> Path:
        """What `make` made of a folder; workers that test side by side wait for each other's."""
        done = self.root / f"{name}.done"
        with (self.root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(self.root / name)
                done.touch()
        return self.root / name


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Projects:
    """One set of projects for all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "projects-to-break"
    root.mkdir(exist_ok=True)
    return Projects(root)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The folder of one trial, cleared after it: fifty of them would fill a disk."""
    yield tmp_path / "project"
    rmtree(tmp_path / "project", ignore_errors=True)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say of each kind of fault how many were tried, and how many of them did harm."""
    tried: Counter[str] = Counter()
    harmful: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, kind in report.user_properties if report.when == "call" else ():
                if name == KIND:
                    tried[str(kind)] += 1
                    harmful[str(kind)] += outcome == "failed"
    for kind in tried:
        terminalreporter.write_line(f"{kind}: {tried[kind]} tried, {harmful[kind]} did harm")
