from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.contradictions import estimate
from pipeline.methods.printed.consistency import CONTRADICTORY, OTHER_OBJECT, TO_CHECK, VERDICTS
from tests.unit.test_coverage import PARAMS
from tests.unit.test_key_figures import clean_tables


def estimates() -> Estimates:
    parts = [
        {"indicator_id": indicator, "part_of": "projects", "value": value}
        for indicator, value in (("projects_part", 3.0), ("budget", 4.0))
    ]
    other = {"value": 300000.0, "printed": "300 000 habitants", "source": "étude", "line": 12, "note": "l'année manque"}
    return estimate(
        clean_tables(
            {},
            other,
            {"city": "Nice"},
            {"indicator_id": "projects", "value": 7.0},
            *parts,
            {"indicator_id": "students", "value": None, "printed": "des milliers"},
            {"indicator_id": "students", "value": 7.0},
        ),
        PARAMS,
    )


def values() -> dict[str, float | None]:
    return {fact.fact_id: fact.value for fact in estimates().facts}


def test_a_contradiction_shows_both_figures_as_printed_with_their_place() -> None:
    pairs = estimates().tables["contradictions_pairs"]
    (pair,) = pairs[pairs["verdict_fr"].eq(CONTRADICTORY)].to_dict("records")
    assert (pair["first_fact"], pair["second_fact"]) == ("city-pages-cf001", "city-pages-cf002")
    assert pair["second_fr"] == "«\u202f300 000 habitants\u202f»"
    assert pair["second_where_fr"] == "étude, l.\u00a012"
    assert pair["second_note_fr"] == "l’année manque"


def test_verdicts_are_counted_and_add_up() -> None:
    verdicts, found = estimates().tables["contradictions_verdicts"], values()
    assert list(verdicts["verdict_fr"]) == list(VERDICTS)
    assert verdicts["count"].sum() == found["contradictions-pairs"] == 1
    assert found["contradictions-contradictoire"] == found["contradictions-across"] == 1


def test_a_quantity_without_number_is_not_opposed_to_a_number() -> None:
    assert "Étudiants" not in set(estimates().tables["contradictions_pairs"]["indicator_fr"])


def test_the_sum_of_parts_is_a_fact_with_its_rows() -> None:
    (summed,) = [fact for fact in estimates().facts if fact.fact_id == "contradictions-sum-cf004"]
    assert summed.value == 7.0
    assert summed.rows == (("figures.csv", 6), ("figures.csv", 7))


def test_a_count_of_nothing_rests_on_all_that_was_examined() -> None:
    (outside,) = [fact for fact in estimates().facts if fact.fact_id == "contradictions-shares-outside"]
    assert outside.value == 0
    assert len(outside.rows) == 8


TITLE = {"indicator_id": "award_eu_innovation_capital", "unit": "text", "value": None, "year": 2018, "scope": "prix"}


@pytest.mark.parametrize(("other", "verdicts"), [({"year": 2018}, [CONTRADICTORY]), ({"year": 2017}, [])])
def test_a_title_that_one_city_holds_a_year_is_not_held_by_two(other: dict[str, int], verdicts: list[str]) -> None:
    tables = clean_tables(
        {**TITLE, "printed": "Dijon en 2018"}, {**TITLE, "city": "Athènes", "entity": "Athènes", **other}
    )
    names = [
        *tables["key_figure_labels"].to_dict("records"),
        {"indicator_id": TITLE["indicator_id"], "name_fr": "Titre"},
    ]
    pairs = estimate({**tables, "key_figure_labels": pd.DataFrame(names)}, PARAMS).tables["contradictions_pairs"]
    assert list(pairs["verdict_fr"]) == verdicts
    assert set(pairs["who_fr"]) <= {"Dijon et Athènes"}


@pytest.mark.parametrize(("scope", "verdict"), [("territoire", TO_CHECK), ("organisation", OTHER_OBJECT)])
def test_notes_on_bodies_say_which_one_is_meant(scope: str, verdict: str) -> None:
    noted: list[dict[str, Any]] = [{"scope": scope, "note": "Forum"}, {"scope": scope, "note": "Salon", "value": 9.0}]
    assert list(estimate(clean_tables(*noted), PARAMS).tables["contradictions_pairs"]["verdict_fr"]) == [verdict]


def test_two_prizes_are_no_contradiction() -> None:
    prizes = [
        {"indicator_id": "launch", "unit": "text", "value": None, "printed": name} for name in ("Prix A", "Prix B")
    ]
    assert list(estimate(clean_tables(*prizes), PARAMS).tables["contradictions_pairs"]["verdict_fr"]) == [OTHER_OBJECT]
