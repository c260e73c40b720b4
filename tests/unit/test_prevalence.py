from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import prevalence_exhibits
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import escape
from pipeline.estimates import Estimates
from pipeline.estimators.prevalence import estimate
from pipeline.facts import Fact, facts_frame
from pipeline.params import EstimateParams
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
NAMES = ["Brest", "Lyon", "Nice", "Paris"]
INTERVIEWS = pd.DataFrame({"entity": NAMES, "source_file": "register.csv", "source_row": range(2, 6)})
DIMENSIONS = pd.DataFrame(
    {
        "dimension_id": ["D01", "D02"],
        "label_fr": ["Vision : ville", "Outils"],
        "source_file": "d.csv",
        "source_row": [2, 3],
    }
)
CODING = pd.DataFrame(
    [
        ("Brest", "D01", "port", "Port", "E"),
        ("Brest", "D01", "port", "Port", "F"),  # named twice: counts once
        ("Nice", "D01", "port", "Port", "E"),
        ("Lyon", "D01", "port", "Port", "I"),
        ("Brest", "D01", "design", "Design", "E"),
        *((name, "D02", "toutes", "toutes", "G") for name in NAMES),
        ("Lille", "D02", "app", "App", "E"),  # was not interviewed
    ],
    columns=["entity", "dimension_id", "code", "code_fr", "strength"],
).assign(source_file="coding.csv", source_row=range(2, 12))


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    return estimate({"coding": CODING, "dimensions": DIMENSIONS, "interviews": INTERVIEWS}, PARAMS)


@pytest.fixture(scope="module")
def facts(estimates: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in estimates.facts}


def test_prevalence_counts_distinct_entities_and_has_no_interval_since_they_were_chosen(facts: dict[str, Fact]) -> None:
    port = facts["prevalence-d01-port"]
    assert (port.numerator, port.denominator, port.value) == (3, 4, 0.75)
    assert (port.low, port.high, port.interval_method) == (None, None, "")


def test_general_statements_and_entities_not_met_have_no_prevalence(facts: dict[str, Fact]) -> None:
    assert "prevalence-d02-toutes" not in facts
    assert "prevalence-d02-app" not in facts


@pytest.mark.parametrize(
    ("fact_id", "value"),
    [
        ("prevalence-segments", 10),
        ("prevalence-named", 5),
        ("prevalence-general", 4),
        ("prevalence-entities", 4),
        ("prevalence-categories", 2),
        ("prevalence-singletons", 1),
        ("prevalence-shared", 1),
        ("prevalence-cell-d01-brest", 2),
        ("prevalence-entity-brest", 1),
        ("prevalence-entity-paris", 0),
    ],
)
def test_counts(facts: dict[str, Fact], fact_id: str, value: float) -> None:
    assert facts[fact_id].value == value


def test_matrix_has_a_row_a_dimension_and_a_column_an_entity_even_when_nothing_is_named(estimates: Estimates) -> None:
    matrix = estimates.tables["prevalence_matrix"].set_index("dimension_id")[NAMES]
    assert matrix.loc["D01"].tolist() == [2, 1, 1, 0]
    assert matrix.loc["D02"].tolist() == [0, 0, 0, 0]


def test_presence_keeps_categories_shared_by_several(estimates: Estimates) -> None:
    presence = estimates.tables["prevalence_presence"].set_index("row_fr")[NAMES]
    assert presence.to_dict("index") == {"Port": {"Brest": 1, "Lyon": 1, "Nice": 1, "Paris": 0}}


def test_labels_have_french_spaces(estimates: Estimates) -> None:
    assert estimates.tables["prevalence_matrix"]["label_fr"].iloc[0] == "Vision\u00a0: ville"


def test_order_of_rows_changes_nothing(estimates: Estimates) -> None:
    tables = {"coding": CODING.iloc[::-1], "dimensions": DIMENSIONS, "interviews": INTERVIEWS.iloc[::-1]}
    shuffled = estimate(tables, PARAMS)
    pd.testing.assert_frame_equal(facts_frame({"theme": shuffled.facts}), facts_frame({"theme": estimates.facts}))
    for name, table in estimates.tables.items():
        pd.testing.assert_frame_equal(shuffled.tables[name], table)


def test_a_profile_holds_all_that_names_an_entity_and_who_shares_it() -> None:
    coding = CODING.assign(line=range(40, 50))
    tables = {"coding": coding, "dimensions": DIMENSIONS, "interviews": INTERVIEWS}
    profiles = estimate(tables, PARAMS).tables["prevalence_profiles"]
    brest = profiles[profiles["entity"].eq("Brest")]
    told = {row.code_fr: (list(row.others), list(row.lines)) for row in brest.itertuples()}
    assert told == {"Design": ([], [44]), "Port": (["Lyon", "Nice"], [40, 41])}
    assert set(profiles["entity"]) == {"Brest", "Lyon", "Nice"}, "an entity that nothing names has no row"
    assert set(brest["share_fact"]) == {"prevalence-d01-design", "prevalence-d01-port"}


def test_profiles_are_told_entity_by_entity_each_saying_linked_to_its_evidence(tmp_path: Path) -> None:
    coding = CODING.assign(line=range(40, 50))
    found = estimate({"coding": coding, "dimensions": DIMENSIONS, "interviews": INTERVIEWS}, PARAMS)
    shown = prevalence_exhibits.profiles(written_release(tmp_path, "prevalence", found)).markdown
    assert shown.index(": Brest {#tbl-") < shown.index(": Nice {#tbl-")
    assert "[Port](#fait-prevalence-d01-port)" in shown
    assert "l\\.\u00a040 et l\\.\u00a041" in shown
    assert "Lyon et Nice" in shown
    assert "aucune autre" in shown


def test_categories_named_by_several_are_told_or_a_text_says_that_none_is(estimates: Estimates, tmp_path: Path) -> None:
    told = prevalence_exhibits.shares_table(written_release(tmp_path / "told", "prevalence", estimates), "Parts")
    hidden = prevalence_exhibits.shares_table(
        written_release(tmp_path / "hidden", "prevalence", estimates, 11), "Parts"
    )
    assert isinstance(told, Table)
    assert list(told.columns["Catégorie"]) == ["Port"]
    assert isinstance(hidden, Text)
    assert hidden.markdown == escape(prevalence_exhibits.NO_SHARE_FR)
