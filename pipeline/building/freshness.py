"""Is a stage up to date? As DVC answers, but a file that many stages depend on is looked at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from dvc.dependency import Dependency, ParamsDependency
from dvc.stage import Stage


class Freshness:
    """What the files that no stage writes are now: they are taken as they were when first looked at."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self._written = {PurePath(out.fs_path) for stage in stages for out in stage.outs}
        self._around = {parent for path in self._written for parent in path.parents}
        self._found: dict[str, object] = {}

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

    def _is_changed(self, dep: Dependency) -> bool:
        if isinstance(dep, ParamsDependency) or self._is_written(PurePath(dep.fs_path)):
            return bool(dep.status())
        if dep.fs_path not in self._found:
            self._found[dep.fs_path] = dep.get_hash() if dep.exists else None
        found = self._found[dep.fs_path]
        return found is None or found != dep.hash_info

    def _is_written(self, path: PurePath) -> bool:
        """Whether stages write it, something in it, or the folder it is in."""
        return path in self._around or not self._written.isdisjoint((path, *path.parents))


def _watched(stage: Stage) -> list[Dependency]:
    return [] if stage.frozen else stage.deps
