from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.indicator_library import estimate
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
COMMON = {
    "name_en": "Name",
    "definition_fr": "Numérateur : l'un. Dénominateur : l'autre.",
    "direction": "increase",
    "collection_method_fr": "Relevé.",
    "minimum_data_fr": "Deux relevés.",
    "frequency": "mensuelle",
    "themes": ["Énergie"],
}


def library(*rows: dict[str, Any]) -> pd.DataFrame:
    indicators = [{**COMMON, **row, "source_file": "indicators.csv", "source_row": n} for n, row in enumerate(rows, 2)]
    return pd.DataFrame(indicators)


@pytest.fixture
def estimates() -> Estimates:
    water = {"indicator_id": "eau", "name_fr": "Eau", "domain": "environnement", "unit": "m3", "aggregation": "sum"}
    walk = {"indicator_id": "marche", "name_fr": "Marche", "domain": "usage", "unit": "share", "aggregation": "ratio"}
    air = {"indicator_id": "air", "name_fr": "Écart d'air", "domain": "environnement", "unit": "degC"}
    return estimate(
        {
            "indicators": library(
                {**walk, "sdg_targets": ["11.2", "11.6"]},
                {**air, "aggregation": "mean", "direction": "maintain", "sdg_targets": ["11.10", "11.7"]},
                {**water, "direction": "decrease", "sdg_targets": ["6.4", "11.6", "6.a"]},
            )
        },
        PARAMS,
    )


def counts(estimates: Estimates) -> dict[str, float | None]:
    return {fact.fact_id.removeprefix("indicator-library-"): fact.value for fact in estimates.facts}


def test_indicators_are_counted_by_what_they_are(estimates: Estimates) -> None:
    found = counts(estimates)
    assert (found["indicators"], found["domains"], found["units"]) == (3, 2, 3)
    assert (found["domain-environnement"], found["domain-usage"]) == (2, 1)
    assert (found["aggregation-sum"], found["aggregation-ratio"], found["aggregation-mean"]) == (1, 1, 1)
    assert "aggregation-rate" not in found
    assert found["direction-maintain"] == 1


def test_an_indicator_counts_once_in_a_goal_whatever_the_targets_it_names(estimates: Estimates) -> None:
    found = counts(estimates)
    assert (found["goals"], found["targets"], found["goal-11"], found["goal-6"]) == (2, 6, 3, 1)
    goals = estimates.tables["indicator_library_goal"].set_index("code")
    assert goals.loc[6, "targets"] == ["6.4", "6.a"]
    assert goals.loc[11, "targets"] == ["11.2", "11.6", "11.7", "11.10"]


def test_a_goal_without_indicator_in_a_domain_has_no_count(estimates: Estimates) -> None:
    matrix = estimates.tables["indicator_library_matrix"].set_index("goal")
    row = matrix.loc["6. Eau propre et assainissement"]
    assert (row["Environnement"], row["Environnement_fact"]) == (1, "indicator-library-environnement-goal-6")
    assert pd.isna(row["Usage"])
    assert pd.isna(row["Usage_fact"])
    assert matrix.loc["11. Villes et communautés durables", "Environnement"] == 2


def test_the_list_follows_domains_then_names_and_is_in_french(estimates: Estimates) -> None:
    listed = estimates.tables["indicator_library_list"]
    assert list(listed["name_fr"]) == ["Eau", "Écart d’air", "Marche"]
    assert list(listed["unit_fr"]) == ["m³", "°C", "part, de 0 à 1"]
    assert list(listed["aggregation_fr"]) == ["somme", "moyenne pondérée", "rapport des totaux"]
    assert listed.loc[0, "definition_fr"] == "Numérateur\u00a0: l’un. Dénominateur\u00a0: l’autre."
    assert list(listed.loc[0, "goals"]) == [6, 11]


def test_facts_say_who_wrote_the_library_and_rest_on_its_rows(estimates: Estimates) -> None:
    assert all("rédigée par l’équipe d’évaluation" in fact.limits_fr for fact in estimates.facts)
    by_id = {fact.fact_id: fact for fact in estimates.facts}
    assert by_id["indicator-library-goal-6"].rows == (("indicators.csv", 4),)
    assert by_id["indicator-library-indicators"].rows == tuple(("indicators.csv", row) for row in (2, 3, 4))


def test_every_fact_named_by_a_table_exists(estimates: Estimates) -> None:
    known = {fact.fact_id for fact in estimates.facts}
    for table in estimates.tables.values():
        for column in [name for name in table.columns if name.endswith("_fact")]:
            assert set(table[column].dropna()) <= known
