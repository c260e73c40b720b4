"""Run calls in processes of their own, forked from this one with all that it has imported.

What a call leaves behind (variables, imports, settings of a library) ends with its process. This process starts no
thread, so that a fork finds no lock that somebody else held.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.cores import SECONDS_BETWEEN_LOOKS, Cores, usable
from pipeline.errors import ProcessError


@dataclass(frozen=True)
class Answer:
    """What a call returned, or what it raised."""

    value: Any = None
    problem: Exception | None = None


@dataclass(frozen=True)
class _Run:
    """One call under way: its place among the calls, process and core, where its answer comes from, when it is late."""

    place: int
    process: BaseProcess
    answers: Connection
    deadline: float
    core: int

    def answer(self) -> Answer:
        """What the call returned or raised; its process is over afterwards."""
        try:
            answer = self.answers.recv() if self.answers.poll() else Answer(problem=ProcessError("took too long"))
        except EOFError:
            self.process.join()
            answer = Answer(problem=ProcessError(f"its process ended early (exit code {self.process.exitcode})"))
        self.stop()
        return answer

    def stop(self) -> None:
        """End its process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.answers.close()


def run_apart(function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], timeout_seconds: float) -> list[Answer]:
    """Call `function` with each tuple of arguments, as many at a time as there are free cores, also as they come free.

    What each call returned or raised, in the order of the calls; a ProcessError where it took longer than
    `timeout_seconds` or its process ended before it could answer.
    """
    found = [Answer()] * len(calls)
    shared = Cores()
    waiting, running = list(enumerate(calls)), dict[Connection, _Run]()
    try:
        while waiting or running:
            while waiting and len(running) < usable() and (core := shared.try_one()) is not None:
                started = _start(function, *waiting.pop(0), timeout_seconds, core)
                running[started.answers] = started
            for answers in _over(running, SECONDS_BETWEEN_LOOKS if waiting and len(running) < usable() else None):
                over = running.pop(answers)
                found[over.place] = over.answer()
                shared.give_back(over.core)
    finally:
        for each in running.values():
            each.stop()
    return found


def _start(
    function: Callable[..., Any], place: int, arguments: tuple[Any, ...], timeout_seconds: float, core: int
) -> _Run:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(sender, function, arguments), daemon=True)
    process.start()
    sender.close()
    return _Run(place, process, receiver, time.monotonic() + timeout_seconds, core)


def _over(running: dict[Connection, _Run], at_most: float | None) -> list[Connection]:
    """The runs that have answered, or whose time is over; waits until there is one, or for `at_most` seconds."""
    remaining = min(each.deadline for each in running.values()) - time.monotonic()
    answered = wait(list(running), max(0.0, remaining if at_most is None else min(remaining, at_most)))
    late = [answers for answers, each in running.items() if each.deadline <= time.monotonic()]
    return [answers for answers in running if answers in answered or answers in late]


def _tell(sender: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Answer with what the call returned or raised."""
    try:
        answer = Answer(function(*arguments))
    except Exception as raised:
        answer = Answer(problem=raised)
    sender.send(answer)
    sender.close()
