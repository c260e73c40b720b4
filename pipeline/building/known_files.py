"""What files hold, as builds found when they read them; one is read again when anything the system says of it changed.

DVC remembers hashes too. A build does not rely on what it remembers, for three reasons:

- DVC looks at size, time of last edit and inode. A tool that restores times (or a clock that was set back) can edit a
  file without changing any of them; nothing but the time of last change (ctime) then tells, which no tool can set.
- DVC takes a file that it laid out, and a read-only file of its cache, for what its name says: a remote can send any
  other. Here nothing is known that was not read.
- On a full disk DVC's database waits for room without end. This is one file, written at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dvc.fs import LocalFileSystem
from dvc_data.hashfile.db import HashFileDB
from dvc_data.hashfile.db.local import LocalHashFileDB
from dvc_data.hashfile.hash_info import HashInfo
from dvc_data.hashfile.meta import Meta
from dvc_data.hashfile.state import StateNoop

from pipeline.errors import WriteError
from pipeline.files import write_text
from pipeline.pulled import PulledError, leaving

FILE = Path(".cache/known_files.json")
SEEN = ("ino", "size", "mtime", "created")
"""What the system says of a file; `created` is DVC's name for the time of last change (ctime)."""

Known = dict[str, list[Any]]
"""By path: what the system said of the file when it was read, then name and value of its hash."""


class KnownFiles(StateNoop):
    """What DVC asks for the hash of a file before it reads the file, and tells the hash afterwards."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._is_reading = True

    @classmethod
    def of_former_builds(cls) -> KnownFiles:
        """What former builds of this folder found; nothing when there were none."""
        try:
            return cls(dict(json.loads(FILE.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            return cls({})

    def keep(self) -> None:
        """Leave to the next build what is known of files that are still there; without room it reads them again."""
        there = {path: found for path, found in self._known.items() if os.path.exists(path)}  # noqa: PTH110 - of tens of thousands
        with suppress(WriteError):
            write_text(FILE, json.dumps(there, ensure_ascii=False))

    @contextmanager
    def told_but_not_read(self) -> Iterator[None]:
        """Meanwhile DVC lays files out, and tells what they should hold."""
        with self._now(is_reading=False):
            yield

    @contextmanager
    def read(self) -> Iterator[None]:
        """Meanwhile DVC reads a file, also while it lays others out."""
        with self._now(is_reading=True):
            yield

    @contextmanager
    def _now(self, *, is_reading: bool) -> Iterator[None]:
        before, self._is_reading = self._is_reading, is_reading
        try:
            yield
        finally:
            self._is_reading = before

    def save(self, path: str, fs: Any, hash_info: HashInfo, info: dict[str, Any] | None = None) -> None:
        """Remember the hash of a file that was read. DVC gives no `info` of files that it did not read."""
        if self._is_reading and info is not None and isinstance(fs, LocalFileSystem):
            self._known[path] = [*_seen(info), hash_info.name, hash_info.value]

    def save_many(self, items: Iterable[tuple[str, HashInfo, dict[str, Any] | None]], fs: Any) -> None:
        """Remember several."""
        for path, hash_info, info in items:
            self.save(path, fs, hash_info, info)

    def get(self, path: str, fs: Any, info: dict[str, Any] | None = None) -> tuple[Meta, HashInfo] | tuple[None, None]:
        """The hash of a file that was read and did not change since."""
        found = self._known.get(path) if isinstance(fs, LocalFileSystem) else None
        if found is None:
            return None, None
        try:
            info = info or fs.info(path)
        except FileNotFoundError:
            return None, None
        *seen, name, value = found
        return (Meta.from_info(info), HashInfo(name, value)) if seen == _seen(info) else (None, None)

    def get_many(
        self, items: Iterable[str], fs: Any, infos: dict[str, dict[str, Any]]
    ) -> Iterator[tuple[str, Meta, HashInfo] | tuple[str, None, None]]:
        """Several, with their paths."""
        for path in items:
            yield (path, *self.get(path, fs, infos.get(path)))


def _seen(info: dict[str, Any]) -> list[Any]:
    return [info.get(each) for each in SEEN]


def read_before_use(cache: LocalHashFileDB, known: KnownFiles) -> None:
    """Make DVC read each file of its cache before it lays it out: by itself it takes a read-only one for sound.

    One that does not hold what its name says is deleted, as DVC does, and made again by its stage. DVC makes a file
    read-only each time it has read it, which changes the file's time of last change: here that is done once, before, so
    that what was read stays known.
    """

    def protect(path: str) -> None:
        if not cache.is_protected(path):
            LocalHashFileDB.protect(cache, path)

    def check(oid: str, check_hash: bool = True, _info: dict[str, Any] | None = None) -> Meta:
        path = cache.oid_to_path(oid)
        protect(path)
        with known.read():
            meta = HashFileDB.check(cache, oid, check_hash, cache.fs.info(path))
        if outside := leaving(Path(path)) if oid.endswith(".dir") else []:
            raise PulledError(f"{path} would write « {outside[0]} », outside of its folder; nothing was laid out.")
        return meta

    cache.check, cache.protect = check, protect  # type: ignore[method-assign]
