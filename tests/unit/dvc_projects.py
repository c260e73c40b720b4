"""Small DVC projects of shell commands, to build for real in a second."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.building.engines import this_machine
from pipeline.building.following import Opening

ENVIRONMENT = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "DVC_NO_ANALYTICS": "1"}


def stage(command: str, deps: list[str], outs: list[Any], **others: Any) -> dict[str, Any]:
    return {"cmd": command, "deps": deps, "outs": outs, **others}


def copying(source: str, target: str, after: str = "true") -> dict[str, Any]:
    """A stage that copies a file once `after` has ended well."""
    return stage(f"{after} && cp {source} {target}", [source], [target])


def project(folder: Path, stages: dict[str, Any]) -> Path:
    """A project with these stages and one file, `source`."""
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    dvc(folder, "init", "--quiet")
    (folder / "source").write_text("one\n", encoding="utf-8")
    (folder / ".gitignore").write_text("/*.out\n/.cache/\n", encoding="utf-8")
    write(folder, stages)
    return folder


def write(folder: Path, stages: dict[str, Any]) -> None:
    with (folder / "dvc.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({"stages": stages}, file)


def dvc(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "dvc", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


def here(jobs: int) -> Opening:
    """This machine, on so many cores."""
    return lambda _repo, lock: this_machine(jobs, ENVIRONMENT, lock)
