"""Which answers a condition cannot do without: who was never asked a question can be read from them."""

from __future__ import annotations

from typing import Any

from pipeline.intake.relevance import literal, name_of, parsed

Answers = frozenset[tuple[str, str]]
"""Questions, each with one answer."""

NONE: Answers = frozenset()


def required_answers(expression: str) -> Answers:
    """Every answer without which the condition does not hold; none where there is no condition.

    Raises:
        ParamsError: the condition is not understood.
    """
    return _required(parsed(expression)) if expression else NONE


def _required(node: Any) -> Answers:
    if node.data in ("start", "all"):
        return NONE.union(*map(_required, node.children))
    if node.data == "any":
        first, *others = map(_required, node.children)
        return first.intersection(*others)
    if node.data == "selected":
        return frozenset({(name_of(node.children[0]), literal(node.children[1]))})
    return _equal(*node.children) if node.data == "comparison" else NONE


def _equal(left: Any, sign: Any, right: Any) -> Answers:
    """The answer that a comparison demands: of a question and a text, in either order."""
    sides = {side.data: side for side in (left, right)}
    if sign != "=" or set(sides) != {"reference", "string"}:
        return NONE
    return frozenset({(name_of(sides["reference"]), literal(sides["string"].children[0]))})
