from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.methods.printed import consistency as rule
from pipeline.methods.printed.consistency import Span, overlap, pair_verdict, span
from tests.unit.test_key_figures import placed

NUMBERS = st.one_of(st.integers(0, 10**7), st.floats(-5, 5, allow_nan=False).map(lambda number: round(number, 3)))
TEXTS = st.sampled_from(["", "Forum", "Forum, chaque année", "tous évènements"])


@st.composite
def changes(draw: Any) -> dict[str, Any]:
    """One figure of one city and indicator, with any hedge, place, note, kind, perimeter and year."""
    qualifier = draw(st.sampled_from(["=", "~", ">", "<", "range"]))
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    is_range = qualifier == "range"
    return {
        "value": None if is_range else float(low),
        "value_min": float(low) if is_range else None,
        "value_max": float(high) if is_range else None,
        "qualifier": qualifier,
        "printed": draw(st.sampled_from(["près de", "environ", ""])),
        "block": draw(st.sampled_from(["Texte", "OnDijon", "Forum"])),
        "scope": draw(st.sampled_from(["territoire", "projet"])),
        "perimeter": draw(st.sampled_from(["epci", "commune"])),
        "fact_kind": draw(st.sampled_from(["observed", "target"])),
        "year": draw(st.sampled_from([None, 2018, 2019])),
        "note": draw(TEXTS),
    }


def rows(*figures: dict[str, Any]) -> list[Any]:
    return list(placed(*figures).itertuples())


@given(changes(), changes())
def test_the_verdict_does_not_depend_on_the_order(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = rows(one, other)
    assert pair_verdict(first, second) == pair_verdict(second, first)


@given(changes())
def test_a_figure_printed_twice_is_never_contradictory(one: dict[str, Any]) -> None:
    first, second = rows(one, one)
    assert pair_verdict(first, second) == rule.IDENTICAL


@given(changes(), changes())
def test_a_contradiction_needs_one_object_and_no_common_value(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = rows(one, other)
    if pair_verdict(first, second) == rule.CONTRADICTORY:
        assert one["perimeter"] == other["perimeter"]
        assert one["fact_kind"] == other["fact_kind"]
        assert not overlap(span(first), span(second))


@given(changes())
def test_a_span_holds_values(one: dict[str, Any]) -> None:
    (figure,) = rows(one)
    found = span(figure)
    assert found.low <= found.high


BOUNDS = st.integers(-20, 20)
SPANS = st.builds(
    lambda low, width, left, right: Span(low, low + width, left, right),
    BOUNDS,
    st.integers(1, 20),
    st.booleans(),
    st.booleans(),
)


@given(SPANS, SPANS)
def test_spans_overlap_when_a_value_stands_in_both(first: Span, second: Span) -> None:
    """Halves of whole bounds reach every end and every inside of the spans drawn here."""
    candidates = [half / 2 for half in range(-42, 83)]
    assert overlap(first, second) == any(_holds(first, value) and _holds(second, value) for value in candidates)


def _holds(found: Span, value: float) -> bool:
    is_above = value > found.low or (value == found.low and not found.is_low_open)
    return is_above and (value < found.high or (value == found.high and not found.is_high_open))
