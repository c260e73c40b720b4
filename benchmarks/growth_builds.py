"""Measure what a cohort costs to build when there are 5, 25 and 100 of them: each from nothing, with all its stages.

Run: python -m benchmarks.growth_builds [cohorts …]. The smallest cohort of the committed state is laid out under so
many names in a clone with an empty cache, and all of them are built as one study. What cohorts share is made once: the
cost of one cohort includes its part of that. Memory is that of the whole process tree.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.built_copies import cloned
from benchmarks.costs import Cost, run
from benchmarks.growth import COHORT, declare, named

COUNTS = (5, 25, 100)


def from_nothing(count: int) -> Cost:
    """What building `count` cohorts costs."""
    with cloned() as folder:
        lay_out(folder, named(count))
        return run([sys.executable, "-m", "pipeline", "run"], folder)[0]


def lay_out(folder: Path, names: list[str]) -> None:
    """Leave these cohorts in the project and no other, committed: certificates name a commit."""
    for name in names:
        made = folder / "data/raw" / name
        shutil.copytree(folder / "data/raw" / COHORT, made)
        described = made / "cohort.yml"
        described.write_text(described.read_text(encoding="utf-8").replace(COHORT, name, 1), encoding="utf-8")
    declare(folder / "params.yaml", names)
    git = ["git", "-c", "user.name=Retex", "-c", "user.email=retex@example.org"]
    subprocess.run([*git, "add", "--all"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "Lay out cohorts"], cwd=folder, check=True)


def main(arguments: list[str]) -> None:
    """Print what each number of cohorts costs."""
    print("| cohorts | seconds | CPU seconds | a cohort | peak memory (MiB) |\n|---:|---:|---:|---:|---:|")
    for count in map(int, arguments or COUNTS):
        cost = from_nothing(count)
        cpu, a_cohort = cost.cpu_seconds, cost.cpu_seconds / count
        print(f"| {count} | {cost.seconds:.0f} | {cpu:.0f} | {a_cohort:.1f} | {cost.peak_mib:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
