"""Build everything that is out of date: progress while it runs, a table of booklets at the end."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline import cores, dvc_lock
from pipeline.build_lock import one_build
from pipeline.building import dvc_records
from pipeline.building.plan import opened, plan
from pipeline.building.progress import Progress, say
from pipeline.building.scheduler import Scheduler
from pipeline.errors import ParamsError, RetexError
from pipeline.params import Cohort, Params, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE


def build(cohorts: list[str], console: Console, jobs: int = 0) -> int:
    """Bring the booklets of these cohorts up to date (all cohorts when the list is empty); 0 when all of them are.

    `jobs` stages run at once: as many as there are cores when it is 0.

    Raises:
        RetexError: a cohort is not declared in params.yaml, or another build is running.
    """
    params = load_params()
    if unknown := sorted(set(cohorts) - set(params.cohorts)):
        raise RetexError(f"params.yaml declares no cohort {', '.join(unknown)}; it has {', '.join(params.cohorts)}.")
    described, mistakes = _descriptions(list(dict.fromkeys(cohorts)) or params.cohorts, params)
    for mistake in mistakes:
        say(console, mistake)
    begun_at = time.monotonic()
    compared = [cohort for cohort in described if cohort in params.previous]
    targets = [
        *(f"{stage}@{cohort}" for cohort in compared for stage in ("drift", "compare")),
        *(f"publish@{cohort}" for cohort in described),
    ]
    progress, code = _follow(targets, jobs or cores.usable(), console) if described else (Progress(total=0), 0)
    code = code or len(mistakes)
    console.print(_summary(progress, time.monotonic() - begun_at, code))
    console.print(_booklet_table(described, progress))
    return code


def _descriptions(cohorts: list[str], params: Params) -> tuple[dict[str, Cohort], list[str]]:
    """(cohorts that can be built, what is wrong with the description of the others)."""
    described: dict[str, Cohort] = {}
    mistakes = []
    for cohort in cohorts:
        try:
            description = load_cohort(CohortPaths(cohort))
        except ParamsError as problem:
            mistakes.append(str(problem))
            continue
        if missing := [audience for audience in description.audiences if audience not in params.audiences]:
            mistakes.append(
                f"{CohortPaths(cohort).raw / 'cohort.yml'}: params.yaml lists no audience {', '.join(missing)}."
            )
        else:
            described[cohort] = description
    return described, mistakes


def environment() -> dict[str, str]:
    """The stages' environment: this interpreter first, telemetry off, no locale or time zone, caches in the project."""
    cache = Path(".cache").absolute()
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "DVC_NO_ANALYTICS": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "IPYTHONDIR": str(cache / "ipython"),
        "JUPYTER_CONFIG_DIR": str(cache / "jupyter"),
    }


def _follow(targets: list[str], jobs: int, console: Console) -> tuple[Progress, int]:
    """Run what these targets need; what became of it, and 1 when a stage stopped."""
    with one_build() as lock:
        if dvc_lock.mend():
            say(console, "dvc.lock had been cut short by an interruption; the last whole one is used.")
        with opened() as repo:
            scheduler = Scheduler(plan(repo, targets), jobs, environment(), lock, console)
            try:
                scheduler.run()
            finally:
                dvc_records.write_lock(scheduler.plan, scheduler.to_write)
        dvc_lock.keep()
    return scheduler.progress, int(bool(scheduler.progress.not_built))


def _summary(progress: Progress, seconds: float, code: int) -> str:
    if code:
        return f"Something above stopped a stage ({seconds:.0f} s). What could be built was built."
    if not progress.rebuilt and not progress.restored:
        return f"Nothing to do: every stage is up to date ({seconds:.1f} s)."
    restored = f"{len(progress.restored)} taken from an earlier run, " if progress.restored else ""
    return f"{len(progress.rebuilt)} stages run, {restored}{len(progress.unchanged)} up to date, in {seconds:.0f} s."


def _booklet_table(cohorts: dict[str, Cohort], progress: Progress) -> Table:
    table = Table("booklet", "pages", "renderer", "layout", box=SIMPLE, pad_edge=False)
    table.columns[0].no_wrap = True
    for cohort in cohorts:
        for row in _booklet_rows(CohortPaths(cohort), progress):
            table.add_row(*row)
    return table


def _booklet_rows(paths: CohortPaths, progress: Progress) -> Iterator[tuple[str, ...]]:
    """What is published now, as its certificate says, whether this build made it or a former one."""
    certificate = paths.published / CERTIFICATE
    if not certificate.is_file():
        yield str(paths.published), "", "", "not built"
        return
    booklets: list[dict[str, Any]] = json.loads(certificate.read_text(encoding="utf-8"))["booklets"]
    for built in booklets:
        name = built["booklet"]
        layout = _layout(paths.cohort, name, progress)
        yield str(paths.published / f"{name}.pdf"), str(built["pages"]), str(built["renderer"]), layout


def _layout(cohort: str, booklet: str, progress: Progress) -> str:
    """How long the layout took, or why there was none. A booklet whose build stopped is the former one."""
    if f"publish@{cohort}" in progress.not_built:
        return "former"
    if f"render@{cohort}-{booklet}" in progress.restored:
        return "restored"
    seconds = progress.seconds.get(f"render@{cohort}-{booklet}")
    return "up to date" if seconds is None else f"{seconds:.1f} s"
