"""Disclosure control over facts and tables together, from small counts to what a booklet shows."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.contributing_rows import rows_behind
from pipeline.disclosure.decision import decide
from pipeline.disclosure.earlier import Earlier
from pipeline.disclosure.linked import Cell, LinkedTables
from pipeline.disclosure.masking import masked_facts, masked_table
from pipeline.disclosure.published import Published
from pipeline.disclosure.suppression import protect
from pipeline.errors import DisclosureError
from pipeline.facts import Fact, Rows, facts_frame
from pipeline.figures import bars, ranges
from pipeline.params import DisclosureRules
from tests.unit.test_facts import a_fact

FIRMS = DisclosureRules(min_count=3, reason="essai", unit="enterprises")
PERSONS = DisclosureRules(min_count=11, reason="essai")
PERSONS_FROM_3 = DisclosureRules(min_count=3, reason="essai")
GROWN = {"north": range(10), "south": range(10, 30), "all": range(30)}
"""The rows of regions, to which two came since."""

COUNTS = {"north": 2, "south": 7, "east": 9, "west": 12}


def counted(name: str, first: int, count: int) -> Fact:
    rows = Rows.of(*(("projects.csv", row) for row in range(first, first + count)))
    return a_fact(fact_id=f"sample-{name}", value=float(count), source_table="projects", rows=rows)


def regions(counts: dict[str, int] = COUNTS) -> Published:
    firsts = pd.Series([0, *counts.values()]).cumsum()
    facts = [counted(name, int(first), count) for (name, count), first in zip(counts.items(), firsts, strict=False)]
    total = counted("all", 0, sum(counts.values()))
    table = pd.DataFrame({"label_fr": [*counts], "count_fact": [fact.fact_id for fact in facts]})
    table["count"] = list(counts.values())
    everything = [*facts, total]
    return Published(
        facts_frame({"sample": everything}),
        rows_behind(everything),
        {"sample_regions": table},
        {"sample_regions": "sample"},
    )


def test_the_rest_of_a_total_does_not_tell_a_small_count() -> None:
    decision = decide(regions(), FIRMS)
    assert "sample-north" in decision.facts
    assert len(decision.facts) == 2
    assert (decision.utility.primary, decision.utility.secondary) == (1, 1)


def test_the_cheapest_other_number_is_hidden() -> None:
    assert decide(regions(), FIRMS).facts == {"sample-north", "sample-south"}


def test_tables_lose_what_facts_lose_and_figures_say_so() -> None:
    published = regions()
    decision = decide(published, FIRMS)
    table = masked_table("sample_regions", published.tables["sample_regions"], decision)
    assert table["count"].isna().tolist() == [True, True, False, False]
    figure = bars(table["label_fr"], table["count"], "projets", "Projets par quartier")
    assert "north : non publié" in figure.alt_fr.replace("\u00a0", " ").replace("\u202f", " ")
    assert "2" not in figure.alt_fr.replace("12", "")


def test_a_hidden_number_has_no_dot_in_its_range() -> None:
    bounds = pd.DataFrame({"low": [3, 2], "high": [9, pd.NA]}, dtype="Int64")
    figure = ranges(["north", "south"], bounds, pd.array([pd.NA, 4], dtype="Int64"), 12, "Nommés")
    assert "north : non publié, effectif supposé" in figure.alt_fr.replace("\u00a0", " ")
    assert "nan" not in figure.alt_fr.lower()


def test_hidden_numbers_give_one_reason() -> None:
    published = regions()
    facts = masked_facts(published.facts, decide(published, FIRMS), FIRMS)
    assert len(set(facts.loc[facts["status"].eq("suppressed"), "reason"])) == 1


def test_where_nobody_is_to_be_protected_nothing_changes() -> None:
    published = regions({"north": 1, "south": 2})
    decision = decide(published, DisclosureRules(min_count=1, reason="essai"))
    assert not decision.facts
    table = published.tables["sample_regions"]
    assert masked_table("sample_regions", table, decision) is table


def test_a_small_complement_hides_its_share() -> None:
    share = a_fact(fact_id="sample-yes", unit="share", value=28 / 30, numerator=28.0, denominator=30.0)
    facts = facts_frame({"sample": [share]})
    assert decide(Published(facts), FIRMS).facts == {"sample-yes"}


@pytest.mark.parametrize(("part", "is_hidden"), [(0.0, True), (30.0, True), (15.0, False)])
def test_what_all_or_none_of_a_group_are_is_hidden_for_persons(part: float, is_hidden: bool) -> None:
    share = a_fact(fact_id="sample-yes", unit="share", value=part / 30, numerator=part, denominator=30.0)
    facts = facts_frame({"sample": [share]})
    assert bool(decide(Published(facts), PERSONS).facts) == is_hidden
    assert not decide(Published(facts), FIRMS).facts


def test_a_mean_of_few_is_hidden() -> None:
    mean = a_fact(fact_id="sample-mark", unit="mean_0_10", value=9.0, n_answered=1.0)
    assert decide(Published(facts_frame({"sample": [mean]})), FIRMS).facts == {"sample-mark"}


def test_the_edition_before_does_not_tell_who_came_since() -> None:
    before, now = regions({"north": 10, "south": 20}), regions({"north": 12, "south": 20})
    newcomers = [("p", 1), ("p", 2)]
    rests_on = {name: [("projects.csv", row) for row in rows] for name, rows in GROWN.items()}
    rests_on |= {name: [*rests_on[name], *newcomers] for name in ("north", "all")}
    rows = rows_behind(a_fact(fact_id=f"sample-{name}", rows=Rows.of(*found)) for name, found in rests_on.items())
    now = Published(now.facts, rows, now.tables, now.theme_of)
    assert not decide(now, FIRMS).facts
    assert "sample-north" in decide(now, FIRMS, Earlier("before", before)).facts


def test_what_was_hidden_before_stays_hidden() -> None:
    before = regions()
    hidden = decide(before, FIRMS).facts
    now = decide(before, DisclosureRules(min_count=1, reason="essai"), Earlier("before", before, hidden))
    assert hidden <= now.facts


def test_a_hidden_part_that_was_all_of_a_base_told_before_stays_hidden() -> None:
    """7 of 7, hidden for others: it cannot be more, and is in doubt downwards."""
    whole = {"unit": "share", "value": 1.0, "numerator": 7.0, "denominator": 7.0, "n_answered": 7.0}
    others = {**whole, "value": 4 / 7, "numerator": 4.0}
    facts = [a_fact(fact_id="sample-rate", **whole), a_fact(fact_id="sample-told", **others)]
    before = Published(facts_frame({"sample": facts}))
    hidden = frozenset({"sample-rate"})
    assert "sample-rate" in decide(before, FIRMS, Earlier("before", before, hidden)).facts


def test_a_number_that_follows_from_what_was_told_before_stops_the_release() -> None:
    tables = LinkedTables(
        [Cell("a", 1, below=1, above=2), Cell("b", 9, is_fixed=True), Cell("t", 10, is_fixed=True)],
        [{"a": 1, "b": 1, "t": -1}],
    )
    with pytest.raises(DisclosureError, match="published before: ask"):
        protect(tables)


def test_a_sum_that_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        LinkedTables([Cell("a", 1), Cell("t", 2)], [{"a": 1, "t": -1}])


def test_a_count_bounded_by_a_printed_percentage_needs_more_hidden() -> None:
    cells = [Cell("a", 2, below=1, above=1, floor=16.5 * 12 / 100, ceiling=17.5 * 12 / 100), Cell("t", 12)]
    with pytest.raises(DisclosureError):
        protect(LinkedTables([*cells, Cell("b", 10)], [{"a": 1, "b": 1, "t": -1}]))


def test_a_negative_difference_beside_a_small_count_is_no_obstacle() -> None:
    cells = [
        Cell("small", 1, below=1, above=10),
        Cell("gap", -4, floor=float("-inf")),
        Cell("whole", -3, floor=float("-inf")),
    ]
    tables = LinkedTables(cells, [{"small": 1, "gap": 1, "whole": -1}])
    assert len(protect(tables)) == 2


@pytest.mark.parametrize("part", [0.0, 6.0])
def test_a_group_that_answers_as_one_is_hidden_and_its_size_is_not(part: float) -> None:
    rows = Rows.of(*(("answers.csv", row) for row in range(6)))
    size = a_fact(fact_id="survey-group", value=6.0, source_table="answers", rows=rows)
    share = a_fact(fact_id="survey-yes", unit="share", value=part / 6, numerator=part, denominator=6.0, rows=rows)
    facts = [size, share]
    decision = decide(Published(facts_frame({"survey": facts}), rows_behind(facts)), PERSONS_FROM_3)
    assert decision.facts == {"survey-yes"}
