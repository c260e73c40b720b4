"""Amounts that one firm makes nearly alone are hidden, with what would give them away; the greatest never leaves."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.disclosure.decision import decide
from pipeline.disclosure.masking import masked_facts
from pipeline.disclosure.published import Published
from pipeline.disclosure.rules import of_total
from pipeline.facts import Fact, facts_frame
from pipeline.methods.projects.register_facts import Register
from pipeline.params import DisclosureRules
from tests.unit.test_facts import a_fact

FIRMS = DisclosureRules(min_count=3, reason="essai", unit="enterprises")
PERSONS = DisclosureRules(min_count=3, reason="essai")


def amount(amounts: list[float], whose: list[str | None], **also: object) -> Fact:
    rows = pd.DataFrame({"firm": whose, "amount": amounts, "source_file": "p.csv", "source_row": range(len(whose))})
    fact = Register("purchases", "purchases", rows, "").total("total", ("", ""), rows["amount"], rows, "firm", "Somme")
    return Fact(**{**vars(fact), **also})


def hidden(*facts: Fact, rules: DisclosureRules = FIRMS) -> set[str]:
    return set(decide(Published(facts_frame({"purchases": facts})), rules).facts)


@pytest.mark.parametrize(
    ("amounts", "is_hidden"),
    [
        ([100.0], True),  # one contributor: the sum is theirs
        ([50.0, 50.0], True),  # two: each knows the other
        ([85.0, 10.0, 5.0], False),  # exactly the part does not dominate
        ([85.01, 9.99, 5.0], True),
        ([34.0, 3.0, 3.0], False),
        ([40.0, 30.0, 30.0], False),
    ],
)
def test_a_sum_that_one_firm_makes_nearly_alone_is_hidden(amounts: list[float], is_hidden: bool) -> None:
    firms: list[str | None] = [f"F{n}" for n in range(len(amounts))]
    assert hidden(amount(amounts, firms)) == ({"purchases-total"} if is_hidden else set())


def test_amounts_of_one_firm_are_one_contributor() -> None:
    fact = amount([30.0, 30.0, 30.0, 5.0, 5.0], ["A", "A", "A", "B", "C"])
    assert (fact.n_answered, fact.largest) == (3.0, 90.0)
    assert hidden(fact) == {"purchases-total"}


def test_an_amount_of_nobody_known_stands_for_itself() -> None:
    fact = amount([30.0, 30.0, 30.0], [None, None, None])
    assert (fact.n_answered, fact.largest) == (3.0, 30.0)


def test_dominance_is_for_enterprises_unless_it_is_declared() -> None:
    fact = amount([90.0, 5.0, 5.0], ["A", "B", "C"])
    assert not hidden(fact, rules=PERSONS)
    assert hidden(fact, rules=DisclosureRules(min_count=3, reason="essai", dominance=0.85))


def test_readers_are_left_in_doubt_of_the_largest_by_what_the_rule_forgives() -> None:
    assert of_total(100, 95, 9, FIRMS).above == pytest.approx(95 / 0.85 - 100)
    assert of_total(100, 99, 9, FIRMS).below == pytest.approx(99 / 0.85 - 100)
    assert not of_total(100, None, 9, FIRMS).is_sensitive


def test_a_hidden_sum_is_not_told_as_a_mean_or_as_part_of_a_budget() -> None:
    total = amount([90.0, 5.0, 5.0], ["A", "B", "C"])
    mean = a_fact(fact_id="purchases-mean", unit="eur", value=25.0, n_answered=4.0, source_table="purchases")
    share = a_fact(
        fact_id="purchases-share",
        unit="share",
        value=0.1,
        numerator=100.0,
        denominator=1000.0,
        source_table="purchases",
    )
    assert hidden(total, mean, share) >= {"purchases-total", "purchases-mean", "purchases-share"}


def test_the_greatest_amount_never_leaves() -> None:
    facts = facts_frame({"purchases": [amount([40.0, 30.0, 30.0], ["A", "B", "C"])]})
    assert facts["largest"][0] == 40.0
    for rules in (FIRMS, DisclosureRules(min_count=1, reason="essai")):
        assert "largest" not in masked_facts(facts, decide(Published(facts), rules), rules)
