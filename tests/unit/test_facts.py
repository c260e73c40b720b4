from __future__ import annotations

import pandas as pd
import pytest

from pipeline.errors import FactError
from pipeline.facts import Fact, Rows, facts_frame, median_decimals, provenance


def a_fact(**overrides: object) -> Fact:
    given: dict[str, object] = {
        "fact_id": "sample-interviews",
        "label_fr": "Entretiens",
        "unit": "count",
        "method": "dénombrement",
        "computed_by": "pipeline.estimators.sample:interviews",
        "source_table": "interviews",
        "design": "census",
        "value": 15.0,
        "rows": Rows.of(("register.csv", 2), ("register.csv", 3)),
    }
    return Fact(**{**given, **overrides})  # type: ignore[arg-type]


def test_a_fact_carries_count_and_digest_of_its_rows() -> None:
    (row,) = facts_frame({"theme": [a_fact()]}).to_dict("records")
    assert row["source_rows_count"] == 2
    assert row["source_files"] == "register.csv"
    assert len(row["source_rows_digest"]) == 64


def test_the_digest_changes_with_the_rows() -> None:
    digests = [
        facts_frame({"theme": [fact]})["source_rows_digest"][0]
        for fact in (a_fact(), a_fact(rows=Rows.of(("register.csv", 2))))
    ]
    assert digests[0] != digests[1]


def test_a_number_without_evidence_is_refused() -> None:
    with pytest.raises(FactError, match="sample-interviews rests on no row"):
        facts_frame({"theme": [a_fact(rows=Rows.of())]})


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [((8.0, None, None), None), ((7.5, 7.0, 8.0), None), ((5.8, 3.0, 7.0), 1), ((8.0, 7.0, float("inf")), 1)],
)
def test_whole_and_half_medians_are_printed_as_they_are(
    numbers: tuple[float | None, ...], decimals: int | None
) -> None:
    assert median_decimals(1, *numbers) == decimals


@pytest.mark.parametrize(
    ("asked", "low", "high", "printed"),
    [
        (4.0, -3.7855, 3.7388, 1.0),
        (2.0, -20.77, 25.04, 0.0),
        (2.0, -2.85, -1.33, 2.0),
        (0.0, 0.1, 0.2, 0.0),
        (2.0, 1.5, 1.5, 2.0),
        (2.0, 0.0, float("inf"), 2.0),
        (2.0, None, None, 2.0),
    ],
)
def test_no_more_decimals_than_the_interval_supports(
    asked: float, low: float | None, high: float | None, printed: float
) -> None:
    fact = a_fact(value=1.5, decimals=asked, low=low, high=high)
    assert facts_frame({"theme": [fact]})["decimals"][0] == printed


def test_two_facts_with_one_name_are_refused() -> None:
    with pytest.raises(FactError, match="declared twice: sample-interviews"):
        facts_frame({"theme": [a_fact(), a_fact(value=14.0)]})


def test_last_bits_of_a_processor_do_not_reach_the_file() -> None:
    values = [facts_frame({"theme": [a_fact(value=value)]})["value"][0] for value in (0.1 + 0.2, 0.3)]
    assert values[0] == values[1]


def test_provenance_is_sorted_and_each_row_counts_once() -> None:
    rows = pd.DataFrame({"source_file": ["b", "a", "a"], "source_row": [2, 3, 3]})
    assert provenance(rows) == (("a", 3), ("b", 2))


def test_the_same_rows_are_held_once_and_are_what_a_tuple_of_them_is() -> None:
    rows = pd.DataFrame({"source_file": ["b", "a", "a"], "source_row": [2, 4, 3]})
    found, pairs = provenance(rows), (("a", 3), ("a", 4), ("b", 2))
    assert provenance(rows.iloc[::-1]) is found
    assert provenance(rows.iloc[1:]) != found
    assert (list(found), hash(found), len(found), found[-1], ("a", 4) in found) == (
        *(list(pairs), hash(pairs), 3, ("b", 2), True),
    )
    digests = [facts_frame({"t": [a_fact(rows=each)]})["source_rows_digest"][0] for each in (found, Rows.of(*pairs))]
    assert digests[0] == digests[1]
