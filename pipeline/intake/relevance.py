"""When a question is asked: an XLSForm condition to a mask on the rows of a survey table.

An empty answer counts as in ODK: it is the empty text, and not a number, so that `${q} != 'x'` holds and `${q} < 3`
does not. A condition on one's own answer (`.`, in constraints) is read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput

from pipeline.errors import ParamsError
from pipeline.intake.questionnaires import Question
from pipeline.tables import LIST_SEPARATOR

GRAMMAR = r"""
?start: any
?any: all ("or" all)*
?all: one ("and" one)*
?one: "not" "(" any ")"                          -> negation
    | "true" "(" ")"                             -> always
    | "false" "(" ")"                            -> never
    | "selected" "(" reference "," STRING ")"    -> selected
    | "regex" "(" reference "," STRING ")"       -> matches
    | value SIGN value                           -> comparison
    | "(" any ")"
?value: reference
    | STRING                                     -> string
    | NUMBER                                     -> number
    | "count-selected" "(" reference ")"         -> count_selected
    | "string-length" "(" reference ")"          -> string_length
reference: REFERENCE | OWN
SIGN: "<=" | ">=" | "!=" | "<" | ">" | "="
REFERENCE: /\$\{\s*[\w.-]+\s*\}/
OWN: "."
STRING: /'[^']*'|"[^"]*"/
NUMBER: /-?\d+(\.\d+)?/
%ignore /\s+/
"""

NUMERIC = ("integer", "number")
CHOSEN = ("choice", "choices")
DATED = ("date", "timestamp")


@dataclass(frozen=True)
class Condition:
    """A condition that was understood: its tree, and the questions it looks at."""

    tree: Tree[Token]
    references: frozenset[str]

    def holds(self, frame: pd.DataFrame, own: str = "") -> np.ndarray:
        """Whether the condition holds, row by row. A column the frame lacks is empty throughout.

        `own` is the column that `.` stands for.
        """
        return _Rows(frame, own).truth(self.tree)


def understood(expression: str, known: Mapping[str, Question], own: Question | None = None) -> Condition:
    """The condition that an expression states about the questions `known` (and about `own`, written `.`).

    Raises:
        ParamsError: what cannot be checked here, as a clause to put after the place of the expression.
    """
    tree = parsed(expression)
    for sentence in _misuses(tree, known, own):
        raise ParamsError(f"in « {expression} », {sentence}")
    return Condition(tree, frozenset(name for name in _names(tree) if name))


def parsed(expression: str) -> Tree[Token]:
    """The tree of an expression, whatever questions there are.

    Raises:
        ParamsError: it is not understood, as a clause to put after its place.
    """
    try:
        tree = _parser().parse(expression)
    except UnexpectedInput as problem:
        raise ParamsError(_unreadable(expression, problem)) from problem
    return tree if isinstance(tree, Tree) else Tree("start", [tree])


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)


def _unreadable(expression: str, problem: UnexpectedInput) -> str:
    is_end = isinstance(problem, UnexpectedEOF) or (
        not isinstance(problem, UnexpectedCharacters) and problem.column < 1
    )
    place = "its end" if is_end else f"its character {problem.column}"
    return (
        f"« {expression} » is not understood from {place} on; conditions compare ${{questions}} with texts and "
        "numbers, and use selected(), count-selected(), string-length(), regex(), not(), and, or"
    )


def name_of(reference: Any) -> str:
    """The question that a reference names; empty for one's own answer (`.`)."""
    token = reference.children[0]
    return "" if token.type == "OWN" else str(token)[2:-1].strip()


def literal(token: Token) -> str:
    """A quoted text without its quotes."""
    return str(token)[1:-1]


def _names(tree: Tree[Token]) -> Iterator[str]:
    yield from (name_of(reference) for reference in tree.find_data("reference"))


def _misuses(tree: Tree[Token], known: Mapping[str, Question], own: Question | None) -> Iterator[str]:
    """What the grammar allows and no answer can ever satisfy, or no mask can say."""
    questions = {**known, **({"": own} if own else {})}
    for name in _names(tree):
        if name not in questions:
            yield f"no answer to « {name or '.'} » can be looked at from here"
            return
    for node in tree.iter_subtrees_topdown():
        if node.data == "comparison":
            yield from _misused_comparison(node, questions)
        elif node.data in ("selected", "count_selected"):
            yield from _misused_selection(node, questions)
        elif node.data == "matches":
            yield from _misused_pattern(literal(node.children[1]))


def _misused_comparison(node: Any, questions: Mapping[str, Question]) -> Iterator[str]:
    sides = [node.children[0], node.children[2]]
    for side, other in (sides, reversed(sides)):
        if side.data != "reference":
            continue
        question = questions[name_of(side)]
        text = literal(other.children[0]) if other.data == "string" else None
        if question.kind in DATED and text != "":
            yield f"« {question.name} » is a date, and dates are not compared here"
        elif question.kind == "choices" and text != "":
            yield f"« {question.name} » may have several answers: use selected()"
        elif question.kind == "choice" and text and text not in [answer.name for answer in question.answers]:
            yield f"« {text} » is none of the choices of « {question.name} »"


def _misused_selection(node: Any, questions: Mapping[str, Question]) -> Iterator[str]:
    question = questions[name_of(node.children[0])]
    if question.kind not in CHOSEN:
        yield f"« {question.name} » has no choices to select"
    elif node.data == "selected" and literal(node.children[1]) not in [answer.name for answer in question.answers]:
        yield f"« {literal(node.children[1])} » is none of the choices of « {question.name} »"


def _misused_pattern(pattern: str) -> Iterator[str]:
    try:
        re.compile(pattern)
    except re.error as problem:
        yield f"the pattern « {pattern} » is not valid: {problem}"


@dataclass(frozen=True)
class _Values:
    """One side of a comparison: texts and numbers, row by row or one for all rows."""

    texts: Any
    numbers: Any
    is_numeric: bool


class _Rows:
    """Conditions evaluated on all rows at once; each different answer is looked at once."""

    def __init__(self, frame: pd.DataFrame, own: str) -> None:
        self._frame = frame
        self._own = own

    def truth(self, node: Any) -> np.ndarray:
        """One boolean a row."""
        return TRUTHS[str(node.data)](self, node.children)

    def every(self, children: list[Any]) -> np.ndarray:
        return np.logical_and.reduce([self.truth(child) for child in children])

    def some(self, children: list[Any]) -> np.ndarray:
        return np.logical_or.reduce([self.truth(child) for child in children])

    def negation(self, children: list[Any]) -> np.ndarray:
        return ~self.truth(children[0])

    def all_rows(self, _children: list[Any]) -> np.ndarray:
        return np.ones(len(self._frame), dtype=bool)

    def no_row(self, _children: list[Any]) -> np.ndarray:
        return np.zeros(len(self._frame), dtype=bool)

    def selected(self, children: list[Any]) -> np.ndarray:
        wanted = literal(children[1])
        return self._mapped(children[0], lambda text: wanted in text.split(LIST_SEPARATOR)).astype(bool)

    def matches(self, children: list[Any]) -> np.ndarray:
        pattern = re.compile(literal(children[1]))
        return self._mapped(children[0], lambda text: pattern.fullmatch(text) is not None).astype(bool)

    def comparison(self, children: list[Any]) -> np.ndarray:
        left, sign, right = self._values(children[0]), str(children[1]), self._values(children[2])
        if sign in ("=", "!="):
            same = _same(left, right)
            return np.broadcast_to(same if sign == "=" else ~same, len(self._frame))
        with np.errstate(invalid="ignore"):
            ordered = ORDERS[sign](left.numbers, right.numbers)
        return np.broadcast_to(ordered, len(self._frame))

    def _values(self, node: Any) -> _Values:
        if node.data == "string":
            text = literal(node.children[0])
            return _Values(np.array(text, dtype=object), np.array(_number(text)), is_numeric=False)
        if node.data == "number":
            return _Values(np.array(str(node.children[0]), dtype=object), np.array(float(node.children[0])), True)
        if node.data == "reference":
            texts = self._mapped(node, lambda text: text)
            is_numeric = pd.api.types.is_numeric_dtype(self._column(node).dtype)
            return _Values(texts, self._mapped(node, _number).astype(float), is_numeric)
        measure = _count if node.data == "count_selected" else len
        numbers = self._mapped(node.children[0], measure).astype(float)
        return _Values(numbers.astype(str).astype(object), numbers, is_numeric=True)

    def _column(self, reference: Any) -> pd.Series:
        name = name_of(reference) or self._own
        empty = pd.Series(pd.NA, index=self._frame.index, dtype="string")
        return self._frame[name] if name in self._frame.columns else empty

    def _mapped(self, reference: Any, function: Callable[[str], Any]) -> np.ndarray:
        """`function` of each answer as text, the empty text where there is none."""
        codes, different = pd.factorize(self._column(reference))
        found = [function(_text(value)) for value in different] + [function("")]
        results = np.empty(len(found), dtype=object)
        results[:] = found
        return results[codes]  # the code of an empty answer is -1, the last result


ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
TRUTHS: Mapping[str, Callable[[_Rows, list[Any]], np.ndarray]] = {
    "start": _Rows.every,
    "all": _Rows.every,
    "any": _Rows.some,
    "negation": _Rows.negation,
    "always": _Rows.all_rows,
    "never": _Rows.no_row,
    "selected": _Rows.selected,
    "matches": _Rows.matches,
    "comparison": _Rows.comparison,
}


def _same(left: _Values, right: _Values) -> np.ndarray:
    """Equal as numbers when one side is a number, else as texts. Two empty answers are equal."""
    if not (left.is_numeric or right.is_numeric):
        return np.asarray(left.texts == right.texts, dtype=bool)
    both_empty = (left.texts == "") & (right.texts == "")
    return np.asarray(left.numbers == right.numbers, dtype=bool) | np.asarray(both_empty, dtype=bool)


def _text(value: Any) -> str:
    """An answer as a form holds it: whole numbers without decimals."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", text, re.ASCII) else float("nan")


def _count(text: str) -> int:
    return len([item for item in text.split(LIST_SEPARATOR) if item])
