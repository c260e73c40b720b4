"""Small builds of shell commands on a full disk, with files that are not what they seem, with clocks that jump."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.disks import as_other_users, empty, fill, read_only, small_disk
from tests.unit.dvc_projects import copying, project, stage

BUILD_SECONDS = 120
MORE = (8, 60, 120, 400, 700, 1000, 1300)
MANY = {
    "lines": stage("seq 1 60000 > lines.out", ["source"], ["lines.out"]),
    "pages": stage("mkdir -p pages.out && split -l 1000 lines.out pages.out/page-", ["lines.out"], ["pages.out"]),
    "joined": stage("cat source pages.out/* > joined.out", ["source", "pages.out"], ["joined.out"]),
}
DAYS = 3600.0 * 24 * 400
JUMPS = {
    "back": f"-{DAYS}",
    "forward": f"{DAYS}",
    "to and fro": f"{DAYS} if int(time.monotonic() * 10) % 2 else -{DAYS}",
}
CLOCK = """
import time
right = time.time
def jump():
    return {way}
time.time = lambda: right() + jump()
time.time_ns = lambda: int(time.time() * 1e9)
"""
TOLD = "import time; print(time.time())"
BUILD = """
import sys
from pipeline.stage import telling
from tests.unit.test_building import run

def build():
    progress, said = run(*sys.argv[1:])
    print(said, sorted(progress.seconds), sorted(progress.restored))
    sys.exit(bool(progress.not_built))

telling(build, "build")
"""


def build(
    folder: Path, *targets: str, modes_hold: bool = False, first: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Build these targets; Python looks for modules in the folder `first`, if one is given, before all others."""
    command = [sys.executable, "-c", BUILD, *targets]
    modules = os.pathsep.join(map(str, filter(None, (first, ROOT))))
    return subprocess.run(
        as_other_users(command) if modes_hold else command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": modules, "DVC_SITE_CACHE_DIR": str(folder / ".cache/dvc")},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build gives of the edited source when nothing disturbs it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    project(folder, MANY)
    (folder / "source").write_text("two\n", encoding="utf-8")
    result = build(folder, "joined")
    assert result.returncode == 0, result.stderr
    return results(folder)


def jumping_clock(folder: Path, way: str) -> Path:
    """A folder that gives every Python process that looks there for modules another time, jumping ten times a second.

    Files keep the dates of the machine, so that they are of the future for a clock set back, and the other way round.
    """
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(CLOCK.format(way=JUMPS[way]), encoding="utf-8")
    return folder


def results(folder: Path) -> dict[str, bytes]:
    paths = [folder / "dvc.lock", *folder.glob("*.out"), *folder.glob("*.out/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.is_file()}


@pytest.mark.parametrize("spare_kilobytes", [0, 200, *(pytest.param(each, marks=pytest.mark.long) for each in MORE)])
def test_a_build_on_a_full_disk_ends_with_a_sentence_and_can_be_run_again(
    tmp_path: Path, undisturbed: dict[str, bytes], spare_kilobytes: int
) -> None:
    with small_disk(tmp_path / "disk", megabytes=12) as disk:
        folder = disk / "project"
        folder.mkdir()
        project(folder, MANY)
        assert build(folder, "joined").returncode == 0
        (folder / "source").write_text("two\n", encoding="utf-8")
        fill(disk, spare_kilobytes * 1024)
        refused = build(folder, "joined")
        said = refused.stdout + refused.stderr
        assert "Traceback" not in said
        if refused.returncode:
            assert "No space left" in said or "MB free in" in said, said
        empty(disk)
        again = build(folder, "joined")
        assert again.returncode == 0, again.stdout + again.stderr
        assert results(folder) == undisturbed


@pytest.mark.parametrize("place", [".", ".cache", ".dvc/tmp", ".dvc/cache/files/md5"])
def test_a_read_only_folder_is_told(tmp_path: Path, undisturbed: dict[str, bytes], place: str) -> None:
    project(tmp_path, MANY)
    assert build(tmp_path, "joined").returncode == 0
    (tmp_path / "source").write_text("two\n", encoding="utf-8")
    with read_only(tmp_path / place, *(tmp_path / place).glob("*/") if place.endswith("md5") else []):
        refused = build(tmp_path, "joined", modes_hold=True)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "Traceback" not in said
    assert "read-only" in said or "Permission denied" in said, said
    again = build(tmp_path, "joined")
    assert again.returncode == 0, again.stdout + again.stderr
    assert results(tmp_path) == undisturbed


def test_an_edit_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    project(tmp_path, {"page": copying("source", "page.out")})
    assert build(tmp_path, "page").returncode == 0
    times = (tmp_path / "source").stat()
    with (tmp_path / "source").open("r+", encoding="utf-8") as stream:
        stream.write("two\n")
    os.utime(tmp_path / "source", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert build(tmp_path, "page").returncode == 0
    assert (tmp_path / "page.out").read_text(encoding="utf-8") == "two\n"


@pytest.mark.parametrize(
    "seconds", [-3600 * 24 * 400, 3600 * 24 * 400, None], ids=["back", "forward", "to the beginning"]
)
def test_files_dated_by_a_clock_that_jumped_give_the_same(
    tmp_path: Path, undisturbed: dict[str, bytes], seconds: int | None
) -> None:
    project(tmp_path, MANY)
    assert build(tmp_path, "joined").returncode == 0
    before = results(tmp_path)
    when = 0.0 if seconds is None else time.time() + seconds
    for path in (tmp_path / name for name in (*before, "source", "dvc.yaml", ".cache/build.lock")):
        os.utime(path, (when, when))
    again = build(tmp_path, "joined")
    assert again.returncode == 0
    assert again.stdout.strip() == "[] []", "nothing is out of date"
    (tmp_path / "source").write_text("two\n", encoding="utf-8")
    os.utime(tmp_path / "source", (when - 1, when - 1))
    assert build(tmp_path, "joined").returncode == 0
    assert results(tmp_path) == undisturbed


@pytest.mark.parametrize("way", JUMPS)
def test_a_clock_that_jumps_during_a_build_changes_no_result(
    tmp_path: Path, undisturbed: dict[str, bytes], way: str
) -> None:
    clock, folder = jumping_clock(tmp_path / "clock", way), tmp_path / "project"
    folder.mkdir()
    command = f"PYTHONPATH={clock} {sys.executable} -c '{TOLD}' > told"
    project(folder, {**MANY, "told": stage(command, ["source"], ["told"])})
    assert build(folder, "joined", first=clock).returncode == 0
    (folder / "source").write_text("two\n", encoding="utf-8")
    assert build(folder, "joined", "told", first=clock).returncode == 0
    assert abs(float((folder / "told").read_text(encoding="utf-8")) - time.time()) > DAYS / 2, "the clock did jump"
    assert {name: each for name, each in results(folder).items() if name != "dvc.lock"} == {
        name: each for name, each in undisturbed.items() if name != "dvc.lock"
    }
    again = build(folder, "joined", "told", first=clock)
    assert again.stdout.strip() == "[] []", "nothing is out of date"
    assert build(folder, "joined", "told").stdout.strip() == "[] []", "nor by the right clock"


def cached(folder: Path, ending: str) -> list[Path]:
    return [path for path in (folder / ".dvc/cache/files/md5").glob("*/*") if path.name.endswith(ending)]


def swap(path: Path, content: str) -> None:
    """What a remote may send: another file under the same name, read-only as DVC leaves what it fetched."""
    path.chmod(0o644)
    path.write_text(content, encoding="utf-8")
    path.chmod(0o444)


def test_a_swapped_file_of_the_cache_is_not_taken_for_a_result(tmp_path: Path) -> None:
    project(tmp_path, {"page": copying("source", "page.out")})
    assert build(tmp_path, "page").returncode == 0
    (tmp_path / "page.out").unlink()
    for path in cached(tmp_path, ""):
        swap(path, "ten\n")
    again = build(tmp_path, "page")
    assert again.returncode == 0, again.stdout
    assert (tmp_path / "page.out").read_text(encoding="utf-8") == "one\n"


def test_a_swapped_file_that_dvc_laid_out_is_not_taken_for_a_result(tmp_path: Path) -> None:
    project(tmp_path, {"page": copying("source", "page.out"), "copy": copying("page.out", "copy.out")})
    assert build(tmp_path, "copy").returncode == 0
    for name in ("page.out", "copy.out"):
        (tmp_path / name).unlink()
    for path in cached(tmp_path, ""):
        swap(path, "ten\n")
    subprocess.run([sys.executable, "-m", "dvc", "checkout", "--quiet"], cwd=tmp_path, check=True)
    assert (tmp_path / "page.out").read_text(encoding="utf-8") == "ten\n", "DVC takes it"
    again = build(tmp_path, "copy")
    assert again.returncode == 0, again.stdout
    assert (tmp_path / "page.out").read_text(encoding="utf-8") == "one\n"
    assert (tmp_path / "copy.out").read_text(encoding="utf-8") == "one\n"


def test_a_folder_of_the_cache_that_leaves_its_place_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    project(folder, {"pages": stage("mkdir -p pages.out && cp source pages.out/page", ["source"], ["pages.out"])})
    assert build(folder, "pages").returncode == 0
    (described,) = cached(folder, ".dir")
    entries = json.loads(described.read_text(encoding="utf-8"))
    hostile = json.dumps([{**entries[0], "relpath": "../../escaped"}])
    digest = hashlib.md5(hostile.encode(), usedforsecurity=False).hexdigest()
    target = folder / ".dvc/cache/files/md5" / digest[:2] / f"{digest[2:]}.dir"
    target.parent.mkdir(exist_ok=True)
    target.write_text(hostile, encoding="utf-8")
    target.chmod(0o444)
    lock = folder / "dvc.lock"
    former = f"{described.parent.name}{described.name}"
    lock.write_text(lock.read_text(encoding="utf-8").replace(former, f"{digest}.dir"), encoding="utf-8")
    refused = build(folder, "pages")
    assert refused.returncode != 0
    assert "outside of its folder" in refused.stdout + refused.stderr
    assert not (tmp_path / "escaped").exists() and not (folder / "escaped").exists()


def test_data_that_are_not_what_their_dvc_file_says_are_refused(tmp_path: Path) -> None:
    project(tmp_path, {"page": copying("data.csv", "page.out")})
    (tmp_path / "data.csv").write_text("sent\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "dvc", "add", "--quiet", "data.csv"], cwd=tmp_path, check=True)
    assert build(tmp_path, "page").returncode == 0
    (tmp_path / "data.csv").unlink()
    (tmp_path / "data.csv").write_text("swap\n", encoding="utf-8")
    refused = build(tmp_path, "page")
    assert refused.returncode != 0
    assert "data.csv is not what data.csv.dvc says" in refused.stdout
    assert (tmp_path / "page.out").read_text(encoding="utf-8") == "sent\n"
