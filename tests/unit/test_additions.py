"""Which numbers add up: a total is told by its rows and bases, or by a name while its rows allow it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from pipeline.contributing_rows import rows_behind
from pipeline.disclosure.additions import sums_of_table
from pipeline.disclosure.linked import Sum
from pipeline.disclosure.quantities import Quantities
from pipeline.disclosure.row_sets import RowSets
from pipeline.disclosure.table_numbers import columns_of
from pipeline.facts import Fact, Rows, facts_frame
from pipeline.params import DisclosureRules
from tests.unit.test_facts import a_fact

RULES = DisclosureRules(min_count=3, reason="essai", unit="enterprises")


def share(name: str, part: int, rows: range) -> Fact:
    """A share of those whose rows these are."""
    whole = float(len(rows))
    more = {"unit": "share", "value": part / whole, "numerator": float(part), "denominator": whole, "n_answered": whole}
    held = Rows.of(*(("answers.csv", row) for row in rows))
    return a_fact(fact_id=f"sample-{name}", source_table="survey_startups", rows=held, **more)


def sums(column: str, parts: Sequence[Fact], others: Sequence[Fact]) -> list[Sum]:
    """What adds up in a table with these parts in one column, where these other facts are told too."""
    facts = [*parts, *others]
    quantities = Quantities(facts_frame({"sample": facts}), RowSets(rows_behind(facts)), RULES)
    table = pd.DataFrame({f"{column}_fact": [fact.fact_id for fact in parts]})
    return list(sums_of_table(table, columns_of("sample_parts", table, quantities), "sample", quantities))


@pytest.mark.parametrize("column", ["rate", "share", "before"])
def test_what_groups_are_adds_up_to_what_all_are_whatever_the_column_is_called(column: str) -> None:
    """How many of each group answered: who knows all but one knows that one, and who of it was silent."""
    parts = [share(f"north-{column}", 20, range(24)), share(f"south-{column}", 7, range(24, 33))]
    total = share(f"all-{column}", 27, range(33))
    whole = {f"fact:{part.fact_id}": 1.0 for part in parts} | {f"fact:{total.fact_id}": -1.0}
    assert whole in sums(column, parts, [total])


@pytest.mark.parametrize("column", ["before", "now", "after", "sold"])
@pytest.mark.parametrize("rows", [range(50, 80), range(24), range(5, 33)], ids=["others", "one part's", "not all"])
def test_a_number_of_other_rows_is_no_total_though_it_is_called_so_and_as_large(column: str, rows: range) -> None:
    """11 + 7 = 18 by chance: taken for a sum, it once made a second edition impossible to release."""
    parts = [share(f"north-{column}", 11, range(24)), share(f"south-{column}", 7, range(24, 33))]
    assert sums(column, parts, [share(f"chance-{column}", 18, rows)]) == []


def test_a_part_of_nothing_rests_on_nothing() -> None:
    """Nobody of the east: that its rows are none of the total's is no objection."""
    parts = [
        share("north-sold", 11, range(24)),
        share("south-sold", 7, range(24, 33)),
        share("east-sold", 0, range(90, 95)),
    ]
    assert len(sums("sold", parts, [share("all-sold", 18, range(33))])) == 1


def answers(question: str, option: str, part: int) -> Fact:
    """How many of the same nine persons chose an option."""
    return share(f"{question}-{option}-before", part, range(9))


def test_answers_of_the_same_persons_add_up_to_what_is_named_as_they_are() -> None:
    parts = [answers("topics-gained", "trust", 5), answers("topics-wanted", "trust", 1)]
    for together in ("topics-trust-before", "topics-gained-or-wanted-trust-before"):
        assert len(sums("before", parts, [share(together, 6, range(9))])) == 1


@pytest.mark.parametrize("other", ["topics-wanted-money-before", "roles-expert-before"])
def test_answers_to_another_question_that_are_as_many_are_no_total(other: str) -> None:
    """5 + 1 = 6 by chance: with the first edition known, this once made the second impossible to release."""
    parts = [answers("topics-gained", "trust", 5), answers("topics-wanted", "trust", 1)]
    assert sums("before", parts, [share(other, 6, range(9))]) == []


@pytest.mark.parametrize(("rows", "is_one"), [(range(8), True), (range(20, 28), False)], ids=["same", "others"])
def test_marks_that_come_to_the_same_are_one_amount_for_the_same_persons_alone(rows: range, is_one: bool) -> None:
    given = {"unit": "mean_0_10", "value": 6.0, "n_answered": 8.0, "source_table": "survey_startups"}
    facts = [
        a_fact(fact_id=f"sample-{name}", rows=Rows.of(*(("answers.csv", row) for row in held)), **given)
        for name, held in (("finance", range(8)), ("law", rows))
    ]
    found = Quantities(facts_frame({"sample": facts}), RowSets(rows_behind(facts)), RULES)
    assert ({"total:sample-finance": 1.0, "total:sample-law": -1.0} in found.sums) == is_one
