"""« Nothing to do » without asking DVC is said only where DVC would say it: any touch, however sly, is a doubt."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.building import up_to_date
from pipeline.building.file_states import COARSE_TICK_NS, SECOND_NS, TICK_NS, States, is_settled, look
from pipeline.building.following import follow
from pipeline.building.up_to_date import UpToDate
from tests.unit.dvc_projects import copying, dvc, here, project, stage, write

FOUND = UpToDate(("a",), 3, "auto")
STAGES = {
    "folder": stage("mkdir folder.out && cp source folder.out/copy", ["source"], ["folder.out"]),
    "counted": stage("ls given > counted.out", ["given"], ["counted.out"], params=["level"]),
    "joined": stage("cat folder.out/copy counted.out > joined.out", ["folder.out", "counted.out"], ["joined.out"]),
}
Touch = Callable[[Path], object]


def build(*targets: str) -> States | None:
    _, states = follow(targets or ["joined"], [Path("described.yml")], here(2), Console(file=io.StringIO()))
    return states


def wait_a_tick() -> None:
    time.sleep(2 * TICK_NS / SECOND_NS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three stages, not built."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "given").mkdir()
    (tmp_path / "given/first").write_text("1\n", encoding="utf-8")
    (tmp_path / "params.yaml").write_text("level: 0.05\n", encoding="utf-8")
    (tmp_path / "described.yml").write_text("title: one\n", encoding="utf-8")
    project(tmp_path, STAGES)
    wait_a_tick()
    return tmp_path


@pytest.fixture
def noted(folder: Path) -> Path:
    """The same, built and noted as up to date."""
    states = build()
    assert states is not None
    up_to_date.note([], FOUND, states)
    return folder


def is_untouched() -> bool:
    return up_to_date.found_before([]) == FOUND


def test_what_a_build_left_is_up_to_date_as_long_as_nobody_touches_it(noted: Path) -> None:
    assert is_untouched()
    assert dvc(noted, "status").strip() == "Data and pipelines are up to date."
    assert up_to_date.found_before(["another"]) is None
    assert build() is not None
    assert is_untouched()


def edited(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def edited_and_dated_back(path: Path, text: str) -> None:
    former = path.stat()
    edited(path, text)
    os.utime(path, ns=(former.st_atime_ns, former.st_mtime_ns))


def replaced(path: Path, text: str) -> None:
    """By another file of the same size and date, as an editor or `git checkout` may do."""
    aside = path.with_name("aside")
    shutil.copy2(path, aside)
    edited_and_dated_back(aside, text)
    aside.replace(path)


DOUBTS: dict[str, Touch] = {
    "a file that is read": lambda root: edited(root / "source", "another\n"),
    "with another text of the same size": lambda root: edited(root / "source", "two\n"),
    "dated back after the edit": lambda root: edited_and_dated_back(root / "source", "two\n"),
    "replaced by a file of its size and date": lambda root: replaced(root / "source", "two\n"),
    "deleted": lambda root: (root / "source").unlink(),
    "made a link": lambda root: ((root / "source").rename(root / "s"), (root / "source").symlink_to("s")),
    "a file more in a folder that is read": lambda root: edited(root / "given/second", "2\n"),
    "a file less in it": lambda root: (root / "given/first").unlink(),
    "another name in it": lambda root: (root / "given/first").rename(root / "given/last"),
    "a result": lambda root: edited(root / "joined.out", "by hand\n"),
    "a result dated back": lambda root: edited_and_dated_back(root / "folder.out/copy", "two\n"),
    "a result deleted": lambda root: shutil.rmtree(root / "folder.out"),
    "a parameter": lambda root: edited(root / "params.yaml", "level: 0.01\n"),
    "a description": lambda root: edited(root / "described.yml", "title: two\n"),
    "another command": lambda root: write(root, {**STAGES, "joined": copying("folder.out/copy", "joined.out")}),
    "DVC's settings": lambda root: dvc(root, "config", "core.autostage", "true"),
    "DVC's copies": lambda root: shutil.rmtree(root / ".dvc/cache/files"),
    "another dvc.lock, as git brings it": lambda root: replaced(
        root / "dvc.lock", (root / "dvc.lock").read_text("utf-8").replace("md5: ", "md5:  ", 1)
    ),
    "no dvc.lock": lambda root: (root / "dvc.lock").unlink(),
}


@pytest.mark.parametrize("touch", DOUBTS.values(), ids=DOUBTS.keys())
def test_any_touch_is_a_doubt(noted: Path, touch: Touch) -> None:
    touch(noted)
    assert not is_untouched()


def test_a_touch_that_changes_nothing_is_put_to_dvc_once(noted: Path) -> None:
    (noted / "source").touch()
    assert not is_untouched()
    wait_a_tick()
    states = build()
    assert states is not None
    up_to_date.note([], FOUND, states)
    assert is_untouched()


def test_another_project_that_shares_the_cache_and_makes_the_same_is_no_doubt(noted: Path) -> None:
    """It sets the mode of DVC's copies again."""
    for copy in (noted / ".dvc/cache/files").rglob("*"):
        copy.chmod(copy.stat().st_mode)
    assert is_untouched()


def test_another_environment_is_a_doubt(noted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(noted / "elsewhere"))
    assert not is_untouched()
    monkeypatch.delenv("DVC_SITE_CACHE_DIR")
    assert is_untouched()
    monkeypatch.setattr("sys.prefix", str(noted / "another environment"))
    assert not is_untouched()


def test_a_copy_of_the_folder_does_not_take_the_other_for_itself(noted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = noted.with_name("copy")
    subprocess.run(["cp", "-a", noted, copy], check=True)
    monkeypatch.chdir(copy)
    (copy / "source").write_text("two\n", encoding="utf-8")
    assert not is_untouched()


def test_a_note_that_was_cut_short_is_a_doubt(noted: Path) -> None:
    (note,) = (noted / ".cache/up_to_date").iterdir()
    note.write_bytes(note.read_bytes()[:-20])
    assert not is_untouched()


MEANWHILE = {
    "what a stage has read already": "printf 'two\\n' > source",
    "what another stage made": "printf 'two\\n' > folder.out/copy",
    "what no stage reads": "printf 'title: two\\n' > described.yml",
    "DVC's copies": "rm -r .dvc/cache/files/md5/*",
}


@pytest.mark.parametrize("command", MEANWHILE.values(), ids=MEANWHILE.keys())
def test_what_is_touched_while_a_build_runs_is_not_taken_for_what_it_used(folder: Path, command: str) -> None:
    write(folder, {**STAGES, "late": stage(f"{command}; touch late.out", ["joined.out"], ["late.out"])})
    wait_a_tick()
    assert build("late") is None


def test_a_build_that_stops_leaves_no_answer(folder: Path) -> None:
    write(folder, {**STAGES, "stops": stage("exit 1", ["joined.out"], ["stops.out"])})
    wait_a_tick()
    assert build("stops") is None


def test_a_file_changed_within_the_last_tick_may_change_again_unseen(tmp_path: Path) -> None:
    """As in git's index: two edits within one step of the clock have the same date, so the first is not trusted."""
    file = tmp_path / "file"
    file.touch()
    now = max(file.stat().st_mtime_ns, file.stat().st_ctime_ns)
    states = look([file])
    assert not is_settled(states, now)
    assert not is_settled(states, now + TICK_NS)
    assert is_settled(states, now + TICK_NS + 1)


def test_where_files_are_dated_by_whole_seconds_the_tick_is_longer() -> None:
    states: States = {"file": (1, 7 * SECOND_NS, 7 * SECOND_NS, 1, 0o100644), "folder": (0o040755,), "absent": None}
    assert not is_settled(states, 7 * SECOND_NS + COARSE_TICK_NS)
    assert is_settled(states, 7 * SECOND_NS + COARSE_TICK_NS + 1)


def test_a_link_is_looked_at_with_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("one", encoding="utf-8")
    (tmp_path / "link").symlink_to("target")
    before = look([tmp_path / "link"])
    edited_and_dated_back(tmp_path / "target", "two")
    wait_a_tick()
    assert look([tmp_path / "link"]) != before
