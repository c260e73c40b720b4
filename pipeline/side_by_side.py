"""Do the same for several things at once, in processes forked from this one, on the cores that are free."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Sequence

from pipeline.booklet.notebooks.warm_processes import run_apart
from pipeline.cores import usable
from pipeline.errors import NotebookError, RetexError

PROCESSES_A_CORE = 3
"""More would be used up by starting them; with fewer, a core that others leave meanwhile would stay idle."""

A_DAY = 86_400.0
"""Seconds that they may take: nothing here is known to hang."""


def side_by_side(work: Callable[[str], object], names: Sequence[str]) -> None:
    """`work` for each name; what it makes ends with its process, so that it has to leave a file.

    On one core, or for one name, it is done in this process.

    Raises:
        RetexError: a process was ended from outside. What `work` raises is raised, of one that raised something.
    """
    if len(names) < 2 or usable() < 2:
        for name in names:
            work(name)
        return
    processes = min(len(names), PROCESSES_A_CORE * usable())
    gc.freeze()  # what was imported is not collected again in each process, which would copy its memory
    problems = run_apart(_work, [(work, names[first::processes]) for first in range(processes)], A_DAY, imported=())
    for problem in problems:
        if isinstance(problem, NotebookError):
            told = f"Some of {', '.join(names)}: {problem}."
            raise RetexError(f"{told} Run again, with fewer stages at once (`--jobs`) where the memory is short.")
        if problem is not None:
            raise problem


def _work(work: Callable[[str], object], names: Sequence[str]) -> None:
    for name in names:
        try:
            work(name)
        except Exception as problem:
            # Where it happened is lost on the way to another process, unless it is written down.
            problem.add_note(traceback.format_exc())
            raise
