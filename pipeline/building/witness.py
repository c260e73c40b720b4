"""What a build saw: whether the files are, at its end, those that DVC compared and kept."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from dvc.repo import Repo
from dvc.stage import Stage

from pipeline.building.dvc_records import LOCK
from pipeline.building.file_states import TICK_NS, States, is_settled, look
from pipeline.building.freshness import Freshness
from pipeline.building.plan import Plan

SECONDS_TO_SETTLE = 2 * TICK_NS / 1e9


class Witness:
    """Looks at files before DVC does, and again at the end.

    What nobody touched in between is what DVC found; what stages made meanwhile is put to DVC once more.
    """

    def __init__(self) -> None:
        """Call it before DVC reads anything: a file that is changed from now on is not taken for what DVC read."""
        self._begun_at_ns = time.time_ns()
        self._stages: list[Stage] = []
        self._watched: set[str] = set()
        self._files: States = {}
        self._copies: States = {}

    def look(self, repo: Repo, plan: Plan, others: Iterable[Path]) -> None:
        """Before DVC compares: its own files, its copies, what stages read and made, and `others`."""
        self._stages = list(plan.stages.values())
        self._watched = {str(path.absolute()) for path in (LOCK, *others)} | set(_made(self._stages))
        self._watched |= {str(path) for path in repo.config.files.values()}
        self._watched |= {stage.dvcfile.path for stage in self._stages}
        self._watched |= {dep.fs_path for stage in self._stages for dep in stage.deps}
        self._files, self._copies = look(self._watched), look(_copies(self._stages))

    def confirmed(self, kept: Collection[Stage], freshness: Freshness, written: bytes | None) -> States | None:
        """What all of this is now; None when it is not sure that it is what DVC found, and all up to date.

        `kept` are the stages whose results DVC kept since; `written` is what dvc.lock should hold, if it was written.
        """
        ours = {*_made(kept), *([str(LOCK.absolute())] if written is not None else [])}
        files, copies = look(self._watched), look(_copies(self._stages))
        theirs, made = _without(files, ours), {path: state for path, state in files.items() if _is_in(path, ours)}
        if not is_settled(made | copies, time.time_ns()):
            time.sleep(SECONDS_TO_SETTLE)
        is_sure = (
            theirs == _without(self._files, ours)
            and is_settled(theirs, self._begun_at_ns)
            and is_settled(made | copies, time.time_ns())
            and all(self._copies[path] == copies[path] for path in _copies(set(self._stages).difference(kept)))
            and written in (None, LOCK.read_bytes())
            and all(freshness.is_as_kept(stage) for stage in kept)
        )
        seen = files | copies
        return seen if is_sure and look(seen) == seen else None


def _without(states: States, roots: Collection[str]) -> States:
    return {path: state for path, state in states.items() if not _is_in(path, roots)}


def _is_in(path: str, roots: Collection[str]) -> bool:
    """Whether it is one of these paths, or below one."""
    while path not in roots:
        path, below = os.path.dirname(path), path  # noqa: PTH120 - asked of thousands
        if path == below:
            return False
    return True


def _made(stages: Iterable[Stage]) -> list[str]:
    return [out.fs_path for stage in stages for out in stage.outs]


def _copies(stages: Iterable[Stage]) -> list[str]:
    """Where DVC's cache holds what the stages made."""
    paths = []
    for out in (out for stage in stages for out in stage.outs if out.use_cache and out.hash_info):
        found = out.get_obj()
        if found is not None:
            hashes = [found.oid, *((each.value for _, _, each in found) if out.is_dir_checksum else ())]
            paths += [out.cache.oid_to_path(value) for value in hashes]
    return paths
