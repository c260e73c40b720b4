"""What a command costs: time on the clock, time of the processors, memory of the whole process tree."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of processor (children included), peak memory in MiB (shared pages shared out)."""

    seconds: float
    cpu_seconds: float
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
        with suppress(psutil.Error):
            for process in [self.root, *self.root.children(recursive=True)]:
                total += process.memory_full_info().pss
        return total


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, given: bytes = b""
) -> tuple[Cost, bytes]:
    """(what the command cost, what it wrote on its standard output); a command that fails ends the measures."""
    before, begun_at = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    watch = MemoryWatch(process.pid)
    watch.start()
    written, said = process.communicate(given)
    watch.is_over.set()
    if process.returncode:
        shown = said.decode("utf-8", "replace")[-2000:]
        raise SystemExit(f"{' '.join(map(str, command))} failed with {process.returncode}:\n{shown}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - begun_at, cpu, watch.peak_bytes / 2**20), written


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each, on its own."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("seconds", "cpu_seconds", "peak_mib")))


def total(costs: Sequence[Cost]) -> Cost:
    """One after the other."""
    return Cost(
        sum(cost.seconds for cost in costs),
        sum(cost.cpu_seconds for cost in costs),
        max((cost.peak_mib for cost in costs), default=0.0),
    )
