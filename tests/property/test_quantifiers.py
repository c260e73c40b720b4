"""The verdict on a statement depends on the count and the range alone, and only moves upwards with the count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.methods.printed.quantifiers import BEYOND, COMPARED, CONSISTENT, CONTRADICTED, judge

COUNTS = st.integers(0, 60)
RANGES = st.tuples(COUNTS, COUNTS).map(sorted)


@given(COUNTS, COUNTS, RANGES)
def test_naming_more_never_lowers_a_verdict(k: int, more: int, bounds: list[int]) -> None:
    low, high = bounds
    assert COMPARED.index(judge(k, low, high)) <= COMPARED.index(judge(k + more, low, high))


@given(COUNTS, RANGES)
def test_a_verdict_says_where_the_count_stands(k: int, bounds: list[int]) -> None:
    low, high = bounds
    expected = BEYOND if k < low else CONTRADICTED if k > high else CONSISTENT
    assert judge(k, low, high) == expected


@given(COUNTS, RANGES, COUNTS)
def test_a_wider_range_never_makes_a_consistent_statement_inconsistent(k: int, bounds: list[int], slack: int) -> None:
    low, high = bounds
    if judge(k, low, high) == CONSISTENT:
        assert judge(k, max(0, low - slack), high + slack) == CONSISTENT


@given(COUNTS, COUNTS)
def test_a_missing_bound_excludes_nothing_on_its_side(k: int, bound: int) -> None:
    assert judge(k, bound, None) in (BEYOND, CONSISTENT)
    assert judge(k, None, bound) in (CONSISTENT, CONTRADICTED)
