"""Build everything that is out of date with DVC: progress while it runs, a table of booklets at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline import dvc_lock
from pipeline.build_lock import one_build
from pipeline.dvc_output import Progress, report, say
from pipeline.errors import ParamsError, RetexError
from pipeline.params import Cohort, Params, load_cohort, load_params
from pipeline.paths import CohortPaths

SECONDS_TO_STOP = 10


def build(cohorts: list[str], console: Console) -> int:
    """Bring the booklets of these cohorts up to date (all cohorts when the list is empty); 0 when all of them are.

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
    others = _other_stages(described, params)
    progress = Progress(total=_stage_count(len(described), len(params.audiences), len(params.booklets), others))
    compared = [cohort for cohort in described if cohort in params.previous]
    targets = [
        *(f"{stage}@{cohort}" for cohort in compared for stage in ("drift", "compare")),
        *(f"publish@{cohort}" for cohort in described),
    ]
    code = _follow(targets, progress, console) if described else 0
    if code and not progress.not_built:
        progress.not_built.update(f"publish@{cohort}" for cohort in described)
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


def _other_stages(cohorts: Iterable[str], params: Params) -> int:
    """Stages that not every cohort has: to make data up, to compare with the edition before, to cite other studies.

    A former edition that is not built itself is made up, ingested, validated and cleaned all the same; a study that is
    cited is estimated and released too.
    """
    built = set(cohorts)
    compared = built & params.previous.keys()
    former = {params.previous[cohort] for cohort in compared} - built
    cited = [citation.study for citation in params.context.values() if citation.cohort in built]
    studies = set(cited) - built
    synthetic = (built | former | studies) & set(params.synthetic)
    released = 4 + len(params.audiences)
    return len(synthetic) + 2 * len(compared) + 3 * len(former - studies) + len(cited) + released * len(studies)


def _stage_count(cohorts: int, audiences: int, booklets: int, others: int) -> int:
    """Stages of a build: six a cohort, one an audience, two a booklet, one for the renderer, `others` as counted."""
    return cohorts * (6 + audiences + 2 * booklets) + others + 1


def _follow(targets: list[str], progress: Progress, console: Console) -> int:
    command = [sys.executable, "-m", "dvc", "repro", "--keep-going", *targets]
    with one_build() as lock:
        if dvc_lock.mend():
            say(console, "dvc.lock had been cut short by an interruption; the last whole one is used.")
        with _process(command, lock) as process:
            for line in process.stdout or ():
                report(line.rstrip("\n"), progress, console)
            progress.stop()
            code = process.wait()
        if code >= 0:
            dvc_lock.keep()
    return code


@contextmanager
def _process(command: list[str], lock: int) -> Iterator[subprocess.Popen[str]]:
    """DVC in a process group of its own, so that an interruption stops the stages too, not only DVC.

    It holds the lock too: should this process be killed, no other build starts while DVC still writes.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        start_new_session=True,
        pass_fds=(lock,),
    )
    previous = {name: signal.signal(name, _interrupt) for name in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield process
    except KeyboardInterrupt:
        _stop_group(process)
        dvc_lock.mend()
        raise RetexError("Interrupted. No half-built result is kept; run the same command to go on.") from None
    finally:
        for name, handler in previous.items():
            signal.signal(name, handler)


def _interrupt(*_: object) -> None:
    """Being told to end, or losing the terminal, is the same as Ctrl-C."""
    raise KeyboardInterrupt


def _stop_group(process: subprocess.Popen[str]) -> None:
    """Stop DVC, which would go on to its next stage, then the running stage, which clears what it has half written."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave a stage behind
    process.terminate()
    process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        for _ in range(10 * SECONDS_TO_STOP):
            time.sleep(0.1)
            os.killpg(process.pid, 0)
        os.killpg(process.pid, signal.SIGKILL)


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
    certificate = paths.published / "certificate.json"
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
