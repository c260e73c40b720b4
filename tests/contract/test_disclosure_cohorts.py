"""What the demonstration cohorts would publish if they had somebody to protect, attacked; each column classified."""

from __future__ import annotations

import dataclasses
from fnmatch import fnmatchcase

import pandas as pd
import pytest

from benchmarks.disclosure_cohorts import attacked
from benchmarks.recounts import counted_again
from pipeline.disclosure.counts_on_sheets import refuse_counts_on_sheets
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.decision import decide
from pipeline.disclosure.result_lists import LISTS, counts_of_results, findings_of
from pipeline.disclosure.table_numbers import unclassified
from pipeline.errors import DisclosureError
from pipeline.estimates import facts_in
from tests.fixtures.real_estimates import RULES, decided, decided_after_the_first, published, second_edition

pytestmark = pytest.mark.slow
BUILT = ("qmi-1", "villes-intelligentes")
RECOUNTED = {
    "qmi-1": frozenset(
        {
            *("back-test-nearest", "comparison-agents-undecidable", "indicators-unchanged"),
            *("indicators-domain-social-unfavourable", "indicators-project-s1-02-favourable"),
            *("deployment-theme-chantiers-projects", "deployment-theme-chantiers-deployed"),
        }
    ),
    "villes-intelligentes": frozenset({"statements-sans-borne", "typologies-d22-classified"}),
}
COUNTS_OF_LISTS = ("statements_verdicts", "comparison_families", "indicators_domains", "indicators_projects")


@pytest.mark.parametrize(
    ("cohort", "unit"),
    [
        *(("qmi-1", "enterprises"), ("villes-intelligentes", "enterprises"), ("villes-intelligentes", "persons")),
        *(("qmi-1", "many"), ("villes-intelligentes", "many")),
    ],
)
def test_nothing_hidden_is_worked_out_from_what_is_released(cohort: str, unit: str) -> None:
    found = attacked(published(cohort), RULES[unit], decided(cohort, unit))
    assert found.tables > 5
    assert found.decision.utility.primary > 5
    assert found.worked_out == []
    assert found.counted_again == []


@pytest.mark.parametrize("rules", RULES)
def test_nothing_hidden_is_counted_again_in_joined_tables_of_another_edition(rules: str) -> None:
    """Of `qmi-2`, which has other tables (readings), other communes and other families."""
    before, decision = published("qmi-2"), decided("qmi-2", rules)
    assert len(decision.facts) > 100
    assert list(counted_again(before, decision)) == []


@pytest.mark.parametrize("cohort", ("qmi-1", "qmi-2"))
def test_counts_that_sheets_show_are_refused_until_registers_are_declared_public(cohort: str) -> None:
    before = published(cohort)
    secret = RULES["many"].model_copy(update={"public": []})
    with pytest.raises(DisclosureError, match=r"public: \[(catalogue, )?projects\]"):
        refuse_counts_on_sheets(before.facts, decide(before, secret).facts, cohort)
    refuse_counts_on_sheets(before.facts, decided(cohort, "many").facts, cohort)


@pytest.mark.parametrize("rules", ("enterprises", "five"))
def test_a_second_edition_can_be_released_after_the_first_and_nothing_is_worked_out(rules: str) -> None:
    """Numbers of small surveys come to any sum by chance; taken for totals they once left nothing to be released."""
    decision, earlier = decided_after_the_first(rules)
    found = attacked(second_edition(), RULES[rules], decision, earlier)
    assert found.decision.utility.kept > 0.3
    assert found.worked_out == []
    assert found.counted_again == []


@pytest.mark.parametrize("cohort", ("qmi-1", "qmi-2"))
def test_a_count_of_another_theme_is_counted_again_by_joining_tables(cohort: str) -> None:
    """What `purchases` counts by commune, the list of projects has twice over: fate and commune, by project."""
    before = published(cohort)
    some = before.facts.loc[before.facts["value"].gt(0), "fact_id"]
    bought = frozenset(fact for fact in some if fnmatchcase(fact, "purchases-commune-*-bought"))
    assert len(bought) > 3
    assert set(counted_again(before, Decision(facts=bought))) == bought


@pytest.mark.parametrize("cohort", BUILT)
def test_a_count_hidden_beside_the_list_of_what_it_counts_is_counted_again(cohort: str) -> None:
    """The attack finds what it should where only these counts are hidden, and not the lists of what they count."""
    found = set(counted_again(published(cohort), Decision(facts=RECOUNTED[cohort])))
    assert found == RECOUNTED[cohort]


@pytest.mark.parametrize("cohort", BUILT)
def test_every_count_of_a_list_of_results_is_declared(cohort: str) -> None:
    before = published(cohort)
    counted = {fact for name in COUNTS_OF_LISTS if name in before.tables for fact in facts_in(before.tables[name])}
    assert counted <= counts_of_results(before.facts, before.tables)
    assert not [
        name for name in LISTS if name in before.tables and not set(findings_of(name)) <= {*before.tables[name]}
    ]


def test_the_catalogue_would_let_hidden_counts_be_counted_again() -> None:
    """What the attack finds where the catalogue is released beside hidden counts of its families and communes."""
    before, decision = published("qmi-1"), decided("qmi-1", "enterprises")
    assert "portfolio_catalogue" in decision.units
    kept = dataclasses.replace(decision, units=decision.units - {"portfolio_catalogue"})
    assert [fact for fact in counted_again(before, kept) if fact.startswith("portfolio-")]
    assert [fact for fact in counted_again(before, decision) if fact.startswith("portfolio-")] == []


def test_a_register_declared_public_hides_nothing_that_it_tells() -> None:
    before = published("qmi-1")
    decision = decide(before, RULES["enterprises"].model_copy(update={"public": ["catalogue"]}))
    assert "portfolio_catalogue" not in decision.units
    assert [fact for fact in decision.facts if fact.startswith("portfolio-")] == []
    assert decision.utility.primary > 5  # other tables are protected all the same


@pytest.mark.parametrize("cohort", BUILT)
def test_every_column_of_numbers_is_classified(cohort: str) -> None:
    tables = published(cohort).tables
    assert {name: found for name, table in tables.items() if (found := unclassified(name, table))} == {}


def test_a_new_column_of_numbers_is_asked_about() -> None:
    table = pd.DataFrame({"label_fr": ["a"], "count": [3], "novelty": [4], "new_score": [0.5], "count_fact": ["f"]})
    assert unclassified("sample_something", table) == ["novelty", "new_score"]
    assert unclassified("sample_something", table[["label_fr"]].assign(value=[0.5])) == ["value"]
