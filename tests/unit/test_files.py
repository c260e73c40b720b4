"""A result is there whole, or not at all."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import WriteError
from pipeline.files import replacing_folder, scratch_folder, write_bytes

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from pipeline.errors import WriteError
from pipeline.files import replacing_folder, scratch_folder, write_bytes
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
target = Path(sys.argv[1])
try:
    if sys.argv[2] == "file":
        write_bytes(target, b"x" * 5000)
    else:
        with replacing_folder(target) as folder:
            (folder / "big").write_bytes(b"x" * 5000)
except WriteError as problem:
    print(problem)
"""

INTERRUPTED = """
import sys, time
from pathlib import Path
from pipeline.files import replacing_folder
with replacing_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


def on_full_disk(target: Path, kind: str, root: Path) -> str:
    command = [sys.executable, "-c", FULL_DISK, str(target), kind]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_full_disk_leaves_the_former_file(tmp_path: Path, root: Path) -> None:
    target = tmp_path / "facts.parquet"
    target.write_bytes(b"former")
    message = on_full_disk(target, "file", root)
    assert "could not be written" in message
    assert "Nothing there was changed" in message
    assert target.read_bytes() == b"former"
    assert [path.name for path in tmp_path.iterdir()] == ["facts.parquet"]


def test_full_disk_leaves_the_former_folder(tmp_path: Path, root: Path) -> None:
    target = tmp_path / "clean"
    target.mkdir()
    (target / "former").write_text("former")
    assert "could not be written" in on_full_disk(target, "folder", root)
    assert [path.name for path in target.iterdir()] == ["former"]
    assert [path.name for path in tmp_path.iterdir()] == ["clean"]


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_stage_leaves_no_folder_that_looks_like_a_result(
    tmp_path: Path, root: Path, blow: signal.Signals
) -> None:
    target = tmp_path / "estimates"
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(target)], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(blow)
    process.wait()
    process.stdout.close()
    assert not target.exists()


def test_a_partial_folder_of_a_killed_run_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "clean.partial").mkdir()
    (tmp_path / "clean.partial" / "half").write_text("half")
    with replacing_folder(tmp_path / "clean") as folder:
        (folder / "whole").write_text("whole")
    assert [path.name for path in (tmp_path / "clean").iterdir()] == ["whole"]


def test_a_failing_stage_keeps_the_former_result(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "former").write_text("former")
    with pytest.raises(ValueError, match="bad"), replacing_folder(tmp_path / "clean") as folder:
        (folder / "new").write_text("new")
        raise ValueError("bad")
    assert [path.name for path in (tmp_path / "clean").iterdir()] == ["former"]


def test_a_target_that_is_a_read_only_place_is_a_sentence() -> None:
    with pytest.raises(WriteError, match="could not be written"):
        write_bytes(Path("/proc/retex"), b"x")


def test_a_source_that_cannot_be_read_is_not_told_as_a_refusal_to_write(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.json"), replacing_folder(tmp_path / "clean"):
        (tmp_path / "absent.json").read_text()
    with pytest.raises(PermissionError, match="raw"), replacing_folder(tmp_path / "clean"):
        raise PermissionError(errno.EACCES, "Permission denied", "data/raw/projects.csv")


def test_a_folder_that_cannot_be_copied_is_a_sentence(tmp_path: Path, root: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "big").write_bytes(b"x" * 5000)
    copying = FULL_DISK.replace(
        '(folder / "big").write_bytes(b"x" * 5000)', "shutil.copytree(sys.argv[3], folder / 'c')"
    )
    command = [
        sys.executable,
        "-c",
        "import shutil" + copying,
        str(tmp_path / "texts"),
        "folder",
        str(tmp_path / "source"),
    ]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "texts could not be written: the file would exceed the size allowed here" in said


def test_a_swap_that_fails_puts_the_former_result_back(tmp_path: Path) -> None:
    target = tmp_path / "clean"
    target.mkdir()
    (target / "former").write_text("former")
    with pytest.raises(FileNotFoundError), replacing_folder(target) as folder:
        folder.rmdir()
    assert [path.name for path in tmp_path.rglob("*")] == ["clean", "former"]


def test_only_what_outlives_the_process_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr("os.fsync", flushed.append)
    with scratch_folder() as scratch:
        write_bytes(scratch / "deep" / "draft", b"x")
    assert not flushed
    assert not scratch.exists()
    write_bytes(tmp_path / "result", b"x")
    assert len(flushed) == 1
    with replacing_folder(tmp_path / "results") as folder:
        write_bytes(folder / "one", b"x")
    assert len(flushed) == 2, "a folder’s files are flushed once, before it gets its name"
