"""What DVC's cache holds is read once, and again when anything touched it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from dvc.fs import LocalFileSystem
from dvc_data.hashfile import hash as hashing
from dvc_data.hashfile.db import ObjectFormatError
from dvc_data.hashfile.db.local import LocalHashFileDB

from pipeline.building.known_files import KnownFiles, read_before_use

CONTENT = b"one\n"
OID = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    files: list[str] = []
    answer = hashing.file_md5

    def noted(file: str, *arguments: object, **named: object) -> str:
        files.append(file)
        return answer(file, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(hashing, "file_md5", noted)
    return files


@pytest.fixture
def known() -> KnownFiles:
    return KnownFiles({})


@pytest.fixture
def cache(tmp_path: Path, known: KnownFiles) -> LocalHashFileDB:
    cache = LocalHashFileDB(LocalFileSystem(), str(tmp_path), state=known)
    held = Path(cache.oid_to_path(OID))
    held.parent.mkdir()
    held.write_bytes(CONTENT)
    read_before_use(cache, known)
    return cache


def test_what_was_read_stays_known(cache: LocalHashFileDB, read: list[str]) -> None:
    cache.check(OID)
    cache.check(OID)
    assert read == [cache.oid_to_path(OID)]


def test_what_is_read_while_dvc_lays_files_out_stays_known(
    cache: LocalHashFileDB, known: KnownFiles, read: list[str]
) -> None:
    with known.told_but_not_read():
        cache.check(OID)
    cache.check(OID)
    assert len(read) == 1


def test_what_was_edited_is_read_again_though_its_times_were_set_back(cache: LocalHashFileDB) -> None:
    cache.check(OID)
    held = Path(cache.oid_to_path(OID))
    before = held.stat()
    held.chmod(0o644)
    held.write_bytes(b"two\n")
    os.utime(held, ns=(before.st_atime_ns, before.st_mtime_ns))
    held.chmod(before.st_mode)
    with pytest.raises(ObjectFormatError):
        cache.check(OID)
