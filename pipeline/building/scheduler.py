"""Which stage runs now: all that wait for nothing, side by side, as many as there are cores.

DVC runs one stage at a time. Here it says what is out of date and keeps what was made, always in this thread; only the
commands run side by side. What a stage that stopped leaves out is what hangs on it, and nothing else.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from dvc.exceptions import DvcException
from dvc.stage import Stage
from rich.console import Console

from pipeline.building import dvc_records
from pipeline.building.claims import claimed
from pipeline.building.edits import keep_edits
from pipeline.building.engines import Engine, UnderWay
from pipeline.building.freshness import Freshness
from pipeline.building.plan import Plan
from pipeline.building.progress import Durations, Progress, in_words, say, tell_failure
from pipeline.building.ran_code import refuse_edited_code
from pipeline.errors import RetexError
from pipeline.files import write_error

INTERRUPTED = ""
"""Stands among the names of stages that ended for somebody who wants the build to end."""
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass
class _Running:
    """A stage under way: its command, since when, its former entry in dvc.lock, what to let go of when it is over."""

    command: UnderWay
    since: float
    former: dict[str, Any]
    held: ExitStack


class Scheduler:
    """Runs what a plan holds."""

    def __init__(self, plan: Plan, engine: Engine, console: Console) -> None:
        """`engine` runs the commands."""
        self.plan, self._engine, self.console = plan, engine, console
        engine.expect(plan.last())
        self.progress = Progress(total=len(plan.stages))
        self.kept: list[Stage] = []
        self.to_write: list[Stage] = []
        self.freshness, self._inputs = Freshness(), dvc_records.Inputs()
        self._durations = Durations.of_former_builds()
        self._sorter = TopologicalSorter(plan.waits_for)
        self._ready: list[str] = []
        self._running: dict[str, _Running] = {}
        self._over: SimpleQueue[str] = SimpleQueue()
        # The longest way is begun first.
        self._weights = plan.longest_ways(self._durations.expected)
        self._touched: set[str] = set()
        self._stale = {name for name, stage in plan.stages.items() if not self.freshness.is_up_to_date(stage)}
        always = {name for name in self._stale if plan.stages[name].always_changed}
        self._expected = self._stale | plan.after(self._stale - always)
        engine.expect(stage for name, stage in plan.stages.items() if name in self._expected)

    def run(self) -> None:
        """Bring every stage up to date that can be.

        Raises:
            RetexError: somebody interrupted the build. What had ended is kept.
        """
        self._sorter.prepare()
        with self._heeding_signals():
            try:
                self._loop()
            finally:
                self._engine.stop(each.command for each in self._running.values())
                for each in self._running.values():
                    each.held.close()
        self._durations.keep()

    def _loop(self) -> None:
        while True:
            self._look_at_freed()
            if not self._ready and not self._running:
                return
            if self._start_one():
                continue
            try:
                name = self._over.get(timeout=SECONDS_BETWEEN_LOOKS if self._ready else None)
            except Empty:
                continue
            if name == INTERRUPTED:
                raise RetexError("Interrupted. No half-built result is kept; run the same command to go on.")
            self._end(name)

    def _look_at_freed(self) -> None:
        """Find which stages that wait for nothing any more have to run: once, however long they wait for a core."""
        while freed := self._sorter.get_ready():
            for name in freed:
                if self._is_up_to_date(name, self.plan.stages[name]):
                    self.progress.unchanged.add(name)
                    self._sorter.done(name)
                else:
                    self._ready.append(name)

    def _start_one(self) -> bool:
        """Start one stage that has to run; False when there is none, or no core for it."""
        if not self._ready:
            return False
        name = max(self._ready, key=lambda each: self._weights[each])
        stage = self.plan.stages[name]
        room = self._engine.room(stage)
        if room is None:
            return False
        self._ready.remove(name)
        self._start(name, stage, room)
        return True

    def _is_up_to_date(self, name: str, stage: Stage) -> bool:
        """As found at the beginning, unless something that it waits for has changed since."""
        if self.plan.waits_for[name] & self._touched:
            return self.freshness.is_up_to_date(stage)
        return name not in self._stale

    def _start(self, name: str, stage: Stage, room: ExitStack) -> None:
        with room as held:
            try:
                dvc_records.refuse_other_data(stage)
                former = dvc_records.entry(stage)
                held.enter_context(claimed(stage))
                for line in keep_edits(stage):
                    say(self.console, line)
                if dvc_records.restore(stage, self._inputs):
                    self._keep(name, former)
                    self.progress.restored.add(name)
                    return
            except (DvcException, RetexError, OSError) as problem:
                self._fail(name, 1, [_sentence(problem)])
                return
            self._tell_start(name)
            command = self._engine.start(stage, self._weights[name], lambda: self._over.put(name))
            self._running[name] = _Running(command, time.monotonic(), former, held.pop_all())

    def _end(self, name: str) -> None:
        ended = self._running.pop(name)
        with ended.held:
            if code := ended.command.code:
                self._fail(name, code, ended.command.said)
                return
            seconds = time.monotonic() - ended.since
            try:
                refuse_edited_code(self.plan.stages[name])
                ended.command.bring_results()
                self._keep(name, ended.former)
            except (DvcException, RetexError, OSError) as problem:
                self._fail(name, 1, [*ended.command.said, _sentence(problem)])
                return
            for line in ended.command.said:
                say(self.console, f"          {line}")
            self.progress.seconds[name] = seconds
            self._durations.note({name: seconds})

    def _keep(self, name: str, former: dict[str, Any]) -> None:
        """Keep what the stage made; its entry in dvc.lock was `former` before."""
        stage = self.plan.stages[name]
        dvc_records.keep(stage, self._inputs)
        self.freshness.note(stage)
        self.kept.append(stage)
        if dvc_records.entry(stage) != former:
            self._touched.add(name)
            self.to_write.append(stage)
        self._sorter.done(name)

    def _fail(self, name: str, code: int, said: list[str]) -> None:
        tell_failure(self.console, name, code, said)
        self.progress.not_built |= {name, *self.plan.after([name])}

    def _tell_start(self, name: str) -> None:
        now = time.monotonic()
        running = {other: now - each.since for other, each in self._running.items()}
        dealt_with = {*self.progress.seconds, *self.progress.unchanged, *self.progress.restored, *running}
        waiting = self._expected - dealt_with - self.progress.not_built - {name}
        left = in_words(self._durations.remaining(waiting, {**running, name: 0.0}, self._engine.places))
        say(self.console, f"[{len(dealt_with) + 1:>3}/{self.progress.total}] {name}{left}")

    @contextmanager
    def _heeding_signals(self) -> Iterator[None]:
        """Ctrl-C, being told to end and losing the terminal end the build between two steps, never within one."""
        previous = {
            number: signal.signal(number, lambda *_: self._over.put(INTERRUPTED))
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return str(write_error(Path(problem.filename or ".dvc/cache"), problem))
    return str(problem)
