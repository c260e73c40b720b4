"""What went and what came, in order: which of both are one thing that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def paired(
    gone: Iterable[Thing], new: Iterable[Thing], is_alike: Callable[[Thing, Thing], bool]
) -> Iterator[tuple[Thing | None, Thing | None]]:
    """Each new thing with the first former one left that is alike; None where one has no counterpart."""
    waiting = list(gone)
    for after in new:
        place = next((place for place, before in enumerate(waiting) if is_alike(before, after)), None)
        if place is None:
            yield None, after
            continue
        yield from ((skipped, None) for skipped in waiting[:place])
        yield waiting[place], after
        waiting = waiting[place + 1 :]
    yield from ((left, None) for left in waiting)
