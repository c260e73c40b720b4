"""Measure the build as a user lives it: nothing to do, one word, one cell, from nothing. Writes benchmarks/results.md.

Run: python -m benchmarks.measure [--cohort C] [--times N] [PART…]; parts: noop, preview, word, cell, everything, cold
(or all).
What is compared is measured in turn, in one run; medians of N are told (of five at most, for a cell). The project must
be built before. Timings never decide a test; they are read by people, as ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.built_copies import ROOT, cloned, copied, replaced, take_as_delivered
from benchmarks.costs import Cost, middle, run, total
from benchmarks.plain_programs import notebooks_of

RESULTS = ROOT / "benchmarks" / "results.md"
TOOLS = ("dvc", "papermill", "typst", "pypandoc_binary", "pandas")


@dataclass(frozen=True)
class Edits:
    """What is edited in a cohort: a word after `words` in a text that `booklet` shows, a cell of a delivery.

    Each measure writes another value in the cell: what one built, the next one would find.
    """

    booklet: str
    text: str
    words: str
    delivery: str
    cell: str
    other_cells: Sequence[str]


EDITS = {
    "qmi-1": Edits(
        "communes",
        "reports/chapters/procurement.qmd",
        "Un essai n’engage pas",
        "data/raw/qmi-1/synthetic/survey_communes.csv",
        "yes,1,6,8,very_good,time|coordination",
        [f"yes,1,{mark},8,very_good,time|coordination" for mark in (7, 8, 5, 4, 3)],
    ),
    "qmi-2": Edits(
        "communes",
        "reports/chapters/procurement.qmd",
        "Un essai n’engage pas",
        "data/raw/qmi-2/synthetic/survey_communes.csv",
        "yes,3,5,9,very_good,budget",
        [f"yes,3,{mark},9,very_good,budget" for mark in (6, 7, 8, 4, 3)],
    ),
    "villes-intelligentes": Edits(
        "institutions",
        "reports/chapters/statements.qmd",
        "affirmation",
        "data/raw/villes-intelligentes/interview_register.csv",
        "2015-12-17",
        [f"2015-12-{day}" for day in (18, 16, 15, 14, 11)],
    ),
}


@dataclass(frozen=True)
class Target:
    """A ratio or a time, and the most that it should be."""

    what: str
    found: float
    most: float
    unit: str = "×"

    def __str__(self) -> str:
        """A line of the list of targets."""
        verdict = "met" if self.found <= self.most else "**not met**"
        return f"- {self.what}: {self.found:.2f} {self.unit} (at most {self.most:g}): {verdict}"


class Bench:
    """One cohort, each measure `times` times."""

    def __init__(self, cohort: str, times: int) -> None:
        self.cohort, self.times, self.edits = cohort, times, EDITS[cohort]
        self.build = [*BUILD_ALL, "--cohort", cohort]
        self._from_nothing: dict[str, list[Cost]] = defaultdict(list)

    def noop(self) -> Iterator[str]:
        """Nothing to do, for all that this project builds, against `dvc status`."""
        with copied() as folder:
            nothing, status = self._in_turn(folder, BUILD_ALL, DVC_STATUS)
        yield from table({"`run`, nothing to do, all cohorts": nothing, "`dvc status`": status})
        yield str(Target("nothing to do", nothing.seconds, 3, "s"))
        yield str(
            Target("nothing to do, against `dvc status` (processor)", nothing.cpu_seconds / status.cpu_seconds, 1.2)
        )

    def preview(self) -> Iterator[str]:
        """One word, in `preview --watch`, against pandoc and Typst alone."""
        plain = [sys.executable, "-m", "benchmarks.plain_programs", self.cohort, self.edits.booklet]
        with copied(self.cohort) as folder:
            bare = middle([told_cost(run(plain, folder)[1]) for _ in range(self.times)])
            seen = middle(list(self._watched(folder)))
        yield from table(
            {f"one word of `{self.edits.booklet}` in `preview --watch`": seen, "pandoc, pandoc, Typst": bare}
        )
        yield str(Target("one word in `preview --watch`", seen.seconds, 4, "s"))
        yield str(Target("one word, against pandoc and Typst (processor)", seen.cpu_seconds / bare.cpu_seconds, 2))

    def word(self) -> Iterator[str]:
        """One word, by `run`, until it is published."""
        with copied(self.cohort) as folder:
            edit = self.edits
            costs = [self._edited(folder, edit.text, edit.words, each, self.build) for each in self._words()]
        yield from table({"one word, published by `run`": middle(costs)})

    def cell(self) -> Iterator[str]:
        """One cell of one delivery (of a survey, for `qmi-1`), by `run`, against a build from nothing."""
        yield from self._against_nothing("of its cohort", self.build, [self.cohort], [self.cohort])

    def everything(self) -> Iterator[str]:
        """One cell of one delivery, by `run` for all that this project builds, against all of it from nothing."""
        yield from self._against_nothing("of all cohorts", BUILD_ALL, EDITS, [])

    def _against_nothing(
        self, what: str, build: Sequence[str], edited: Iterable[str], built: Sequence[str]
    ) -> Iterator[str]:
        self._build_from_nothing(build)
        with copied(*built) as folder:
            costs = dict(self._cells(folder, build, edited))
        self._build_from_nothing(build)
        cold = self._cold(build)
        rows = {f"one cell of `{cohort}`, published by `run`": cost for cohort, cost in costs.items()}
        yield from table({**rows, f"from nothing, {what}": cold})
        for cohort, cost in costs.items():
            told = f"one cell of `{cohort}`, against a build from nothing"
            yield str(Target(told, cost.seconds / cold.seconds, 0.25, "× in time"))
            yield str(Target(f"{told} (processor)", cost.cpu_seconds / cold.cpu_seconds, 0.25))

    def _cells(self, folder: Path, build: Sequence[str], cohorts: Iterable[str]) -> Iterator[tuple[str, Cost]]:
        for cohort in cohorts:
            take_as_delivered(folder, cohort)
            run(build, folder)
            edit = EDITS[cohort]
            cells = edit.other_cells[: self.times]
            yield cohort, middle([self._edited(folder, edit.delivery, edit.cell, each, build) for each in cells])

    def cold(self) -> Iterator[str]:
        """From nothing, against a shell loop of papermill, pandoc and Typst over the same notebooks and documents."""
        self._build_from_nothing(self.build)
        with copied(self.cohort) as folder:
            notebooks = notebooks_of(self.cohort, folder)
            self._build_from_nothing(self.build)
            plain = [sys.executable, "-m", "benchmarks.plain_programs", self.cohort]
            documents = told_cost(run(plain, folder)[1])
        self._build_from_nothing(self.build)
        cold, loop = self._cold(self.build), total([notebooks, documents])
        rows = {"from nothing": cold, "loop of papermill": notebooks, "loop of pandoc and Typst": documents}
        yield from table(rows)
        yield str(Target("from nothing, against the loop", cold.seconds / loop.seconds, 0.35))
        yield str(Target("from nothing, against the loop (processor)", cold.cpu_seconds / loop.cpu_seconds, 0.35))

    def _cold(self, build: Sequence[str]) -> Cost:
        """A build from nothing, as measured so far: each takes minutes, and counts wherever it is compared."""
        return middle(self._from_nothing[" ".join(build)])

    def _build_from_nothing(self, build: Sequence[str]) -> None:
        with cloned() as folder:
            self._from_nothing[" ".join(build)].append(run(build, folder)[0])

    def _in_turn(self, folder: Path, *commands: Sequence[str]) -> list[Cost]:
        costs: list[list[Cost]] = [[] for _ in commands]
        for _ in range(self.times):
            for command, found in zip(commands, costs, strict=True):
                found.append(run(command, folder)[0])
        return [middle(found) for found in costs]

    def _words(self) -> list[str]:
        return [f"{self.edits.words} encore{'e' * number}" for number in range(self.times)]

    def _edited(self, folder: Path, file: str, found: str, instead: str, build: Sequence[str]) -> Cost:
        """Edit, build; the text is put back, so that the next edit finds it, and what is built is not."""
        with replaced(folder / file, found, instead):
            return run(build, folder)[0]

    def _watched(self, folder: Path) -> Iterator[Cost]:
        """From an edit being saved to the PDF being told, by a process that watches since before."""
        command = [sys.executable, "-u", "-m", "pipeline", "preview", "--cohort", self.cohort]
        watching = [*command, "--booklet", self.edits.booklet, "--watch"]
        with subprocess.Popen(watching, cwd=folder, stdout=subprocess.PIPE) as process:
            lines = iter(process.stdout or ())
            next(lines)
            try:
                for words in self._words():
                    begun_at, before = time.monotonic(), cpu_of(process.pid)
                    with replaced(folder / self.edits.text, self.edits.words, words):
                        next(lines)
                        yield Cost(time.monotonic() - begun_at, cpu_of(process.pid) - before, 0.0)
                    next(lines)
            finally:
                process.terminate()


BUILD_ALL = [sys.executable, "-m", "pipeline", "run"]
DVC_STATUS = [sys.executable, "-m", "dvc", "status"]
OF_ALL = "everything"
"""The part that measures all cohorts, each with its edit."""

PARTS = ("noop", "preview", "word", "cell", OF_ALL, "cold")


def cpu_of(pid: int) -> float:
    """Seconds of processor of a process and of its children that ended."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def told_cost(written: bytes) -> Cost:
    """The cost that a measure told on its last line."""
    return Cost(**json.loads(written.splitlines()[-1]))


def table(costs: dict[str, Cost]) -> Iterator[str]:
    """What each cost."""
    yield "| what | seconds | processor (s) | peak memory (MiB, whole process tree) |"
    yield "|---|---:|---:|---:|"
    for what, cost in costs.items():
        memory = f"{cost.peak_mib:.0f}" if cost.peak_mib else "–"
        yield f"| {what} | {cost.seconds:.1f} | {cost.cpu_seconds:.1f} | {memory} |"
    yield ""


def where() -> str:
    """The machine, what shares it, and the versions."""
    tools = ", ".join(f"{name} {version(name)}" for name in TOOLS)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    machine = f"{platform.machine()}, {psutil.cpu_count()} cores, load before {load}"
    return f"{machine}; CPython {platform.python_version()}, {tools}."


def sections(page: str) -> dict[str, str]:
    """The parts of a results page, by name."""
    return dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))


def main() -> None:
    """Measure the parts that are named, and write them in the results page beside the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohort", default="qmi-1", choices=sorted(EDITS))
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("parts", nargs="*", default=[], metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args()
    if unknown := sorted(set(asked.parts) - set(PARTS)):
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    bench = Bench(asked.cohort, asked.times)
    for part in asked.parts or PARTS:
        measured: Callable[[], Iterator[str]] = getattr(bench, part)
        cohort = "" if part == OF_ALL else f" Cohort `{asked.cohort}`."
        lines = [f"{measured.__doc__}{cohort} Medians of {asked.times}. {where()}", "", *measured()]
        print("\n".join([f"## {part}", "", *lines, ""]), flush=True)
        written = sections(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        written[part] = "\n" + "\n".join(lines) + "\n\n"
        body = "".join(f"## {name}\n{written[name]}" for name in PARTS if name in written)
        RESULTS.write_text(f"# Measured\n\n{INTRODUCTION}\n\n{body}".rstrip() + "\n", encoding="utf-8")


INTRODUCTION = (
    "Written by `make bench` (`python -m benchmarks.measure PART` for one part). What is compared ran in turn, in one "
    "run. Medians, of five at most for a cell; a loop ran once, and a build from nothing before and after what is "
    "compared with it (within a loop too). « Processor » counts all processes: it depends less on what else the "
    "machine does."
)


if __name__ == "__main__":
    main()
