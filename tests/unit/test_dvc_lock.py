"""An interruption may cut dvc.lock short at any byte; the next build finds a whole one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import dvc_lock

WHOLE = (
    b"schema: '2.0'\nstages:\n  ingest@a:\n    cmd: python -m pipeline.ingest --cohort a\n    deps:\n    - path: data\n"
)


@pytest.fixture(autouse=True)
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    dvc_lock.LOCK.write_bytes(WHOLE)
    return tmp_path / dvc_lock.LOCK


@pytest.mark.parametrize("left", [0, 5, 16, 60])
def test_the_last_whole_one_is_put_back(lock: Path, left: int) -> None:
    dvc_lock.keep()
    lock.write_bytes(WHOLE[:left])
    assert dvc_lock.mend()
    assert lock.read_bytes() == WHOLE


def test_without_a_copy_the_damaged_one_goes(lock: Path) -> None:
    lock.write_bytes(WHOLE[:60])
    assert dvc_lock.mend()
    assert not lock.exists()


def test_a_whole_one_that_changed_is_left_alone(lock: Path) -> None:
    dvc_lock.keep()
    changed = WHOLE.replace(b"ingest@a", b"ingest@b")
    lock.write_bytes(changed)
    assert not dvc_lock.mend()
    assert lock.read_bytes() == changed


def test_a_first_build_has_none_and_that_is_fine(lock: Path) -> None:
    lock.unlink()
    dvc_lock.keep()
    assert not dvc_lock.mend()
