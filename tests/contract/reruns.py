"""What an edit makes out of date, by DVC's graph alone: nothing is run, and nothing need be built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dvc.dependency import ParamsDependency
from dvc.repo import Repo
from dvc.stage import Stage

from pipeline.imported_code import stage_files, stages
from tests.conftest import ROOT


@dataclass(frozen=True)
class Consequences:
    """Names of the stages that an edit makes run, and of those that run too if what the former give changes."""

    at_once: frozenset[str]
    perhaps: frozenset[str]


class Graph:
    """The stages of the project, and which waits for which.

    What the stage `code` lists counts as read by the stage that it is listed for; that stage itself is left out.
    """

    def __init__(self) -> None:
        with Repo(str(ROOT)) as repo:
            self._graph = repo.index.graph.copy()
        self._graph.remove_nodes_from([stage for stage in self._graph if stage.addressing == "code"])
        listed = {name: [ROOT / path for path in stage_files(name)] for name in stages()}
        self._read = {
            stage: [Path(dep.fs_path) for dep in stage.deps if not _is_params(dep)] + listed[_kind(stage)]
            for stage in self._graph
        }

    def of(self, edited: str) -> Consequences:
        """What the edit of a file leads to, or of one entry of params.yaml (`params.yaml:estimate`)."""
        name, _, entry = edited.partition(":")
        around = {ROOT / name, *(ROOT / name).parents}
        at_once = {stage for stage in self._graph if (_names(stage, entry) if entry else around & {*self._read[stage]})}
        hanging, todo = set(at_once), list(at_once)
        while todo:
            found = set(self._graph.predecessors(todo.pop())) - hanging
            hanging |= found
            todo += found
        return Consequences(_addresses(at_once), _addresses(hanging - at_once))

    @property
    def names(self) -> frozenset[str]:
        """Every stage."""
        return _addresses(self._graph)


def _kind(stage: Stage) -> str:
    return str(stage.addressing.partition("@")[0])


def _is_params(dep: object) -> bool:
    return isinstance(dep, ParamsDependency)


def _names(stage: Stage, entry: str) -> bool:
    """Whether the stage reads this entry, something in it, or what it is in."""
    read = [name for dep in stage.deps if _is_params(dep) for name in dep.params]
    return any(f"{entry}.".startswith(f"{name}.") or f"{name}.".startswith(f"{entry}.") for name in read)


def _addresses(stages: Iterable[Stage]) -> frozenset[str]:
    return frozenset(stage.addressing for stage in stages)
