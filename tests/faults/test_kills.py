"""Builds are killed at any moment: what is published stays whole, and the next build gives what it would have given."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import KIND, Projects
from tests.faults.kills import WAYS, Moment, killed_build, moment
from tests.faults.projects import (
    EDITS,
    PUBLISHED,
    build,
    bytes_of,
    copy_of,
    differences,
    left_over,
    run,
    run_command,
    started,
)

pytestmark = pytest.mark.slow
SHORT = (("text", 1), ("text", 2))
LONG = (
    *(("text", seed) for seed in range(3, 42)),
    *(("cell", seed) for seed in range(100, 110)),
    *(("first", seed) for seed in range(200, 206)),
)


def _moments() -> list[object]:
    return [*SHORT, *(pytest.param(*each, marks=pytest.mark.long) for each in LONG)]


def _start(projects: Projects, edit: str, folder: Path) -> None:
    copy_of(projects.bare if edit == "first" else projects.built, folder)
    if edit != "first":
        EDITS[edit].apply(folder)


@pytest.mark.parametrize(("edit", "seed"), _moments())
def test_a_killed_build_loses_nothing(
    projects: Projects,
    project: Path,
    edit: str,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    record_property(KIND, "kills")
    expected = projects.undisturbed(edit)
    former = {} if edit == "first" else projects.undisturbed("first").published
    _start(projects, edit, project)
    when = moment(seed, expected.stages, expected.seconds)
    killed = killed_build(project, when)
    found = bytes_of(project, PUBLISHED)
    again = run(project)
    assert found in (former, expected.published), f"the published folder is torn after {when}"
    assert again.returncode == 0, f"{when}: {again.stdout}"
    assert killed.still_running() == [], f"orphans of {when}"
    assert differences(bytes_of(project), expected.bytes) == [], f"other bytes after {when}"
    assert left_over(project) == []


@pytest.mark.parametrize("way", [WAYS[0], *(pytest.param(way, marks=pytest.mark.long) for way in WAYS[1:])])
def test_a_build_killed_while_it_publishes_leaves_one_edition(
    projects: Projects, project: Path, way: str, record_property: Callable[[str, object], None]
) -> None:
    record_property(KIND, "kills")
    expected = projects.undisturbed("text")
    _start(projects, "text", project)
    killed = killed_build(project, Moment("publish@", expected.seconds["publish@villes-intelligentes"] * 0.9, way))
    assert killed.still_running() == []
    assert bytes_of(project, PUBLISHED) in (projects.undisturbed("first").published, expected.published)
    build(project)
    assert differences(bytes_of(project), expected.bytes) == []


def test_a_second_build_at_once_is_refused_and_the_first_goes_on(projects: Projects, project: Path) -> None:
    expected = projects.undisturbed("text")
    _start(projects, "text", project)
    first = started(project)
    assert first.stdout is not None
    first.stdout.readline()
    second = run(project)
    first.stdout.read()
    first.stdout.close()
    assert second.returncode == 1
    assert f"Another build is running in this folder (process {first.pid})" in second.stdout
    assert first.wait() == 0
    assert differences(bytes_of(project), expected.bytes) == []


def test_a_stage_alone_is_refused_while_a_build_runs(projects: Projects, project: Path) -> None:
    """As `dvc repro` would start it: two writers of one result are never at work together."""
    _start(projects, "text", project)
    first = started(project)
    assert first.stdout is not None
    first.stdout.readline()
    command = [run_command()[0], "-m", "pipeline.ingest", "--cohort", "villes-intelligentes"]
    alone = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    first.kill()
    first.wait()
    first.stdout.close()
    assert alone.returncode == 1
    assert "Another build is running in this folder" in alone.stderr
