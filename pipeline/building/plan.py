"""Which stages a build needs, in DVC's order, and what each of them waits for."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dvc.cachemgr import CacheManager
from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo, lock_repo
from dvc.repo.reproduce import get_active_graph, plan_repro
from dvc.stage import Stage

from pipeline.building.claims import forget_killed_builds
from pipeline.building.known_files import KnownFiles, read_before_use
from pipeline.building.tracked_files import read_index_once
from pipeline.errors import BusyError, RetexError, WriteError
from pipeline.files import room, write_error


@dataclass(frozen=True)
class Plan:
    """Stages by name, in the order in which DVC would run them one by one; the names that each one waits for."""

    stages: dict[str, Stage]
    waits_for: dict[str, frozenset[str]]

    def last(self) -> list[Stage]:
        """Those that no other waits for: whatever was changed, one of them has to run."""
        awaited = frozenset[str]().union(*self.waits_for.values())
        return [stage for name, stage in self.stages.items() if name not in awaited]

    def after(self, names: Collection[str]) -> set[str]:
        """Every stage that hangs on one of these, near or far; stages come after what they wait for."""
        hanging = set(names)
        for other, awaited in self.waits_for.items():
            if not awaited.isdisjoint(hanging):
                hanging.add(other)
        return hanging.difference(names)

    def longest_ways(self, weight: Callable[[str], float]) -> dict[str, float]:
        """By stage, its weight and that of the heaviest way from it to the end."""
        ways: dict[str, float] = {}
        beyond: dict[str, float] = {}
        for name in reversed(self.stages):
            ways[name] = weight(name) + beyond.get(name, 0.0)
            for awaited in self.waits_for[name]:
                beyond[awaited] = max(beyond.get(awaited, 0.0), ways[name])
        return ways


@contextmanager
def opened() -> Iterator[Repo]:
    """The project as DVC sees it. No other command of DVC works in it meanwhile.

    Raises:
        BusyError: a command of DVC that somebody started by hand is running.
        WriteError: the folder is read-only, or the disk is full.
        RetexError: DVC cannot read its files.
    """
    logging.getLogger("dvc").setLevel(logging.CRITICAL)  # the build says itself what happens, and DVC's errors
    known = KnownFiles.of_former_builds()
    try:
        with ExitStack() as held:
            yield _opened(known, held)
    except LockError as problem:
        raise BusyError(
            "A command of DVC is running in this folder. Wait for its end, then run this again."
        ) from problem
    except DvcException as problem:
        raise RetexError(f"DVC: {problem}") from problem
    finally:
        known.keep()


def _opened(known: KnownFiles, held: ExitStack) -> Repo:
    try:
        repo = held.enter_context(Repo())
        held.enter_context(lock_repo(repo))
        held.enter_context(repo.scm_context(quiet=True))
    except OSError as problem:
        raise write_error(Path(problem.filename or ".dvc"), problem) from problem
    except sqlite3.Error as problem:
        raise WriteError(
            f"DVC could not write its database: {problem} ({room(Path('.dvc'))}). Nothing was changed; "
            "free or unlock the disk and run again."
        ) from problem
    repo.state.close()
    repo.state = known
    repo.cache = CacheManager(repo)
    read_before_use(repo.cache.local, known)
    read_index_once(repo)
    forget_killed_builds(repo)
    return repo


def results(repo: Repo) -> list[Path]:
    """Everything that a stage writes."""
    return [Path(out.fs_path) for stage in repo.index.stages for out in stage.outs]


def plan(repo: Repo, targets: Sequence[str]) -> Plan:
    """The stages that `targets` need, themselves included."""
    graph = get_active_graph(repo.index.graph)
    known = {stage.addressing: stage for stage in graph}
    stages = {stage.addressing: stage for stage in plan_repro(graph, [known[target] for target in targets])}
    waits_for = {
        name: frozenset(other.addressing for other in graph.successors(stage)) for name, stage in stages.items()
    }
    return Plan(stages, waits_for)
