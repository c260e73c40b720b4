"""Measure the build as a user lives it, in a fresh clone: set-up, cold build, nothing to do, one cell, one word.

Writes benchmarks/results.md. Timings never decide a test; they are read by people, as ratios.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.md"
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Measure:
    """Wall time in seconds and peak memory of the whole process tree in MiB."""

    name: str
    seconds: float
    peak_mib: float


class MemoryWatch(threading.Thread):
    """Sample the proportional memory of a process tree until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak_bytes, self.is_over = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        """Keep the highest total seen."""
        while not self.is_over.wait(SAMPLE_SECONDS):
            self.peak_bytes = max(self.peak_bytes, self._total())

    def _total(self) -> int:
        total = 0
        try:
            for process in [self.root, *self.root.children(recursive=True)]:
                total += process.memory_full_info().pss
        except psutil.Error:
            return 0
        return total


def measure(name: str, command: list[str], folder: Path) -> Measure:
    """Run one command to its end and measure it."""
    begun_at = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = MemoryWatch(process.pid)
    watch.start()
    code = process.wait()
    watch.is_over.set()
    if code:
        raise SystemExit(f"{name}: {' '.join(command)} failed with {code}")
    return Measure(name, time.monotonic() - begun_at, watch.peak_bytes / 2**20)


def replace_in(path: Path, found: str, instead: str) -> None:
    """Edit a file as a person would; refuse an edit that changes nothing."""
    text = path.read_bytes().decode("utf-8")
    if found not in text:
        raise SystemExit(f"{path} does not hold « {found} »")
    path.write_bytes(text.replace(found, instead, 1).encode("utf-8"))


def scenario(folder: Path) -> list[Measure]:
    """The measures, in the order of a user's day."""
    booklets = ["make", "booklets"]
    edits: list[tuple[str, Callable[[], None]]] = [
        (
            "one cell of one delivery (villes-intelligentes)",
            lambda: replace_in(
                folder / "data/raw/villes-intelligentes/interview_register.csv", "2015-12-17", "2015-12-18"
            ),
        ),
        (
            "one word of one chapter (statements)",
            lambda: replace_in(folder / "reports/chapters/statements.qmd", "affirmation", "assertion"),
        ),
    ]
    measures = [
        measure("set-up (warm package cache)", ["make", "setup"], folder),
        measure("cold build of all cohorts", booklets, folder),
        measure("nothing to do", booklets, folder),
    ]
    for name, edit in edits:
        edit()
        measures.append(measure(name, booklets, folder))
    return measures


def main() -> None:
    """Measure in a fresh clone of the committed state and write the results page."""
    with tempfile.TemporaryDirectory(prefix="retex-bench-") as scratch:
        folder = Path(scratch) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        shutil.rmtree(folder / ".venv", ignore_errors=True)
        measures = scenario(folder)
    cold = next(m.seconds for m in measures if m.name.startswith("cold"))
    lines = [
        "# Measured",
        "",
        f"{platform.machine()}, {psutil.cpu_count()} cores, CPython {platform.python_version()}; `make bench`.",
        "",
        "| what | seconds | share of cold build | peak memory (MiB, whole process tree) |",
        "|---|---:|---:|---:|",
        *(f"| {m.name} | {m.seconds:.1f} | {m.seconds / cold:.2f} | {m.peak_mib:.0f} |" for m in measures),
    ]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
