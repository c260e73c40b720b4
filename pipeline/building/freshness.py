"""Is a stage up to date? As DVC answers, but what many stages depend on is looked at once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from dvc.dependency import Dependency, ParamsDependency
from dvc.stage import Stage
from dvc_data.hashfile.hash_info import HashInfo


class Freshness:
    """What files and folders that stages depend on hold: as when first looked at, or as a stage has left them since."""

    def __init__(self) -> None:
        self._found: dict[PurePath, HashInfo | None] = {}

    def is_up_to_date(self, stage: Stage) -> bool:
        """Whether its command, what it depends on and what it made are as dvc.lock says, and in DVC's cache."""
        if not stage.frozen and (stage.is_callback or stage.always_changed):
            return False
        return self.is_as_kept(stage)

    def is_as_kept(self, stage: Stage) -> bool:
        """The same, but for a stage that always runs: whether nothing was touched since it ran."""
        if stage.changed_stage() or any(self._is_changed(dep) for dep in _watched(stage)):
            return False
        return not any(out.status() for out in stage.outs)

    def note(self, stage: Stage) -> None:
        """The stage has run: what it made is as DVC kept it, and a folder around that has to be looked at again."""
        made = {PurePath(out.fs_path): out.hash_info for out in stage.outs}
        around = {parent for path in made for parent in path.parents}
        self._found = {path: found for path, found in self._found.items() if not _is_touched(path, made, around)} | made

    def _is_changed(self, dep: Dependency) -> bool:
        if isinstance(dep, ParamsDependency):
            return bool(dep.status())
        path = PurePath(dep.fs_path)
        if path not in self._found:
            self._found[path] = dep.get_hash() if dep.exists else None
        found = self._found[path]
        return found is None or found != dep.hash_info


def _is_touched(path: PurePath, made: Collection[PurePath], around: Collection[PurePath]) -> bool:
    """Whether it is one of what a stage made, around one, or in one."""
    return path in around or any(each in made for each in (path, *path.parents))


def _watched(stage: Stage) -> list[Dependency]:
    return [] if stage.frozen else stage.deps
