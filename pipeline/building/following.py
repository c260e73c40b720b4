"""Follow a build from DVC's plan to its lock file, and note when it leaves nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from dvc.repo import Repo
from rich.console import Console

from pipeline import dvc_lock
from pipeline.build_lock import one_build
from pipeline.building import dvc_records
from pipeline.building.edits import RAW
from pipeline.building.engines import Engine
from pipeline.building.file_states import States
from pipeline.building.lasting import all_lasts
from pipeline.building.plan import opened, plan, results
from pipeline.building.progress import Progress, say
from pipeline.building.scheduler import Scheduler
from pipeline.building.witness import Witness
from pipeline.files import mend
from pipeline.renderer import fonts, texts_read

Opening = Callable[[Repo, int], AbstractContextManager[Engine]]

OF_DELIVERIES = ("ingest", "validate")
"""Stages that an edit of a delivery makes run, of which the second imports great-expectations: that takes seconds."""


def follow(
    targets: Sequence[str], others: Sequence[Path], opening: Opening, console: Console
) -> tuple[Progress, States | None]:
    """Run what these targets need; `others` are files that say, beside DVC's, what is to be built; `opening`
    opens what runs the commands, given DVC's repository and the descriptor of the build's lock.

    (what became of the stages; what every file is now, if nothing is left to do and that is sure).

    Raises:
        RetexError: somebody interrupted the build, or DVC is busy or cannot read its files.
    """
    with one_build() as lock:
        if dvc_lock.mend():
            say(console, "dvc.lock had been cut short by an interruption; the last whole one is used.")
        witness = Witness()
        with opened() as repo, opening(repo, lock) as engine:
            engine.begin(OF_DELIVERIES if _is_delivered_again() else ())  # while DVC reads its files
            with all_lasts():
                for result in results(repo):
                    mend(result)
                planned = plan(repo, targets)
                witness.look(repo, planned, others)
                scheduler = Scheduler(planned, engine, console)
            try:
                scheduler.run()
            finally:
                written = dvc_records.write_lock(planned, scheduler.to_write)
            progress = scheduler.progress
            is_all_there = not progress.not_built
            states = witness.confirmed(scheduler.kept, scheduler.freshness, written) if is_all_there else None
        dvc_lock.keep()
        fonts.prune()
        texts_read.prune()
    return progress, states


def _is_delivered_again() -> bool:
    """Whether a delivery was edited since a build last wrote dvc.lock, as the times of files tell: a guess will do."""
    if not dvc_lock.LOCK.is_file():
        return False
    built = dvc_lock.LOCK.stat().st_mtime
    return any(path.lstat().st_mtime > built for path in Path(*RAW).rglob("*"))
