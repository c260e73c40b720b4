"""What files are, as the system tells it without reading them: enough to say that nobody touched them since."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

State = tuple[int, ...]
"""Of a file: size, times of its last modification and change (ns), inode, mode; of a link, what it leads to as well.
Of a folder: its mode alone, since what is in it is looked at. Of a file that nobody may write, no time of change: DVC
sets the mode of its copies again whenever a project that shares its cache makes the same."""

States = dict[str, State | None]
"""By path; None where there is nothing."""

TICK_NS = 20_000_000
"""Twice the longest step of the clock by which Linux dates files: two edits within one step have the same time."""
SECOND_NS = 1_000_000_000
COARSE_TICK_NS = 3 * SECOND_NS
"""More than the step of file systems that date by pairs of seconds."""

WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

NEVER_LOOKED_INTO = "__pycache__"
"""Listed in .dvcignore: Python writes there as it likes."""


def look(roots: Iterable[str | Path]) -> States:
    """What is at each of these paths, and below those that are folders."""
    states: States = {}
    todo = [os.fspath(root) for root in roots]
    while todo:
        path = todo.pop()
        if path not in states:
            states[path] = state = _state(path)
            if state is not None and stat.S_ISDIR(state[-1]):
                todo += [entry.path for entry in os.scandir(path) if entry.name != NEVER_LOOKED_INTO]
    return states


def is_settled(states: States, at_ns: int) -> bool:
    """Whether all their times lay more than a tick back at `at_ns`: any edit after it shows, even of the same size."""
    return all(_is_settled(state, at_ns) for state in states.values() if state is not None and len(state) > 1)


def _is_settled(state: State, at_ns: int) -> bool:
    times = [time for first in range(0, len(state) - 1, 5) for time in state[first + 1 : first + 3]]
    is_coarse = not any(time % SECOND_NS for time in times)
    return max(times) < at_ns - (COARSE_TICK_NS if is_coarse else TICK_NS)


def _state(path: str) -> State | None:
    try:
        found = os.lstat(path)
        if not stat.S_ISLNK(found.st_mode):
            return _numbers(found)
        return (*_numbers(found), *_numbers(Path(path).stat()))
    except FileNotFoundError:
        return None


def _numbers(found: os.stat_result) -> State:
    if stat.S_ISDIR(found.st_mode):
        return (found.st_mode,)
    changed_at = found.st_ctime_ns if found.st_mode & WRITABLE else 0
    return found.st_size, found.st_mtime_ns, changed_at, found.st_ino, found.st_mode
