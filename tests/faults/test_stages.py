"""Each stage on a disk that takes no more, and with a folder that it may not write: a sentence, and nothing changed."""

from __future__ import annotations

import os
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.faults.conftest import KIND, Projects
from tests.faults.disks import as_other_users, read_only
from tests.faults.projects import BOOKLET, BUILD_SECONDS, SMALLEST, Bytes, bytes_of, copy_of, left_over

pytestmark = pytest.mark.slow
TOLD = re.compile(r"could not be written|No usable temporary directory")
SHORT = (f"publish@{SMALLEST}",)
LONG = (
    f"ingest@{SMALLEST}",
    "code",
    "resolve_renderer",
    f"texts@{BOOKLET}",
    *(
        f"{stage}@{SMALLEST}"
        for stage in ("validate", "clean", "estimate", "protect", "approvals", "sheets", "sheets_census")
    ),
    f"release@{SMALLEST}",
    *(f"{stage}@{SMALLEST}-{BOOKLET}" for stage in ("analyse", "render", "census")),
)
STAGES = [*SHORT, *(pytest.param(stage, marks=pytest.mark.long) for stage in LONG)]
Recorded = Callable[[str, object], None]


@pytest.fixture(scope="module")
def project(projects: Projects, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project for all stages: none of them may change anything."""
    return copy_of(projects.built, tmp_path_factory.mktemp("stages") / "project")


def stages(project: Path) -> dict[str, tuple[list[str], list[Path]]]:
    """Command and results of each stage."""
    locked = YAML(typ="safe").load(project / "dvc.lock")["stages"]
    return {
        name: (shlex.split(each["cmd"]), [project / out["path"] for out in each["outs"]])
        for name, each in locked.items()
    }


def run(project: Path, command: Sequence[str], largest_bytes: int | None = None) -> str:
    """What a stage says that must stop; no file may become larger than `largest_bytes`."""

    def limit() -> None:
        if largest_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))

    python = [sys.executable, *command[1:]]
    stopped = subprocess.run(
        python if largest_bytes is not None else as_other_users(python),
        cwd=project,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_SECONDS,
        preexec_fn=limit,
        check=False,
    )
    assert stopped.returncode == 1, stopped.stdout
    assert "Traceback" not in stopped.stdout
    return stopped.stdout


def everything(project: Path) -> Bytes:
    """All results; notebooks that failed are kept for whoever mends them, and are none."""
    return {name: digest for name, digest in bytes_of(project).items() if "/failed/" not in name}


def test_every_stage_is_tried(project: Path) -> None:
    kinds = {name.partition("@")[0] for name in stages(project)}
    assert kinds == {name.partition("@")[0] for name in (*SHORT, *LONG)}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("room", ["none", "not for the largest"])
def test_a_stage_without_room_says_what_it_could_not_write(
    project: Path, stage: str, room: str, record_property: Recorded
) -> None:
    record_property(KIND, "stages without room")
    command, outs = stages(project)[stage]
    before = everything(project)
    sizes = [path.stat().st_size for out in outs for path in ([out] if out.is_file() else out.rglob("*"))]
    said = run(project, command, 0 if room == "none" else max(sizes) - 1)
    assert TOLD.search(said), said
    assert "run again" in said
    assert everything(project) == before
    assert left_over(project) == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_may_not_write_says_so(project: Path, stage: str, record_property: Recorded) -> None:
    record_property(KIND, "stages that may not write")
    command, outs = stages(project)[stage]
    before = everything(project)
    with read_only(*{out.parent for out in outs}):
        said = run(project, command)
    assert TOLD.search(said) and "read-only" in said, said
    assert everything(project) == before
    assert left_over(project) == []
