"""What a build tells while it runs, and how long it may still take."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from pipeline.files import write_json

FORMER = Path(".cache/stage_seconds.json")
ALWAYS_RUN = "resolve_renderer"
ANY_KIND = ""
USUAL_SECONDS = {
    "synthetic": 1.0,
    "validate": 4.0,
    "estimate": 6.0,
    "release": 0.9,
    "analyse": 6.0,
    "sheets": 20.0,
    "render": 12.0,
    "render-technical": 24.0,
    "census": 2.0,
    "sheets_census": 3.0,
    "publish": 6.0,
}
"""Of the kinds of stages that take long or that long ways begin with, for a first build, and of one booklet that takes
longer: only which stage is begun first, and how long it is told to take, hang on it."""


@dataclass
class Progress:
    """What became of the stages: run (with their duration in seconds), found up to date, taken again from an earlier
    run on the same inputs, stopped, or left out because they hang on one that stopped.
    """

    total: int
    seconds: dict[str, float] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)
    not_built: set[str] = field(default_factory=set)

    @property
    def rebuilt(self) -> list[str]:
        """Stages that were run because something they depend on changed."""
        return [stage for stage in self.seconds if stage != ALWAYS_RUN]


class Durations:
    """How long stages took, in this build or a former one, to say what a build still needs."""

    def __init__(self, known: dict[str, float]) -> None:
        self._known: dict[str, float] = {}
        self._sums: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self.note(known)

    @classmethod
    def of_former_builds(cls) -> Durations:
        """What former builds of this folder noted; nothing when there were none."""
        return cls(json.loads(FORMER.read_text(encoding="utf-8")) if FORMER.is_file() else {})

    def note(self, seconds: dict[str, float]) -> None:
        """Remember how long these stages took."""
        for name, taken in seconds.items():
            for group in (_kind(name), ANY_KIND):
                self._sums[group] = self._sums.get(group, 0.0) + taken - self._known.get(name, 0.0)
                self._counts[group] = self._counts.get(group, 0) + (name not in self._known)
            self._known[name] = taken

    def keep(self) -> None:
        """Leave them to the next build."""
        FORMER.parent.mkdir(exist_ok=True)
        write_json(FORMER, {name: round(seconds, 2) for name, seconds in self._known.items()})

    def expected(self, name: str) -> float:
        """Seconds the stage should take: as last time, else as others of its kind, else as any other; 0 if unknown."""
        if known := self._known.get(name) or _usual(name):
            return known
        if _kind(name) not in self._counts and _kind(name) in USUAL_SECONDS:
            return USUAL_SECONDS[_kind(name)]
        group = next((group for group in (_kind(name), ANY_KIND) if group in self._counts), None)
        return self._sums[group] / self._counts[group] if group is not None else 0.0

    def remaining(self, waiting: Iterable[str], running: dict[str, float], cores: int) -> float:
        """Seconds until the end: all that is left shared by the cores, at least the longest of what is running.

        `running` has the seconds that each running stage has taken so far.
        """
        left = [max(self.expected(name) - taken, 0.0) for name, taken in running.items()]
        return max([*left, (sum(left) + sum(self.expected(name) for name in waiting)) / cores])


def _usual(name: str) -> float | None:
    """What this stage of any cohort takes, where it is unlike others of its kind."""
    return USUAL_SECONDS.get(f"{_kind(name)}-{name.rpartition('-')[2]}")


def _kind(name: str) -> str:
    return name.partition("@")[0]


def in_words(seconds: float) -> str:
    """About how long, as people say it; nothing when it is not known."""
    if seconds <= 0:
        return ""
    if seconds < 60:
        return f" · about {max(5, round(seconds / 5) * 5)} s left"
    return f" · about {round(seconds / 60)} min left"


def tell_failure(console: Console, name: str, code: int, said: Collection[str]) -> None:
    """What a stage said before it stopped, under its name."""
    for line in said:
        say(console, f"          {line}")
    say(console, f"          {name}: stopped (exit code {code})")


def say(console: Console, text: str) -> None:
    """One line as it is: nothing in it is markup, and a path is never cut in two."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
