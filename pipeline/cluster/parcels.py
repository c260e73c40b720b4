"""Carry files between machines through a DVC remote: what one side sent is what the other lays out, or nothing is.

The remote is only trusted to keep bytes. What a folder holds, and the SHA-256 of each file, travels with the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dvc.repo import Repo
from dvc_data.hashfile.build import build
from dvc_data.hashfile.checkout import checkout
from dvc_data.hashfile.db import HashFileDB
from dvc_data.hashfile.hash_info import HashInfo
from dvc_data.hashfile.meta import Meta
from dvc_data.hashfile.obj import HashFile
from dvc_data.hashfile.tree import Tree

from pipeline.files import sha256
from pipeline.pulled import PulledError, leaves

MD5 = "md5"


@dataclass(frozen=True)
class Sent:
    """A file of a parcel: its path within it (empty when the parcel is one file), its name in DVC's stores, its sum."""

    name: str
    md5: str
    sha256: str


@dataclass(frozen=True)
class Parcel:
    """A file or folder of the project, by the POSIX path that it has on every machine."""

    path: str
    is_folder: bool
    files: tuple[Sent, ...]

    @property
    def hashes(self) -> dict[str, str]:
        """What DVC calls each of its files."""
        return {file.name: file.md5 for file in self.files}


class Carrier:
    """Sends and receives for one folder of work, not in two threads at once.

    The remote is never asked what it holds: that takes the longer the more it holds.
    """

    def __init__(self, repo: Repo, remote: str) -> None:
        """Use the remote that DVC's settings here call `remote`."""
        self._repo, self._cache = repo, repo.cache.local
        self._remote = repo.cloud.get_remote_odb(remote, "carry")
        self._there: dict[str, str] = {}

    def send(self, path: Path) -> Parcel:
        """Put what is at `path` on the remote, but for files that this carrier knows to be there."""
        files = [(name, path / name if name else path, md5) for name, md5 in _names(self._found(str(path)))]
        new = {md5: str(file) for _, file, md5 in files if md5 not in self._there}
        self._remote.add(list(new.values()), self._repo.fs, list(new), check_exists=False)
        self._there |= {md5: sha256(Path(file)) for md5, file in new.items()}
        return Parcel(
            path.as_posix(), path.is_dir(), tuple(Sent(name, md5, self._there[md5]) for name, _, md5 in files)
        )

    def _found(self, path: str) -> HashFile:
        """What is at `path`, with DVC's hash of each file."""
        fs = self._repo.fs
        return build(self._cache, fs.abspath(path), fs, MD5, ignore=self._repo.dvcignore, dry_run=True)[2]

    def receive(self, parcel: Parcel) -> None:
        """Lay out a parcel in the place of what is there, unless it is there.

        Raises:
            PulledError: it would lie elsewhere, is missing on the remote, or is not what was sent.
        """
        if wrong := [name for name in (parcel.path, *_inner_names(parcel)) if leaves(name)]:
            raise PulledError(f"{parcel.path}: « {wrong[0]} » lies outside of its folder; nothing was laid out.")
        if self._here(parcel) == parcel.hashes:
            return
        self._fetch(parcel.files)
        self._there |= {file.md5: file.sha256 for file in parcel.files}
        fs = self._repo.fs
        checkout(
            fs.abspath(parcel.path),
            fs,
            _described(parcel, self._cache),
            self._cache,
            force=True,
            quiet=True,
            state=self._repo.state,
        )

    def _here(self, parcel: Parcel) -> dict[str, str] | None:
        """What is at the parcel's place now; nothing when that is not the same kind of thing."""
        path = Path(parcel.path)
        if not path.exists() or path.is_dir() != parcel.is_folder:
            return None
        return dict(_names(self._found(parcel.path)))

    def _fetch(self, files: Iterable[Sent]) -> None:
        """Take what the cache lacks; what is not as announced does not stay there."""
        lacking = {file.md5: file for file in files if not self._cache.exists(file.md5)}
        try:
            self._cache.add(
                [self._remote.oid_to_path(md5) for md5 in lacking], self._remote.fs, list(lacking), check_exists=False
            )
        except FileNotFoundError as problem:
            raise PulledError(f"The remote has not all that was sent: {problem}") from problem
        for md5, file in lacking.items():
            if sha256(Path(self._cache.oid_to_path(md5))) != file.sha256:
                self._cache.delete(md5)
                raise PulledError(f"The remote gave another file than the one that was sent as « {file.name or md5} ».")


def _names(found: HashFile) -> Iterator[tuple[str, str]]:
    if not isinstance(found, Tree):
        yield "", str(found.oid)
        return
    for key, _, hash_info in found:
        yield "/".join(key), str(hash_info.value)


def _inner_names(parcel: Parcel) -> list[str]:
    return [file.name for file in parcel.files] if parcel.is_folder else []


def _described(parcel: Parcel, cache: HashFileDB) -> HashFile:
    """The parcel as DVC describes a file or a folder, made here rather than taken from the remote."""
    if not parcel.is_folder:
        return cache.get(parcel.files[0].md5)
    tree = Tree()
    for file in parcel.files:
        tree.add(tuple(file.name.split("/")), Meta(), HashInfo(MD5, file.md5))
    tree.digest()
    return tree
