"""Run calls in processes of their own, forked from this one once it has imported the heavy libraries.

What a call leaves behind (variables, imports, settings of a library) ends with its process. This process starts no
thread, so that a fork finds no lock that somebody else held.
"""

from __future__ import annotations

import importlib
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.cores import Cores, usable
from pipeline.errors import NotebookError

IMPORTED_ONCE = ("pipeline.figures", "pipeline.released", "pipeline.booklet.notebooks.notebook_engine")
"""What notebooks import and what takes long to import; importing them starts no thread."""


@dataclass(frozen=True)
class _Run:
    """One call under way: its place among the calls, process and core, where its answer comes from, when it is late."""

    place: int
    process: BaseProcess
    answers: Connection
    deadline: float
    core: int

    def answer(self) -> Exception | None:
        """What the call raised, if anything; its process is over afterwards."""
        try:
            problem: Exception | None = self.answers.recv() if self.answers.poll() else NotebookError("took too long")
        except EOFError:
            self.process.join()
            problem = NotebookError(f"its process ended early (exit code {self.process.exitcode})")
        self.stop()
        return problem

    def stop(self) -> None:
        """End its process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.answers.close()


def run_apart(
    function: Callable[..., None],
    calls: Sequence[tuple[Any, ...]],
    timeout_seconds: float,
    at_once: int = 0,
    imported: Sequence[str] = IMPORTED_ONCE,
) -> list[Exception | None]:
    """Call `function` with each tuple of arguments, `at_once` at a time (as many as there are free cores by default).

    The modules `imported` are there before. What each call raised, in the order of the calls; a NotebookError where it
    took longer than `timeout_seconds` or its process ended before it could answer.
    """
    for module in imported:
        importlib.import_module(module)
    problems: list[Exception | None] = [None] * len(calls)
    shared = Cores()
    waiting, running = list(enumerate(calls)), dict[Connection, _Run]()
    try:
        while waiting or running:
            while waiting and len(running) < (at_once or usable()) and (core := shared.try_one()) is not None:
                started = _start(function, *waiting.pop(0), timeout_seconds, core)
                running[started.answers] = started
            for answers in _over(running):
                over = running.pop(answers)
                problems[over.place] = over.answer()
                shared.give_back(over.core)
    finally:
        for each in running.values():
            each.stop()
    return problems


def _start(
    function: Callable[..., None], place: int, arguments: tuple[Any, ...], timeout_seconds: float, core: int
) -> _Run:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(sender, function, arguments), daemon=True)
    process.start()
    sender.close()
    return _Run(place, process, receiver, time.monotonic() + timeout_seconds, core)


def _over(running: dict[Connection, _Run]) -> list[Connection]:
    """The runs that have answered, or whose time is over; waits until there is one."""
    remaining = min(each.deadline for each in running.values()) - time.monotonic()
    answered = wait(list(running), max(0.0, remaining))
    late = [answers for answers, each in running.items() if each.deadline <= time.monotonic()]
    return [answers for answers in running if answers in answered or answers in late]


def _tell(sender: Connection, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Answer with what the call raised, or None."""
    problem: Exception | None = None
    try:
        function(*arguments)
    except Exception as raised:
        problem = raised
    sender.send(problem)
    sender.close()
