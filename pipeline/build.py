"""Build everything that is out of date with DVC: progress while it runs, a table of booklets at the end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.errors import RetexError
from pipeline.params import load_cohort, load_params
from pipeline.paths import CohortPaths

STARTED = re.compile(r"Running stage '(?P<stage>[^']+)'")
UNCHANGED = re.compile(r"Stage '(?P<stage>[^']+)' (didn't change|is cached)")
ALWAYS_RUN = "resolve_renderer"
CHATTER = re.compile(
    r"^(> |Updating lock file|Generating lock file|Use `dvc|To track|\s*git add|To enable auto|\s+dvc config|\s*$)"
)
SECONDS_TO_STOP = 10


@dataclass
class Progress:
    """What DVC has said so far: stages run with their duration in seconds, and stages found up to date."""

    total: int
    seconds: dict[str, float] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    running: str = ""
    started_at: float = 0.0

    @property
    def rebuilt(self) -> list[str]:
        """Stages that were run because something they depend on changed."""
        return [stage for stage in self.seconds if stage != ALWAYS_RUN]

    def start(self, stage: str) -> None:
        """A stage starts, so the one before it has ended."""
        self.stop()
        self.running, self.started_at = stage, time.monotonic()

    def stop(self) -> None:
        """The running stage has ended."""
        if self.running:
            self.seconds[self.running] = time.monotonic() - self.started_at
        self.running = ""


def build(cohorts: list[str], console: Console) -> int:
    """Bring the booklets of these cohorts up to date (all cohorts when the list is empty); DVC's exit code.

    Raises:
        RetexError: a cohort is not declared in params.yaml.
    """
    params = load_params()
    if unknown := sorted(set(cohorts) - set(params.cohorts)):
        raise RetexError(f"params.yaml declares no cohort {', '.join(unknown)}; it has {', '.join(params.cohorts)}.")
    chosen = cohorts or params.cohorts
    begun_at = time.monotonic()
    progress = Progress(total=_stage_count(len(chosen), len(params.audiences)))
    code = _follow([f"publish@{cohort}" for cohort in chosen], progress, console)
    console.print(_summary(progress, time.monotonic() - begun_at, code))
    console.print(_booklet_table(chosen, progress))
    return code


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


def _stage_count(cohorts: int, audiences: int) -> int:
    """Stages of a build: five a cohort, three a booklet, and the one that looks for the renderer."""
    return cohorts * (5 + 3 * audiences) + 1


def _follow(targets: list[str], progress: Progress, console: Console) -> int:
    command = [sys.executable, "-m", "dvc", "repro", "--keep-going", *targets]
    with _process(command) as process:
        for line in process.stdout or ():
            _report(line.rstrip("\n"), progress, console)
        progress.stop()
        return process.wait()


@contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """DVC in a process group of its own, so that an interruption stops the stages too, not only DVC."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        start_new_session=True,
    )
    previous = signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        yield process
    except KeyboardInterrupt:
        _stop_group(process)
        raise RetexError("Interrupted. No half-built result is kept; run the same command to go on.") from None
    finally:
        signal.signal(signal.SIGTERM, previous)


def _stop_group(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _report(line: str, progress: Progress, console: Console) -> None:
    if started := STARTED.search(line):
        progress.start(started["stage"])
        done = len(progress.seconds) + len(progress.unchanged) + 1
        _say(console, f"[{done:>3}/{progress.total}] {started['stage']}")
    elif unchanged := UNCHANGED.search(line):
        progress.unchanged.add(unchanged["stage"])
    elif not CHATTER.match(line):
        _say(console, f"          {line}")


def _say(console: Console, text: str) -> None:
    """One line as it is: nothing in it is markup, and a path is never cut in two."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _summary(progress: Progress, seconds: float, code: int) -> str:
    if code:
        return f"Something above stopped a stage ({seconds:.0f} s). What could be built was built."
    if not progress.rebuilt:
        return f"Nothing to do: every stage is up to date ({seconds:.1f} s)."
    return f"{len(progress.rebuilt)} stages run, {len(progress.unchanged)} up to date, in {seconds:.0f} s."


def _booklet_table(cohorts: list[str], progress: Progress) -> Table:
    table = Table("booklet", "pages", "renderer", "layout", box=SIMPLE, pad_edge=False)
    table.columns[0].no_wrap = True
    for cohort in cohorts:
        paths = CohortPaths(cohort)
        for audience in load_cohort(paths).audiences:
            table.add_row(*_booklet_row(paths, audience, progress))
    return table


def _booklet_row(paths: CohortPaths, audience: str, progress: Progress) -> tuple[str, ...]:
    pdf, record = paths.published / f"{audience}.pdf", paths.rendered(audience) / "render.json"
    if not (pdf.is_file() and record.is_file()):
        return str(pdf), "not built", "", ""
    built: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    seconds = progress.seconds.get(f"render@{paths.cohort}-{audience}")
    duration = "up to date" if seconds is None else f"{seconds:.1f} s"
    return str(pdf), str(built["pages"]), str(built["renderer"]), duration
