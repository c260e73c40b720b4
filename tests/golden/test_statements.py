"""Counts made by hand on the delivered coding of the interview study, name by name (city_codes.csv, read on paper)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean import clean, writings
from pipeline.estimates import Estimates
from pipeline.estimators import sample, statements, typologies
from pipeline.ingest import read_deliveries
from pipeline.intake.deliveries import load_deliveries
from pipeline.methods.printed.quantifiers import BEYOND, CONSISTENT
from pipeline.params import EstimateParams
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)


@pytest.fixture(scope="module")
def tables(root: Path) -> dict[str, pd.DataFrame]:
    paths = CohortPaths("villes-intelligentes", root)
    intake = read_deliveries(paths, load_deliveries(paths))
    return clean(intake.tables, writings(intake.deliveries), TABLES)[0]


@pytest.fixture(scope="module")
def checked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return statements.estimate(tables, PARAMS).tables["statements"].set_index("statement_id")


@pytest.mark.parametrize(
    ("statement_id", "names", "verdict"),
    [
        # l. 42, « deux » put savings first
        ("PS02", "Chartres, Roubaix", CONSISTENT),
        # l. 72, « toutes » have political backing: mayors (4), one councillor, committees (2), both (1)
        ("PS05", "Chartres, Issy-les-Moulineaux, Lyon, Mulhouse, Nice, Rennes, Roubaix, Toulouse", BEYOND),
        # l. 256, « la majorité »: slogans (3), universities (3), participation (3, of which Paris is counted already)
        (
            "PS11",
            "Brest, Grenoble, Issy-les-Moulineaux, Montpellier, Paris, Plaine Commune, Rennes, Toulouse",
            CONSISTENT,
        ),
        # l. 711, « peu » on the environment
        ("PS29", "Bordeaux, Grenoble, Paris, Rennes, Roubaix", CONSISTENT),
        # l. 780, « la plupart »: one short of eight, Lyon by the place of the passage
        ("PS33", "Brest, Grenoble, Lyon, Paris, Rennes, Saint-Étienne, Toulouse", BEYOND),
        # l. 1109, « deux » work by project
        ("PS47", "Montpellier, Roubaix", CONSISTENT),
        # l. 1275, « d’autres » have a reporting application
        ("PS53", "Issy-les-Moulineaux", BEYOND),
    ],
)
def test_named_entities(checked: pd.DataFrame, statement_id: str, names: str, verdict: str) -> None:
    assert ", ".join(checked.loc[statement_id, "entities"]) == names
    assert checked.loc[statement_id, "count"] == len(names.split(", "))
    assert checked.loc[statement_id, "verdict_fr"] == verdict


def test_all_but_three_have_a_strategy_of_their_own(checked: pd.DataFrame) -> None:
    """l. 771: Bordeaux and Saint-Étienne have it inside a term project, Issy-les-Moulineaux is not coded."""
    missing = {"Bordeaux", "Saint-Étienne", "Issy-les-Moulineaux"}
    assert checked.loc["PS31", "count"] == 12
    assert not missing & set(checked.loc["PS31", "entities"])


def test_every_topic_was_read(tables: dict[str, pd.DataFrame]) -> None:
    assert set(tables["statements"]["topic"]) == set(tables["statement_codes"]["topic"])


def test_the_register_counts_fifteen_where_the_text_prints_fourteen(tables: dict[str, pd.DataFrame]) -> None:
    found = sample.estimate(tables, PARAMS)
    facts = {fact.fact_id: fact for fact in found.facts}
    assert (facts["sample-entities"].value, facts["sample-interviews"].value) == (15, 15)
    assert facts["sample-said-entretiens-introduction"].value == 14
    assert (facts["sample-contradicted"].value, facts["sample-printed"].value) == (5, 6)
    assert (
        facts["sample-duration"].value == 133
    )  # 18 November 2015 to 30 March 2016, a leap year: 12 + 31 + 31 + 29 + 30


def test_lyon_stands_in_two_classes_and_is_the_one_disagreement(tables: dict[str, pd.DataFrame]) -> None:
    found: Estimates = typologies.estimate(tables, PARAMS)
    facts = {fact.fact_id: fact.value for fact in found.facts}
    assert (facts["typologies-d11-classified"], facts["typologies-d12-classified"]) == (10, 13)
    assert facts["typologies-d12-several"] == 1
    assert [list(names) for names in found.tables["typologies_agreement"]["differing"]] == [[], ["Lyon"]]
