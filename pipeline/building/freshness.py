"""Is a stage up to date? As DVC answers, but what many stages depend on is looked at once."""

from __future__ import annotations

import os
from collections.abc import Collection

from dvc.dependency import Dependency, ParamsDependency
from dvc.stage import Stage
from dvc_data.hashfile.hash_info import HashInfo


class Freshness:
    """What files and folders that stages depend on hold: as when first looked at, or as a stage has left them since."""

    def __init__(self) -> None:
        self._found: dict[str, HashInfo | None] = {}

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
        made = {out.fs_path: out.hash_info for out in stage.outs}
        self._found = {path: found for path, found in self._found.items() if not _is_touched(path, made)} | made

    def _is_changed(self, dep: Dependency) -> bool:
        if isinstance(dep, ParamsDependency):
            return bool(dep.status())
        if dep.fs_path not in self._found:
            self._found[dep.fs_path] = dep.get_hash() if dep.exists else None
        found = self._found[dep.fs_path]
        return found is None or found != dep.hash_info


def _is_touched(path: str, made: Collection[str]) -> bool:
    """Whether it is one of what a stage made, around one, or in one."""
    return any(f"{path}{os.sep}".startswith(f"{each}{os.sep}") or each.startswith(f"{path}{os.sep}") for each in made)


def _watched(stage: Stage) -> list[Dependency]:
    return [] if stage.frozen else stage.deps
