from __future__ import annotations

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.typologies import (
    AGREE,
    DISAGREE,
    FIRST_ONLY,
    NEITHER,
    SECOND_ONLY,
    compare_classes,
    estimate,
)
from pipeline.facts import Fact
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
NAMES = ["Brest", "Lyon", "Nice", "Paris"]
INTERVIEWS = pd.DataFrame({"entity": NAMES, "source_file": "register.csv", "source_row": range(2, 6)})
DIMENSIONS = pd.DataFrame(
    [
        ("D1", "maturite-synthese", "Maturité, version courte", False, True),
        ("D2", "maturite-chapitre2", "Maturité, version longue", False, True),
        ("D3", "outils", "Outils", True, False),  # neither exclusive nor exhaustive
        ("D4", "portage", "Portage", True, True),
    ],
    columns=["dimension_id", "slug", "label_fr", "is_multi_label", "is_exhaustive"],
).assign(source_file="d.csv", source_row=range(2, 6))
CODING = pd.DataFrame(
    [
        ("Brest", "D1", "A", "E"),
        ("Nice", "D1", "B", "E"),
        ("Brest", "D2", "A", "E"),
        ("Nice", "D2", "A", "E"),
        ("Lyon", "D2", "A", "E"),
        ("Lyon", "D2", "B", "I"),  # two classes where one excludes the other
        ("Paris", "D3", "App", "E"),
        ("Nice", "D4", "maire", "E"),
        *((name, "D4", "toutes", "G") for name in NAMES),
    ],
    columns=["entity", "dimension_id", "code_fr", "strength"],
).assign(source_file="coding.csv", source_row=range(2, 14))


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    return estimate({"coding": CODING, "dimensions": DIMENSIONS, "interviews": INTERVIEWS}, PARAMS)


@pytest.fixture(scope="module")
def facts(estimates: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in estimates.facts}


@pytest.mark.parametrize(
    ("fact_id", "value"),
    [
        ("typologies-dimensions", 3),
        ("typologies-d1-classified", 2),
        ("typologies-d1-unclassified", 2),
        ("typologies-d1-several", 0),
        ("typologies-d2-classified", 3),
        ("typologies-d2-several", 1),
        ("typologies-d4-classified", 1),  # the statement about all names nobody
        ("typologies-d4-unclassified", 3),
        ("typologies-maturite-compared", 2),
        ("typologies-maturite-agreeing", 1),
        ("typologies-maturite-once", 1),
        ("typologies-maturite-never", 1),
    ],
)
def test_counts(facts: dict[str, Fact], fact_id: str, value: float) -> None:
    assert facts[fact_id].value == value


def test_classes_that_may_be_combined_have_no_count_of_several(facts: dict[str, Fact], estimates: Estimates) -> None:
    assert "typologies-d4-several" not in facts
    coverage = estimates.tables["typologies_coverage"].set_index("dimension_id")
    assert coverage["several_fact"].isna().to_dict() == {"D1": False, "D2": False, "D4": True}


def test_every_entity_stands_in_a_class_or_among_the_unclassified(estimates: Estimates) -> None:
    lines = estimates.tables["typologies_classes"]
    for _, rows in lines.groupby("dimension_id"):
        assert {entity for names in rows["entities"] for entity in names} == set(NAMES)


def test_a_statement_about_all_is_listed_without_names(estimates: Estimates) -> None:
    lines = estimates.tables["typologies_classes"]
    general = lines[lines["is_general"]]
    assert list(general["class_fr"]) == ["toutes"]
    assert list(general["entities"]) == [[]]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (["A"], ["A"], AGREE),
        (["A"], ["A", "B"], AGREE),
        (["A", "B"], ["A"], DISAGREE),
        (["A"], ["B"], DISAGREE),
        (["A"], [], FIRST_ONLY),
        ([], ["A"], SECOND_ONLY),
        ([], [], NEITHER),
    ],
)
def test_compare_classes(first: list[str], second: list[str], verdict: str) -> None:
    assert compare_classes(first, second) == verdict


def test_disagreements_are_named(estimates: Estimates) -> None:
    assert estimates.tables["typologies_agreement"]["differing"].tolist() == [["Nice"]]
    versions = estimates.tables["typologies_versions"].set_index("entity")
    assert versions["verdict_fr"].to_dict() == {"Brest": AGREE, "Lyon": SECOND_ONLY, "Nice": DISAGREE, "Paris": NEITHER}


def test_a_study_without_twice_given_typologies_has_no_versions() -> None:
    tables = {"coding": CODING, "dimensions": DIMENSIONS.iloc[2:], "interviews": INTERVIEWS}
    found = estimate(tables, PARAMS)
    assert found.tables["typologies_versions"].empty
    assert not [fact for fact in found.facts if "maturite" in fact.fact_id]
