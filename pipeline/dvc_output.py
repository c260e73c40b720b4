"""What DVC says while it builds, as progress: stages that run, are up to date, fail or are left out."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from rich.console import Console

STARTED = re.compile(r"Running stage '(?P<stage>[^']+)'")
UNCHANGED = re.compile(r"Stage '(?P<stage>[^']+)' didn't change")
RESTORED = re.compile(r"Stage '(?P<stage>[^']+)' is cached")
FAILED = re.compile(r"failed to run: python -m pipeline\.(?P<stage>.+), exited with (?P<code>-?\d+)")
NOT_BUILT = re.compile(r"(ERROR: failed to reproduce|Stages? '.*will be skipped)")
STAGE_NAME = re.compile(r"'([^']+)'")
ALWAYS_RUN = "resolve_renderer"
CHATTER = re.compile(
    r"^(> |Updating lock file|Generating lock file|Use `dvc|To track|\s*git add|To enable auto|\s+dvc config|\s*$"
    r"|.*had been killed\. Auto removed)"
)


@dataclass
class Progress:
    """What DVC has said so far: stages run with their duration in seconds, found up to date, taken again from an
    earlier run on the same inputs, failed or left out.
    """

    total: int
    seconds: dict[str, float] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)
    not_built: set[str] = field(default_factory=set)
    running: str = ""
    started_at: float = 0.0

    @property
    def rebuilt(self) -> list[str]:
        """Stages that were run because something they depend on changed."""
        return [stage for stage in self.seconds if stage != ALWAYS_RUN]

    @property
    def done(self) -> int:
        """How many stages have ended well."""
        return len(self.seconds) + len(self.unchanged) + len(self.restored)

    def start(self, stage: str) -> None:
        """A stage starts, so the one before it has ended."""
        self.stop()
        self.running, self.started_at = stage, time.monotonic()

    def stop(self) -> None:
        """The running stage has ended."""
        if self.running:
            self.seconds[self.running] = time.monotonic() - self.started_at
        self.running = ""


def report(line: str, progress: Progress, console: Console) -> None:
    """Show one line of DVC's output, or note what it says."""
    if started := STARTED.search(line):
        progress.start(started["stage"])
        say(console, f"[{progress.done + 1:>3}/{progress.total}] {started['stage']}")
    elif unchanged := UNCHANGED.search(line):
        progress.unchanged.add(unchanged["stage"])
    elif restored := RESTORED.search(line):
        progress.restored.add(restored["stage"])
    elif failed := FAILED.search(line):
        say(console, f"          {failed['stage']}: stopped (exit code {failed['code']})")
    elif NOT_BUILT.search(line):
        progress.not_built.update(STAGE_NAME.findall(line))
    elif not CHATTER.match(line):
        say(console, f"          {line}")


def say(console: Console, text: str) -> None:
    """One line as it is: nothing in it is markup, and a path is never cut in two."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
