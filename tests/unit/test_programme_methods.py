"""Where a result stands against its target, whether a condition holds, and what the most demanding design is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import FactError
from pipeline.facts import Fact, Rows
from pipeline.methods.programme.conditions import Verdict, printed_facts, read_condition, verdict
from pipeline.methods.programme.evidence_strength import DEMANDING, strongest_design
from pipeline.methods.programme.node_states import AT_LEAST, AT_MOST, State, state


def fact(value: float | None, **more: object) -> Fact:
    base = Fact(
        fact_id="a-result", label_fr="Un résultat", unit="share", value=value, method="", computed_by="m:f",
        source_table="t", design="census", rows=Rows.of(("f.csv", 2)),
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def sample(value: float, low: float | None = None, high: float | None = None, **more: object) -> Fact:
    return fact(value, design="sample", low=low, high=high, **more)


TARGET = fact(0.5)


@pytest.mark.parametrize(
    ("result", "sense", "expected"),
    [
        (fact(0.5), AT_LEAST, State.REACHED),
        (fact(0.49), AT_LEAST, State.MISSED),
        (fact(0.0), AT_LEAST, State.MISSED),
        (fact(0.5), AT_MOST, State.REACHED),
        (fact(0.51), AT_MOST, State.MISSED),
        (fact(0.0), AT_MOST, State.REACHED),
        (sample(0.7, 0.5, 0.9), AT_LEAST, State.REACHED),
        (sample(0.7, 0.49, 0.9), AT_LEAST, State.UNDECIDED),
        (sample(0.3, 0.1, 0.5), AT_LEAST, State.UNDECIDED),
        (sample(0.3, 0.1, 0.49), AT_LEAST, State.MISSED),
        (sample(0.3, 0.1, 0.5), AT_MOST, State.REACHED),
        (sample(0.7, 0.51, 0.9), AT_MOST, State.MISSED),
        (sample(1.0), AT_LEAST, State.UNDECIDED),
        (sample(1.0, n_answered=4.0, n_frame=4.0), AT_LEAST, State.REACHED),
        (sample(1.0, n_answered=3.0, n_frame=4.0), AT_LEAST, State.UNDECIDED),
    ],
)
def test_a_result_is_judged_by_all_that_it_may_be(result: Fact, sense: str, expected: State) -> None:
    assert state(result, TARGET, sense) is expected


def test_without_a_result_nothing_is_measured_and_without_a_target_nothing_is_judged() -> None:
    assert state(None, TARGET, AT_LEAST) is State.NOT_MEASURED
    assert state(fact(None), TARGET, AT_LEAST) is State.NOT_MEASURED
    assert state(fact(0.0), None) is State.NO_TARGET


def test_a_target_in_another_unit_is_refused() -> None:
    with pytest.raises(FactError, match="is in months, a-result in share"):
        state(fact(0.5), fact(18.0, unit="months"), AT_MOST)


FACTS = {
    "a-zero": fact(0.0),
    "a-one": fact(1.0),
    "a-sample": sample(0.5, 0.2, 0.8),
    "a-small": sample(0.5),
    "a-text": fact(None),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a-zero = 0", Verdict.HOLDS),
        ("a-zero > 0", Verdict.FAILS),
        ("a-zero >= 0", Verdict.HOLDS),
        ("a-zero < -1.5", Verdict.FAILS),
        ("a-one <= 1", Verdict.HOLDS),
        ("a-one < a-zero", Verdict.FAILS),
        ("a-zero < a-one", Verdict.HOLDS),
        ("a-zero < a-missing", Verdict.UNKNOWN),
        ("a-missing = 0", Verdict.UNKNOWN),
        ("a-text = 0", Verdict.UNKNOWN),
        ("a-sample.low >= 0.2", Verdict.HOLDS),
        ("a-sample.low >= 0.25", Verdict.FAILS),
        ("a-sample.high < 0.75", Verdict.FAILS),
        ("a-one.low >= 1", Verdict.HOLDS),
        ("a-small.low >= 0", Verdict.UNKNOWN),
    ],
)
def test_a_condition_on_a_fact(text: str, expected: Verdict) -> None:
    assert verdict([text], FACTS) is expected


def test_all_conditions_must_hold() -> None:
    assert verdict(["a-zero = 0", "a-one = 1"], FACTS) is Verdict.HOLDS
    assert verdict(["a-zero = 0", "a-missing = 1"], FACTS) is Verdict.UNKNOWN
    assert verdict(["a-missing = 1", "a-zero = 1"], FACTS) is Verdict.FAILS
    assert verdict([], FACTS) is Verdict.UNKNOWN


@pytest.mark.parametrize("text", ["a-zero", "a-zero == 0", "a-zero < ", "A-zero < 1", "a-zero.mean < 1", "a < 1 or b"])
def test_what_is_not_a_condition_is_refused(text: str) -> None:
    with pytest.raises(FactError, match="is not a condition on a fact"):
        read_condition(text)


def test_the_facts_that_a_text_prints() -> None:
    assert printed_facts("Part {a-zero} ; part {a-one-two}.") == ["a-zero", "a-one-two"]
    assert printed_facts("Rien {à} voir") == []


def test_the_most_demanding_design() -> None:
    designs = [fact(1.0, design=design) for design in DEMANDING]
    assert strongest_design(designs) == "comparison"
    assert strongest_design(designs[:3]) == "coding"
    assert strongest_design([]) is None
