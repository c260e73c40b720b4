"""Whether two printed figures of one quantity agree, contradict each other, or speak of two things."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pipeline.methods.printed.key_figures import names_a_project

IDENTICAL = "répétition identique"
COMPATIBLE = "compatible"
OTHER_YEAR = "années différentes"
OTHER_OBJECT = "objets différents"
TO_CHECK = "écart à vérifier"
CONTRADICTORY = "contradictoire"
VERDICTS = (IDENTICAL, COMPATIBLE, OTHER_YEAR, OTHER_OBJECT, TO_CHECK, CONTRADICTORY)

ROUNDING = 0.005
"""A number printed without hedge stands for itself give or take half a percent: documents round populations."""

APPROXIMATION = 0.1
"""« Environ », « une vingtaine »: give or take a tenth."""

JUST_BELOW = ("près de", "près d'", "près d’")
"""« Près de » says a little less than the number, never more."""

NOT_NUMBERS = ("text", "date", "period")

ONE_HOLDER = ("award_eu_innovation_capital",)
"""Titles that one city holds in a year: two holders cannot both be right."""

NOTES_NAME_WHO = ("organisation", "etude")
"""Scopes whose notes name the body, the event or the survey: figures with different notes are about different ones."""


@dataclass(frozen=True)
class Span:
    """The values a printed number stands for; an open end leaves its bound out."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False


def span(figure: Any) -> Span:
    """The values that a figure's number and hedge stand for."""
    if figure.qualifier == "range":
        return Span(figure.value_min, figure.value_max)
    value = float(figure.value)
    if figure.qualifier == ">":
        return Span(value, math.inf, is_low_open=True)
    if figure.qualifier == "<":
        return Span(-math.inf, value, is_high_open=True)
    if is_just_below(figure):
        return Span(value - abs(value) * APPROXIMATION, value, is_high_open=True)
    play = abs(value) * (APPROXIMATION if figure.qualifier == "~" else ROUNDING)
    return Span(value - play, value + play)


def is_just_below(figure: Any) -> bool:
    """Whether a number is hedged by « près de »."""
    return bool(figure.qualifier == "~" and str(figure.printed).casefold().startswith(JUST_BELOW))


def overlap(first: Span, second: Span) -> bool:
    """Whether one value can satisfy both."""
    return _reaches(first, second) and _reaches(second, first)


def _reaches(lower: Span, upper: Span) -> bool:
    is_open = lower.is_high_open or upper.is_low_open
    return upper.low < lower.high or (upper.low == lower.high and not is_open)


def pair_verdict(first: Any, second: Any) -> str:
    """The verdict on two figures of one city and one indicator (rows of `with_territories`); symmetric."""
    if _has_other_object(first, second) or _is_other_distinction(first, second):
        return OTHER_OBJECT
    if _has_other_year(first, second):
        return OTHER_YEAR
    is_possible = is_compatible(first, second)
    if is_explained(first, second):
        return OTHER_OBJECT if is_possible or first.scope in NOTES_NAME_WHO else TO_CHECK
    if _is_same(first, second):
        return IDENTICAL
    return COMPATIBLE if is_possible else CONTRADICTORY


def is_claimed_by_both(first: Any, second: Any) -> bool:
    """Whether two cities are said to hold, in one year, a title that a single one holds."""
    is_one_title = first.indicator_id == second.indicator_id and first.indicator_id in ONE_HOLDER
    return is_one_title and first.city != second.city and _year(first) == _year(second) != ""


def _is_other_distinction(first: Any, second: Any) -> bool:
    """Two prizes of different words are two prizes."""
    return first.unit == second.unit == "text" and not _is_same(first, second)


def is_compatible(first: Any, second: Any) -> bool:
    """Whether both statements can be true at once: spans overlap, or one date is the other said less precisely."""
    if first.unit in NOT_NUMBERS:
        dates = (str(first.date_iso), str(second.date_iso))
        return all(dates) and (dates[0].startswith(dates[1]) or dates[1].startswith(dates[0]))
    return overlap(span(first), span(second))


def is_explained(first: Any, second: Any) -> bool:
    """Whether two notes printed beside the numbers say that they may speak of two things.

    A note that only completes the other does not: the pair is judged like any other.
    """
    return bool(first.note and second.note) and not _contains(first.note, second.note)


def _has_other_object(first: Any, second: Any) -> bool:
    """Perimeter, scope, kind or unit differ; or two named projects; or two bodies where no city makes them one.

    A general part of the document may sum up a named project: such a pair is compared.
    """
    if any(getattr(first, name) != getattr(second, name) for name in ("perimeter", "scope", "fact_kind", "unit")):
        return True
    subjects = {_subject(first), _subject(second)} - {""}
    return len(subjects) > 1 or not (first.territory or _same_body(first, second))


def _same_body(first: Any, second: Any) -> bool:
    """One body, or the note of one figure names the body of the other."""
    return first.entity == second.entity or first.entity in str(second.note) or second.entity in str(first.note)


def _has_other_year(first: Any, second: Any) -> bool:
    years = [_year(figure) for figure in (first, second)]
    return all(years) and years[0] != years[1]


def _year(figure: Any) -> str:
    """The year or period a number is printed for; a date's own year is its value, not its year."""
    if not math.isnan(figure.year):
        return str(int(figure.year))
    return "" if figure.unit in ("date", "period") else str(figure.date_iso)


def _is_same(first: Any, second: Any) -> bool:
    if first.unit in NOT_NUMBERS:
        return _plain(first.date_iso or first.printed) == _plain(second.date_iso or second.printed)
    numbers = [(figure.value, figure.value_min, figure.value_max) for figure in (first, second)]
    return first.qualifier == second.qualifier and all(_equal(a, b) for a, b in zip(*numbers, strict=True))


def _equal(first: float, second: float) -> bool:
    return first == second or (math.isnan(first) and math.isnan(second))


def _subject(figure: Any) -> str:
    """The project a figure is about; empty when it stands in a general part of the document."""
    is_project = figure.scope == "projet" and names_a_project(str(figure.block))
    return str(figure.block) if is_project else ""


def _contains(first: str, second: str) -> bool:
    return _plain(first) in _plain(second) or _plain(second) in _plain(first)


def _plain(text: Any) -> str:
    return " ".join(str(text).casefold().split())
