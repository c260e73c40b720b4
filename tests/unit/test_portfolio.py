from __future__ import annotations

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.portfolio import estimate
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)


@pytest.fixture
def estimates() -> Estimates:
    projects = pd.DataFrame(
        {
            "project_id": ["P1", "P2", "P3"],
            "name": ["Zéphyr", "Alizé", "Bise"],
            "theme": ["Énergie", "Énergie", "Mobilités"],
            "tags": [["solaire", "toit"], ["solaire"], None],
            "commune": ["MEUDON", "Meudon", "Ailleurs"],
            "commune_insee": ["92048", "92048", "99999"],
            "description_fr": ["l'air", "l'eau", "la rue"],
            "source_file": "projects.csv",
            "source_row": [2, 3, 4],
        }
    )
    communes = pd.DataFrame({"commune_insee": ["92048"], "name": ["Meudon"]})
    return estimate({"catalogue": projects, "communes": communes}, PARAMS)


def test_projects_are_counted_by_theme_commune_and_tag(estimates: Estimates) -> None:
    found = {fact.fact_id: fact.value for fact in estimates.facts}
    assert found["portfolio-projects"] == 3
    assert found["portfolio-theme-energie"] == 2
    assert found["portfolio-commune-meudon"] == 2
    assert found["portfolio-commune-ailleurs"] == 1
    assert found["portfolio-tag-solaire"] == 2
    assert found["portfolio-tags"] == 2
    assert (found["portfolio-fewest-per-commune"], found["portfolio-most-per-commune"]) == (1, 2)


def test_a_pair_without_project_has_no_fact(estimates: Estimates) -> None:
    matrix = estimates.tables["portfolio_matrix"].set_index("theme")
    assert matrix.loc["Énergie", "Meudon_fact"] == "portfolio-energie-meudon"
    assert matrix.loc["Mobilités", "Meudon"] == 0
    assert pd.isna(matrix.loc["Mobilités", "Meudon_fact"])


def test_the_matrix_ends_with_its_totals(estimates: Estimates) -> None:
    matrix = estimates.tables["portfolio_matrix"].set_index("theme")
    assert list(matrix["Ensemble"]) == [2, 1, 3]
    assert list(matrix["Ensemble_fact"]) == [
        "portfolio-theme-energie",
        "portfolio-theme-mobilites",
        "portfolio-projects",
    ]
    assert matrix.loc["Ensemble", "Meudon"] == 2
    assert matrix.loc["Ensemble", "Meudon_fact"] == "portfolio-commune-meudon"


def test_the_catalogue_is_by_theme_then_name_and_carries_no_score(estimates: Estimates) -> None:
    catalogue = estimates.tables["portfolio_catalogue"]
    assert list(catalogue["name"]) == ["Alizé", "Zéphyr", "Bise"]
    assert list(catalogue.columns) == ["theme", "theme_fact", "name", "commune", "description_fr"]
    assert catalogue["description_fr"].iloc[0] == "l’eau"
