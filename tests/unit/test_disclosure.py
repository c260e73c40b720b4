from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from pipeline.booklet.display import display_fr
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.masking import apply_rules, masked_table
from pipeline.disclosure.table_numbers import told_of_units
from pipeline.facts import facts_frame
from pipeline.params import DisclosureRules
from tests.unit.test_facts import a_fact

RULES = DisclosureRules(min_count=5, reason="test")


def rules_applied(**overrides: object) -> pd.Series:
    return apply_rules(facts_frame({"theme": [a_fact(**overrides)]}), RULES).iloc[0]


@pytest.mark.parametrize("count", [1.0, 4.0])
def test_small_counts_lose_every_number(count: float) -> None:
    row = rules_applied(value=count / 20, unit="share", numerator=count, denominator=20.0)
    assert row["status"] == "suppressed"
    assert all(math.isnan(row[name]) for name in ("value", "numerator", "denominator"))
    assert display_fr(SimpleNamespace(**row), 10) == "secret statistique"


@pytest.mark.parametrize("count", [0.0, 5.0, 12.0])
def test_zero_and_large_counts_are_released(count: float) -> None:
    assert rules_applied(value=count)["status"] == "released"


def test_a_small_count_of_the_indicator_library_hides_nobody() -> None:
    assert rules_applied(value=1.0, source_table="indicators")["status"] == "released"
    assert rules_applied(value=1.0, source_table="measurements")["status"] == "suppressed"


def test_reason_says_the_threshold() -> None:
    assert rules_applied(value=2.0)["reason"].startswith("effectif inférieur à 5, ")


def test_the_facts_given_are_left_as_they_are() -> None:
    facts = facts_frame({"theme": [a_fact(value=2.0)]})
    apply_rules(facts, RULES)
    assert facts["value"][0] == 2.0


def test_tables_of_units_are_known_whatever_the_criteria_of_a_scale_are_called() -> None:
    """The columns were those of one scale: the levels of another would have been told."""
    profiles = pd.DataFrame({"project_id": ["p"], "weakest": [["prix"]], "level_essai": [3.0], "raters": [2]})
    assert told_of_units("replicability_profiles", profiles) == ["weakest", "level_essai"]


def test_what_came_out_of_a_hidden_number_is_hidden_with_it() -> None:
    """The site alone took it out of its open data; notebooks and booklets had it."""
    table = pd.DataFrame(
        {
            "count": [2, 30],
            "is_apart": [True, False],
            "share": [0.1, 0.9],
            "line": [1, 2],
            "count_fact": ["few", "many"],
        }
    )
    masked = masked_table("indicators_changes", table, Decision(facts=frozenset({"few"})))
    assert masked[["count", "is_apart", "share"]].isna().to_numpy().tolist() == [[True] * 3, [False] * 3]
    assert masked["line"].tolist() == [1, 2]
