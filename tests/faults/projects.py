"""Small real projects to break: the smallest cohort with one booklet, built once, then copied for each fault."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.files import ASIDE, FORMER
from tests.e2e.conftest import SMALLEST, clone

BOOKLET = "institutions"
BUILD_SECONDS = 600
ONLY_THIS = {
    "cohorts": [SMALLEST],
    "synthetic": [],
    "previous": {},
    "context": {},
    "booklets": [BOOKLET],
}
PUBLISHED = f"reports/{SMALLEST}"
RESULTS = (PUBLISHED, "data/processed")
Bytes = dict[str, str]
"""SHA-256 of each file, by its path in the project."""


@dataclass(frozen=True)
class Edit:
    """What a researcher changes before a build: a piece of text in a file, or nothing at all."""

    file: str = ""
    former: str = ""
    new: str = ""

    def apply(self, folder: Path) -> None:
        """Make the change."""
        if self.file:
            path = folder / self.file
            text = path.read_text(encoding="utf-8")
            assert text.count(self.former) == 1
            path.write_text(text.replace(self.former, self.new), encoding="utf-8")


EDITS = {
    "text": Edit("reports/chapters/sample.qmd", "vaut ce que vaut son échantillon", "ne dépasse pas son échantillon"),
    "cell": Edit(f"data/raw/{SMALLEST}/interview_register.csv", "agent,2015-12-08,", "agent,2015-12-09,"),
}


def small_project(target: Path) -> Path:
    """The project as git would give it, with the smallest cohort and one of its booklets alone."""
    target.mkdir()
    clone(target)
    yaml = YAML()
    params: dict[str, Any] = yaml.load(target / "params.yaml")
    assert set(ONLY_THIS) <= set(params)
    params.update(ONLY_THIS)
    yaml.dump(params, target / "params.yaml")
    (target / "dvc.lock").unlink()
    return target


def copy_of(folder: Path, target: Path) -> Path:
    """The same project elsewhere, with its results and its caches."""
    return Path(shutil.copytree(folder, target, symlinks=True))


def environment(folder: Path, **others: str) -> dict[str, str]:
    """The environment of a build: what DVC knows of files on this machine is the project's own."""
    return {**os.environ, "DVC_SITE_CACHE_DIR": str(folder / ".cache" / "dvc"), **others}


def run_command(*arguments: str) -> list[str]:
    return [sys.executable, "-u", "-m", "pipeline", *(arguments or ("run", "--cohort", SMALLEST, "--jobs", "2"))]


def run(folder: Path, *arguments: str, **others: Any) -> subprocess.CompletedProcess[str]:
    """One command of the project to its end: a build, unless told; what it said is in `stdout`."""
    return subprocess.run(
        run_command(*arguments),
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
        **others,
    )


def started(folder: Path, **others: Any) -> subprocess.Popen[str]:
    """A build that has begun; what it says can be read while it goes on."""
    return subprocess.Popen(
        run_command(),
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **others,
    )


def build(folder: Path) -> str:
    """A build that must end well; what it said."""
    result = run(folder)
    assert result.returncode == 0, result.stdout
    return result.stdout


def bytes_of(folder: Path, *places: str) -> Bytes:
    """The files of these places (all results and dvc.lock unless told), as they are now."""
    paths = (path for place in places or (*RESULTS, "dvc.lock") for path in _files(folder / place))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else (path for path in sorted(place.rglob("*")) if path.is_file())


def left_over(folder: Path) -> list[str]:
    """What an interrupted build left aside."""
    paths = [*(folder / "reports").rglob("*"), *(folder / "data").rglob("*"), *folder.glob("*")]
    return [str(path.relative_to(folder)) for path in paths if path.suffix in (ASIDE, FORMER)]


def differences(found: Bytes, expected: Bytes) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
