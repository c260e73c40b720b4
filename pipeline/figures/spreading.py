"""Where labels go when their values are close: as near as can be, without overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class _Block:
    """Labels that touch: their middle, their height together, and which they are, from low to high."""

    middle: float
    height: float
    members: tuple[int, ...]

    @property
    def bottom(self) -> float:
        return self.middle - self.height / 2

    @property
    def top(self) -> float:
        return self.middle + self.height / 2


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles as near as can be to those wanted (0 at the bottom, 1 at the top), none closer than heights allow.

    Neighbours that overlap are joined into a block around their mean, as isotonic regression joins adjacent violators
    (Barlow et al. 1972), and blocks are kept between 0 and 1. When all together are higher than 1, they overflow at
    the top; the caller makes room.
    """
    blocks: list[_Block] = []
    for label in sorted(range(len(wanted)), key=lambda label: (wanted[label], label)):
        blocks.append(_placed((label,), wanted, heights))
        while len(blocks) > 1 and blocks[-2].top > blocks[-1].bottom:
            upper, lower = blocks.pop(), blocks.pop()
            blocks.append(_placed(lower.members + upper.members, wanted, heights))
    places = [0.0] * len(wanted)
    for block in blocks:
        bottom = block.bottom
        for label in block.members:
            places[label] = bottom + heights[label] / 2
            bottom += heights[label]
    return places


def _placed(members: tuple[int, ...], wanted: Sequence[float], heights: Sequence[float]) -> _Block:
    height = sum(heights[member] for member in members)
    mean = sum(wanted[member] for member in members) / len(members)
    return _Block(max(min(mean, 1 - height / 2), height / 2), height, members)
