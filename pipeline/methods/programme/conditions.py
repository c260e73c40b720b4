"""Conditions on facts, as a table writes them: « purchases-bought < 0.5 », « survey-x.low >= 0.25 », « a-b < a-c »."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipeline.errors import FactError

FACT_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
WRITTEN = re.compile(
    rf"(?P<fact>{FACT_ID})(?:\.(?P<end>low|high))? (?P<sign><=|>=|<|>|=) (?P<limit>-?\d+(?:\.\d+)?|{FACT_ID})"
)
PLACEHOLDER = re.compile(rf"\{{({FACT_ID})\}}")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


class Judged(Protocol):
    """What a condition reads of a fact, while it is estimated or once it is released."""

    @property
    def value(self) -> float | None:
        """The number itself."""

    @property
    def low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def high(self) -> float | None:
        """The upper end of its interval."""

    @property
    def design(self) -> str:
        """How it was observed."""


class Verdict(StrEnum):
    """Whether a condition holds; `UNKNOWN` where the cohort has no such number."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Condition:
    """`fact` (its value, or the `end` of its interval) against `limit`: a number, or the value of another fact."""

    fact: str
    end: str
    sign: str
    limit: str

    @property
    def threshold(self) -> float | None:
        """The number that it compares with; None where that is another fact, or where it asks for none at all."""
        return float(self.limit) or None if NUMBER.fullmatch(self.limit) else None

    def verdict(self, facts: Mapping[str, Judged]) -> Verdict:
        """Whether it holds of these facts, by id. An end that a fact lacks is its value when everybody was counted."""
        left, right = _number(facts, self.fact, self.end), _limit(facts, self.limit)
        if left is None or right is None:
            return Verdict.UNKNOWN
        return Verdict.HOLDS if SIGNS[self.sign](left, right) else Verdict.FAILS


def read_condition(text: str) -> Condition:
    """A condition as it is written in a table.

    Raises:
        FactError: it is not written as one.
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise FactError(f"« {text} » is not a condition on a fact: expected for example « purchases-bought < 0.5 ».")
    return Condition(found["fact"], found["end"] or "", found["sign"], found["limit"])


def verdict(texts: Iterable[str], facts: Mapping[str, Judged]) -> Verdict:
    """Whether all of these conditions hold; one that fails settles it, even beside one that is unknown.

    Raises:
        FactError: one of them is not a condition.
    """
    found = [read_condition(text).verdict(facts) for text in texts]
    if Verdict.FAILS in found:
        return Verdict.FAILS
    return Verdict.HOLDS if found and Verdict.UNKNOWN not in found else Verdict.UNKNOWN


def printed_facts(text: str) -> list[str]:
    """Ids of the facts that a text prints: « {purchases-bought} »."""
    return PLACEHOLDER.findall(text)


def _number(facts: Mapping[str, Judged], fact_id: str, end: str) -> float | None:
    fact = facts.get(fact_id)
    if fact is None:
        return None
    if not end:
        return fact.value
    bound: float | None = getattr(fact, end)
    return fact.value if bound is None and fact.design != "sample" else bound


def _limit(facts: Mapping[str, Judged], limit: str) -> float | None:
    return float(limit) if NUMBER.fullmatch(limit) else _number(facts, limit, "")
