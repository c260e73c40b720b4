"""Which numbers of a table are taken for parts of a total: by what they count, not by when they were counted."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.disclosure.additions import sums_of_table
from pipeline.disclosure.decision import quantities_of
from pipeline.disclosure.published import Published
from pipeline.disclosure.table_numbers import columns_of
from pipeline.facts import Rows, facts_frame
from pipeline.params import DisclosureRules
from tests.fixtures.contributing_rows import contributing_rows
from tests.unit.test_facts import a_fact

RULES = DisclosureRules(min_count=3, reason="essai")


@pytest.mark.parametrize(("word", "is_total"), [("deployed", True), ("before", False), ("now", False)])
def test_numbers_of_one_edition_are_no_parts_of_any_other_number_of_it(word: str, is_total: bool) -> None:
    """1 + 2 = 3 by chance: taken for a sum, it made a second edition with somebody to protect impossible to release."""
    counted = {"money": (0, 1), "time": (10, 2), "place": (20, 3)}
    facts = [
        a_fact(
            fact_id=f"editions-{name}-{word}",
            value=float(count),
            source_table="survey_startups",
            rows=Rows.of(*(("answers.csv", row) for row in range(first, first + count))),
        )
        for name, (first, count) in counted.items()
    ]
    table = pd.DataFrame({f"{word}_fact": [f"editions-money-{word}", f"editions-time-{word}"]})
    published = Published(
        facts_frame({"editions": facts}),
        contributing_rows(facts),
        {"editions_results": table},
        {"editions_results": "editions"},
    )
    quantities = quantities_of(published, RULES)
    columns = columns_of("editions_results", table, quantities)
    found = list(sums_of_table(table, columns, "editions", quantities))
    assert bool(found) == is_total
