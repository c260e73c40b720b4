"""What DVC does around a stage's command: find its results again, keep them, write dvc.lock. As `dvc repro` does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from dvc.stage import Stage
from dvc.stage.cache import RunCacheNotFoundError
from dvc.stage.serialize import to_lockfile
from dvc.stage.utils import check_missing_outputs
from dvc.utils.serialize import dumps_yaml, load_yaml

from pipeline.building.file_states import States, look
from pipeline.building.plan import Plan
from pipeline.files import ASIDE
from pipeline.pulled import PulledError

T = TypeVar("T")
LOCK = Path("dvc.lock")
HEAD = "schema: '2.0'\nstages:\n"
BLOCK = re.compile(r"^  ([^\s:'\"]+):\n(?:    .*\n)+", re.MULTILINE)


def refuse_other_data(stage: Stage) -> None:
    """Data that a `.dvc` file describes are made by nobody here: those that changed are not taken for what was sent.

    Raises:
        PulledError: saying what to do.
    """
    if stage.is_data_source:
        data = stage.outs[0]
        raise PulledError(
            f"{data} is not what {stage.relpath} says. If you changed it, `dvc add {data}` says so; "
            "else do not use it, and ask whoever keeps the remote."
        )


class Inputs:
    """What stages depend on, as DVC found it: looked at again where the system says something else of a file in it.

    Some twenty stages read a release of a hundred files, and DVC would walk through it three times for each of them.
    """

    def __init__(self) -> None:
        self._found: dict[str, tuple[States, Any]] = {}

    @contextmanager
    def read_once(self, stage: Stage) -> Iterator[None]:
        """Meanwhile DVC takes what the stage depends on as first found: it would look at it to see that there is a
        hash, to keep it, and to ask the cache of runs.

        DVC has no public way to tell it, so that its own methods are shadowed: a contract test holds those that were
        read.
        """
        for dep in stage.deps:
            dep._build, dep.get_hash = _once(self._known(dep.fs_path, dep._build)), _once(dep.get_hash)
        try:
            yield
        finally:
            for dep in stage.deps:
                del dep._build, dep.get_hash

    def _known(self, path: str, find: Callable[..., T]) -> Callable[..., T]:
        """The same, which answers as before while the system says the same of the files."""

        def answered(*arguments: object, **named: object) -> T:
            states, known = look([path]), self._found.get(path)
            if known is None or known[0] != states:
                known = self._found[path] = (states, find(*arguments, **named))
            found: T = known[1]
            return found

        return answered


def restore(stage: Stage, inputs: Inputs) -> bool:
    """Clear what the stage made, then put back what an earlier run made of the same inputs; whether there was one.

    A frozen stage has nothing to run: what it made must be there.
    """
    if stage.frozen or not stage.cmd:
        check_missing_outputs(stage)
        return True
    stage.remove_outs(ignore_remove=False, force=False)
    try:
        with inputs.read_once(stage), stage.repo.state.told_but_not_read():
            stage.repo.stage_cache.restore(stage)
    except RunCacheNotFoundError:
        return False
    return True


def entry(stage: Stage) -> dict[str, Any]:
    """What dvc.lock says, or is to say, of the stage, under its name."""
    return dict(to_lockfile(stage))


def keep(stage: Stage, inputs: Inputs) -> None:
    """Take what the stage made into DVC's cache, and the run into its cache of runs."""
    is_all_cached = all(out.use_cache or out.is_metric or out.is_plot for out in stage.outs)
    with inputs.read_once(stage):
        stage.save(run_cache=is_all_cached)
    with stage.repo.state.told_but_not_read():
        stage.commit()


def _once(found: Callable[..., T]) -> Callable[..., T]:
    """The same, which remembers its first answer, whatever it is asked with."""
    answers: list[T] = []

    def answered(*arguments: object, **named: object) -> T:
        if not answers:
            answers.append(found(*arguments, **named))
        return answers[0]

    return answered


def write_lock(plan: Plan, changed: Collection[Stage]) -> bytes | None:
    """Write the entries of the stages that changed into dvc.lock: known ones keep their place, new ones follow in the
    order of the plan, which is DVC's. What was written; None when nothing changed.

    DVC writes the file anew after each stage, which takes seconds when it is long; once is enough, since a build that
    is killed before finds its results in the cache of runs. It is replaced whole: nobody sees half of it.
    """
    if not changed:
        return None
    blocks = _blocks(LOCK.read_text(encoding="utf-8")) if LOCK.is_file() else {}
    names = {stage.addressing for stage in changed}
    for name, stage in plan.stages.items():
        if name in names:
            blocks[name] = _block(entry(stage))
    written = "".join([HEAD, *blocks.values()]).encode("utf-8")
    aside = LOCK.with_name(LOCK.name + ASIDE)
    aside.write_bytes(written)
    aside.replace(LOCK)
    return written


def _blocks(text: str) -> dict[str, str]:
    """The lines of each stage, in their order: to write those of a few stages anew takes a hundredth of the time that
    writing the whole file takes. A file that is not laid out as DVC lays it out is read whole.
    """
    blocks = {found[1]: found[0] for found in BLOCK.finditer(text)}
    if "".join([HEAD, *blocks.values()]) == text:
        return blocks
    entries = (load_yaml(LOCK) or {}).get("stages", {})
    return {name: _block({name: content}) for name, content in entries.items()}


def _block(entry: dict[str, Any]) -> str:
    return dumps_yaml({"stages": entry}).partition("\n")[2]
