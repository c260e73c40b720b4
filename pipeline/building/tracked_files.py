"""What git tracks, read once a build: DVC reads git's whole index again for each output that it keeps."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from dvc.repo import Repo
from dvc.scm import Git


def read_index_once(repo: Repo) -> None:
    """Answer DVC from one reading of the index: no stage adds a file to git."""
    if isinstance(repo.scm, Git):
        index: Any = TrackedFiles(repo.scm)
        repo.scm.is_tracked = index.is_tracked


class TrackedFiles:
    """The files that git tracked when this was first asked."""

    def __init__(self, git: Git) -> None:
        """Read nothing yet."""
        self._git = git

    @cached_property
    def _paths(self) -> frozenset[PurePath]:
        """Each tracked file, and the folders around it."""
        tracked = (PurePath(name.decode("utf-8", "surrogateescape")) for name in self._git.dulwich.repo.open_index())
        return frozenset(path for file in tracked for path in (file, *file.parents))

    def is_tracked(self, path: str) -> bool:
        """Whether git tracks the file, or one in the folder."""
        return Path(path).absolute().relative_to(Path(self._git.root_dir).absolute()) in self._paths
