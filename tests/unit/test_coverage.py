from __future__ import annotations

import math

import pandas as pd

from pipeline.estimates import Estimates
from pipeline.estimators.coverage import FEWEST_GIVING, estimate
from pipeline.params import EstimateParams
from tests.unit.test_key_figures import AGGLOMERATION, MULHOUSE, clean_tables

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
STUDENTS = {"indicator_id": "students"}


def estimates() -> Estimates:
    return estimate(
        clean_tables(
            {},
            STUDENTS,
            MULHOUSE,
            AGGLOMERATION,
            {**AGGLOMERATION, "sheet": "Chapitre II", "block": "Texte"},
            {"city": "hors-ville", "sheet": "Banque"},
        ),
        PARAMS,
    )


def values() -> dict[str, float | None]:
    return {fact.fact_id: fact.value for fact in estimates().facts}


def test_only_territories_with_a_sheet_are_covered() -> None:
    assert list(estimates().tables["coverage_territories"]["territory"]) == ["Dijon", "M2A", "Mulhouse"]
    assert values()["coverage-figures"] == 5


def test_figures_of_the_sheet_are_told_from_the_others() -> None:
    found = values()
    assert (found["coverage-m2a-given"], found["coverage-m2a-on-sheet"], found["coverage-m2a-indicators"]) == (2, 1, 1)


def test_indicators_given_once_are_counted_with_their_base() -> None:
    (share,) = [fact for fact in estimates().facts if fact.fact_id == "coverage-once-share"]
    assert (share.numerator, share.denominator) == (1, 2)
    assert values()["coverage-everywhere"] == 1


def test_the_grid_holds_what_enough_territories_give_and_leaves_the_rest_empty() -> None:
    grid = estimates().tables["coverage_grid"]
    assert FEWEST_GIVING == 3
    assert list(grid["indicator_fr"]) == ["Population"]
    assert grid.loc[0, ["Dijon", "M2A", "Mulhouse"]].tolist() == [1.0, 1.0, 1.0]


def test_an_indicator_says_whether_it_is_printed_outside_the_sheets_and_what_it_is_a_part_of() -> None:
    names = {"indicator_id": ["partners", "partners_public"], "name_fr": ["Partenaires", "Partenaires publics"]}
    tables = clean_tables(STUDENTS, MULHOUSE, {"indicator_id": "partners"}, {"indicator_id": "partners_public"})
    labels = pd.concat([tables["key_figure_labels"], pd.DataFrame(names)], ignore_index=True)
    told = estimate({**tables, "key_figure_labels": labels}, PARAMS).tables["coverage_indicators"]
    told = told.set_index("indicator_fr")
    assert told["part_of_fr"].dropna().to_dict() == {"Partenaires publics": "Partenaires"}
    assert not told["is_given_elsewhere"].any()
    elsewhere = estimates().tables["coverage_indicators"].set_index("indicator_fr")["is_given_elsewhere"]
    assert elsewhere.to_dict() == {"Population": True, "Étudiants": False}


def test_a_territory_that_does_not_give_an_indicator_has_an_empty_cell() -> None:
    others = [{**MULHOUSE, "sheet": name, "city": name, "entity": name} for name in ("Paris", "Nice", "Mulhouse")]
    students = [{**other, **STUDENTS} for other in others]
    grid = estimate(clean_tables({}, *others, *students), PARAMS).tables["coverage_grid"].set_index("indicator_fr")
    assert math.isnan(grid.loc["Étudiants", "Dijon"])
    assert grid.loc["Étudiants", "Nice"] == 1.0
