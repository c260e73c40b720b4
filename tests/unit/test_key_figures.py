from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.methods.printed.key_figures import city_sheets, figure_fact_id, names_a_project, with_territories

FIGURE: dict[str, Any] = {
    "key_figure_id": "CF001",
    "sheet": "Dijon métropole",
    "city": "Dijon",
    "entity": "Dijon métropole",
    "entity_type": "metropole",
    "perimeter": "epci",
    "block": "Données clés",
    "scope": "territoire",
    "indicator_id": "population",
    "printed": "260 000 habitants",
    "value": 260000.0,
    "value_min": None,
    "value_max": None,
    "unit": "count",
    "qualifier": "=",
    "fact_kind": "observed",
    "year": pd.NA,
    "date_iso": None,
    "part_of": None,
    "source": "recueil",
    "line": 1,
    "note": None,
}
NUMBERS = {"value": "float64", "value_min": "float64", "value_max": "float64", "year": "Int64", "line": "Int64"}
TERRITORIES = pd.DataFrame(
    {
        "city": ["Dijon", "Mulhouse", "Paris", "Nice", "Athènes", "hors-ville"],
        "kind": ["commune", "commune", "commune", "commune", "étranger", "pseudo"],
        "commune_insee": ["21231", "68224", "75056", "06088", None, None],
    }
)
INDICATORS = pd.DataFrame(
    {
        "indicator_id": ["population", "students", "budget", "launch", "projects", "projects_part", "strategy_axes"],
        "name_fr": ["Population", "Étudiants", "Budget", "Date de lancement", "Projets", "Démonstrateurs", "Axes"],
    }
)
MULHOUSE = {"sheet": "Mulhouse", "city": "Mulhouse", "entity": "Ville de Mulhouse", "perimeter": "commune"}
AGGLOMERATION = {"sheet": "M2A", "city": "Mulhouse", "entity": "M2A", "perimeter": "epci"}


def clean_tables(*changes: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Clean tables with one key figure for each set of changes, typed as `clean` types them."""
    rows = [
        {**FIGURE, "key_figure_id": f"CF{number:03d}", **change, "source_file": "figures.csv", "source_row": number + 1}
        for number, change in enumerate(changes, start=1)
    ]
    figures = pd.DataFrame(rows).astype(NUMBERS)
    texts = figures.columns.difference([*NUMBERS, "source_row"])
    figures = figures.astype(dict.fromkeys(texts, "string"))
    return {"key_figures": figures, "territories": TERRITORIES, "key_figure_labels": INDICATORS}


def placed(*changes: dict[str, Any]) -> pd.DataFrame:
    return with_territories(clean_tables(*changes))


def test_a_city_with_two_sheets_keeps_their_names_and_a_city_with_one_its_own() -> None:
    sheets = city_sheets(clean_tables({}, MULHOUSE, AGGLOMERATION))
    assert list(sheets["territory"]) == ["Dijon", "M2A", "Mulhouse"]
    assert list(sheets["sheet_slug"]) == ["dijon", "m2a", "mulhouse"]


def test_a_chapter_and_a_national_body_have_no_sheet() -> None:
    chapter = {"sheet": "Chapitre I", "city": "Nice", "block": "Texte"}
    body = {"sheet": "Banque", "city": "hors-ville"}
    assert list(city_sheets(clean_tables({}, chapter, body))["sheet"]) == ["Dijon métropole"]


def test_a_figure_printed_elsewhere_goes_to_the_sheet_of_its_entity() -> None:
    elsewhere = {**AGGLOMERATION, "sheet": "Chapitre II", "block": "Texte"}
    figures = placed(MULHOUSE, AGGLOMERATION, elsewhere)
    assert list(figures["sheet_slug"]) == ["mulhouse", "m2a", "m2a"]
    assert list(figures["is_on_sheet"]) == [True, True, False]


def test_a_figure_of_nobody_in_particular_goes_to_the_first_sheet_of_its_city() -> None:
    elsewhere = {"sheet": "Chapitre II", "city": "Mulhouse", "entity": "Université", "block": "Texte"}
    figures = placed(MULHOUSE, AGGLOMERATION, {**elsewhere, "perimeter": "other"}, {**elsewhere, "perimeter": "epci"})
    assert list(figures["sheet_slug"]) == ["mulhouse", "m2a", "m2a", "m2a"]
    twins = placed(MULHOUSE, {**AGGLOMERATION, "perimeter": "commune"}, {**elsewhere, "perimeter": "commune"})
    assert list(twins["sheet_slug"]) == ["mulhouse", "m2a", "m2a"]


def test_a_sheet_that_names_another_city_does_not_take_its_figures() -> None:
    figures = placed({}, {}, {"city": "Paris", "entity": "Paris"}, {"city": "Athènes", "entity": "Athènes"})
    assert list(figures["territory"]) == ["Dijon", "Dijon", "Paris", ""]
    assert list(figures["sheet_slug"]) == ["dijon", "dijon", "", ""]


def test_missing_texts_become_empty_and_missing_numbers_stay_missing() -> None:
    (row,) = placed({}).to_dict("records")
    assert row["note"] == ""
    assert row["year"] != row["year"]


@pytest.mark.parametrize(("block", "expected"), [("Texte", False), ("Note 12", False), ("OnDijon", True)])
def test_a_block_names_a_project_or_a_place(block: str, expected: bool) -> None:
    assert names_a_project(block) is expected


def test_fact_ids_are_kebab_case() -> None:
    assert figure_fact_id("CF001") == "city-pages-cf001"
