"""A list of results and the counts of its rows: told together, or hidden together."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from benchmarks.recounts import counted_again, recounts
from pipeline.booklet.display import HIDDEN_FR
from pipeline.contributing_rows import rows_behind
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.decision import decide
from pipeline.disclosure.masking import masked_table
from pipeline.disclosure.published import Published
from pipeline.facts import Fact, Rows, facts_frame
from pipeline.params import DisclosureRules
from tests.unit.test_facts import a_fact

RULES = DisclosureRules(min_count=3, reason="essai", unit="enterprises")


def compared(result: str, base: int, start: int = 0) -> Fact:
    """The gap of one comparison, on that many answers."""
    rows = Rows.of(*(("answers.csv", row) for row in range(start, start + base)))
    more = {"unit": "share", "value": 0.25, "n_answered": float(base), "source_table": "survey_startups", "rows": rows}
    return a_fact(fact_id=f"comparison-{result}-gap", **more)


def count(what: str, value: int) -> Fact:
    return a_fact(fact_id=f"comparison-{what}", value=float(value), source_table="survey_startups")


def comparisons(base: int = 40) -> Published:
    """Three comparisons of agents, one of firms; the last of the agents rests on `base` answers."""
    gaps = [compared("age", 40), compared("size", 40), compared("place", base, 100), compared("firm", 40)]
    totals = [count("agents-undecidable", 1), count("agents-tests", 2), count("firms-undecidable", 0)]
    totals += [count("firms-tests", 1)]
    table = pd.DataFrame(
        {
            "family": ["agents", "agents", "agents", "firms"],
            "result": ["age", "size", "place", "firm"],
            "finding": ["no-gap", "no-gap", "undecidable", "gap"],
            "gap_fact": [fact.fact_id for fact in gaps],
        }
    )
    facts, name = [*gaps, *totals], "comparison_results"
    return Published(facts_frame({"comparison": facts}), rows_behind(facts), {name: table}, {name: "comparison"})


def test_how_many_results_are_listed_is_no_secret_where_each_is_told() -> None:
    """One comparison of three is undecidable: everybody reads which, and it is no person and no firm."""
    published = comparisons()
    assert decide(published, RULES).facts == frozenset()
    naive = Decision(facts=frozenset({"comparison-agents-undecidable"}))
    assert list(counted_again(published, naive)) == ["comparison-agents-undecidable"]


def test_the_finding_of_hidden_numbers_is_hidden_with_the_counts_that_would_tell_it() -> None:
    published = comparisons(base=2)
    decision = decide(published, RULES)
    assert decision.facts == {"comparison-place-gap", "comparison-agents-undecidable", "comparison-agents-tests"}
    told = masked_table("comparison_results", published.tables["comparison_results"], decision)
    assert told["finding"].tolist() == ["no-gap", "no-gap", "", "gap"]
    assert list(counted_again(published, decision)) == []


def test_a_count_told_beside_a_hidden_finding_would_tell_it() -> None:
    published = comparisons(base=2)
    decision = decide(published, RULES)
    naive = dataclasses.replace(decision, facts=frozenset({"comparison-place-gap"}))
    told = masked_table("comparison_results", published.tables["comparison_results"], naive)
    shown = told.loc[told["family"].eq("agents"), "finding"].eq("undecidable").sum()
    value = published.facts.set_index("fact_id").loc["comparison-agents-undecidable", "value"]
    assert value - shown == 1  # the only hidden finding of the family


@pytest.mark.parametrize(
    ("rows", "is_found"),
    [
        ([("nord", "bought"), ("nord", "bought"), ("sud", "sold")], True),
        ([("nord", "bought"), ("nord", "bought"), ("nord", HIDDEN_FR)], False),
        ([("nord", "bought"), ("nord", "sold"), ("sud", "sold")], False),
    ],
    ids=["counted", "one may be hidden", "another number"],
)
def test_a_reader_counts_rows_that_are_all_told(rows: list[tuple[str, str]], is_found: bool) -> None:
    hidden = pd.DataFrame({"fact_id": ["sample-place-nord-bought"], "theme": "sample", "value": [2.0]})
    found = set(recounts(pd.DataFrame(rows, columns=["place", "fate"]), hidden))
    assert bool(found) == is_found


def test_a_reader_counts_what_a_cell_lists() -> None:
    table = pd.DataFrame({"kind": ["open", "open", "closed"], "entities": [["a", "b"], ["b"], ["c"]]})
    hidden = pd.DataFrame({"fact_id": ["sample-open-classified"], "theme": "sample", "value": [2.0]})
    assert set(recounts(table, hidden)) == {"sample-open-classified"}


def test_a_reader_counts_by_three_columns_at_once() -> None:
    rows = [("nord", "young", "bought"), ("nord", "young", "bought"), ("nord", "old", "bought"), ("sud", "old", "sold")]
    hidden = pd.DataFrame({"fact_id": ["sample-nord-young-bought"], "theme": "sample", "value": [2.0]})
    table = pd.DataFrame(rows, columns=["place", "age", "fate"])
    assert set(recounts(table, hidden)) == {"sample-nord-young-bought"}
    assert set(recounts(table.drop(columns="age"), hidden)) == set()


def released_apart(**more: list[str]) -> Published:
    """Projects and their places in one table, what became of them in another; how many were bought in the north."""
    facts = [a_fact(fact_id="fates-nord-bought", value=2.0)]
    places = pd.DataFrame({"project": ["a", "b", "c", "d"], "place": ["nord", "nord", "nord", "sud"]})
    fates = pd.DataFrame({"solution": ["a", "b", "d", "c"], "fate": ["bought", "bought", "bought", "sold"]} | more)
    return Published(
        facts_frame({"fates": facts}), rows_behind(facts), {"places": places, "fates": fates}, {"fates": "fates"}
    )


def test_a_reader_looks_up_in_one_table_what_another_tells_of_the_same_thing() -> None:
    """Neither table alone has places and fates; the columns that name the projects are not even called alike."""
    published, naive = released_apart(), Decision(facts=frozenset({"fates-nord-bought"}))
    hidden = published.facts
    assert [found for table in published.tables.values() for found in recounts(table, hidden)] == []
    assert set(counted_again(published, naive)) == {"fates-nord-bought"}


@pytest.mark.parametrize(
    "more",
    [{"fate": ["bought", "", "bought", "sold"]}, {"solution": ["a", "b", "d", "e"]}],
    ids=["a fate is hidden", "other things are named"],
)
def test_a_join_tells_nothing_of_what_is_not_in_it(more: dict[str, list[str]]) -> None:
    naive = Decision(facts=frozenset({"fates-nord-bought"}))
    assert list(counted_again(released_apart(**more), naive)) == []


def apart_by_a_third(**more: list[str]) -> Published:
    """Measurements name projects, projects communes, communes their region: how many rows are of the north?"""
    facts = [a_fact(fact_id="measured-nord-improved", value=2.0)]
    measured = pd.DataFrame({"project": ["a", "b", "c", "d"], "verdict": ["improved", "improved", "improved", "same"]})
    places = pd.DataFrame({"solution": ["a", "b", "c", "d"], "place": ["lille", "arras", "nice", "lille"]})
    regions = pd.DataFrame({"commune": ["arras", "lille", "nice"], "region": ["nord", "nord", "sud"]} | more)
    tables = {"measured": measured, "places": places, "regions": regions}
    return Published(facts_frame({"measured": facts}), rows_behind(facts), tables, dict.fromkeys(tables, "measured"))


def test_a_reader_looks_up_by_way_of_a_third_table() -> None:
    """No two of the three tables have verdicts and regions."""
    published, naive = apart_by_a_third(), Decision(facts=frozenset({"measured-nord-improved"}))
    for left_out in published.tables:
        fewer = {name: table for name, table in published.tables.items() if name != left_out}
        assert set(counted_again(dataclasses.replace(published, tables=fewer), naive)) == set()
    assert set(counted_again(published, naive)) == {"measured-nord-improved"}


def test_a_blank_cell_in_a_third_table_leaves_readers_in_doubt() -> None:
    published = apart_by_a_third(region=["nord", HIDDEN_FR, "sud"])
    assert list(counted_again(published, Decision(facts=frozenset({"measured-nord-improved"})))) == []


def test_a_reader_counts_the_units_that_rows_name_several_times() -> None:
    """Three measurements of two projects in the north."""
    facts = [a_fact(fact_id="measured-nord-project", value=2.0)]
    measured = pd.DataFrame({"project": ["a", "a", "b", "c"]})
    places = pd.DataFrame({"project": ["a", "b", "c"], "place": ["nord", "nord", "sud"]})
    tables = {"measured": measured, "places": places}
    published = Published(
        facts_frame({"measured": facts}), rows_behind(facts), tables, dict.fromkeys(tables, "measured")
    )
    naive = Decision(facts=frozenset({"measured-nord-project"}))
    assert "measured-nord-project" in set(counted_again(published, naive))


def test_how_many_rows_a_list_has_is_told_beside_its_hidden_findings() -> None:
    """Anybody counts the rows; that one more is undecidable would tell which."""
    facts = [compared("age", 40), compared("place", 2, 100)]
    totals = [a_fact(fact_id=f"statements-{what}", value=float(value)) for what, value in (("total", 2), ("sans-x", 1))]
    told = pd.DataFrame({"gap_fact": [fact.fact_id for fact in facts], "verdict_fr": ["oui", "sans"]})
    published = Published(
        facts_frame({"statements": [*facts, *totals]}),
        rows_behind(facts),
        {"statements": told},
        {"statements": "x"},
    )
    assert decide(published, RULES).facts == {"comparison-place-gap", "statements-sans-x"}


def test_comparisons_of_editions_are_counted_as_told_and_hidden_with_their_findings() -> None:
    """Their families are called after tables, the facts that count them after words."""

    def editions(base: int) -> Published:
        gaps = [
            dataclasses.replace(compared(result, rows, start), fact_id=f"editions-{result}-gap")
            for result, rows, start in (("age", 40, 0), ("place", base, 100))
        ]
        total = a_fact(fact_id="editions-survey-startups-undecidable", value=1.0, source_table="survey_startups")
        table = pd.DataFrame({"family": "survey_startups", "finding": ["no-gap", "undecidable"]})
        facts, name = [*gaps, total], "editions_results"
        told = {name: table.assign(gap_fact=[fact.fact_id for fact in gaps])}
        return Published(facts_frame({"editions": facts}), rows_behind(facts), told, {name: "editions"})

    assert decide(editions(40), RULES).facts == frozenset()
    assert decide(editions(2), RULES).facts == {"editions-place-gap", "editions-survey-startups-undecidable"}
