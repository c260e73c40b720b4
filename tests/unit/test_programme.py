from __future__ import annotations

import pandas as pd

from pipeline.estimators.programme import estimate
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
COMMUNES = pd.DataFrame(
    {
        "commune_insee": ["93005", "92071", "92040"],
        "name": ["Aulnay-sous-Bois", "Sceaux", "Issy-les-Moulineaux"],
        "department_code": ["93", "92", "92"],
        "department": ["Seine-Saint-Denis", "Hauts-de-Seine", "Hauts-de-Seine"],
        "ept": ["Paris Terres d'Envol", "Vallée Sud-Grand Paris", "Grand Paris Seine Ouest"],
        "edition": [1, 1, 2],
        "population": [87599, 20884, 67669],
        "population_year": [2023, 2023, 2023],
        "source_file": "communes.csv",
        "source_row": [2, 3, 4],
    }
)
STEPS = pd.DataFrame(
    {
        "step": [2, 1],
        "title_fr": ["Le diagnostic", "L'appel"],
        "description_fr": ["Marches.", "Appel public."],
        "actors": [["Institut", "communes"], None],
        "source_file": "steps.csv",
        "source_row": [3, 2],
    }
)


def test_the_first_edition_and_the_network_are_counted_apart() -> None:
    found = {fact.fact_id: fact for fact in estimate({"communes": COMMUNES, "steps": STEPS}, PARAMS).facts}
    assert found["programme-communes-edition-1"].value == 2
    assert found["programme-communes-network"].value == 3
    assert found["programme-departments-edition-1"].value == 2
    assert found["programme-departments-network"].value == 2
    assert found["programme-epts-network"].value == 3
    assert found["programme-population-edition-1"].value == 87599 + 20884
    assert found["programme-population-edition-1"].rows == (("communes.csv", 2), ("communes.csv", 3))
    assert found["programme-population-year"].value_text == "2023"


def test_tables_are_in_reading_order() -> None:
    tables = estimate({"communes": COMMUNES, "steps": STEPS}, PARAMS).tables
    assert list(tables["programme_steps"]["title_fr"]) == ["L’appel", "Le diagnostic"]
    assert list(tables["programme_steps"]["actors_fr"]) == ["", "Institut et communes"]
    assert list(tables["programme_communes"]["name"]) == ["Aulnay-sous-Bois", "Issy-les-Moulineaux", "Sceaux"]
    assert tables["programme_communes"]["edition_fr"].iloc[0] == "1re\u00a0édition"
    assert tables["programme_communes"]["lat"].isna().all()
