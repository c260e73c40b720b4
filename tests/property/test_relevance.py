"""Conditions evaluated on all rows at once say the same as a reading of each row by hand, written independently."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.questionnaires import Answer, Question
from pipeline.intake.relevance import understood

CHOICES = ("a", "b", "10", "2")
ANSWERS = tuple(Answer(name=name, label_fr=name) for name in CHOICES)
QUESTIONS = {
    "one": Question(name="one", kind="choice", label_fr="one", answers=ANSWERS),
    "many": Question(name="many", kind="choices", label_fr="many", answers=ANSWERS),
    "whole": Question(name="whole", kind="integer", label_fr="whole"),
    "real": Question(name="real", kind="number", label_fr="real"),
    "text": Question(name="text", kind="text", label_fr="text"),
}
DTYPES = {"one": "string", "many": "string", "whole": "Int64", "real": "float64", "text": "string"}

Row = dict[str, Any]

rows = st.lists(
    st.fixed_dictionaries(
        {
            "one": st.none() | st.sampled_from(CHOICES),
            "many": st.lists(st.sampled_from(CHOICES), unique=True),
            "whole": st.none() | st.integers(-3, 12),
            "real": st.none() | st.sampled_from([-1.5, 0.0, 2.0, 2.5, 10.0]),
            "text": st.none() | st.sampled_from(["a", "10", "2.5", "mot à mot"]),
        }
    ),
    max_size=6,
)
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
comparisons = st.one_of(
    st.tuples(st.sampled_from(["one", "whole", "real", "text"]), signs, st.sampled_from(["", *CHOICES])),
    st.tuples(st.sampled_from(["one", "whole", "real", "text"]), signs, st.sampled_from([-1.5, 0, 2, 2.5, 10])),
    st.tuples(st.just("many"), st.sampled_from(["=", "!="]), st.just("")),
)
selections = st.tuples(st.sampled_from(["one", "many"]), st.sampled_from(CHOICES))
leaves = st.tuples(st.just("compare"), comparisons) | st.tuples(st.just("selected"), selections)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


def written(tree: Any) -> str:
    """The condition in XLSForm."""
    what, content = tree
    if what == "compare":
        name, sign, other = content
        return f"${{{name}}} {sign} {other!r}"
    if what == "selected":
        return f"selected(${{{content[0]}}}, '{content[1]}')"
    if what == "not":
        return f"not({written(content)})"
    return "(" + f" {what} ".join(written(each) for each in content) + ")"


def by_hand(tree: Any, row: Row) -> bool:
    what, content = tree
    if what == "compare":
        return compared(row[content[0]], content[1], content[2])
    if what == "selected":
        answer = row[content[0]]
        return content[1] in (answer if isinstance(answer, list) else [answer])
    if what == "not":
        return not by_hand(content, row)
    return (all if what == "and" else any)(by_hand(each, row) for each in content)


def compared(answer: Any, sign: str, other: Any) -> bool:
    """XPath 1.0: an empty answer is the empty text, not a number; `=` compares numbers as soon as one side is one."""
    if other == "" and sign in ("=", "!="):
        return (answer in (None, [])) == (sign == "=")
    if sign in ("=", "!=") and isinstance(other, str) and not isinstance(answer, int | float):
        return (answer == other) == (sign == "=")
    left, right = number(answer), number(other)
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]


def number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def frame(answers: list[Row]) -> pd.DataFrame:
    columns = {
        name: [("|".join(row[name]) or None) if name == "many" else row[name] for row in answers] for name in DTYPES
    }
    return pd.DataFrame({name: pd.Series(cells, dtype=DTYPES[name]) for name, cells in columns.items()})


@given(trees, rows)
def test_a_mask_says_what_each_row_says(tree: Any, answers: list[Row]) -> None:
    holds = understood(written(tree), QUESTIONS).holds(frame(answers))
    assert list(holds) == [by_hand(tree, row) for row in answers]


@given(st.text(alphabet="${}()'\"<>=!. orandnotselected,1abcté-", max_size=40))
def test_any_text_is_understood_or_refused_in_words(expression: str) -> None:
    from pipeline.errors import ParamsError

    try:
        holds = understood(expression, QUESTIONS, QUESTIONS["one"]).holds(frame([]), "one")
    except ParamsError as problem:
        assert "«" in str(problem)
    else:
        assert list(holds) == []
