"""Several answers in one cell: where does one end and the next begin? Labels may themselves hold the separator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.intake.choice_values import TYPOGRAPHY, folded
from pipeline.tables import Choice

COMMA = re.compile(r", ")
SEMICOLON = re.compile(r";")
SPACE = re.compile(r"\s+")
MOST_READINGS = 2
"""Two readings suffice to know that a cell is ambiguous."""


@dataclass(frozen=True)
class Reading:
    """One way to cut a cell: the choices found, and (start, end) of each stretch of text that is no choice."""

    choices: frozenset[str] = frozenset()
    unknown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str


class Cutter:
    """Cuts cells of one question. `free_text_is_last`: what respondents wrote under « Autre » follows all choices."""

    def __init__(
        self, labels: Iterable[tuple[str, Choice]], separator: re.Pattern[str], *, free_text_is_last: bool = False
    ) -> None:
        self._separator = separator
        self._free_text_is_last = free_text_is_last
        self._labels: dict[tuple[str, ...], str] = {
            tuple(token.text for token in self._tokens(label)): choice.name for label, choice in labels if label
        }

    def readings(self, text: str) -> list[Reading]:
        """The ways to cut a cell that leave the least text unknown: one when it is clear, two when it is not."""
        tokens = self._tokens(text)
        best: list[tuple[int, list[Reading]]] = [(0, [Reading()])]
        for position in reversed(range(len(tokens))):
            best.insert(0, self._from(position, tokens, best))
        return best[0][1]

    def _from(
        self, position: int, tokens: list[_Token], following: list[tuple[int, list[Reading]]]
    ) -> tuple[int, list[Reading]]:
        """The best readings of what stands from this token on; `following[k]` are those k + 1 tokens later."""
        found: dict[int, list[Reading]] = {}
        for label, name in self._labels.items():
            if tuple(token.text for token in tokens[position : position + len(label)]) == label:
                known, readings = following[len(label) - 1]
                found.setdefault(known + len(label), []).extend(
                    Reading(reading.choices | {name}, reading.unknown) for reading in readings
                )
        known, readings = self._unknown_from(position, tokens, following)
        found.setdefault(known, []).extend(readings)
        most = max(found)
        return most, list(dict.fromkeys(found[most]))[:MOST_READINGS]

    def _unknown_from(
        self, position: int, tokens: list[_Token], following: list[tuple[int, list[Reading]]]
    ) -> tuple[int, list[Reading]]:
        """The readings in which this token belongs to no choice."""
        token = tokens[position]
        if self._free_text_is_last:
            return 0, [Reading(unknown=((token.start, tokens[-1].end),))]
        known, readings = following[0]
        after = tokens[position + 1].start if position + 1 < len(tokens) else -1
        return known, [Reading(reading.choices, _joined(token, after, reading.unknown)) for reading in readings]

    def _tokens(self, text: str) -> list[_Token]:
        uniform = text.translate(TYPOGRAPHY)
        bounds = [0, *(edge for match in self._separator.finditer(uniform) for edge in match.span()), len(uniform)]
        spans = zip(bounds[::2], bounds[1::2], strict=True)
        tokens = (_Token(start, end, folded(uniform[start:end])) for start, end in spans)
        return [token for token in tokens if token.text]


def _joined(token: _Token, after: int, unknown: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The unknown stretches with this token, joined to the one that follows it at once."""
    if unknown and unknown[0][0] == after:
        return ((token.start, unknown[0][1]), *unknown[1:])
    return ((token.start, token.end), *unknown)


def in_order(names: Iterable[str], choices: Mapping[str, str]) -> list[str]:
    """What the delivery calls these choices (`choices`: by name, in the questionnaire's order)."""
    wanted = set(names)
    return [written for name, written in choices.items() if name in wanted]
