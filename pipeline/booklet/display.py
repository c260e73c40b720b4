"""How one fact reads in a sentence: unit, base, hedge, or the reason why it is not shown."""

from __future__ import annotations

from typing import Any

from pipeline.booklet import wording
from pipeline.booklet.english.quantities import quantity
from pipeline.disclosure import SUPPRESSED

HIDDEN_FR, HIDDEN_EN = "secret statistique", "withheld"


def display_fr(fact: Any, percent_base_min: int) -> str:
    """The fact (a row of the facts table) as French text."""
    if fact.status == SUPPRESSED:
        return HIDDEN_FR
    if fact.unit == "date":
        return wording.date(fact.value_text)
    if fact.unit == "text":
        return str(fact.value_text)
    if fact.qualifier == "range":
        return wording.span(fact.low, fact.high, fact.unit, decimals_of(fact))
    if fact.unit == "share" and fact.denominator == fact.denominator:
        return wording.share(fact.numerator, fact.denominator, percent_base_min, decimals_of(fact) or 0)
    if fact.unit == "rank" and fact.qualifier == "<":
        return f"parmi les {wording.number(fact.value)} premiers"
    return wording.qualified(_quantity(fact.value, fact), fact.qualifier)


def interval_of(fact: Any) -> str:
    """The interval of a fact that has one, in words, as precise as the fact is printed: « de 61 % à 78 % »."""
    return wording.interval(fact.low, fact.high, str(fact.unit), decimals_of(fact))


def display_en(fact: Any, shown_fr: str) -> str:
    """The fact as English text, made from its French display so that both say the same number.

    A text, which documents print in their own language, stays as it is.

    Raises:
        ValueError: the French display is of a form that `pipeline.booklet.english.quantities` does not read.
    """
    if fact.status == SUPPRESSED:
        return HIDDEN_EN
    if fact.unit == "text":
        return shown_fr
    english = quantity(shown_fr)
    if english is None:
        raise ValueError(f"Fact {fact.fact_id}: « {shown_fr} » is no number that English wording knows.")
    return english


def _quantity(value: float, fact: Any) -> str:
    return wording.quantity(value, fact.unit, decimals_of(fact))


def decimals_of(fact: Any) -> int | None:
    """How many decimals a fact is printed with; None where that is left to its unit."""
    return None if fact.decimals != fact.decimals else int(fact.decimals)
