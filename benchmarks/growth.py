"""Measure what planning costs for 1, 5, 25 and 100 cohorts: reading what DVC knows, and looking what is out of date.

Run: python -m benchmarks.growth [FOLDER] [cohorts …]. FOLDER is a built project (this one unless told) whose cohort
villes-intelligentes is up to date; it is laid out under so many names in a temporary folder, dvc.lock included, and
gone through twice: the second time, DVC knows the hash of every file already. Descriptions of cohorts keep the name of
the one they were copied from, so that nothing is out of date; hence the scheduler is called here, not `pipeline run`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_tables import Cost, cost
from benchmarks.measure import ROOT

COHORT = "villes-intelligentes"
COUNTS = (1, 5, 25, 100)
SHARED = ("pipeline", "notebooks", "expectations", "dvc.yaml", "requirements.lock", ".gitignore", ".dvcignore")
OF_NO_COHORT = ("code", "texts@", "resolve_renderer")
COHORTS = re.compile(r"^cohorts:.*?(?=^audiences:)", re.MULTILINE | re.DOTALL)
NAMED_PREVIOUS = re.compile(r"^( +)previous:\n(?:\1  .*\n)+", re.MULTILINE)
ENTRY = re.compile(r"^  (\S+):\n((?:    .*\n|  - .*\n)+)", re.MULTILINE)


NOTHING_TO_DO = """
import sys
from rich.console import Console
from pipeline.build import environment
from pipeline.build_lock import one_build
from pipeline.building.engines import this_machine
from pipeline.building.plan import opened, plan
from pipeline.building.scheduler import Scheduler
with one_build() as lock, opened() as repo, this_machine(2, environment(), lock) as here:
    scheduler = Scheduler(plan(repo, sys.argv[1:]), here, Console())
    scheduler.run()
sys.exit(bool(scheduler.progress.rebuilt or scheduler.progress.restored or scheduler.progress.not_built))
"""


def lay_out(built: Path, folder: Path, count: int) -> None:
    """`count` copies of the built cohort, with everything that cohorts share, as a project of its own."""
    names = named(count)
    for name in SHARED:
        source = built / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    cohorts = [path.name for path in (built / "data/raw").iterdir() if path.is_dir()]
    for name in ("data/raw", "data/processed", "reports"):
        shutil.copytree(built / name, folder / name, ignore=shutil.ignore_patterns(*cohorts))
        for cohort in names:
            shutil.copytree(built / name / COHORT, folder / name / cohort)
    for cohort in names:
        shutil.copy(built / f"reports/approvals/{COHORT}.yml", folder / f"reports/approvals/{cohort}.yml")
    shutil.copy(built / "params.yaml", folder)
    declare(folder / "params.yaml", names)
    (folder / "dvc.lock").write_text("".join(_entries(built, names)), encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run([sys.executable, "-m", "dvc", "init", "--quiet"], cwd=folder, check=True)
    dvc = [sys.executable, "-m", "dvc", "cache", "dir"]
    cache = subprocess.run(dvc, cwd=built, capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run([*dvc, "--local", cache], cwd=folder, check=True)


def named(count: int) -> list[str]:
    """The names of so many cohorts."""
    return [f"made-{number:03d}" for number in range(count)]


def declare(params: Path, names: list[str]) -> None:
    """Have params.yaml list these cohorts and no other."""
    declared = "".join(f"  - {name}\n" for name in names)
    text = params.read_text(encoding="utf-8")
    listed = COHORTS.sub(f"cohorts:\n{declared}synthetic: []\nprevious: {{}}\ncontext: {{}}\n", text)
    params.write_text(listed, encoding="utf-8")


def _entries(built: Path, names: list[str]) -> Iterator[str]:
    yield "schema: '2.0'\nstages:\n"
    locked = NAMED_PREVIOUS.sub(r"\1previous: {}\n", (built / "dvc.lock").read_text(encoding="utf-8"))
    for stage, entry in ENTRY.findall(locked):
        if stage.startswith(OF_NO_COHORT):
            yield f"  {stage}:\n{entry}"
        elif COHORT in stage and not stage.startswith("context"):
            for name in names:
                yield f"  {stage.replace(COHORT, name)}:\n{entry.replace(COHORT, name)}"


def nothing_to_do(built: Path, count: int) -> Cost:
    """What the second of two builds costs.

    Raises:
        CalledProcessError: there was something to do, so that it measures something else.
    """
    with tempfile.TemporaryDirectory(prefix="retex-growth-") as temporary:
        folder = Path(temporary)
        lay_out(built, folder, count)
        targets = [f"publish@{name}" for name in named(count)]
        command = [sys.executable, "-c", NOTHING_TO_DO, *targets]
        return [cost(str(count), command, folder) for _ in range(2)][-1]


def main(arguments: list[str]) -> None:
    """Print what each number of cohorts costs."""
    built = Path(arguments[0]).absolute() if arguments else ROOT
    print("| cohorts | CPU seconds | a cohort | peak memory (MiB) |\n|---:|---:|---:|---:|")
    for count in map(int, arguments[1:] or COUNTS):
        each = nothing_to_do(built, count)
        print(
            f"| {count} | {each.cpu_seconds:.1f} | {each.cpu_seconds / count:.2f} | {each.peak_mib:.0f} |", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
