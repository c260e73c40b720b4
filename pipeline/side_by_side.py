"""Do the same for several things at once, in processes forked from this one, on the cores that are free."""

from __future__ import annotations

import gc
import math
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from pipeline.apart import run_apart
from pipeline.cores import usable
from pipeline.errors import ProcessError, RetexError

T = TypeVar("T")

SHOWN = 5
"""How many names a sentence says."""

PARTS_A_CORE = 3
"""Into how many parts what is left is cut for each core, to begin the first of them. More would be used up by starting
processes; with fewer, a core that others leave meanwhile would stay idle.
"""

A_DAY = 86_400.0
"""Seconds that they may take: nothing here is known to hang."""


def side_by_side(work: Callable[[str], T], names: Sequence[str]) -> list[T]:
    """What `work` gives for each name, in their order; what else it makes ends with its process, but for files.

    On one core, or for one name, it is done in this process.

    Raises:
        RetexError: a process was ended from outside. What `work` raises is raised, of one that raised something.
    """
    if len(names) < 2 or usable() < 2:
        return [work(name) for name in names]
    gc.freeze()  # what was imported is not collected again in each process, which would copy its memory
    answers = run_apart(_work, [(work, part) for part in _parts(names)], A_DAY)
    for answer in answers:
        if isinstance(answer.problem, ProcessError):
            told = f"Some of {_few(names)}: {answer.problem}."
            raise RetexError(f"{told} Run again, with fewer stages at once (`--jobs`) where the memory is short.")
        if answer.problem is not None:
            raise answer.problem
    return [value for answer in answers for value in answer.value]


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """The names in their order, ever fewer at once: the last come one by one, and a core waits for one of them at most.

    Guided self-scheduling (Polychronopoulos and Kuck, 1987, IEEE Transactions on Computers C-36, 1425-1439).
    """
    first = 0
    while first < len(names):
        last = first + math.ceil((len(names) - first) / (PARTS_A_CORE * usable()))
        yield names[first:last]
        first = last


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])


def _work(work: Callable[[str], T], names: Sequence[str]) -> list[T]:
    return [_noting(work, name) for name in names]


def _noting(work: Callable[[str], T], name: str) -> T:
    try:
        return work(name)
    except Exception as problem:
        # Where it happened is lost on the way to another process, unless it is written down.
        problem.add_note(traceback.format_exc())
        raise
