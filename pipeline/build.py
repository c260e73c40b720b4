"""Build everything that is out of date: progress while it runs, a table of booklets at the end."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from pipeline import cores
from pipeline.build_lock import one_build
from pipeline.building import up_to_date
from pipeline.building.lasting import all_lasts
from pipeline.building.progress import Progress, say
from pipeline.building.summary import booklet_table, in_a_sentence
from pipeline.building.up_to_date import UpToDate
from pipeline.errors import RenderError, RetexError
from pipeline.paths import RENDERER
from pipeline.renderer.resolution import resolve

if TYPE_CHECKING:  # DVC takes a second that « nothing to do » spares
    from dvc.repo import Repo

    from pipeline.building.engines import Engine
    from pipeline.building.following import Opening

HERE = Path(__file__).parent


def build(cohorts: Sequence[str], console: Console, jobs: int = 0, cluster: tuple[str, str] | None = None) -> int:
    """Bring the booklets of these cohorts up to date (all cohorts when the list is empty); 0 when all of them are.

    `jobs` stages run at once: as many as there are cores when it is 0. `cluster` is (address of a Dask scheduler whose
    workers run them instead, DVC remote that files travel through).

    Raises:
        RetexError: a cohort is not declared in params.yaml, or another build is running.
    """
    begun_at = time.monotonic()
    found = _up_to_date(cohorts)
    opening = _engines(jobs or cores.usable(), cluster, console)
    progress, built, code = (Progress(found.stages), found.cohorts, 0) if found else _build(cohorts, console, opening)
    console.print(in_a_sentence(progress, time.monotonic() - begun_at, code))
    if built:
        console.print(booklet_table(built, progress))
    return code


def _up_to_date(cohorts: Sequence[str]) -> UpToDate | None:
    """What the last such build found, if nothing was touched since and the same renderer is here."""
    with one_build():
        found = up_to_date.found_before(cohorts)
        return found if found and _is_recorded(found.renderer) else None


def _is_recorded(choice: str) -> bool:
    """Whether the booklets were laid out by the renderer that `choice` gives now."""
    try:
        return bool(asdict(resolve(choice)) == json.loads(RENDERER.read_text(encoding="utf-8")))  # type: ignore[arg-type]
    except RenderError:
        return False  # the stage that looks for the renderer says what is missing


def _build(cohorts: Sequence[str], console: Console, opening: Opening) -> tuple[Progress, tuple[str, ...], int]:
    """(what became of the stages, the cohorts that could be built, how many things stopped)."""
    with all_lasts():
        # A second that « nothing to do » spares.
        from pipeline.building.descriptions import asked_for
        from pipeline.building.following import follow
        from pipeline.editions.approvals import begin_record
        from pipeline.former_results import forget_all_but
        from pipeline.params import load_params

    asked = asked_for(cohorts)
    for mistake in asked.mistakes:
        say(console, mistake)
    if not asked.cohorts:
        return Progress(total=0), (), len(asked.mistakes)
    for cohort in asked.cohorts:
        begin_record(cohort)
    with one_build():
        forget_all_but(load_params().cohorts)
    others = [Path("params.yaml"), Path(".dvcignore"), *asked.files, HERE / "build.py", HERE / "building"]
    progress, states = follow(asked.targets, others, opening, console)
    code = int(bool(progress.not_built)) or len(asked.mistakes)
    if states is not None and not code:
        up_to_date.note(cohorts, UpToDate(tuple(asked.cohorts), progress.total, asked.renderer), states)
    return progress, tuple(asked.cohorts), code


def _engines(jobs: int, cluster: tuple[str, str] | None, console: Console) -> Opening:
    """What runs the commands: this machine, or a cluster."""

    @contextmanager
    def opening(repo: Repo, lock: int) -> Iterator[Engine]:
        from pipeline.building.engines import this_machine

        with this_machine(jobs, environment(), lock) as here:
            if cluster is None:
                yield here
                return
            try:
                from pipeline.cluster.engine import connected
            except ModuleNotFoundError as problem:
                raise RetexError(f"{problem.name} is not installed. Run `make cluster-setup` first.") from problem
            with connected(*cluster, repo, here, lambda text: say(console, text)) as engine:
                yield engine

    return opening


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
